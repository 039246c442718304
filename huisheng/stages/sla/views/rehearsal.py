"""Settings: before and after an edit or a switch, over last month's real tickets. Nothing is saved."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.stages.sla.actions import PolicyRefused
from huisheng.stages.sla.actions.policies import check_policy
from huisheng.stages.sla.edited import in_force, with_edit, with_switched
from huisheng.stages.sla.models import Commitment, ServicePolicy
from huisheng.stages.sla.rehearsal import Rehearsal, rehearse

from .families import changing_rows, found_family
from .policies import filled_in, living, policy_forms

gated = right_required(Right.SETTINGS)


@require_POST
@gated
def new_policy_rehearsal(request: StaffRequest) -> HttpResponse:
    return _of_edit(request, None)


@require_POST
@gated
def policy_rehearsal(request: StaffRequest, code: str) -> HttpResponse:
    """The policy as typed, against what is in force."""
    return _of_edit(request, living(code))


@require_POST
@gated
def family_rehearsal(request: StaffRequest, family: str) -> HttpResponse:
    """POST enabled=1|0: the preset as it would be."""
    wished = request.POST.get("enabled") == "1"
    rows = changing_rows(found_family(family), wished=wished)
    return _shown(request, with_switched([row.policy.pk for row in rows], enabled=wished))


def _of_edit(request: StaffRequest, known: ServicePolicy | None) -> HttpResponse:
    form, lines = policy_forms(request, known)
    if not form.is_valid() or not lines.is_valid():
        return _page(request, fault=_("Something above cannot be read yet. Save shows what; then compare again."))
    answers, drafts = form.answers(), [line.draft() for line in filled_in(lines)]
    try:
        check_policy(answers["name"], answers["scheme"], answers["condition"], drafts, enabled=answers["enabled"])
    except PolicyRefused as refusal:
        return _page(request, fault=str(refusal))
    code = known.code if known else form.cleaned_data["code"]
    return _shown(request, with_edit(code, answers, drafts))


def _shown(request: StaffRequest, after: list[Commitment]) -> HttpResponse:
    return _page(request, rehearsal=rehearse(in_force(), after, tickets_for(request.user)))


def _page(request: StaffRequest, *, rehearsal: Rehearsal | None = None, fault: str = "") -> HttpResponse:
    """The piece htmx asked for, or a page of its own where no script runs."""
    context = {"rehearsal": rehearsal, "fault": fault}
    whole = "HX-Request" not in request.headers
    return render(request, "sla/rehearsal.html" if whole else "sla/_rehearsal.html", context)
