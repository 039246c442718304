"""Settings: the promised times and their versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.sla.actions import retire_policy, save_policy, switch_policy
from huisheng.stages.sla.families import CONFLICTS
from huisheng.stages.sla.forms.commitment import Choices, CommitmentForm, CommitmentFormSet, commitment_initial
from huisheng.stages.sla.forms.policy import PolicyForm, policy_initial
from huisheng.stages.sla.models import ServicePolicy
from huisheng.stages.sla.screens import family_rows, policy_changes, policy_versions, promise_gists

gated = right_required(Right.SETTINGS)


@require_GET
@gated
def policies(request: StaffRequest) -> HttpResponse:
    return render(request, "sla/policies.html", {"families": family_rows(), "conflicts": CONFLICTS})


@gated
def new_policy(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@gated
def policy(request: StaffRequest, code: str) -> HttpResponse:
    """Edit a policy: what is saved is its next version."""
    return _edit(request, living(code))


@require_GET
@gated
def policy_history(request: StaffRequest, code: str) -> HttpResponse:
    versions = policy_versions(code)
    if not versions:
        raise Http404
    context = {"versions": versions, "latest": versions[0].policy, "changes": policy_changes(code)}
    return render(request, "sla/history.html", context)


@require_POST
@gated
def policy_state(request: StaffRequest, code: str) -> HttpResponse:
    """Switch a policy on or off. A refusal is shown by the frame."""
    changed = switch_policy(living(code), enabled=request.POST.get("enabled") == "1", by=request.user.party)
    said = _("On: %(name)s") if changed.enabled else _("Off: %(name)s")
    messages.success(request, said % {"name": changed.label})
    return redirect("settings:policies")


@require_POST
@gated
def policy_retirement(request: StaffRequest, code: str) -> HttpResponse:
    gone = retire_policy(living(code), by=request.user.party)
    messages.success(request, _("Retired: %(name)s") % {"name": gone.label})
    return redirect("settings:policies")


def _edit(request: StaffRequest, known: ServicePolicy | None) -> HttpResponse:
    form, lines = policy_forms(request, known)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        saved = form.carry_out(
            save_policy,
            known.code if known else form.cleaned_data["code"],
            commitments=[line.draft() for line in filled_in(lines)],
            by=request.user.party,
            **form.answers(),
        )
        if saved:
            messages.success(request, _("Saved as version %(n)s: %(name)s") % {"n": saved.version, "name": saved.label})
            return redirect("settings:policies")
    context = {"form": form, "lines": lines, "policy": known, "gists": promise_gists(known) if known else []}
    return render(request, "sla/policy.html", context)


def policy_forms(request: StaffRequest, known: ServicePolicy | None) -> tuple[PolicyForm, Any]:
    given = request.POST if request.method == "POST" else None
    form = PolicyForm(given, initial=policy_initial(known) if known else None, new=known is None)
    rows = [commitment_initial(row) for row in known.commitments.all()] if known else []
    lines = CommitmentFormSet(given, initial=rows, prefix="promise", form_kwargs={"choices": Choices()})
    return form, lines


def filled_in(lines: Any) -> list[CommitmentForm]:
    """The lines that were there, touched or not, and the new ones; an empty last line is none."""
    kept = [line for line in lines if line not in lines.deleted_forms]
    return [line for line in kept if line.has_changed() or line in lines.initial_forms]


def living(code: str) -> ServicePolicy:
    found = ServicePolicy.objects.filter(code=code, retired_at=None).select_related("scheme", "calendar").first()
    if found is None:
        raise Http404
    return found
