"""What the screens of all ordered rules share; the routing room uses it too."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.conditions import Condition, FieldSpec
from huisheng.stages.triage.actions import delete_rule, move_rule, switch_rule
from huisheng.stages.triage.condition_form import ConditionForm, read, show
from huisheng.stages.triage.forms import RuleForm
from huisheng.stages.triage.trial import preview

gated = right_required(Right.SETTINGS)
View = Callable[..., HttpResponseBase]


def condition_of(request: HttpRequest, condition: Condition, fields: Mapping[str, FieldSpec]) -> ConditionForm:
    """The condition as sent, or as stored. Asked to switch between rows and JSON, it is shown the other way."""
    if request.method != "POST":
        return show(condition, fields)
    form = read(request.POST, fields)
    wish = request.POST.get("switch")
    if wish and not form.errors:
        return show(form.condition, fields, expert=wish == "expert")
    return form


def wants_saving(request: HttpRequest) -> bool:
    """Not merely more rows, or the other way of writing."""
    return request.method == "POST" and not {"more", "switch"} & set(request.POST)


def saved(form: RuleForm, condition: ConditionForm, save: Callable[..., Any], *args: Any, **answers: Any) -> bool:
    """Save when both halves are sound; faults of the condition are shown beside it."""
    if not form.is_valid() or condition.errors:
        return False
    return form.carry_out(save, *args, condition=condition.condition, **answers) is not None


def rule_page(request: HttpRequest, **context: Any) -> HttpResponse:
    """The page of one rule. Context: title, form, condition, back, preview_url; removal_url for one that exists; dry_run_url."""
    return render(request, "triage/rule.html", {"removal_url": "", "dry_run_url": "", **context})


def preview_view(fields: Callable[[], Mapping[str, FieldSpec]]) -> View:
    """The tickets of the last 30 days that the condition as typed would hit, as far as the reader may see them."""

    @require_POST
    @gated
    def rule_preview(request: StaffRequest) -> HttpResponse:
        condition = read(request.POST, fields())
        found = None if condition.errors else preview(condition.condition, tickets_for(request.user))
        return render(request, "triage/_preview.html", {"condition": condition, "preview": found})

    return rule_preview


Back = str | Callable[[Any], str]  # the name of the list's page, or what gives its address for a rule


def place_view(model: type[models.Model], among: Callable[[Any], models.QuerySet[Any]], back: Back) -> View:
    """POST direction=up|down moves the rule one place."""

    @require_POST
    @gated
    def rule_place(request: StaffRequest, rule_id: int) -> HttpResponse:
        rule = get_object_or_404(model, pk=rule_id)
        move_rule(rule, among=among(rule), up=request.POST.get("direction") == "up", by=request.user.party)
        return redirect(f"{_path(back, rule)}#rule-{rule.pk}")

    return rule_place


def state_view(model: type[models.Model], back: Back) -> View:
    """POST enabled=1|0 switches the rule on or off."""

    @require_POST
    @gated
    def rule_state(request: StaffRequest, rule_id: int) -> HttpResponse:
        rule: Any = get_object_or_404(model, pk=rule_id)
        switch_rule(rule, enabled=request.POST.get("enabled") == "1", by=request.user.party)
        said = _("Switched on: %(name)s") if rule.enabled else _("Switched off: %(name)s")
        messages.success(request, said % {"name": rule.label})
        return redirect(f"{_path(back, rule)}#rule-{rule.pk}")

    return rule_state


def removal_view(model: type[models.Model], facts: Callable[[Any], Mapping[str, Any]], back: Back) -> View:
    """POST deletes the rule."""

    @require_POST
    @gated
    def rule_removal(request: StaffRequest, rule_id: int) -> HttpResponse:
        rule: Any = get_object_or_404(model, pk=rule_id)
        path = _path(back, rule)
        delete_rule(rule, facts=facts(rule), by=request.user.party)
        messages.success(request, _("Deleted: %(name)s") % {"name": rule.label})
        return redirect(path)

    return rule_removal


def _path(back: Back, rule: models.Model) -> str:
    return redirect(back).url if isinstance(back, str) else back(rule)
