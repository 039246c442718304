"""The jobs around the mailboxes: the net below the watch, and the way of one stored mail."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from huisheng.core.channels.connectors.email.actions import RECEIVE_TASK, change_mailbox
from huisheng.core.channels.connectors.email.forms import mailbox_initial
from huisheng.core.channels.connectors.email.tests.imap_server import bad_day
from huisheng.core.channels.models import Inbound, Mailbox, Outbound
from huisheng.core.channels.tests.make import make_mail_item, make_mailbox
from huisheng.core.tickets.models import Ticket
from huisheng.journey import post, runner
from huisheng.kit.party import SYSTEM
from tests.cast import Cast
from tests.jobs import run_waiting_jobs
from tests.mail.make import make_mail

pytestmark = pytest.mark.django_db


def last_visit(mailbox: Mailbox) -> datetime | None:
    mailbox.refresh_from_db()
    return mailbox.fetched_at


def test_a_mailbox_that_nobody_watches_is_visited() -> None:
    with bad_day() as server:
        made = make_mailbox(imap_port=server.port)
        mailbox = change_mailbox(made, **mailbox_initial(made) | {"imap_password": "sesame"}, by=SYSTEM)
        post.fetch_unwatched(timestamp=0)
        assert last_visit(mailbox) is not None
        server.mails = {1: make_mail()}
        post.fetch_unwatched(timestamp=0)
        assert not Inbound.objects.exists()  # visited a moment ago: somebody watches it
        Mailbox.objects.update(fetched_at=timezone.now() - timedelta(minutes=7))
        post.fetch_unwatched(timestamp=0)
        assert Inbound.objects.count() == 1


def test_a_mailbox_in_trouble_is_left_to_the_watch() -> None:
    mailbox = make_mailbox(failing_since=timezone.now(), last_error="login|")
    post.fetch_unwatched(timestamp=0)
    mailbox.refresh_from_db()
    assert mailbox.last_error == "login|"


def test_a_stored_mail_becomes_a_ticket_by_its_job() -> None:
    make_mail_item(make_mail())
    assert RECEIVE_TASK in {task.name for task in app.tasks.values()}
    run_waiting_jobs()
    assert Inbound.objects.get().about == Ticket.objects.get().number


def test_a_mail_whose_job_was_lost_is_received_by_the_sweep() -> None:
    item = make_mail_item(make_mail())
    Inbound.objects.filter(pk=item.pk).update(received_at=timezone.now() - timedelta(minutes=2))
    assert runner.receive_left_lying() == 1
    assert Ticket.objects.count() == 1


def test_the_monitor_writes_to_the_admins(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(email="admin@shop.example")
    make_mailbox(failing_since=timezone.now() - timedelta(hours=1), last_error="refused|")
    post.watch_mail(timestamp=0)
    assert [letter.to for letter in Outbound.objects.all()] == ["admin@shop.example"]


def test_an_old_mail_is_taken_in_and_its_sender_gets_no_letter() -> None:
    """[Frappe #2433] Mail that lay on the server for days, as after a pause, is feedback, but nobody is written to."""
    long_ago = timezone.now() - timedelta(days=5)
    make_mail_item(make_mail(), arrived=long_ago)
    run_waiting_jobs()
    assert Ticket.objects.get().created_at == long_ago
    assert not Outbound.objects.exists()
