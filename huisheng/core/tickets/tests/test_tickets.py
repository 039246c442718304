from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import (
    EmptyMessage,
    add_message,
    add_participant,
    grant_access,
    link_tickets,
    lock_ticket,
    record_event,
)
from huisheng.core.tickets.kinds import BY_NAME, KINDS, REACTING
from huisheng.core.tickets.models import NEVER, Event, Link, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 00:30 of the 21st in Shanghai


def queued() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'event_id')::bigint FROM procrastinate_jobs WHERE task_name = 'react' ORDER BY id"
        )
        return [ident for (ident,) in cursor.fetchall()]


def test_the_number_carries_the_houses_own_date_and_counts_on() -> None:
    first, second = make_ticket(at=AT), make_ticket(at=AT)
    assert first.number.startswith("FB-20261121-")
    assert int(second.number.rpartition("-")[2]) == int(first.number.rpartition("-")[2]) + 1


def test_it_keeps_the_first_words_and_their_time() -> None:
    ticket = make_ticket("您好，漏发了配件。孩子生日要用", at=AT)
    message = ticket.messages.get()
    assert (message.text, message.kind, message.at) == ("您好，漏发了配件。孩子生日要用", "customer", AT)
    assert (ticket.created_at, ticket.last_message_at) == (AT, AT)
    assert ticket.subject == "漏发了配件"
    assert (ticket.status, ticket.due_at, ticket.next_due_at) == (Status.NEW, None, NEVER)


def test_a_given_subject_wins_and_long_ones_are_cut() -> None:
    assert make_ticket(subject=" 发票 ").subject == "发票"
    assert len(make_ticket(subject="长" * 300).subject) == 200


def test_addresses_take_part_once() -> None:
    customer = make_customer("刘女士", email="liu@example.com")
    identity = Identity.objects.get(customer=customer)
    ticket = make_ticket(customer=customer)
    add_participant(ticket, identity=identity)
    assert ticket.participants.count() == 1


def test_the_first_event_names_channel_and_message_and_reacts() -> None:
    ticket = make_ticket()
    event = ticket.events.get()
    assert event.kind == "ticket_opened"
    assert event.payload == {"channel": "web", "message": ticket.messages.get().pk}
    assert queued() == [event.pk]


def test_an_event_that_nobody_reacts_to_queues_nothing() -> None:
    ticket = make_ticket()
    record_event(ticket, "note_added", by=SYSTEM)
    assert len(queued()) == 1


def test_an_event_that_never_happened_queues_nothing() -> None:
    ticket = make_ticket()
    with transaction.atomic():
        record_event(ticket, "solution_offered", by=SYSTEM)
        transaction.set_rollback(True)
    assert len(queued()) == 1


def test_a_message_moves_the_ticket_up() -> None:
    ticket = make_ticket(at=AT)
    make_message(ticket, "还没收到")
    assert Ticket.objects.get(pk=ticket.pk).last_message_at > AT
    assert ticket.events.get(kind="message_added").payload["direction"] == "customer"


def test_a_note_is_a_kind_of_its_own(cast: Cast) -> None:
    ticket = make_ticket()
    make_message(ticket, "问问仓库", kind=Message.Kind.NOTE, by=cast.lin.party)
    assert ticket.events.filter(kind="note_added").count() == 1
    assert not ticket.events.filter(kind="message_added").exists()
    assert Message.Kind.NOTE not in Message.PUBLIC_KINDS


def test_a_receipt_is_no_event_and_moves_nothing() -> None:
    ticket = make_ticket(at=AT)
    make_message(ticket, "收到了", kind=Message.Kind.RECEIPT, by=SYSTEM)
    assert Ticket.objects.get(pk=ticket.pk).last_message_at == AT
    assert ticket.events.count() == 1


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_message_is_refused(text: str) -> None:
    ticket = make_ticket()
    with pytest.raises(EmptyMessage):
        make_message(ticket, text)


