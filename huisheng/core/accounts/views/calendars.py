"""Working calendars: the week, the days that differ, a whole year from a file."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.actions import (
    CalendarRefused,
    clear_calendar_day,
    confirm_year,
    import_calendar_days,
    save_calendar,
    set_calendar_day,
)
from huisheng.core.accounts.days import DayFile, read_days, usual_hours, write_day_lines
from huisheng.core.accounts.forms import (
    CalendarForm,
    DayForm,
    DaysForm,
    NewCalendarForm,
    calendar_initial,
    day_initial,
)
from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.hours import write_spans
from huisheng.core.accounts.models import Calendar, CalendarDay
from huisheng.core.accounts.queries import (
    calendars_to_confirm,
    last_followed,
    month_cells,
    preview_days,
    unconfirmed_years,
)
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)
YEARS = range(2000, 2100)


@gated
def calendars(request: StaffRequest) -> HttpResponse:
    rows = [(one, _week_in_words(one)) for one in Calendar.objects.order_by("id")]
    return render(request, "accounts/calendars.html", {"rows": rows, "to_confirm": calendars_to_confirm()})


@gated
def new_calendar(request: StaffRequest) -> HttpResponse:
    form = NewCalendarForm(request.POST or None)
    if form.is_valid():
        made = form.carry_out(save_calendar, None, **form.answers(), by=request.user.party)
        if made:
            return redirect("settings:calendar", made.pk)
    back = reverse("settings:calendars")
    words = {"title": _("Add a calendar"), "submit": _("Add the calendar")}
    return render(request, "settings/form.html", {"form": form, "back": back, **words})


@gated
def calendar(request: StaffRequest, calendar_id: int) -> HttpResponse:
    """The week of a calendar."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    form = CalendarForm(request.POST or None, initial=calendar_initial(one))
    if form.is_valid() and form.done(save_calendar, one, **form.answers(), by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:calendar", one.pk)
    to_confirm = [(one, year) for year in unconfirmed_years(one)]
    context = {
        "form": form,
        "calendar": one,
        "today": timezone.localdate(),
        "to_confirm": to_confirm,
        "followed": last_followed(one),
    }
    return render(request, "accounts/calendar.html", context)


@gated
def calendar_month(request: StaffRequest, calendar_id: int, year: int, month: int) -> HttpResponse:
    """A month of a calendar; `?day=21` opens that day. A POST saves it, or lets it follow its weekday again."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    chosen = _chosen(request, year, month)
    override = CalendarDay.objects.filter(calendar=one, day=chosen).first() if chosen else None
    form = DayForm(request.POST or None, initial={"day": chosen, **day_initial(override)})
    if request.method == "POST" and _changed(request, form, one):
        return redirect("settings:calendar_month", one.pk, year, month)
    context = {
        "calendar": one,
        "weeks": month_cells(one, year, month),
        "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)],
        "month": date(year, month, 1),
        "today": timezone.localdate(),
        "followed": last_followed(one),
        "to_confirm": [(one, each) for each in unconfirmed_years(one) if each == year],
        "before": (year - 1, 12) if month == 1 else (year, month - 1),
        "after": (year + 1, 1) if month == 12 else (year, month + 1),
        "chosen": chosen,
        "override": override,
        "form": form,
    }
    return render(request, "accounts/calendar_month.html", context)


@gated
def calendar_days(request: StaffRequest, calendar_id: int) -> HttpResponse:
    """Take over days from CSV or iCalendar: a POST shows what would change, a second one (`take`) does it."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    form = DaysForm(request.POST or None, request.FILES or None)
    found = form.carry_out(_read, one, form.cleaned_data["lines"]) if form.is_valid() else None
    if found and "take" in request.POST and _taken(request, form, one, found):
        return redirect("settings:calendar", one.pk)
    preview = preview_of(one, found) if found and form.is_valid() else {}
    return render(request, "accounts/calendar_days.html", {"form": form, "calendar": one, **preview})


@require_POST
@gated
def calendar_year(request: StaffRequest, calendar_id: int, year: int) -> HttpResponse:
    """A year is confirmed as it stands: what differs is entered, or nothing differs."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    confirm_year(one, year, by=request.user.party)
    messages.success(request, _("%(year)s is confirmed in “%(name)s”.") % {"year": year, "name": one.label})
    return redirect("settings:calendar", one.pk)


@require_safe
@gated
def calendar_followed(request: StaffRequest, calendar_id: int) -> HttpResponse:
    """What the last change of hours meant for the open promises; the page asks again once the job may have run."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    return render(request, "accounts/_followed.html", {"calendar": one, "followed": last_followed(one)})


def preview_of(calendar: Calendar, found: DayFile) -> dict[str, Any]:
    """What the page says before anything is written."""
    changes = preview_days(calendar, found.days)
    differing = sum(one.changes for one in changes)
    years = sorted({one.day.year for one in found.days})
    return {
        "changes": changes,
        "differing": differing,
        "staying": len(changes) - differing,
        "left_out": found.left_out,
        "weekdays": [WEEKDAYS[day] for day in range(7)],
        "lines": write_day_lines(found.days),
        "open_years": [year for year in years if year not in calendar.confirmed_years],
    }


def _read(calendar: Calendar, text: str) -> DayFile:
    found = read_days(text, usual=usual_hours(calendar.weekly))
    if not found.days:
        raise CalendarRefused(_nothing_in(found))
    return found


def _nothing_in(found: DayFile) -> str:
    if found.left_out:
        return _("No entry of this calendar says whether it is a day off or a working day.")
    return _("The file holds no days. Each line is: date, hours, note.")


def _taken(request: StaffRequest, form: DaysForm, calendar: Calendar, found: DayFile) -> bool:
    known = {one.day.year for one in found.days}
    years = [year for year in known if str(year) in request.POST.getlist("year")]
    taking = {"years": sorted(years), "by": request.user.party}
    count = form.carry_out(import_calendar_days, calendar, form.cleaned_data["lines"], **taking)
    if count:
        words = ngettext("%(n)s day taken over.", "%(n)s days taken over.", count)
        messages.success(request, words % {"n": count})
    return bool(count)


def _chosen(request: StaffRequest, year: int, month: int) -> date | None:
    number = request.GET.get("day", "")
    try:
        return date(year, month, int(number)) if number.isascii() and number.isdigit() else None
    except ValueError:
        return None


def _changed(request: StaffRequest, form: DayForm, calendar: Calendar) -> bool:
    if not form.is_valid():
        return False
    day = form.cleaned_data["day"]
    if "follow" in request.POST:
        clear_calendar_day(calendar, day, by=request.user.party)
        return True
    return form.done(set_calendar_day, calendar, **form.cleaned_data, by=request.user.party)


def _week_in_words(calendar: Calendar) -> list[tuple[str, str]]:
    """("Monday–Friday", "09:00-18:00"), …: neighbours with the same hours in one line."""
    lines: list[tuple[list[int], str]] = []
    for day in range(7):
        hours = write_spans(calendar.weekly.get(str(day), []))
        if lines and lines[-1][1] == hours:
            lines[-1][0].append(day)
        else:
            lines.append(([day], hours))
    return [(_from_to(days), hours) for days, hours in lines]


def _from_to(days: list[int]) -> str:
    first, last = str(WEEKDAYS[days[0]]), str(WEEKDAYS[days[-1]])
    return first if len(days) == 1 else f"{first}–{last}"
