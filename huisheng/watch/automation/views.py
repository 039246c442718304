"""Settings screens of the house's own rules: the list, one rule with its preview and trial, and the log."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.gate import StaffRequest
from huisheng.core.tickets.access import NotFound, ticket_for, tickets_for
from huisheng.core.tickets.models import Event
from huisheng.kit.conditions import ConditionError
from huisheng.kit.paging import BadCursor
from huisheng.stages.triage.condition_form import ConditionForm
from huisheng.stages.triage.views.editing import condition_of, gated, place_view, wants_saving
from huisheng.watch.automation import deed_form
from huisheng.watch.automation.actions import copy_rule, retire_rule, save_rule, switch_rule
from huisheng.watch.automation.actions.trying import try_rule
from huisheng.watch.automation.deed_form import DeedForm
from huisheng.watch.automation.deeds import sentence
from huisheng.watch.automation.forms import AutoRuleForm, rule_initial
from huisheng.watch.automation.judge import faults_of, rule_fields
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.runs import StepLine, rule_rows, run_page
from huisheng.watch.automation.sentences import rule_sentence, woken_by
from huisheng.watch.automation.trial import foresee

LIST = "settings:auto_rules"
KINDS = ("", "trouble", "stopped", "dry")


@gated
def auto_rules(request: StaffRequest) -> HttpResponse:
    rows = rule_rows(rule_fields(timezone.now()))
    return render(request, "automation/rules.html", {"rows": rows})


@gated
def new_auto_rule(request: StaffRequest) -> HttpResponse:
    initial = {"measure": "hour", "workdays": True}
    return _page(request, None, AutoRuleForm(request.POST or None, initial=initial), title=_("Add a rule"))


@gated
def auto_rule(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = _living(rule_id)
    form = AutoRuleForm(request.POST or None, initial=rule_initial(rule))
    return _page(request, rule, form, title=rule.label)


def _living(rule_id: int) -> Rule:
    return get_object_or_404(Rule, pk=rule_id, retired_at=None)


def _page(request: StaffRequest, rule: Rule | None, form: AutoRuleForm, *, title: str) -> HttpResponse:
    fields = rule_fields(timezone.now())
    condition = condition_of(request, rule.condition if rule else {}, fields)
    deeds = deed_form.read(request.POST) if request.method == "POST" else deed_form.show(rule.deeds if rule else [])
    if wants_saving(request) and form.is_valid() and not condition.errors:
        answers = {**form.answers(), "condition": condition.condition, "deeds": deeds.steps, "by": request.user.party}
        if not deeds.errors and form.done(save_rule, rule, **answers):
            messages.success(request, _("Saved: %(name)s") % {"name": answers["name"]})
            return redirect(LIST)
    told = rule_sentence(rule, fields) if rule and request.method == "GET" else ""
    context = {"rule": rule, "form": form, "condition": condition, "deeds": deeds, "title": title, "told": told}
    return render(request, "automation/rule.html", context)


@require_POST
@gated
def auto_rule_preview(request: StaffRequest) -> HttpResponse:
    """POST the form of a rule: what it would have done in the last 30 days, and its sentence. Nothing is stored."""
    rule, faults = _typed(request)
    context: dict[str, Any] = {"faults": faults, "foreseen": None}
    if not faults:
        try:
            context["foreseen"] = foresee(rule, tickets_for(request.user))
            context["told"] = rule_sentence(rule, rule_fields(timezone.now()))
        except ConditionError as refused:
            context["faults"] = [str(refused)]
    return render(request, "automation/_preview.html", context)


@require_POST
@gated
def auto_rule_try(request: StaffRequest) -> HttpResponse:
    """POST the form of a rule and a ticket's number: how each question is answered, and what each deed would do."""
    rule, faults = _typed(request)
    context: dict[str, Any] = {"faults": faults, "tried": None}
    number = request.POST.get("number", "").strip()
    if not faults:
        try:
            ticket = ticket_for(request.user, number)
            tried = try_rule(rule, ticket, rule_fields(timezone.now()), by=request.user.party)
            steps = [StepLine(sentence(one["deed"]), one["why"]) for one in tried.steps]
            context |= {"tried": tried, "ticket": ticket, "steps": steps, "woken": _woken(tried.event)}
        except (NotFound, ConditionError) as refused:
            context["faults"] = [str(refused)]
    return render(request, "automation/_tried.html", context)


def _woken(event: Event | None) -> str:
    return str(woken_by(Run(event=event))) if event else ""


def _typed(request: StaffRequest) -> tuple[Rule, list[str]]:
    """The rule as it stands in the form, and every fault of it; `rule` names the stored one behind it."""
    form, fields = AutoRuleForm(request.POST), rule_fields(timezone.now())
    condition: ConditionForm = condition_of(request, {}, fields)
    deeds: DeedForm = deed_form.read(request.POST)
    chosen = request.POST.get("rule", "")
    known = Rule.objects.filter(pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0).first()
    form.is_valid()
    faults = [str(error) for name, found in form.errors.items() if name != "name" for error in found] + (
        condition.errors or faults_of(condition.condition, fields)
    )
    faults += deeds.errors if any(row["deed"] for row in deeds.rows) else []
    rule = known or Rule()
    rule.name = form.cleaned_data.get("name") or _("this rule")
    rule.condition, rule.deeds = dict(condition.condition), deeds.steps
    if not form.errors or set(form.errors) == {"name"}:
        rule.occasions, rule.timing = list(form.cleaned_data["occasions"]), form.timing()
        if not rule.occasions and not rule.timing:
            faults.append(_("Please say what wakes the rule: something that happens, or time."))
    return rule, faults


@require_POST
@gated
def auto_rule_state(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = _living(rule_id)
    switch_rule(rule, enabled=request.POST.get("enabled") == "1", by=request.user.party)
    said = _("Switched on: %(name)s") if rule.enabled else _("Switched off: %(name)s")
    messages.success(request, said % {"name": rule.label})
    return redirect(f"{reverse(LIST)}#rule-{rule.pk}")


@require_POST
@gated
def auto_rule_copy(request: StaffRequest, rule_id: int) -> HttpResponse:
    copy = copy_rule(_living(rule_id), by=request.user.party)
    messages.success(request, _("Copied; the copy is switched off."))
    return redirect("settings:auto_rule", rule_id=copy.pk)


@require_POST
@gated
def auto_rule_removal(request: StaffRequest, rule_id: int) -> HttpResponse:
    rule = _living(rule_id)
    retire_rule(rule, by=request.user.party)
    messages.success(request, _("Deleted: %(name)s") % {"name": rule.label})
    return redirect(LIST)


@require_safe
@gated
def auto_runs(request: StaffRequest) -> HttpResponse:
    """The log: GET rule, show (trouble, stopped, dry), number and cursor narrow it."""
    chosen, shown, number = (request.GET.get(name, "").strip() for name in ("rule", "show", "number"))
    rule = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    shown = shown if shown in KINDS else ""
    try:
        page = run_page(request.user, rule=rule, shown=shown, number=number, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        return redirect("settings:auto_runs")
    rules = Rule.objects.order_by("retired_at", "rank", "id")
    context = {"page": page, "rules": rules, "rule": rule, "shown": shown, "number": number}
    return render(request, "automation/runs.html", context)


auto_rule_place = place_view(Rule, lambda _rule: Rule.objects.filter(retired_at=None), LIST)
