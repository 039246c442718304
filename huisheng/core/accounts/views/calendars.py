"""Working calendars: the week, the days that differ, a whole year from a file."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from huisheng.core.accounts.actions import (
    clear_calendar_day,
    import_calendar_days,
    save_calendar,
    set_calendar_day,
)
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
from huisheng.core.accounts.queries import month_cells, unconfirmed_year
from huisheng.core.accounts.rights import Right

gated = right_required(Right.SETTINGS)
YEARS = range(2000, 2100)


@gated
def calendars(request: StaffRequest) -> HttpResponse:
    rows = [(one, _week_in_words(one), unconfirmed_year(one)) for one in Calendar.objects.order_by("id")]
    return render(request, "accounts/calendars.html", {"rows": rows})


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
    context = {"form": form, "calendar": one, "today": timezone.localdate(), "unconfirmed": unconfirmed_year(one)}
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
        "weekdays": [WEEKDAYS[day] for day in range(7)],
        "month": date(year, month, 1),
        "before": (year - 1, 12) if month == 1 else (year, month - 1),
        "after": (year + 1, 1) if month == 12 else (year, month + 1),
        "chosen": chosen,
        "override": override,
        "form": form,
    }
    return render(request, "accounts/calendar_month.html", context)


@gated
def calendar_days(request: StaffRequest, calendar_id: int) -> HttpResponse:
    """Take over days from CSV."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    form = DaysForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        count = form.carry_out(import_calendar_days, one, form.cleaned_data["lines"], by=request.user.party)
        if count:
            messages.success(request, _("%(n)s days taken over.") % {"n": count})
            return redirect("settings:calendar", one.pk)
    context = {
        "form": form,
        "title": _("Days from a file: %(name)s") % {"name": one.label},
        "lead": _(
            "Paste the holidays and working weekends of a year as they are announced. Days that are known change."
        ),
        "submit": _("Take over these days"),
        "back": reverse("settings:calendar", args=[one.pk]),
    }
    return render(request, "settings/form.html", context)


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
