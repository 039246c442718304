"""Grading schemes and their grades. Their rules live one room further, in triage."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.actions import save_grade, switch_scheme
from huisheng.core.catalogue.forms import GradeForm, grade_initial
from huisheng.core.catalogue.models import Grade, GradingScheme
from huisheng.core.catalogue.queries import schemes_with_grades
from huisheng.kit.party import Party

gated = right_required(Right.SETTINGS)


@gated
def schemes(request: StaffRequest) -> HttpResponse:
    return render(request, "catalogue/schemes.html", {"schemes": schemes_with_grades()})


@require_POST
@gated
def scheme_state(request: StaffRequest, scheme_id: int) -> HttpResponse:
    scheme = get_object_or_404(GradingScheme, pk=scheme_id)
    switch_scheme(scheme, request.POST.get("enabled") == "1", by=request.user.party)
    on = _("“%(name)s” grades new feedback that it fits. Switch its promised times on, too, under “Promised times”.")
    said = on if scheme.enabled else _("“%(name)s” grades nothing new.")
    messages.success(request, said % {"name": scheme.label})
    return redirect("settings:schemes")


@gated
def grade(request: StaffRequest, grade_id: int) -> HttpResponse:
    one = get_object_or_404(Grade.objects.select_related("scheme"), pk=grade_id)
    form = GradeForm(request.POST or None, initial=grade_initial(one))
    if form.is_valid() and _saved(form, one, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:schemes")
    context = {
        "form": form,
        "title": f"{one.scheme.label} · {one.label}",
        "submit": _("Save the grade"),
        "back": reverse("settings:schemes"),
    }
    return render(request, "settings/form.html", context)


def _saved(form: GradeForm, grade: Grade, *, by: Party) -> bool:
    return form.done(save_grade, grade, scheme=grade.scheme, **form.cleaned_data, by=by)
