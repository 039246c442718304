"""Settings: the house's own fields of the record of a call."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.followup.actions.fields import save_record_field
from huisheng.stages.followup.forms import FieldForm, field_initial
from huisheng.stages.followup.models import RecordField

gated = right_required(Right.SETTINGS)


@gated
def new_field(request: StaffRequest) -> HttpResponse:
    form = FieldForm(request.POST or None, new=True)
    if form.is_valid() and form.done(save_record_field, **form.cleaned_data, by=request.user.party):
        return redirect("settings:scenarios")
    return _shown(request, form, _("Add a field"), _("Add the field"))


@gated
def field(request: StaffRequest, field: str) -> HttpResponse:
    one = get_object_or_404(RecordField, code=field)
    form = FieldForm(request.POST or None, initial=field_initial(one))
    if form.is_valid() and form.done(save_record_field, one, **form.cleaned_data, by=request.user.party):
        return redirect("settings:scenarios")
    return _shown(request, form, one.label, _("Save the field"))


def _shown(request: StaffRequest, form: FieldForm, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": reverse("settings:scenarios")}
    return render(request, "settings/form.html", context)
