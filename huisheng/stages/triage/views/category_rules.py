"""The rules that find category and tags."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest
from huisheng.kit.conditions import describe
from huisheng.stages.triage.actions import save_category_rule
from huisheng.stages.triage.actions.rules import category_rule_facts
from huisheng.stages.triage.facts import FIELDS, fields_with_choices
from huisheng.stages.triage.forms import CategoryRuleForm, category_rule_initial, path_of
from huisheng.stages.triage.models import CategoryRule

from .editing import condition_of, gated, place_view, removal_view, rule_page, saved, state_view, wants_saving

LIST = "settings:category_rules"


@gated
def category_rules(request: StaffRequest) -> HttpResponse:
    fields = fields_with_choices(FIELDS)
    rules = CategoryRule.objects.select_related("category__parent").prefetch_related("tags")
    rows = [
        (rule, describe(rule.condition, fields), path_of(rule.category) if rule.category else "", list(rule.tags.all()))
        for rule in rules
    ]
    return render(request, "triage/category_rules.html", {"rows": rows})


@gated
def new_category_rule(request: StaffRequest) -> HttpResponse:
    form = CategoryRuleForm(request.POST or None, initial={"enabled": True})
    return _page(request, form, None, title=_("Add a category rule"))


@gated
def category_rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(CategoryRule.objects.select_related("category"), pk=rule_id)
    form = CategoryRuleForm(request.POST or None, initial=category_rule_initial(rule))
    removal = reverse("settings:category_rule_removal", args=[rule.pk])
    return _page(request, form, rule, title=rule.label, removal_url=removal)


def _page(request: StaffRequest, form: CategoryRuleForm, rule: CategoryRule | None, **context: Any) -> HttpResponse:
    condition = condition_of(request, rule.condition if rule else {}, fields_with_choices(FIELDS))
    if wants_saving(request) and form.is_valid():
        answers = {**form.answers(), "by": request.user.party}
        if saved(form, condition, save_category_rule, rule, **answers):
            messages.success(request, _("Saved: %(name)s") % {"name": answers["name"]})
            return redirect(LIST)
    urls = {"back": reverse(LIST), "preview_url": reverse("settings:rule_preview")}
    return rule_page(request, form=form, condition=condition, **urls, **context)


category_rule_place = place_view(CategoryRule, lambda _rule: CategoryRule.objects.all(), LIST)
category_rule_state = state_view(CategoryRule, LIST)
category_rule_removal = removal_view(CategoryRule, category_rule_facts, LIST)
