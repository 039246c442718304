"""How a scheme decides: its mode, the cells of impact × urgency, and the rules that find the two."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest
from huisheng.core.catalogue.actions import rename_level, save_matrix
from huisheng.core.catalogue.errors import CatalogueRefused
from huisheng.core.catalogue.models import Grade, GradingScheme, MatrixCell, MatrixLevel
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.conditions import describe
from huisheng.stages.triage.actions import save_level_rule
from huisheng.stages.triage.actions.rules import level_rule_facts
from huisheng.stages.triage.dry_run import dry_run, with_matrix_change
from huisheng.stages.triage.facts import FIELDS, fields_with_choices
from huisheng.stages.triage.forms import LevelRuleForm, level_rule_initial
from huisheng.stages.triage.models import LevelRule
from huisheng.stages.triage.rulebook import rulebook

from .editing import condition_of, gated, place_view, removal_view, rule_page, saved, state_view, wants_saving

LIST = "settings:schemes"
Axis = MatrixLevel.Axis
Levels = tuple[list[MatrixLevel], list[MatrixLevel]]


@gated
def matrix(request: StaffRequest, scheme_id: int) -> HttpResponse:
    """GET shows mode, grid and rules; POST keeps mode and grid together."""
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    levels, grades = _levels(scheme), list(scheme.grades.all())
    if request.method == "POST":
        mode, cells = _said(request, levels, grades)
        try:
            save_matrix(scheme, mode=mode, cells=cells, by=request.user.party)
        except CatalogueRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved: %(name)s") % {"name": scheme.label})
        return redirect("settings:matrix", scheme_id=scheme.pk)
    fields, (impacts, urgencies) = fields_with_choices(FIELDS), levels
    stored = MatrixCell.objects.filter(impact__scheme=scheme).values_list("impact_id", "urgency_id", "grade_id")
    rules = LevelRule.objects.filter(level__scheme=scheme).select_related("level")
    context = {
        "scheme": scheme,
        "modes": GradingScheme.Mode.choices,
        "impacts": impacts,
        "urgencies": urgencies,
        "grades": grades,
        "cells": {(impact, urgency): grade for impact, urgency, grade in stored},
        "rules": [(rule, describe(rule.condition, fields)) for rule in rules],
    }
    return render(request, "triage/matrix.html", context)


@require_POST
@gated
def matrix_dry_run(request: StaffRequest, scheme_id: int) -> HttpResponse:
    """What mode and grid as chosen would change; nothing is stored."""
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    mode, cells = _said(request, _levels(scheme), list(scheme.grades.all()))
    grid = {(impact.pk, urgency.pk): grade.pk for (impact, urgency), grade in cells.items()}
    changed = with_matrix_change(rulebook(), scheme, mode=mode, cells=grid)
    found = dry_run(changed, tickets_for(request.user))
    return render(request, "triage/_dry_run.html", {"run": found, "is_off": not scheme.enabled, "faults": ()})


@require_POST
@gated
def matrix_level(request: StaffRequest, level_id: int) -> HttpResponse:
    """POST name, name_en: the row or column is called otherwise."""
    level = get_object_or_404(MatrixLevel, pk=level_id)
    name, name_en = request.POST.get("name", "")[:80], request.POST.get("name_en", "")[:120]
    try:
        rename_level(level, name=name, name_en=name_en, by=request.user.party)
    except CatalogueRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved: %(name)s") % {"name": level.label})
    return redirect("settings:matrix", scheme_id=level.scheme_id)


@gated
def new_level_rule(request: StaffRequest, scheme_id: int) -> HttpResponse:
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    form = LevelRuleForm(request.POST or None, scheme=scheme, initial={"enabled": True})
    return _page(
        request, form, scheme, None, title=_("Add a rule of impact or urgency: %(scheme)s") % {"scheme": scheme.label}
    )


@gated
def level_rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(LevelRule.objects.select_related("level__scheme"), pk=rule_id)
    form = LevelRuleForm(request.POST or None, scheme=rule.level.scheme, initial=level_rule_initial(rule))
    removal = reverse("settings:level_rule_removal", args=[rule.pk])
    return _page(request, form, rule.level.scheme, rule, title=rule.label, removal_url=removal)


def _page(
    request: StaffRequest, form: LevelRuleForm, scheme: GradingScheme, rule: LevelRule | None, **context: Any
) -> HttpResponse:
    back = reverse("settings:matrix", args=[scheme.pk])
    condition = condition_of(request, rule.condition if rule else {}, fields_with_choices(FIELDS))
    if wants_saving(request) and form.is_valid():
        answers = {**form.cleaned_data, "by": request.user.party}
        if saved(form, condition, save_level_rule, rule, **answers):
            messages.success(request, _("Saved: %(name)s") % {"name": answers["name"]})
            return redirect(back)
    urls = {"back": back, "preview_url": reverse("settings:rule_preview")}
    return rule_page(request, form=form, condition=condition, **urls, **context)


def _levels(scheme: GradingScheme) -> Levels:
    levels = list(scheme.levels.all())
    return [one for one in levels if one.axis == Axis.IMPACT], [one for one in levels if one.axis == Axis.URGENCY]


def _said(
    request: StaffRequest, levels: Levels, grades: list[Grade]
) -> tuple[str, Mapping[tuple[MatrixLevel, MatrixLevel], Grade]]:
    """The mode and the filled cells of the form; what names no grade of the scheme is passed over."""
    known = {str(grade.pk): grade for grade in grades}
    impacts, urgencies = levels
    cells = {
        (impact, urgency): known[chosen]
        for impact in impacts
        for urgency in urgencies
        if (chosen := request.POST.get(f"cell-{impact.pk}-{urgency.pk}", "")) in known
    }
    return request.POST.get("mode", ""), cells


def _neighbours(rule: LevelRule) -> QuerySet[LevelRule]:
    return LevelRule.objects.filter(level__scheme=rule.level.scheme_id)


def _matrix_of(rule: LevelRule) -> str:
    return reverse("settings:matrix", args=[rule.level.scheme_id])


level_rule_place = place_view(LevelRule, _neighbours, _matrix_of)
level_rule_state = state_view(LevelRule, _matrix_of)
level_rule_removal = removal_view(LevelRule, level_rule_facts, _matrix_of)
