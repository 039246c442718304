"""The work queue: a job joins the transaction that asked for it, or does not exist."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

WAITING_TOO_LONG_S = 300  # a due job that waits longer than this means that no worker takes it


@lru_cache(maxsize=1)
def _here() -> JobManager:
    """The queue over Django's own connection, also inside the worker, where the app itself uses another one: there a
    job would begin before what it is about is committed."""
    return JobManager(DjangoConnector(alias="default"))


def enqueue_many(task: str, arguments: Iterable[dict[str, Any]]) -> None:
    """Queue the job `task` once for each of `arguments`, in one statement."""
    configure_task(name=task, job_manager=_here()).batch_defer(*arguments)


def enqueue(task: str, *, after_seconds: int = 0, lock: str | None = None, **arguments: Any) -> int:
    """Queue the job `task` (its registered name) with JSON-able arguments; returns the job's id.

    Runs after commit, `after_seconds` later at the earliest; jobs with the same `lock` run one after the other.
    """
    options: dict[str, Any] = {"lock": lock} if lock else {}
    if after_seconds:
        options["schedule_in"] = {"seconds": after_seconds}
    return configure_task(name=task, job_manager=_here(), **options).defer(**arguments)


def oldest_waiting_s() -> float:
    """Seconds since the oldest due job could have begun; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(greatest(j.scheduled_at, e.at))), 0)"
            " FROM procrastinate_jobs j JOIN LATERAL"
            " (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true"
            " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
        )
        (seconds,) = cursor.fetchone() or (0,)
    return max(0.0, float(seconds))