def test_a_file_alone_is_a_message() -> None:
    ticket = make_ticket()
    photo = store_file(make_photo(), name="p.jpg")
    message = add_message(ticket, kind="customer", text="", files=[("外箱.jpg", photo)], by=ticket.customer.party)
    assert [(one.name, one.file) for one in message.attachments.all()] == [("外箱.jpg", photo)]


def test_the_link_is_unguessable_and_can_be_made_void() -> None:
    ticket, other = make_ticket(), make_ticket()
    assert len(ticket.secret) == 32
    assert ticket.secret != other.secret
    assert ticket.public_path == f"/f/{ticket.number}/{ticket.secret}/"
    before = ticket.secret
    ticket.link_version += 1
    assert ticket.secret != before


def test_locking_reads_the_ticket_again_in_place() -> None:
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(subject="别的")
    with transaction.atomic():
        assert lock_ticket(ticket) is ticket
    assert ticket.subject == "别的"


def test_links_and_grants_are_written_once(cast: Cast) -> None:
    ticket, other = make_ticket(), make_ticket()
    for _time in range(2):
        link_tickets(ticket, other=other, kind=Link.Kind.RELATED, by=cast.lin.party)
        grant_access(ticket, staff=cast.wang, by=cast.lin.party)
        grant_access(ticket, team=cast.warehouse, by=cast.lin.party)
    assert ticket.links.count() == 1
    assert ticket.grants.count() == 2
    assert ticket.events.filter(kind="tickets_linked").count() == 1
    assert ticket.events.filter(kind="access_granted").count() == 2


def test_the_ledger_never_holds_words_or_contacts(cast: Cast, run_jobs: Callable[..., int]) -> None:
    customer = make_customer("刘女士", email="liu@example.com", phone="13811115555")
    ticket = make_ticket("漏发了配件", customer=customer)
    make_message(ticket, "请打 13811115555")
    run_jobs()
    stored = str(list(Event.objects.values_list("payload", flat=True)))
    for secret in ("刘女士", "liu@example.com", "13811115555", "漏发"):
        assert secret not in stored


def test_every_kind_is_named_once_and_told_in_both_languages() -> None:
    assert len(BY_NAME) == len(KINDS)
    assert all(kind.meaning.endswith(".") for kind in KINDS)
    assert all(not str(kind.sentence).isascii() for kind in KINDS)
    assert len(REACTING) == sum(kind.reacts for kind in KINDS)


@pytest.mark.django_db(transaction=True)
def test_two_tickets_never_share_a_number_and_never_wait_for_each_other() -> None:
    """The number comes from a sequence: a transaction that is still open does not block the next one."""
    with transaction.atomic():
        first = make_ticket()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            assert cursor.fetchone() == (0,)
    assert make_ticket().number != first.number


def test_a_channel_that_takes_answers_for_a_while_says_until_when() -> None:
    Channel.objects.filter(code="wechat").update(reply_hours=48)
    ticket = make_ticket(channel="wechat", at=AT)
    assert ticket.reply_by == AT + timedelta(hours=48)
    later = AT + timedelta(hours=5)
    make_message(ticket, "在吗", at=later, channel=ticket.channel)
    assert Ticket.objects.get(pk=ticket.pk).reply_by == later + timedelta(hours=48)


def test_once_answered_no_window_closes(cast: Cast) -> None:
    Channel.objects.filter(code="wechat").update(reply_hours=48)
    ticket = make_ticket(channel="wechat", at=AT)
    make_message(ticket, "问仓库", kind=Message.Kind.NOTE, by=cast.lin.party)
    make_message(ticket, "收到", kind=Message.Kind.RECEIPT, by=SYSTEM)
    assert Ticket.objects.get(pk=ticket.pk).reply_by == AT + timedelta(hours=48)
    make_message(ticket, "马上补发", kind=Message.Kind.REPLY, by=cast.lin.party)
    assert Ticket.objects.get(pk=ticket.pk).reply_by == NEVER


def test_other_channels_wait_for_ever() -> None:
    assert make_ticket(at=AT).reply_by == NEVER
