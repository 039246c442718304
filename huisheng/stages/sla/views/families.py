"""Settings: switch a whole preset. The first click says what changes, the second does it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.sla.actions import switch_family
from huisheng.stages.sla.families import BY_CODE, conflicts_of
from huisheng.stages.sla.screens import FamilyRow, PolicyRow, family_rows

gated = right_required(Right.SETTINGS)


@gated
def policy_family(request: StaffRequest, family: str) -> HttpResponse:
    """GET ?enabled=1|0 shows what the switch would change, POST enabled=1|0 switches."""
    found = found_family(family)
    if request.method == "POST":
        changed = switch_family(family, enabled=request.POST.get("enabled") == "1", by=request.user.party)
        n = len(changed)
        said = ngettext("%(n)d policy switched: %(name)s", "%(n)d policies switched: %(name)s", n)
        messages.success(request, said % {"n": n, "name": BY_CODE[family].label})
        return redirect("settings:policies")
    wished = request.GET.get("enabled", "1") == "1"
    changing = changing_rows(found, wished=wished)
    context = {
        "family": found,
        "wished": wished,
        "changing": changing,
        "empty": [row for row in found.rows if wished and not row.can_promise],
        "sleeping": _sleeping_schemes(changing) if wished else [],
        "conflicts": conflicts_of(family) if wished else [],
    }
    return render(request, "sla/family.html", context)


def found_family(family: str) -> FamilyRow:
    found = next((row for row in family_rows() if row.family and row.code == family), None)
    if found is None:
        raise Http404
    return found


def changing_rows(family: FamilyRow, *, wished: bool) -> list[PolicyRow]:
    """The policies a switch would touch: what names no time cannot promise and stays off."""
    return [row for row in family.rows if row.policy.enabled != wished and (row.can_promise or not wished)]


def _sleeping_schemes(rows: list[PolicyRow]) -> list[str]:
    """Grading schemes that are switched off: nothing is graded by them, so promises for their grades find nothing."""
    schemes = {row.policy.scheme.label: row.policy.scheme.enabled for row in rows if row.policy.scheme}
    return [label for label, enabled in schemes.items() if not enabled]
