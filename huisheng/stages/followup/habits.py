"""What the planner must know of a customer, of the house's days and of a team's list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour
from django.utils import timezone

from huisheng.core.accounts.models import Team
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Message
from huisheng.kit.worktime import is_work_day
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.routing.desks import crew, workers
from huisheng.stages.sla.calendars import house_calendar, work_calendar

from .models import Callback
from .windows import STEP_MINUTES, Room, Works, habits_of

LOOK_BACK = timedelta(days=365)  # words older than that say little about today
FRIDAY = 4


def zone_of(customer: Customer) -> tzinfo:
    """The customer's own time zone, else the house's; one that nobody knows is the house's, too."""
    try:
        return ZoneInfo(customer.timezone) if customer.timezone else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def habits_of_customers(customers: Iterable[Customer], *, at: datetime) -> dict[int, frozenset[int]]:
    """The hours each of them writes and answers in, from a year of messages and confirmations; empty = too little is
    known. Two queries for each time zone among them.
    """
    by_zone: dict[tzinfo, list[int]] = defaultdict(list)
    for one in customers:
        by_zone[zone_of(one)].append(one.pk)
    hours: dict[int, list[int]] = defaultdict(list)
    for zone, people in by_zone.items():
        for rows in (_messages(people, zone, at), _confirmations(people, zone, at)):
            for customer, hour, count in rows:
                hours[customer] += [hour] * count
    return {customer: habits_of(found) for customer, found in hours.items()}


def house_days() -> Works:
    """Whether the house works on a date: holidays and 调休 as its calendar says; plain weekdays without one."""
    try:
        calendar = house_calendar()
    except LookupError:
        return _is_weekday
    return _days_of(calendar.pk, calendar.version)


def room_of(team: Team | None) -> Room:
    """How full this team's list is, looked up day by day, and how many hands it has."""
    hands = len(workers(crew().of(team.pk))) if team else 1

    def known(day: date) -> Mapping[datetime, int]:
        return planned_on(team, day)

    return Room(hands=max(hands, 1), known=known)


def planned_on(team: Team | None, day: date) -> dict[datetime, int]:
    """How many planned calls begin in each step of a day (UTC) on a team's list. One query."""
    first = datetime.combine(day, time(0), UTC)
    rows = Callback.objects.filter(
        team=team, state=Callback.State.PLANNED, slot_at__gte=first, slot_at__lt=first + timedelta(days=1)
    )
    found: dict[datetime, int] = defaultdict(int)
    for at, count in rows.values_list("slot_at").annotate(n=Count("pk")):
        found[at.astimezone(UTC).replace(minute=at.minute // STEP_MINUTES * STEP_MINUTES, second=0, microsecond=0)] += (
            count
        )
    return found


def _messages(people: list[int], zone: tzinfo, at: datetime) -> "QuerySet[Message, tuple[int, int, int]]":
    said = Message.objects.filter(ticket__customer__in=people, kind=Message.Kind.CUSTOMER, at__gte=at - LOOK_BACK)
    hours = said.order_by().annotate(hour=ExtractHour("at", tzinfo=zone)).values("ticket__customer", "hour")
    return hours.annotate(n=Count("pk")).values_list("ticket__customer", "hour", "n")


def _confirmations(people: list[int], zone: tzinfo, at: datetime) -> "QuerySet[Confirmation, tuple[int, int, int]]":
    said = Confirmation.objects.filter(ticket__customer__in=people, by_kind="customer", at__gte=at - LOOK_BACK)
    hours = said.order_by().annotate(hour=ExtractHour("at", tzinfo=zone)).values("ticket__customer", "hour")
    return hours.annotate(n=Count("pk")).values_list("ticket__customer", "hour", "n")


def _is_weekday(day: date) -> bool:
    return day.weekday() <= FRIDAY


@lru_cache(maxsize=8)
def _days_of(_pk: int, _version: int) -> Works:
    """One function for each version of the house's calendar, so that what was found with it can be kept."""
    calendar = work_calendar(house_calendar())

    def works(day: date) -> bool:
        return is_work_day(day, calendar)

    return works
