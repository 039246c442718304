"""The house's clock, moved by hand; and everything that runs, or was told, as a list that a test writes out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.bell import ring_all
from huisheng.journey.runner import STEPS
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.models import Held, Snooze
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.stages.sla.next_ring import WAITING
from huisheng.stages.winback.actions import sweep_lost
from huisheng.watch.notify.models import Delivery, Notice, RobotMessage, Telling
from tests.jobs import run_waiting_jobs

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
STAMP = "%d %H:%M"  # the day of November 2026 and the time of day, as people in Shanghai read it
MOST = 500  # instants between two steps of a story
Line = tuple[datetime, int, str]
JOBS = "SELECT min(scheduled_at) FROM procrastinate_jobs WHERE status = 'todo'"


class Timebox:
    """Virtual time. `go` stops at every instant at which something is due and does what worker and bell would do then;
    `news` is everything told since the last look, `running` every time that runs. Both as plain lines, the day first.
    """

    def __init__(self) -> None:
        self.now = MONDAY
        self._seen = dict.fromkeys((Notice, Outbound, RobotMessage), 0)

    def wait(self, **span: float) -> None:
        """So much later: `wait(hours=1)`."""
        self.go(self.now + timedelta(**span))

    def go(self, to: datetime | None = None) -> None:
        """Until this instant (now, if none): everything on the way happens at its own time."""
        to = to or self.now
        for _instant in range(MOST):
            self.settle()
            due = min(at for at in (*_instants(), self._next_morning()) if at > self.now)
            if due > to:
                self.now = to
                return self.settle()
            self.now = due
            if due == self._morning:
                for step in (*STEPS, sweep_lost):
                    step()
        raise AssertionError(f"More than {MOST} instants until {to}: something is due again and again.")

    def _next_morning(self) -> datetime:
        """When the house looks around next: once a day here."""
        day = self.now.replace(hour=8, minute=0, second=0, microsecond=0)
        self._morning = day if day > self.now else day + timedelta(days=1)
        return self._morning

    def settle(self) -> None:
        """What is due at this instant, and what follows from it, until nothing more follows."""
        while ring_all() + run_waiting_jobs(until=self.now):
            pass

    def running(self, ticket: Ticket) -> list[str]:
        """Each time that runs for the ticket, the next one first: its promises ("waits": for somebody else; "late"), the
        next step of the asking whether it is solved, and callbacks that ring for themselves because no promise does.
        """
        rows = [*_promises(ticket), *_askings(ticket), *_own_times(ticket)]
        return [f"{_stamp(at)} {what}" for at, _order, what in sorted(rows)]

    def news(self) -> list[str]:
        """Everybody who was told something since the last look: who, how, what; the first one first."""
        rows = sorted([*self._bells(), *self._letters(), *self._robots()])
        return [f"{_stamp(at)} {what}" for at, _order, what in rows]

    def _bells(self) -> Iterator[Line]:
        for one in Notice.objects.filter(pk__gt=self._seen[Notice]).select_related("staff", "event").order_by("pk"):
            self._seen[Notice] = one.pk
            yield one.at, 1, f"{one.staff.username} bell {one.code}{_which(one.event)}"

    def _letters(self) -> Iterator[Line]:
        for one in Outbound.objects.filter(pk__gt=self._seen[Outbound]).order_by("pk"):
            self._seen[Outbound] = one.pk
            told = Delivery.objects.filter(outbound=one).first()
            said = f"{told.code}{_which(told.event)}" if told else f"«{one.letter['subject']}»"
            yield one.created_at, 2, f"{one.to.partition('@')[0]} letter {said}"

    def _robots(self) -> Iterator[Line]:
        for one in RobotMessage.objects.filter(pk__gt=self._seen[RobotMessage]).order_by("pk"):
            self._seen[RobotMessage] = one.pk
            yield one.created_at, 3, f"{one.robot.name} robot {one.said['code']}"


def stands(clock: Timebox, ticket: Ticket, *, told: str = "", running: str = "", called: str | None = None) -> None:
    """At this instant exactly this was told since the last look, exactly this runs, and (if asked) these calls are there."""
    clock.go()
    assert clock.news() == lines(told)
    assert clock.running(ticket) == lines(running)
    if called is not None:
        assert calls(ticket) == lines(called)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def calls(ticket: Ticket) -> list[str]:
    """Every callback about the ticket: its hour, its scenario, whose it is, what became of it."""
    rows = Callback.objects.filter(ticket=ticket).select_related("scenario", "assignee").order_by("pk")
    return [
        f"{_stamp(one.slot_at)} {one.scenario.code} {one.assignee.username if one.assignee else 'nobody'} {one.state}"
        for one in rows
    ]


def _which(event: Event | None) -> str:
    """The clock an alarm is about."""
    return f" {event.payload['kind']}" if event is not None and event.kind.startswith("clock_") else ""


def _promises(ticket: Ticket) -> Iterator[Line]:
    for clock in Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None):
        said = {"held": " waits", "late": " late"}.get(clock.state, "")
        yield clock.due_at, 1, f"{clock.kind}{said}"


def _askings(ticket: Ticket) -> Iterator[Line]:
    for one in Asking.objects.filter(ticket=ticket, next_at__isnull=False):
        due = Try.objects.filter(asking=one, result=Try.Result.DUE).first()
        yield one.next_at or MONDAY, 2, f"ask by {due.way}" if due else "silence counts"


def _own_times(ticket: Ticket) -> Iterator[Line]:
    for one in Callback.objects.filter(ticket=ticket, state__in=Callback.OPEN).select_related("scenario"):
        if not Clock.objects.filter(subject=one.subject, met_at=None, stopped_at=None).exists():
            due = one.record_due_at if one.state == Callback.State.TO_RECORD else one.due_at
            late = " late" if one.rung_late_at else ""
            yield due or MONDAY, 3, f"{one.scenario.code} by itself{late}"


def _instants() -> Iterator[datetime]:
    """When something is due next, of each kind."""
    sources = (
        (Alarm.objects.filter(**WAITING), "ring_at"),
        (Asking.objects.all(), "next_at"),
        (Callback.objects.all(), "ring_at"),
        (Telling.objects.filter(told_at=None), "due_at"),
        (Held.objects.filter(state=Held.State.WAITING), "due_at"),
        (Snooze.objects.filter(ended_at=None), "until"),
    )
    for rows, name in sources:
        if at := rows.aggregate(first=Min(name))["first"]:
            yield at
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        if at := (cursor.fetchone() or (None,))[0]:
            yield at


def _stamp(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime(STAMP)
