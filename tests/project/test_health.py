"""The addresses for machines, and what every answer carries."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from huisheng.core.channels.tests.make import make_mailbox
from huisheng.project import health


def test_it_is_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_it_is_ready_when_migrated_and_the_queue_moves(client: Client) -> None:
    assert client.get("/readyz").status_code == 200
    app.configure_task("somebody.else", allow_unknown=True).defer()
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [timezone.now() - timedelta(hours=1)])
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["queue"])


@pytest.mark.django_db
def test_mail_that_stands_still_is_a_warning_and_no_reason_to_turn_people_away(client: Client) -> None:
    make_mailbox(failing_since=timezone.now() - timedelta(hours=1), last_error="refused|")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, ["mail"])


def test_it_is_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[str]:
        raise OperationalError

    monkeypatch.setattr(health, "pending_migrations", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["database"])


@pytest.mark.django_db
def test_it_shows_metrics_only_to_this_machine_or_with_the_token(client: Client, settings: Any) -> None:
    client.get("/healthz")
    told = client.get("/metrics").content.decode()
    assert 'huisheng_requests_total{method="GET",status="200",view="healthz"}' in told
    assert 'huisheng_jobs{state="todo"} 0.0' in told
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    settings.METRICS_TOKEN = "only-for-prometheus"
    assert client.get("/metrics").status_code == 404
    known = {"Authorization": "Bearer only-for-prometheus"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=known).status_code == 200


@pytest.mark.parametrize(("given", "kept"), [("proxy-id-12345", True), ("short", False), ("<script>alert(1)", False)])
def test_it_gives_every_answer_a_request_id(client: Client, given: str, kept: bool) -> None:
    ident = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (ident == given) is kept
    assert len(ident) >= 8


def test_it_writes_one_line_per_request_without_paths(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "huisheng.request"):
        answer = client.get("/no/such/page/138-0000-1234")
    lines: list[Any] = [record.msg for record in caplog.records if record.name == "huisheng.request"]
    assert [(line["status"], line["view"]) for line in lines] == [(answer.status_code, "none")]
    assert lines[0]["request_id"] == answer.headers["X-Request-ID"]
    assert "138" not in json.dumps(lines[0])


def test_it_forbids_foreign_and_inline_content(client: Client) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


@pytest.mark.django_db
def test_it_warns_of_a_disk_that_runs_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "disk" not in client.get("/readyz").json()["warnings"]
    monkeypatch.setattr(health, "free_mb", lambda _folder: 77)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["warnings"]) == (200, ["disk"])
