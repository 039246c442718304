"""Settings: the scenarios, with what is said in them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.kit.conditions import describe
from huisheng.stages.followup.actions.scenarios import save_scenario, switch_scenario
from huisheng.stages.followup.forms import (
    EVENTS,
    QuestionForm,
    QuestionFormSet,
    ScenarioForm,
    questions_initial,
    scenario_initial,
)
from huisheng.stages.followup.models import RecordField, Scenario
from huisheng.stages.followup.script import VARIABLES, said, seconds_to_say, spoken
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

gated = right_required(Right.SETTINGS)
NEW = {
    "wait_hours": 0,
    "due_hours": 24,
    "tries": 3,
    "minutes_from": 5,
    "minutes_most": 15,
    "priority": 0,
    "every_days": 30,
}


@require_GET
@gated
def scenarios(request: StaffRequest) -> HttpResponse:
    """GET /settings/scenarios/"""
    rows = Scenario.objects.select_related("team").annotate(asked=Count("questions", filter=Q(questions__active=True)))
    rows = rows.order_by("rank", "pk")
    fields = RecordField.objects.select_related("scenario")
    return render(request, "followup/scenarios.html", {"rows": rows, "fields": fields})


@gated
def new_scenario(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@gated
def scenario(request: StaffRequest, scenario: str) -> HttpResponse:
    return _edit(request, _known(scenario))


@require_POST
@gated
def scenario_state(request: StaffRequest, scenario: str) -> HttpResponse:
    """POST active=1|0."""
    changed = switch_scenario(_known(scenario), active=request.POST.get("active") == "1", by=request.user.party)
    words = _("On: %(name)s") if changed.active else _("Off: %(name)s")
    messages.success(request, words % {"name": changed.label})
    return redirect("settings:scenarios")


def _edit(request: StaffRequest, known: Scenario | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    initial = scenario_initial(known) if known else NEW
    form = ScenarioForm(given, initial=initial, scenario=known)
    questions = QuestionFormSet(given, initial=questions_initial(known) if known else [], prefix="question")
    if given is not None and form.is_valid() and questions.is_valid():
        saved = form.carry_out(
            save_scenario,
            known.code if known else form.cleaned_data["code"],
            questions=[one.draft() for one in _filled_in(questions)],
            by=request.user.party,
            **form.answers(),
        )
        if saved:
            messages.success(request, _("Saved: %(name)s") % {"name": saved.label})
            return redirect("settings:scenario", saved.code)
    context = {"form": form, "questions": questions, "scenario": known, "variables": VARIABLES}
    return render(request, "followup/scenario.html", context | (_heard(request, known) if known else {}))


def _heard(request: StaffRequest, known: Scenario) -> dict[str, Any]:
    """How it sounds with everything filled in, and how long the opening takes."""
    language = get_language() or ""
    sample = {
        "customer": _("Ms Liu"), "agent": request.user.name, "house": house("house.name"), "subject": _("a part was missing"),
        "number": "FB-20261121-0042", "order": "1023", "days": "3", "measure": _("a new part was sent"),
        "handler": _("a colleague"), "source": _("the website"),
        "idea": _("a thicker box"), "answer": _("It comes next month."),
    }  # fmt: skip
    opening = said(known, "opening", language)
    return {
        "when": _when(known),
        "opening": spoken(opening, sample),
        "seconds": round(seconds_to_say(opening)),
        "closing": spoken(said(known, "closing", language), sample),
        "asked": [spoken(said(one, "text", language), sample) for one in known.questions.filter(active=True)],
    }


def _when(known: Scenario) -> str:
    """What it follows, in words: the event and the feedback it asks for."""
    words = [str(known.get_trigger_display())]
    if known.trigger == Scenario.Trigger.EVENT:
        words.append(str(dict(EVENTS).get(known.event, known.event)))
        if known.selector:
            words.append(describe(known.selector, fields_with_choices(GRADED_FIELDS)))
    return " · ".join(words)


def _filled_in(questions: Any) -> list[QuestionForm]:
    kept = [one for one in questions if one not in questions.deleted_forms]
    return [one for one in kept if one.has_changed() or one in questions.initial_forms]


def _known(code: str) -> Scenario:
    found = Scenario.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found
