"""Whether the customer has seen our words: said once for each newest message, of the own ticket only."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import add_note, note_read, send_reply
from huisheng.stages.handling.models import Reading
from huisheng.stages.handling.queries import readings_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket(team=cast.cs1, assignee=cast.lin)


@pytest.fixture
def said(cast: Cast, ticket: Ticket) -> Message:
    return send_reply(ticket, text="今天下午发出", by=cast.lin.party)


def seen(*tickets: Ticket) -> list[tuple[int, Any]]:
    return [(one.message_id, one.at) for one in readings_of([ticket.pk for ticket in tickets])]


def test_the_first_look_counts_the_next_ones_change_nothing(ticket: Ticket, said: Message) -> None:
    assert note_read(ticket, upto=said.pk, at=NOW)
    assert not note_read(ticket, upto=said.pk, at=NOW + timedelta(minutes=5))
    assert seen(ticket) == [(said.pk, NOW)]


def test_a_newer_message_is_a_new_look_and_the_older_one_keeps_its_time(
    cast: Cast, ticket: Ticket, said: Message
) -> None:
    note_read(ticket, upto=said.pk, at=NOW)
    later = send_reply(ticket, text="已发出", by=cast.lin.party)
    assert note_read(ticket, upto=later.pk, at=NOW + timedelta(hours=1))
    assert seen(ticket) == [(said.pk, NOW), (later.pk, NOW + timedelta(hours=1))]


def test_an_old_page_said_late_is_no_news(cast: Cast, ticket: Ticket, said: Message) -> None:
    later = send_reply(ticket, text="已发出", by=cast.lin.party)
    assert note_read(ticket, upto=later.pk)
    assert not note_read(ticket, upto=said.pk)
    assert len(seen(ticket)) == 1


def test_an_automatic_receipt_is_read_like_a_reply(ticket: Ticket) -> None:
    receipt = make_message(ticket, "收到了", kind=Message.Kind.RECEIPT, by=SYSTEM)
    assert note_read(ticket, upto=receipt.pk)


def test_notes_and_the_customers_own_words_are_not_read(cast: Cast, ticket: Ticket) -> None:
    note = add_note(ticket, text="已问仓库", by=cast.lin.party)
    own = make_message(ticket, "还没收到")
    assert not note_read(ticket, upto=note.pk)
    assert not note_read(ticket, upto=own.pk)
    assert seen(ticket) == []


def test_a_message_of_another_ticket_is_not_of_this_page(ticket: Ticket, said: Message) -> None:
    other = make_ticket()
    assert not note_read(other, upto=said.pk)
    assert not note_read(other, upto=2**62)
    assert seen(ticket, other) == []


def test_it_leaves_no_line_in_the_ledger_and_tells_open_desks(ticket: Ticket, said: Message) -> None:
    before = ticket.events.count()
    with transaction.atomic():
        note_read(ticket, upto=said.pk)
        leaving = transaction.get_connection().run_on_commit[-1][1]
        told = [json.loads(news) for news in leaving.news]
    assert {"topics": [f"ticket:{ticket.number}"], "kind": "message_read", "id": ticket.number} in told
    assert ticket.events.count() == before


def test_it_keeps_nothing_of_who_looked() -> None:
    assert {field.name for field in Reading._meta.get_fields()} == {"id", "ticket", "message", "at"}
