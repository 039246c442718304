import json

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from huisheng.core.base.news import CHANNEL, push
from huisheng.core.base.queue import enqueue


def queued() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        return [(name, args if isinstance(args, str) else json.dumps(args)) for name, args in cursor.fetchall()]


@pytest.mark.django_db
def test_a_job_joins_the_change_that_asked_for_it() -> None:
    with transaction.atomic():
        enqueue("react", event_id=1)
        transaction.set_rollback(True)
    assert queued() == []
    enqueue("react", event_id=2)
    assert queued() == [("react", '{"event_id": 2}')]


@pytest.mark.django_db
def test_a_job_joins_it_also_inside_the_worker() -> None:
    """There the app itself writes over a connection of its own, and a job began before its row was committed."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()), transaction.atomic():
        enqueue("react", event_id=3)
        assert queued() == [("react", '{"event_id": 3}')]
        transaction.set_rollback(True)
    assert queued() == []


@pytest.mark.django_db
def test_a_job_may_wait() -> None:
    enqueue("send_letter", after_seconds=300, outbound_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at BETWEEN now() + '4 min' AND now() + '6 min' FROM procrastinate_jobs")
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db(transaction=True)
def test_news_leave_with_the_commit_and_carry_ids_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    with transaction.atomic():
        push("queue", kind="ticket_opened", ident="FB-1")
        transaction.set_rollback(True)
    with transaction.atomic():
        push("queue", "team:3", kind="ticket_opened", ident="FB-2")
    raw = connection.connection
    heard = [json.loads(news.payload) for news in raw.notifies(timeout=1, stop_after=1)]
    assert heard == [{"topics": ["queue", "team:3"], "kind": "ticket_opened", "id": "FB-2"}]
