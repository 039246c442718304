"""The work queue: a job joins the transaction that asked for it, or does not exist."""

from collections.abc import Iterable
from typing import Any

from procrastinate.contrib.django import app


def enqueue_many(task: str, arguments: Iterable[dict[str, Any]]) -> None:
    """Queue the job `task` once for each of `arguments`, in one statement."""
    app.configure_task(task, allow_unknown=True).batch_defer(*arguments)


def enqueue(task: str, *, after_seconds: int = 0, lock: str | None = None, **arguments: Any) -> int:
    """Queue the job `task` (its registered name) with JSON-able arguments; returns the job's id.

    Runs after commit, `after_seconds` later at the earliest; jobs with the same `lock` run one after the other.
    """
    options: dict[str, Any] = {"lock": lock} if lock else {}
    if after_seconds:
        options["schedule_in"] = {"seconds": after_seconds}
    return app.configure_task(task, allow_unknown=True, **options).defer(**arguments)
