"""The pause audit finds what waited in vain, in the promise's own minutes, and nothing else."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.idle import Idle, answered_while_waiting, idle_waits
from huisheng.stages.sla.queries import all_clocks
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    at,
    hold_clocks,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
)

pytestmark = pytest.mark.django_db
OFFERED = Status.AWAITING_CONFIRMATION


def waiting(*commitments: object, **changes: object) -> Ticket:
    """Offered a solution at 10:10."""
    only_policy(*(commitments or (promise("resolve", 10, "hour"),)), **changes)  # type: ignore[arg-type]
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    hold_clocks(ticket, reason=OFFERED, at=after(10))
    return ticket


def says(ticket: Ticket, moment: datetime, text: str = "还是不行", kind: str = Message.Kind.CUSTOMER) -> None:
    add_message(ticket, kind=kind, text=text, by=ticket.customer.party, at=moment)


def found(now: datetime | None = None) -> list[Idle]:
    return idle_waits(Ticket.objects.all(), since=at(0, day=1), now=now or after(600))


def test_it_counts_from_the_answer_to_the_end_of_the_wait() -> None:
    ticket = waiting()
    says(ticket, after(30))
    release_clocks(ticket, at=after(90))
    assert found() == [Idle(ticket.pk, after(30), after(90), 60)]


def test_what_still_waits_counts_up_to_now() -> None:
    ticket = waiting()
    says(ticket, after(30))
    assert found(after(50)) == [Idle(ticket.pk, after(30), None, 20)]


def test_only_the_promises_own_minutes_count() -> None:
    ticket = waiting(calendar=make_calendar())
    says(ticket, at(17, 30))
    release_clocks(ticket, at=at(9, 30, day=24))
    assert [one.minutes for one in found(at(12, day=24))] == [60]


def test_several_clocks_that_waited_are_one_wait_the_longest() -> None:
    ticket = waiting(
        promise("resolve", 10, "hour"), promise("formal_reply", 2, "natural_day"), calendar=make_calendar()
    )
    says(ticket, at(17, 30))
    release_clocks(ticket, at=at(9, 30, day=24))
    assert [one.minutes for one in found(at(12, day=24))] == [16 * 60]


def test_the_first_answer_counts_not_the_last() -> None:
    ticket = waiting()
    for minutes in (30, 40, 50):
        says(ticket, after(minutes))
    release_clocks(ticket, at=after(60))
    assert [(one.answered_at, one.minutes) for one in found()] == [(after(30), 30)]


def test_an_answer_that_ended_the_wait_at_once_is_none() -> None:
    ticket = waiting()
    says(ticket, after(30))
    release_clocks(ticket, at=after(30))
    assert found() == []


@pytest.mark.parametrize("text", ["谢谢", "好的，收到"])
def test_a_mere_thank_you_is_no_answer(text: str) -> None:
    ticket = waiting()
    says(ticket, after(30), text)
    assert found() == []
    assert answered_while_waiting(all_clocks(ticket), ticket.messages.all()) is None


def test_what_was_said_before_and_what_we_said_ourselves_are_none() -> None:
    ticket = waiting()
    says(ticket, after(5))
    says(ticket, after(30), kind=Message.Kind.REPLY)
    says(ticket, after(40), kind=Message.Kind.NOTE)
    assert found() == []


def test_what_ended_before_the_days_asked_for_is_left_out() -> None:
    ticket = waiting()
    says(ticket, after(30))
    release_clocks(ticket, at=after(90))
    assert idle_waits(Ticket.objects.all(), since=after(91), now=after(600)) == []
    assert idle_waits(Ticket.objects.none(), since=TEN, now=after(600)) == []


def test_the_ticket_says_so_while_it_lasts() -> None:
    ticket = waiting()
    says(ticket, after(5))
    assert answered_while_waiting(all_clocks(ticket), ticket.messages.all()) is None
    says(ticket, after(30))
    assert answered_while_waiting(all_clocks(ticket), ticket.messages.all()) == after(30)
    release_clocks(ticket, at=after(31))
    assert answered_while_waiting(all_clocks(ticket), ticket.messages.all()) is None


def test_it_asks_a_fixed_number_of_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(3):
        says(waiting(), after(30))
    found()  # the promises are known from now on
    with django_assert_num_queries(3):  # pauses with their clocks, the promises' versions, what was said
        assert len(found()) == 3
