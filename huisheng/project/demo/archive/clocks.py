"""The clocks of one ticket in memory: started, waiting, met, stopped, ringing, with the table and the arithmetic of `stages/sla`."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.sla.actions.clockwork import (
    Ending,
    about,
    about_alarm,
    mark_late,
    new_alarms,
    new_clock,
    rings_for,
    wake,
)
from huisheng.stages.sla.calendars import term_of, term_of_clock
from huisheng.stages.sla.due import due_of, moved
from huisheng.stages.sla.match import Promise
from huisheng.stages.sla.models import Alarm, Clock, ClockKind, Pause
from huisheng.stages.sla.occasions import ARRIVAL, RULES, Occasion, is_kept_by, waits_in

from .rows import Rows

Record = Callable[..., None]
Promises = Callable[[Collection[str], datetime], dict[str, Promise]]  # what an occasion promises, from when on


class Clocks:
    """What `stages/sla/actions` does to the clocks of a ticket, on rows that are not stored yet."""

    def __init__(
        self, ticket: Ticket, rows: Rows, record: Record, *, promises: Promises, answered: Callable[[], bool]
    ) -> None:
        self.ticket, self.rows, self.record = ticket, rows, record
        self.promises, self.answered = promises, answered
        self.all: list[Clock] = []
        self.alarms: dict[int, list[Alarm]] = {}
        self.pauses: dict[int, Pause] = {}  # the open one of each clock

    def start(self, *, by: Party, at: datetime) -> None:
        promises = self.promises(ARRIVAL, at).values()
        round_ = max((one.round for one in self.all), default=0) + 1
        self._begin(list(promises), round_=round_, by=by, at=at)
        self._write_next_due()

    def heed(self, *occasions: str, by: Party, at: datetime, done_at: datetime | None = None) -> None:
        clocks = self._running()
        met = [one for one in clocks if is_kept_by(one.kind, one.commitment, occasions)]
        as_done = [one for one in met if done_at and RULES[one.kind].as_done]
        self._end(as_done, Ending.MET, by=by, at=done_at or at)
        self._end([one for one in met if one not in as_done], Ending.MET, by=by, at=at)
        if Occasion.TICKET_CLOSED in occasions:
            self._end(self._running(), Ending.STOPPED, by=by, at=at)
        self._once_more(met, by=by, at=at)
        self._hear(occasions, by=by, at=at)
        self._settle(by=by, at=at)
        self._write_next_due()

    def next_alarm(self, until: datetime) -> Alarm | None:
        """The alarm that rings next, if it does so by `until`."""
        waiting = [alarm for clock in self.all for alarm in self._not_rung(clock) if alarm.silenced_at is None]
        due = [alarm for alarm in waiting if alarm.ring_at <= until]
        return min(due, key=lambda one: (one.ring_at, one.pk), default=None)

    def ring(self, alarm: Alarm) -> None:
        clock, breach = alarm.clock, alarm.step == Alarm.Step.BREACH
        alarm.rung_at = alarm.ring_at
        if breach and clock.breached_at is None:
            clock.breached_at = clock.due_at
        kinds = {Alarm.Step.WARN: "clock_warned", Alarm.Step.BREACH: "clock_breached"}
        self.record(
            kinds.get(Alarm.Step(alarm.step), "clock_escalated"), by=SYSTEM, at=alarm.ring_at, **about_alarm(alarm)
        )

    def promised(self) -> dict[str, datetime]:
        """Kind → due time of what runs and does not wait."""
        return {one.kind: one.due_at for one in self.all if one.is_running and one.held_at is None}

    def _running(self) -> list[Clock]:
        return sorted((one for one in self.all if one.is_running), key=lambda one: (one.due_at, one.pk))

    def _not_rung(self, clock: Clock) -> list[Alarm]:
        return [alarm for alarm in self.alarms[clock.pk] if alarm.rung_at is None]

    def _begin(self, promises: Sequence[Promise], *, round_: int, by: Party, at: datetime) -> list[Clock]:
        begun = [self.rows.add(new_clock(self.ticket, one, start=at, due=one.due, round_=round_)) for one in promises]
        for clock, promise in zip(begun, promises, strict=True):
            rings = rings_for(promise.commitment, promise.term, at)
            self.alarms[clock.pk] = [self.rows.add(alarm) for alarm in new_alarms(clock, rings)]
            self.record("clock_started", by=by, at=at, **about(clock))
            _as_stored(clock)
        self.all += begun
        return begun

    def _once_more(self, met: Sequence[Clock], *, by: Party, at: datetime) -> None:
        for ended in met:
            if ended.commitment and RULES[ended.kind].again and not self.ticket.is_closed:
                term = term_of(ended.commitment, ended.calendar)
                again = Promise(ended.commitment, term, due_of(term, at))
                self._begin([again], round_=ended.round, by=by, at=at)

    def _hear(self, occasions: Collection[str], *, by: Party, at: datetime) -> None:
        """What begins with this; the archive's policies have nothing that stands beside another of its kind."""
        running = {one.kind for one in self._running()}
        round_ = max((one.round for one in self.all), default=1)
        wanted = [one for kind, one in self.promises(occasions, at).items() if kind not in running]
        self._begin([one for one in wanted if self._is_due(one.commitment.kind, round_)], round_=round_, by=by, at=at)

    def _is_due(self, kind: str, round_: int) -> bool:
        if self.ticket.is_closed and not RULES[kind].several:
            return False
        if kind == ClockKind.NEXT_REPLY:
            opening = any(one.kind == ClockKind.FIRST_RESPONSE for one in self._running())
            return self.answered() and not opening
        once = RULES[kind].starts == Occasion.TICKET_ARRIVED and not RULES[kind].several
        return not (once and any(one.kind == kind and one.round == round_ for one in self.all))

    def _settle(self, *, by: Party, at: datetime) -> None:
        running, status = self._running(), self.ticket.status
        waiting = [one for one in running if one.held_at and not waits_in(one, status)]
        going = [one for one in running if one.held_at is None and waits_in(one, status)]
        for clock in waiting:
            self._run_on(clock, at)
        if waiting:
            self.record("clock_resumed", by=by, at=at, clocks=[one.pk for one in waiting])
        if going:
            self._rest(going, reason=status, at=at)
            self.record("clock_paused", by=by, at=at, reason=str(status), clocks=[one.pk for one in going])

    def _run_on(self, clock: Clock, at: datetime) -> None:
        waited = wake(clock, at)
        _as_stored(clock)
        self.pauses.pop(clock.pk).until = at
        for alarm in self._not_rung(clock):
            alarm.ring_at, alarm.silenced_at = moved(term_of_clock(clock), alarm.ring_at, waited), None

    def _rest(self, clocks: Sequence[Clock], *, reason: str, at: datetime) -> None:
        for clock in clocks:
            clock.held_at = at
            self.pauses[clock.pk] = self.rows.add(Pause(clock=clock, reason=reason, since=at))
            self._silence(clock, at)

    def _end(self, clocks: Sequence[Clock], ending: Ending, *, by: Party, at: datetime) -> None:
        for clock in clocks:
            if pause := self.pauses.pop(clock.pk, None):
                pause.until = max(pause.since, at)
            wake(clock, at)
            mark_late(clock, at)
            clock.met_at, clock.stopped_at = (at, None) if ending is Ending.MET else (None, at)
            self._silence(clock, at)
            late = {"late": clock.breached_at is not None} if ending is Ending.MET else {}
            self.record(ending.value, by=by, at=at, **about(clock), **late)

    def _silence(self, clock: Clock, at: datetime) -> None:
        for alarm in self._not_rung(clock):
            alarm.silenced_at = alarm.silenced_at or at

    def _write_next_due(self) -> None:
        self.ticket.next_due_at = min(self.promised().values(), default=NEVER)


def _as_stored(clock: Clock) -> None:
    """The arithmetic answers in the calendar's zone, the database in UTC; ledger lines hold times as text."""
    clock.due_at = clock.due_at.astimezone(UTC)
