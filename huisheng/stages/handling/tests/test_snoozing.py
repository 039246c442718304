"""Putting off: off the own desk, back on top with a bell, while ticket and clocks know nothing of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.tickets.actions import set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import (
    NoSuchTime,
    NotOnYourDesk,
    TicketClosed,
    note_looked_at,
    send_reply,
    snooze,
    take_up,
    wake,
    wake_due,
)
from huisheng.stages.handling.models import Snooze
from huisheng.stages.handling.queries import came_back, put_off, snooze_on, snoozed_by
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return ticket


def off(cast: Cast) -> bool:
    return Ticket.objects.filter(put_off(cast.lin.pk)).exists()


def back(cast: Cast) -> bool:
    return Ticket.objects.filter(came_back(cast.lin.pk)).exists()


def test_it_comes_back_at_its_time_and_not_before(cast: Cast, ticket: Ticket) -> None:
    now = timezone.now()
    snooze(ticket, staff=cast.lin, until=now + HOUR, at=now)
    assert (off(cast), back(cast), wake_due(at=now + HOUR - timedelta(seconds=1))) == (True, False, 0)
    assert wake_due(at=now + HOUR) == 1
    assert (off(cast), back(cast), wake_due(at=now + HOUR)) == (False, True, 0)
    assert ticket.events.get(kind="ticket_woke").payload["why"] == "due"


def test_ticket_and_promises_know_nothing_of_it(cast: Cast, ticket: Ticket) -> None:
    before = (ticket.status, ticket.next_due_at, ticket.last_message_at)
    snooze(ticket, staff=cast.lin, until=timezone.now() + HOUR)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.next_due_at, ticket.last_message_at) == before


def test_until_the_customer_writes_has_no_time(cast: Cast, ticket: Ticket) -> None:
    snooze(ticket, staff=cast.lin, until=None)
    assert wake_due(at=timezone.now() + timedelta(days=400)) == 0
    assert wake(ticket, why=Snooze.End.CUSTOMER_WROTE)
    assert back(cast)


def test_our_own_reply_does_not_end_it(cast: Cast, ticket: Ticket) -> None:
    snooze(ticket, staff=cast.lin, until=timezone.now() + HOUR)
    send_reply(ticket, text="明天告诉您", by=cast.lin.party)
    assert off(cast)


def test_once_looked_at_it_takes_its_usual_place(cast: Cast, ticket: Ticket) -> None:
    snooze(ticket, staff=cast.lin, until=None)
    wake(ticket, why=Snooze.End.CUSTOMER_WROTE)
    note_looked_at(ticket, staff=cast.chen)
    assert back(cast), "somebody else looked"
    note_looked_at(ticket, staff=cast.lin)
    assert not back(cast)


def test_a_new_time_takes_the_place_of_the_old_one(cast: Cast, ticket: Ticket) -> None:
    now = timezone.now()
    snooze(ticket, staff=cast.lin, until=now + HOUR)
    snooze(ticket, staff=cast.lin, until=now + 3 * HOUR)
    assert wake_due(at=now + 2 * HOUR) == 0
    kept = snooze_on(ticket)
    assert kept is not None
    assert (kept.staff, kept.until) == (cast.lin, now + 3 * HOUR)
    assert not back(cast), "the first one did not come back, it was replaced"


def test_taken_up_by_hand_it_is_back_without_a_bell(cast: Cast, ticket: Ticket) -> None:
    snooze(ticket, staff=cast.lin, until=None)
    take_up(ticket, staff=cast.lin)
    take_up(ticket, staff=cast.lin)
    assert (off(cast), back(cast)) == (False, False)
    assert ticket.events.filter(kind="ticket_taken_up").count() == 1
    assert not ticket.events.filter(kind="ticket_woke").exists()


def test_only_ones_own_and_open_tickets_and_times_ahead(cast: Cast, ticket: Ticket) -> None:
    now = timezone.now()
    with pytest.raises(NotOnYourDesk):
        snooze(ticket, staff=cast.chen, until=now + HOUR)
    for wrong in (now - HOUR, now, now + timedelta(days=61)):
        with pytest.raises(NoSuchTime):
            snooze(ticket, staff=cast.lin, until=wrong, at=now)
    set_status(ticket, Status.CLOSED, by=SYSTEM)
    with pytest.raises(TicketClosed):
        snooze(ticket, staff=cast.lin, until=now + HOUR)
    assert not Snooze.objects.exists()


@pytest.mark.parametrize("how", ["moved", "closed"])
def test_on_another_desk_or_closed_it_ends_without_a_word(cast: Cast, ticket: Ticket, how: str) -> None:
    now = timezone.now()
    snooze(ticket, staff=cast.lin, until=now + HOUR)
    if how == "moved":
        assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    else:
        set_status(ticket, Status.CLOSED, by=SYSTEM)
    assert wake_due(at=now + HOUR) == 0
    assert Snooze.objects.get().ended_why == "moved"
    assert not ticket.events.filter(kind="ticket_woke").exists()


def test_my_list_has_what_comes_back_first_on_top(cast: Cast, ticket: Ticket) -> None:
    other = make_ticket("又漏发了")
    assign_ticket(other, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    snooze(ticket, staff=cast.lin, until=None)
    snooze(other, staff=cast.lin, until=timezone.now() + HOUR)
    assert [one.ticket for one in snoozed_by(cast.lin)] == [other, ticket]
    assert not snoozed_by(cast.chen)
