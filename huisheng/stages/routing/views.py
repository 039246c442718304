"""Settings screens for routing rules, and where each category goes without one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.gate import StaffRequest
from huisheng.core.catalogue.models import Category
from huisheng.kit.conditions import describe
from huisheng.stages.routing.actions import save_routing_rule, save_weights
from huisheng.stages.routing.actions.rules import routing_rule_facts
from huisheng.stages.routing.forms import RouteTrialForm, RoutingRuleForm, WeightsForm, routing_rule_initial
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.routing.rulebook import routebook
from huisheng.stages.routing.trial import try_routing
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices
from huisheng.stages.triage.forms import path_of
from huisheng.stages.triage.views.editing import (
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

LIST = "settings:routing_rules"


@gated
def routing_rules(request: StaffRequest) -> HttpResponse:
    fields = fields_with_choices(GRADED_FIELDS)
    rules = RoutingRule.objects.select_related("team", "person").prefetch_related("skills")
    rows = [(rule, describe(rule.condition, fields)) for rule in rules]
    book = routebook()
    first = next(iter(book.desks), None)
    ways = [
        (path_of(category), book.teams[book.team_of_category[category.pk]].label if goes else "")
        for category in Category.objects.filter(retired_at=None).select_related("parent")
        for goes in [category.pk in book.team_of_category]
    ]
    return render(request, "routing/rules.html", {"rows": rows, "ways": ways, "first": first})


@gated
def new_routing_rule(request: StaffRequest) -> HttpResponse:
    form = RoutingRuleForm(request.POST or None, initial={"enabled": True})
    return _page(request, form, None, title=_("Add a routing rule"))


@gated
def routing_rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(RoutingRule, pk=rule_id)
    form = RoutingRuleForm(request.POST or None, initial=routing_rule_initial(rule))
    removal = reverse("settings:routing_rule_removal", args=[rule.pk])
    return _page(request, form, rule, title=rule.label, removal_url=removal)


def _page(request: StaffRequest, form: RoutingRuleForm, rule: RoutingRule | None, **context: Any) -> HttpResponse:
    condition = condition_of(request, rule.condition if rule else {}, fields_with_choices(GRADED_FIELDS))
    if wants_saving(request) and form.is_valid():
        answers = {**form.cleaned_data, "by": request.user.party}
        if saved(form, condition, save_routing_rule, rule, **answers):
            messages.success(request, _("Saved: %(name)s") % {"name": answers["name"]})
            return redirect(LIST)
    urls = {"back": reverse(LIST), "preview_url": reverse("settings:routing_rule_preview")}
    return rule_page(request, form=form, condition=condition, **urls, **context)


@gated
def weights(request: StaffRequest) -> HttpResponse:
    """How much one ticket of each channel and grade fills a desk."""
    form = WeightsForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.done(save_weights, **form.answers(), by=request.user.party)
    ):
        messages.success(request, _("Weights saved; they count from the next feedback on."))
        return redirect("settings:weights")
    return render(request, "routing/weights.html", {"form": form})


@require_safe
@gated
def routing_trial(request: StaffRequest) -> HttpResponse:
    """Who would get feedback like this now? Nothing is written."""
    asked = bool(request.GET)
    form = RouteTrialForm(request.GET if asked else None)
    tried = try_routing(**form.cleaned_data) if asked and form.is_valid() else None
    return render(request, "routing/trial.html", {"form": form, "tried": tried, "asked": asked and form.is_valid()})


routing_rule_preview = preview_view(lambda: fields_with_choices(GRADED_FIELDS))
routing_rule_place = place_view(RoutingRule, lambda _rule: RoutingRule.objects.all(), LIST)
routing_rule_state = state_view(RoutingRule, LIST)
routing_rule_removal = removal_view(RoutingRule, routing_rule_facts, LIST)
