"""Run queued jobs here and now, on the test's own connection, as the worker would."""

import json
from datetime import datetime

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

TAKE = """
    UPDATE procrastinate_jobs SET status = 'doing', attempts = attempts + 1 WHERE id = (
        SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, %(until)s) <= %(until)s
        ORDER BY scheduled_at NULLS FIRST, id LIMIT 1
    ) RETURNING id, task_name, args
"""
FINISH = "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s"
LIMIT = 10_000


def run_waiting_jobs(until: datetime | None = None) -> int:
    """Run jobs due at `until` (now by default) one after the other; returns how many. A failing job raises."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    for count in range(LIMIT):
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"until": until or timezone.now()})
            job = cursor.fetchone()
        if job is None:
            return count
        ident, name, arguments = job
        app.tasks[name].func(**as_dict(arguments))
        with connection.cursor() as cursor:
            cursor.execute(FINISH, [ident])
    raise AssertionError(f"More than {LIMIT} jobs: they queue each other without end.")


def as_dict(arguments: dict[str, object] | str) -> dict[str, object]:
    return json.loads(arguments) if isinstance(arguments, str) else arguments
