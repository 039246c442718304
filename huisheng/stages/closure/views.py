"""Before it is filed: what must be known for each category, and the house's root causes."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category
from huisheng.stages.closure.actions import save_cause, save_closing_rule
from huisheng.stages.closure.filing import NEEDS
from huisheng.stages.closure.forms import CauseForm, cause_initial
from huisheng.stages.closure.models import ClosingRule, RootCause

gated = right_required(Right.SETTINGS)


@gated
def filing(request: StaffRequest) -> HttpResponse:
    """GET shows the table of categories and the causes, POST keeps the table whole."""
    lines = [None, *Category.objects.filter(retired_at=None).select_related("parent")]
    if request.method == "POST":
        with transaction.atomic():
            for category in lines:
                key = str(category.pk if category else 0)
                own = category is None or f"own-{key}" in request.POST
                save_closing_rule(
                    category, needs=request.POST.getlist(f"needs-{key}") if own else None, by=request.user.party
                )
        messages.success(request, _("Saved: what must be known before filing."))
        return redirect("settings:filing")
    said = {row.category_id: row.needs for row in ClosingRule.objects.all()}
    context = {"lines": lines, "said": said, "needs": NEEDS, "causes": RootCause.objects.all()}
    return render(request, "closure/filing.html", context)


@gated
def new_cause(request: StaffRequest) -> HttpResponse:
    form = CauseForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_cause, None, **form.cleaned_data, by=request.user.party):
        return redirect("settings:filing")
    context = {"form": form, "title": _("Add a root cause"), "submit": _("Add the root cause")}
    return render(request, "settings/form.html", context | {"back": reverse("settings:filing")})


@gated
def cause(request: StaffRequest, cause_id: int) -> HttpResponse:
    one = get_object_or_404(RootCause, pk=cause_id)
    form = CauseForm(request.POST or None, initial=cause_initial(one))
    if form.is_valid() and form.done(save_cause, one, **form.cleaned_data, by=request.user.party):
        return redirect("settings:filing")
    context = {"form": form, "title": one.label, "submit": _("Save the root cause")}
    return render(request, "settings/form.html", context | {"back": reverse("settings:filing")})
