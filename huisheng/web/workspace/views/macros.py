"""Macros: picked, looked over, run on a ticket; and kept for oneself, a team or the house."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.fill import fill
from huisheng.core.knowledge.queries import may_keep, shared_with
from huisheng.core.tickets.access import ticket_for
from huisheng.kit.errors import Refused
from huisheng.stages.handling.models import Macro
from huisheng.stages.handling.speech import MEANINGS, speech_of
from huisheng.trips.deeds import BY_CODE, sentence
from huisheng.trips.macros import MacroRefused, plan_of, run_macro, save_macro
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, is_htmx, staff_required
from huisheng.web.workspace.offers import macros_for
from huisheng.web.workspace.own_forms import MacroForm, whose_of
from huisheng.web.workspace.steps import StepForm, offered_deeds, sent_steps, step_form, step_forms
from huisheng.web.workspace.views.moves import shown

SPOKEN = {"reply", "note"}  # deeds whose text the person may still change in the preview


@require_safe
@staff_required()
def pick(request: StaffRequest, number: str) -> HttpResponse:
    """The macros one may run, each with what it does."""
    ticket = ticket_for(request.user, number)
    listed = [(one, [sentence(step) for step in one.steps]) for one in macros_for(request.user)]
    return render(request, "workspace/_macros.html", {"ticket": ticket, "macros": listed})


@require_safe
@staff_required()
def look(request: StaffRequest, number: str, macro_id: int) -> HttpResponse:
    """Everything one macro would do to this ticket, its words filled and open to change."""
    ticket = ticket_for(request.user, number)
    macro = _macro(request.user, macro_id, active=True)
    speech = speech_of(ticket, by=request.user.party)
    plan = [(one, _words(one.step, speech)) for one in plan_of(macro, request.user)]
    return render(request, "workspace/_macro.html", {"ticket": ticket, "macro": macro, "plan": plan})


@require_POST
@staff_required()
def run(request: StaffRequest, number: str, macro_id: int) -> HttpResponse:
    """Do it, all or nothing; what was refused is told with its reason."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    macro = _macro(request.user, macro_id, active=True)
    words = {
        place: text for place in range(len(macro.steps)) if (text := request.POST.get(f"words-{place}")) is not None
    }
    try:
        done = run_macro(macro, ticket, staff=request.user, words=words)
    except MacroRefused as refusal:
        if not is_htmx(request):
            raise
        answer = render(request, "workspace/_macro_refused.html", {"reasons": refusal.reasons}, status=422)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#macro-refused", "innerHTML"
        return answer
    return shown(request, number, _("Done: %(name)s, %(n)s steps.") % {"name": macro.label, "n": len(done)})


@require_safe
@staff_required(Right.ANSWER)
def kept(request: StaffRequest) -> HttpResponse:
    """The macros one may run, and which of them one may change."""
    rows = Macro.objects.filter(shared_with(request.user)).select_related("team").order_by("-active", "-used", "id")
    listed = [(one, [sentence(step) for step in one.steps], may_keep(request.user, one)) for one in rows]
    return render(request, "workspace/own_macros.html", {"rows": listed})


@require_safe
@staff_required(Right.ANSWER)
def step(request: StaffRequest) -> HttpResponse:
    """The empty form of one more step."""
    code = request.GET.get("deed", "")
    form = step_form({"deed": code}) if code in {deed.code for deed in offered_deeds(request.user)} else None
    return render(request, "workspace/_macro_step.html", {"form": form, "meanings": MEANINGS})


@staff_required(Right.ANSWER)
def new(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@staff_required(Right.ANSWER)
def change(request: StaffRequest, macro_id: int) -> HttpResponse:
    one = _macro(request.user, macro_id)
    if not may_keep(request.user, one):
        raise PermissionDenied
    return _edit(request, one)


def _edit(request: StaffRequest, one: Macro | None) -> HttpResponse:
    initial = (
        {"name": one.name, "whose": whose_of(one), "active": one.active} if one else {"whose": "mine", "active": True}
    )
    form = MacroForm(request.POST or None, staff=request.user, initial=initial)
    steps = sent_steps(request.POST) if request.method == "POST" else one.steps if one else []
    if form.is_valid():
        try:
            _refuse_rights(request.user, steps)
            given: dict[str, Any] = {"name": form.cleaned_data["name"], "active": form.cleaned_data["active"]}
            same = {"name_en": one.name_en, "rank": one.rank} if one else {}
            save_macro(one, steps=steps, **given, **same, **form.shared(), by=request.user.party)  # type: ignore[arg-type]
            return htmx_or_redirect(request, "desk:own_macros", said=_("Saved: %(name)s") % {"name": given["name"]})
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown_steps: list[StepForm] = step_forms(steps)
    words = {"form": form, "one": one, "steps": shown_steps, "deeds": offered_deeds(request.user), "meanings": MEANINGS}
    return render(request, "workspace/own_macro.html", words)


def _refuse_rights(staff: Staff, steps: list[dict[str, Any]]) -> None:
    """Nobody keeps what they could not do themselves."""
    for one in steps:
        deed = BY_CODE.get(one["deed"])
        if deed and not staff.allows(deed.right):
            raise MacroRefused(_("%(deed)s: you do not have the right for this."), deed=deed.label)


def _words(one: dict[str, Any], speech: Any) -> str | None:
    return fill(one["text"], speech)[0] if one["deed"] in SPOKEN else None


def _macro(staff: Staff, pk: int, **only: bool) -> Macro:
    return get_object_or_404(Macro.objects.filter(shared_with(staff), **only).select_related("team"), pk=pk)
