"""The house's calendars as values the arithmetic works on."""

from huisheng.core.accounts.models import Calendar
from huisheng.kit.worktime import ALWAYS, WorkCalendar

from .due import Term
from .models import Clock, Commitment
from .promised import promise_book
from .sentences import never_closes

OFFICE = "office"
KEEP = 64
_kept: dict[tuple[int, int], WorkCalendar] = {}  # per process; any edit of a calendar is a new version


def work_calendar(calendar: Calendar) -> WorkCalendar:
    """The working time of a calendar: one query for a version never seen before, then none."""
    key = (calendar.pk, calendar.version)
    if key not in _kept:
        while len(_kept) >= KEEP:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = calendar.as_work_calendar()
    return _kept[key]


def house_calendar() -> Calendar:
    """The house's own hours, on which colleagues promise: those called office, else the first that close at all.

    Raises LookupError in a house without calendars.
    """
    known = sorted(
        promise_book().calendars.values(), key=lambda one: (one.code != OFFICE, never_closes(one.weekly), one.pk)
    )
    if not known:
        raise LookupError("a house needs a calendar")
    return known[0]


def term_of(commitment: Commitment, calendar: Calendar) -> Term:
    """What a commitment promises, on this calendar."""
    return Term(commitment.amount, commitment.unit, work_calendar(calendar))  # type: ignore[arg-type]


def term_of_clock(clock: Clock) -> Term:
    """What this clock counts; needs its commitment and calendar loaded. A promise for an instant counts all minutes."""
    if clock.commitment is not None:
        return term_of(clock.commitment, clock.calendar)
    calendar = work_calendar(clock.calendar)
    if clock.amount is not None:
        return Term(clock.amount, clock.unit, calendar)  # type: ignore[arg-type]
    return Term((clock.due_at - clock.started_at).total_seconds() / 60, "minute", ALWAYS(calendar.tz))
