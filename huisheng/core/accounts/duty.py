"""Who is on duty, who is away, and who stands in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.kit.worktime import next_open

from .models import Absence, Calendar, Shift, Staff

OFFICE = "office"  # the calendar by which people without a roster come back
MOST_ABSENCES = 20


def manager_on_duty(at: datetime) -> Staff | None:
    """The manager on duty at this instant, who began last where several are; None where the roster names nobody."""
    now = Shift.objects.filter(kind=Shift.Kind.MANAGER, since__lte=at, until__gt=at, staff__is_active=True)
    found = now.select_related("staff__role").order_by("-since", "-id").first()
    return found.staff if found else None


def off_duty(people: Iterable[int], at: datetime) -> set[int]:
    """Which of these people are not to be handed work at `at`: away, or rostered and outside their own shifts.

    Two small queries.
    """
    ids = list(people)
    away = set(Absence.objects.filter(staff__in=ids, since__lte=at, until__gt=at).values_list("staff", flat=True))
    on_shift = Shift.objects.filter(staff__in=ids, kind=Shift.Kind.DESK, since__lte=at, until__gt=at).values("staff")
    idle = Staff.objects.filter(pk__in=ids, rostered=True).exclude(pk__in=on_shift).values_list("pk", flat=True)
    return away | set(idle)


def substitute_for(staff: Staff, at: datetime) -> Staff | None:
    """Who stands in for somebody who is away at `at`; None when the person is here, or nobody was named.

    A substitute who is away too is passed on to the next one, never in a ring.
    """
    seen: set[int] = set()
    person: Staff | None = staff
    while person and person.pk not in seen:
        seen.add(person.pk)
        absence = Absence.objects.filter(staff=person, since__lte=at, until__gt=at).select_related("substitute__role")
        away = absence.order_by("-since", "-id").first()
        if away is None:
            return None if person.pk == staff.pk or not person.is_active else person
        person = away.substitute
    return None


def absences_at(at: datetime) -> QuerySet[Absence]:
    """The absences that hold at this instant."""
    return Absence.objects.filter(since__lte=at, until__gt=at)


def desk_shifts_at(at: datetime) -> QuerySet[Shift]:
    """Who is at the desk by the roster at this instant."""
    return Shift.objects.filter(kind=Shift.Kind.DESK, since__lte=at, until__gt=at)


def next_presence(staff: Staff, at: datetime) -> datetime | None:
    """When this person is expected back, once gone: the next shift of the roster, or the next opening of the office
    hours after this day; never within an absence. None for who is rostered and has no shift any more.

    A handful of small queries.
    """
    back = _next_arrival(staff, at)
    for _each in range(MOST_ABSENCES):
        away = back and absences_at(back).filter(staff=staff).order_by("-until").first()
        if back is None or not away:
            return back
        back = _next_arrival(staff, away.until) if staff.rostered else away.until
    return back


def _next_arrival(staff: Staff, at: datetime) -> datetime | None:
    if not staff.rostered:
        return _next_morning(at)
    ahead = Shift.objects.filter(staff=staff, kind=Shift.Kind.DESK, since__gte=at).order_by("since").first()
    return ahead.since if ahead else None


def _next_morning(at: datetime) -> datetime:
    """The next opening after this local day: of the calendar `office`, or nine o'clock where the house has none."""
    tomorrow = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    office = Calendar.objects.filter(code=OFFICE).first()
    if office is None:
        return tomorrow + timedelta(hours=9)
    try:
        return next_open(tomorrow, office.as_work_calendar())
    except ValueError:  # a calendar that never opens
        return tomorrow + timedelta(hours=9)
