"""People, teams and roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.actions import (
    add_staff,
    add_team,
    change_staff,
    change_team,
    deactivate_staff,
    reactivate_staff,
    reset_password,
)
from huisheng.core.accounts.duty import off_duty
from huisheng.core.accounts.forms import (
    ChangeTeamForm,
    NewPersonForm,
    NewTeamForm,
    PersonForm,
    TeamForm,
    person_initial,
    team_initial,
)
from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.models import Role, Staff, Team
from huisheng.core.accounts.queries import people_rows, team_rows
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)


@gated
def people(request: StaffRequest) -> HttpResponse:
    rows = people_rows()
    idle = off_duty([row.staff.pk for row in rows], timezone.now())
    return render(request, "accounts/people.html", {"people": rows, "off_duty": idle})


@gated
def new_person(request: StaffRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None, initial={"role": "agent", "capacity": 12})
    if form.is_valid():
        added = form.carry_out(add_staff, **form.answers(), by=request.user.party)
        if added:
            return _password_page(request, *added)
    return _form(request, form, _("Add a colleague"), _("Add and make a password"), reverse("settings:people"))


@gated
def person(request: StaffRequest, staff_id: int) -> HttpResponse:
    staff = get_object_or_404(Staff.objects.select_related("role"), pk=staff_id)
    form = PersonForm(request.POST or None, initial=person_initial(staff))
    if form.is_valid() and form.done(change_staff, staff, **form.answers(), by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": staff.name})
        return redirect("settings:people")
    return render(request, "accounts/person.html", {"form": form, "person": staff})


@require_POST
@gated
def person_login(request: StaffRequest, staff_id: int) -> HttpResponse:
    """Switch the login off, or on again."""
    staff = get_object_or_404(Staff, pk=staff_id)
    if request.POST.get("active") == "1":
        reactivate_staff(staff, by=request.user.party)
        messages.success(request, _("%(name)s can log in again.") % {"name": staff.name})
    else:
        deactivate_staff(staff, by=request.user.party)
        messages.success(request, _("%(name)s can no longer log in.") % {"name": staff.name})
    return redirect("settings:people")


@require_POST
@gated
def person_password(request: StaffRequest, staff_id: int) -> HttpResponse:
    staff = get_object_or_404(Staff, pk=staff_id)
    return _password_page(request, staff, reset_password(staff, by=request.user.party))


@gated
def teams(request: StaffRequest) -> HttpResponse:
    return render(request, "accounts/teams.html", {"teams": team_rows()})


@gated
def new_team(request: StaffRequest) -> HttpResponse:
    form = NewTeamForm(request.POST or None)
    if form.is_valid():
        given = {**form.cleaned_data, "rank": form.cleaned_data["rank"] or 0}
        if form.done(add_team, given.pop("code"), **given, by=request.user.party):
            return redirect("settings:teams")
    return _form(request, form, _("Add a team"), _("Add the team"), reverse("settings:teams"))


@gated
def team(request: StaffRequest, team_id: int) -> HttpResponse:
    one = get_object_or_404(Team.objects.select_related("head"), pk=team_id)
    form = ChangeTeamForm(request.POST or None, initial=team_initial(one))
    if form.is_valid() and form.done(change_team, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:teams")
    return _form(request, form, one.label, _("Save the team"), reverse("settings:teams"))


@require_POST
@gated
def team_state(request: StaffRequest, team_id: int) -> HttpResponse:
    one = get_object_or_404(Team, pk=team_id)
    change_team(one, active=request.POST.get("active") == "1", by=request.user.party)
    return redirect("settings:teams")


@gated
def roles(request: StaffRequest) -> HttpResponse:
    """Which role may do what."""
    context = {"roles": Role.objects.order_by("id"), "rights": list(Right)}
    return render(request, "accounts/roles.html", context)


def _password_page(request: HttpRequest, staff: Staff, password: str) -> HttpResponse:
    return render(request, "accounts/password.html", {"person": staff, "password": password})


def _form(request: HttpRequest, form: PersonForm | TeamForm, title: str, submit: str, back: str) -> HttpResponse:
    return render(request, "settings/form.html", {"form": form, "title": title, "submit": submit, "back": back})
