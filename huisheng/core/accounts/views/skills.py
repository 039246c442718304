"""Skills, who has them, and one colleague's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.actions import add_skill, change_skill, set_skills, skills_of
from huisheng.core.accounts.forms import LevelsForm, NewSkillForm, SkillForm
from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.models import Skill, Staff
from huisheng.core.accounts.queries import skill_rows
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)


@gated
def skills(request: StaffRequest) -> HttpResponse:
    return render(request, "accounts/skills.html", {"skills": skill_rows()})


@gated
def new_skill(request: StaffRequest) -> HttpResponse:
    form = NewSkillForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if form.done(add_skill, given.pop("code"), **given, by=request.user.party):
            messages.success(request, _("Saved: %(name)s") % {"name": given["name"]})
            return redirect("settings:skills")
    return _form(request, form, _("Add a skill"), _("Add the skill"))


@gated
def skill(request: StaffRequest, skill_id: int) -> HttpResponse:
    one = get_object_or_404(Skill, pk=skill_id)
    form = SkillForm(request.POST or None, initial={"name": one.name, "name_en": one.name_en})
    if form.is_valid() and form.done(change_skill, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:skills")
    return _form(request, form, one.label, _("Save the changes"))


@require_POST
@gated
def skill_state(request: StaffRequest, skill_id: int) -> HttpResponse:
    """Switch a skill off, or on again."""
    one = get_object_or_404(Skill, pk=skill_id)
    change_skill(one, active=request.POST.get("active") == "1", by=request.user.party)
    said = _("Switched on: %(name)s") if one.active else _("Switched off: %(name)s")
    messages.success(request, said % {"name": one.label})
    return redirect("settings:skills")


@gated
def person_skills(request: StaffRequest, staff_id: int) -> HttpResponse:
    """What one colleague can do, and how well."""
    person = get_object_or_404(Staff, pk=staff_id)
    form = LevelsForm(request.POST or None, initial=skills_of(person))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.done(set_skills, person, form.cleaned_data, by=request.user.party)
    ):
        messages.success(request, _("Saved: %(name)s") % {"name": person.name})
        return redirect("settings:person", staff_id=person.pk)
    return render(request, "accounts/person_skills.html", {"form": form, "person": person})


def _form(request: StaffRequest, form: SkillForm, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": reverse("settings:skills")}
    return render(request, "settings/form.html", context)
