"""The work queue: a job joins the transaction that asked for it, or does not exist."""

from typing import Any

from procrastinate.contrib.django import app


def enqueue(task: str, *, after_seconds: int = 0, lock: str | None = None, **arguments: Any) -> int:
    """Queue the job `task` (its registered name) with JSON-able arguments; returns the job's id.

    Runs after commit, `after_seconds` later at the earliest; jobs with the same `lock` run one after the other.
    """
    options: dict[str, Any] = {"lock": lock} if lock else {}
    if after_seconds:
        options["schedule_in"] = {"seconds": after_seconds}
    return app.configure_task(task, allow_unknown=True, **options).defer(**arguments)
