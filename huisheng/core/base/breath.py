"""One breath: what a transaction says in many small pieces is gathered, and written at once just before it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

Write = Callable[[list[Any]], None]
_gathered: ContextVar[dict[Write, list[Any]] | None] = ContextVar("gathered", default=None)


@contextmanager
def one_breath() -> Iterator[None]:
    """A transaction in which `gather` waits for the end. Inside another breath it is part of that one.

    Nobody inside may swallow an exception: what was gathered before it would be written all the same.
    """
    if _gathered.get() is not None:
        yield
        return
    with transaction.atomic():
        before = _gathered.set({})
        try:
            yield
            write_gathered()
        finally:
            _gathered.reset(before)


def gather(write: Write, *pieces: Any) -> None:
    """Have `write` called with these pieces: at the end of the breath with all of them, without a breath now."""
    waiting = _gathered.get()
    if waiting is None:
        write(list(pieces))
    else:
        waiting.setdefault(write, []).extend(pieces)


def write_gathered() -> None:
    """Write now what waits, in the order in which each sort came first; for who must read it in the same breath."""
    waiting = _gathered.get() or {}
    while waiting:
        write = next(iter(waiting))
        write(waiting.pop(write))
