"""The roster on the desk: a week by person, planned by pattern, copied, changed, deleted, in and out as CSV."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.actions import add_shifts, change_shift, clear_week, copy_week, plan_shifts, remove_shifts
from huisheng.core.accounts.duty import manager_on_duty
from huisheng.core.accounts.errors import RosterRefused
from huisheng.core.accounts.gate import StaffRequest, right_required, staff_required
from huisheng.core.accounts.models import Shift, Staff, Team
from huisheng.core.accounts.planning import people_planned_by, people_seen_by
from huisheng.core.accounts.rights import Right
from huisheng.core.accounts.roster_file import read_shifts, write_shifts
from huisheng.core.accounts.roster_forms import PlanForm, RosterFileForm, ShiftForm
from huisheng.core.accounts.roster_week import monday_of, roster_week
from huisheng.core.accounts.shifts import count_in_words

WORKDAYS = [0, 1, 2, 3, 4]
planning = right_required(Right.ROSTER)


@require_safe
@staff_required
def roster(request: StaffRequest) -> HttpResponse:
    """GET /desk/roster/?week=2026-11-30&team=3: who is on duty; who plans finds the buttons."""
    monday, team = _monday(request), _team(request)
    seen = Team.objects.filter(memberships__staff__in=people_seen_by(request.user), active=True)
    context = {
        "week": roster_week(request.user, monday, team=team),
        "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)],
        "today": timezone.localdate(),
        "teams": seen.distinct().order_by("rank", "id"),
        "team": team,
        "plans": request.user.allows(Right.ROSTER),
        "manager": manager_on_duty(timezone.now()),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
    }
    return render(request, "accounts/roster.html", context)


@planning
def roster_plan(request: StaffRequest) -> HttpResponse:
    """Plan by pattern; `?person=3&day=2026-11-30` begins with that person and day."""
    form = PlanForm(request.POST or None, people=_planned(request), initial=_beginning(request))
    if form.is_valid():
        people, pattern = form.cleaned_data["people"], form.pattern()
        count = form.carry_out(plan_shifts, people, pattern, by=request.user.party)
        if count:
            return _back(
                request, monday_of(pattern.first), _("Planned: %(shifts)s.") % {"shifts": count_in_words(count)}
            )
    words: dict[str, Any] = {"title": _("Plan duty"), "submit": _("Plan these shifts")}
    return _form(request, form, lead=_("The same hours on several days, for one or more people at once."), **words)


@require_POST
@planning
def roster_copy(request: StaffRequest) -> HttpResponse:
    """This week like the last."""
    monday = _monday(request)
    try:
        count = copy_week(_planned(request), monday, by=request.user.party)
    except RosterRefused as refusal:
        messages.error(request, str(refusal))
        return _back(request, monday)
    said = (
        _("Copied: %(shifts)s.") % {"shifts": count_in_words(count)} if count else _("Everything stood there already.")
    )
    return _back(request, monday, said)


@require_POST
@planning
def roster_clear(request: StaffRequest) -> HttpResponse:
    """Take out all shifts of the week."""
    monday = _monday(request)
    count = clear_week(_planned(request), monday, by=request.user.party)
    return _back(request, monday, _("Deleted: %(shifts)s.") % {"shifts": count_in_words(count)})


@planning
def roster_shift(request: StaffRequest, shift_id: int) -> HttpResponse:
    """One shift: change its times, or delete it."""
    people = people_planned_by(request.user)
    shift = get_object_or_404(Shift.objects.select_related("staff"), pk=shift_id, staff__in=people)
    monday = monday_of(timezone.localdate(shift.since))
    if "remove" in request.POST:
        remove_shifts([shift], by=request.user.party)
        return _back(request, monday, _("Deleted: %(shifts)s.") % {"shifts": count_in_words(1)})
    form = ShiftForm(request.POST or None, initial={"since": shift.since, "until": shift.until, "note": shift.note})
    if form.is_valid() and form.done(change_shift, shift, **form.cleaned_data, by=request.user.party):
        return _back(
            request, monday_of(timezone.localdate(shift.since)), _("Saved: %(name)s") % {"name": shift.staff.name}
        )
    words: dict[str, Any] = {"title": f"{shift.staff.name} · {shift.get_kind_display()}", "submit": _("Save the shift")}
    return _form(request, form, week=monday, removable=True, **words)


@planning
def roster_file(request: StaffRequest) -> HttpResponse:
    """Take over shifts of a CSV: all or, with the line that is wrong, none."""
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        added = form.carry_out(_take_over, request, form.cleaned_data["text"])
        if added is not None:
            count, monday = added
            return _back(request, monday, _("Planned: %(shifts)s.") % {"shifts": count_in_words(count)})
    words: dict[str, Any] = {"title": _("Roster from a file"), "submit": _("Take over these shifts")}
    return _form(request, form, lead=_("Shifts that stand in the roster already stay as they are."), **words)


@require_safe
@staff_required
def roster_csv(request: StaffRequest) -> HttpResponse:
    """The shifts of the week shown, as a file for spreadsheet programs."""
    monday = _monday(request)
    text = write_shifts(roster_week(request.user, monday, team=_team(request)).shifts)
    headers = {"Content-Disposition": f'attachment; filename="roster-{monday:%Y%m%d}.csv"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _take_over(request: StaffRequest, text: str) -> tuple[int, date]:
    shifts = read_shifts(text, {one.username: one for one in _planned(request)})
    count = add_shifts(shifts, by=request.user.party)
    return count, monday_of(timezone.localdate(min(one.since for one in shifts)))


def _planned(request: StaffRequest) -> QuerySet[Staff]:
    return people_planned_by(request.user).order_by("name", "pk")


def _monday(request: StaffRequest) -> date:
    """The week asked for, else this one."""
    text = request.POST.get("week", "") or request.GET.get("week", "")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    return monday_of(day if 2000 <= day.year < 2100 else timezone.localdate())


def _team(request: StaffRequest) -> int | None:
    text = request.GET.get("team", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _beginning(request: StaffRequest) -> dict[str, Any]:
    """What the plan begins with: the week shown, or one person's day."""
    person, day = request.GET.get("person", ""), request.GET.get("day", "")
    monday = _monday(request)
    begin: dict[str, Any] = {"first": monday, "last": monday + timedelta(days=6), "weekdays": WORKDAYS}
    try:
        one_day = date.fromisoformat(day)
    except ValueError:
        return begin
    begin = {"first": one_day, "last": one_day, "weekdays": [one_day.weekday()]}
    return {**begin, "people": [int(person)]} if person.isascii() and person.isdigit() else begin


def _back(request: StaffRequest, monday: date, said: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('desk:roster')}?{urlencode({'week': monday.isoformat()})}")


def _form(request: StaffRequest, form: Form, *, week: date | None = None, **words: Any) -> HttpResponse:
    back = f"{reverse('desk:roster')}?{urlencode({'week': (week or _monday(request)).isoformat()})}"
    return render(request, "accounts/roster_form.html", {"form": form, "back": back, **words})
