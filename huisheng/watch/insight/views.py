"""Settings screens for targets: the list, one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.actions import save_target
from huisheng.watch.insight.actions.targets import goal_typed
from huisheng.watch.insight.forms import TargetForm, initial_of
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.saying import said
from huisheng.watch.insight.targets.plan import months_later

gated = right_required(Right.SETTINGS)


@gated
def targets(request: StaffRequest) -> HttpResponse:
    """Every target, those that are on first."""
    known = [one for one in Target.objects.select_related("team", "owner") if one.metric in BY_KEY]
    rows = [
        {
            "one": one,
            "metric": (metric := BY_KEY[one.metric]),
            "goal": goal_typed(one) if one.kind == Target.Kind.CHANGE else said(metric.unit, one.goal),
            "baseline": _baseline(one),
            "until": months_later(one.first, one.months) if one.first else None,
        }
        for one in sorted(known, key=lambda one: not one.active)
    ]
    return render(request, "insight/targets.html", {"rows": rows})


def _baseline(target: Target) -> str:
    amount = target.measured if target.baseline is None else target.baseline
    return "" if amount is None else said(BY_KEY[target.metric].unit, amount)


@gated
def new_target(request: StaffRequest) -> HttpResponse:
    form = TargetForm(request.POST or None, initial=initial_of(None))
    if form.is_valid() and form.done(save_target, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:targets")
    words = {"title": _("Set a target"), "submit": _("Set the target")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:targets"), **words})


@gated
def target(request: StaffRequest, target_id: int) -> HttpResponse:
    one = get_object_or_404(Target.objects.select_related("team", "owner"), pk=target_id, metric__in=BY_KEY)
    metric = BY_KEY[one.metric]
    form = TargetForm(request.POST or None, initial=initial_of(one), target=one)
    if form.is_valid() and form.done(save_target, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": metric.name})
        return redirect("settings:targets")
    words = {
        "title": f"{metric.name} · {one.team.label}" if one.team else str(metric.name),
        "lead": metric.words,
        "submit": _("Save the target"),
    }
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:targets"), **words})
