"""What the worker does by itself is known to it, and finds what a dead worker left."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huisheng.project.chores import retry_stalled

BEGUN = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s"
WORKER = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id"


def test_the_worker_knows_every_chore() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    chores = {"retry_stalled", "clear_away", "forget_old_jobs", "nightly_backup"}
    rounds = {
        task.name for task, _id in ((found.task, key) for key, found in app.periodic_registry.periodic_tasks.items())
    }
    assert {f"project.{name}" for name in chores} <= rounds


def job_of_a_worker(silent_s: int | None, lock: str | None = None) -> int:
    """A job in the hands of a worker that last said so many seconds ago that it lives; None: its row is gone."""
    ident = app.configure_task("somebody.else", allow_unknown=True, queueing_lock=lock).defer()
    with connection.cursor() as cursor:
        worker = None
        if silent_s is not None:
            cursor.execute(WORKER, [timezone.now() - timedelta(seconds=silent_s)])
            (worker,) = cursor.fetchone() or (None,)
        cursor.execute(BEGUN, [worker, ident])
    return int(ident)


@pytest.mark.django_db(transaction=True)
def test_jobs_of_a_dead_worker_begin_again() -> None:
    alive, dead, forgotten = job_of_a_worker(5), job_of_a_worker(60), job_of_a_worker(None)
    async_to_sync(retry_stalled.func)(0)
    states = dict(ProcrastinateJob.objects.values_list("pk", "status"))
    assert (states[alive], states[dead], states[forgotten]) == ("doing", "todo", "todo")


@pytest.mark.django_db(transaction=True)
def test_a_round_whose_next_one_waits_does_not_hold_up_the_others() -> None:
    superseded, dead = job_of_a_worker(None, lock="round"), job_of_a_worker(None)
    following = app.configure_task("somebody.else", allow_unknown=True, queueing_lock="round").defer()
    async_to_sync(retry_stalled.func)(0)
    assert dict(ProcrastinateJob.objects.values_list("pk", "status")) == {dead: "todo", following: "todo"}
    assert superseded not in {dead, following}
