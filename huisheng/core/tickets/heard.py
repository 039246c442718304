"""Why an event is written, and which quiet kinds of event somebody listens for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from huisheng.core.base.remembered import Remembered
from huisheng.core.tickets.models import Ear, Event

_because: ContextVar[Event | None] = ContextVar("because", default=None)


@contextmanager
def because(event: Event) -> Iterator[None]:
    """Whatever is written inside follows from this event: it is their cause, so that no rule chases its own tail."""
    before = _because.set(event)
    try:
        yield
    finally:
        _because.reset(before)


def the_cause() -> Event | None:
    """What the events written now follow from; None outside."""
    return _because.get()


def _ears() -> dict[str, datetime]:
    return dict(Ear.objects.values_list("kind", "since"))


ears: Remembered[dict[str, datetime]] = Remembered(_ears, Ear)
"""The kinds that a rule listens for although nothing else follows them, and since when."""
