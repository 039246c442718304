"""The rules that grade, by scheme, with a box to try a sentence."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest
from huisheng.core.catalogue.models import GradingScheme
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.conditions import describe
from huisheng.kit.party import Party
from huisheng.stages.triage.actions import save_grade_rule
from huisheng.stages.triage.actions.rules import grade_rule_facts, place_rule
from huisheng.stages.triage.dry_run import dry_run, with_rule
from huisheng.stages.triage.facts import FIELDS, fields_with_choices
from huisheng.stages.triage.forms import GradeRuleForm, grade_rule_initial
from huisheng.stages.triage.models import GradeRule
from huisheng.stages.triage.rulebook import rulebook
from huisheng.stages.triage.sentences import rule_spoke
from huisheng.stages.triage.trial import try_text

from .editing import (
    condition_of,
    gated,
    place_view,
    preview_view,
    removal_view,
    rule_page,
    saved,
    state_view,
    wants_saving,
)

LIST = "settings:grade_rules"
MOST_TEXT = 5000


@gated
def grade_rules(request: StaffRequest) -> HttpResponse:
    fields = fields_with_choices(FIELDS)
    rules = list(GradeRule.objects.select_related("grade"))
    schemes = [
        (scheme, [(rule, describe(rule.condition, fields)) for rule in rules if rule.grade.scheme_id == scheme.pk])
        for scheme in GradingScheme.objects.order_by("-enabled", "rank", "id")
    ]
    return render(request, "triage/grade_rules.html", {"schemes": schemes})


@gated
def new_grade_rule(request: StaffRequest, scheme_id: int) -> HttpResponse:
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    form = GradeRuleForm(request.POST or None, scheme=scheme, initial={"enabled": True})
    title = _("Add a grade rule: %(scheme)s") % {"scheme": scheme.label}
    return _page(request, form, None, title=title, dry_run_url=_dry_run_url(scheme))


@gated
def grade_rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(GradeRule.objects.select_related("grade__scheme"), pk=rule_id)
    form = GradeRuleForm(request.POST or None, scheme=rule.grade.scheme, initial=grade_rule_initial(rule))
    removal = reverse("settings:grade_rule_removal", args=[rule.pk])
    dry_run_url = f"{_dry_run_url(rule.grade.scheme)}?rule={rule.pk}"
    return _page(request, form, rule, title=rule.label, removal_url=removal, dry_run_url=dry_run_url)


def _dry_run_url(scheme: GradingScheme) -> str:
    return reverse("settings:grade_rule_dry_run", args=[scheme.pk])


def _page(request: StaffRequest, form: GradeRuleForm, rule: GradeRule | None, **context: Any) -> HttpResponse:
    condition = condition_of(request, rule.condition if rule else {}, fields_with_choices(FIELDS))
    if wants_saving(request) and form.is_valid():
        answers = {**form.cleaned_data, "by": request.user.party}
        place = answers.pop("place") or 0
        if saved(form, condition, partial(_save, place=place), rule, **answers):
            messages.success(request, _("Saved: %(name)s") % {"name": answers["name"]})
            return redirect(LIST)
    urls = {"back": reverse(LIST), "preview_url": reverse("settings:rule_preview")}
    return rule_page(request, form=form, condition=condition, **urls, **context)


@transaction.atomic
def _save(rule: GradeRule | None, *, place: int, by: Party, **answers: Any) -> GradeRule:
    """The rule, and where it stands."""
    stored = save_grade_rule(rule, by=by, **answers)
    if place:
        place_rule(stored, among=_neighbours(stored), place=place, by=by)
    return stored


@require_POST
@gated
def grade_rule_dry_run(request: StaffRequest, scheme_id: int) -> HttpResponse:
    """POST the form of a rule (?rule= for one that exists): which tickets of last month it would grade otherwise."""
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    condition = condition_of(request, {}, fields_with_choices(FIELDS))
    form = GradeRuleForm(request.POST, scheme=scheme)
    chosen = request.GET.get("rule", "")
    known = GradeRule.objects.filter(grade__scheme=scheme, pk=chosen if chosen.isdecimal() else 0).first()
    grade = scheme.grades.filter(pk=_number(request.POST.get("grade", ""))).first()
    if condition.errors or grade is None:
        return render(request, "triage/_dry_run.html", {"faults": condition.errors or [_("Choose a grade.")]})
    form.is_valid()
    rule = GradeRule(
        pk=known.pk if known else None,
        name=request.POST.get("name", ""),
        grade=grade,
        condition=condition.condition,
        enabled="enabled" in request.POST,
    )
    changed = with_rule(rulebook(), rule, place=form.cleaned_data.get("place") or 0)
    found = dry_run(changed, tickets_for(request.user))
    return render(request, "triage/_dry_run.html", {"run": found, "is_off": not scheme.enabled, "faults": ()})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@require_POST
@gated
def rule_trial(request: StaffRequest) -> HttpResponse:
    """What the rules in force say about a sentence; nothing is stored."""
    text = request.POST.get("text", "").strip()[:MOST_TEXT]
    context: dict[str, Any] = {"text": text}
    if text:
        trial = try_text(text)
        context |= {
            "graded": trial.graded,
            "why": rule_spoke(trial.graded.rule, trial.graded.words) if trial.graded else "",
            "kind": trial.classified,
            "kind_why": rule_spoke(trial.classified.rule, trial.classified.words),
        }
    return render(request, "triage/_trial.html", context)


def _neighbours(rule: GradeRule) -> QuerySet[GradeRule]:
    return GradeRule.objects.filter(grade__scheme=rule.grade.scheme_id)


rule_preview = preview_view(lambda: fields_with_choices(FIELDS))
grade_rule_place = place_view(GradeRule, _neighbours, LIST)
grade_rule_state = state_view(GradeRule, LIST)
grade_rule_removal = removal_view(GradeRule, grade_rule_facts, LIST)
