"""Where the letters with our words are, by the message they carry."""

from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.handling.models import Solution
from huisheng.watch.notify.actions import tell_customer, tell_staff
from huisheng.watch.notify.ways import Posted, posted_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = "liu@example.com"
State = Outbound.State


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket(customer=make_customer("刘女士", email=EMAIL), team=cast.cs1, assignee=cast.lin)


def reply(ticket: Ticket, cast: Cast, text: str = "已经在查了") -> tuple[Message, Outbound]:
    message = send_reply(ticket, text=text, by=cast.lin.party)
    [letter] = tell_customer(ticket.events.get(kind="message_added", payload__message=message.pk), "reply_sent")
    return message, letter


def posted(*tickets: Ticket) -> dict[int, tuple[Posted, ...]]:
    numbers = [ticket.pk for ticket in tickets]
    messages = list(Message.objects.filter(ticket__in=numbers))
    return posted_of(numbers, messages, Solution.objects.filter(ticket__in=numbers))


def test_a_reply_and_its_letter(cast: Cast, ticket: Ticket) -> None:
    message, letter = reply(ticket, cast)
    [one] = posted(ticket)[message.pk]
    assert (one.to, one.state, one.created_at) == ("l***@example.com", State.WAITING, letter.created_at)
    at = timezone.now()
    Outbound.objects.filter(pk=letter.pk).update(state=State.SENT, via="smtp", sent_at=at)
    [one] = posted(ticket)[message.pk]
    assert (one.state, one.via, one.sent_at, one.lost) == (State.SENT, "smtp", at, "")


def test_a_solution_is_found_by_its_offer_and_a_receipt_by_its_ticket(cast: Cast, ticket: Ticket) -> None:
    offered = offer_solution(ticket, measure="补寄", timing="今天", responsible="林晓", by=cast.lin.party)
    receipt = make_message(ticket, "收到了", kind=Message.Kind.RECEIPT, by=SYSTEM)
    tell_customer(ticket.events.get(kind="solution_offered"), "solution_offered")
    tell_customer(ticket.events.get(kind="ticket_opened"), "ticket_opened")
    assert set(posted(ticket)) == {offered.message_id, receipt.pk}


def test_a_letter_to_a_colleague_is_no_letter_to_the_customer(cast: Cast, ticket: Ticket) -> None:
    tell_staff(ticket.events.get(kind="ticket_opened"), "ticket_opened", cast.lin)
    assert posted(ticket) == {}


@pytest.mark.parametrize(
    ("state", "kind", "lost"),
    [
        (State.BOUNCED, "mailbox_full", True),
        (State.FAILED, "no_such_user", True),
        (State.WAITING, "mailbox_full", False),  # it was sent again since
        (State.SENT, "", False),
    ],
)
def test_what_is_lost_says_why(cast: Cast, ticket: Ticket, state: str, kind: str, lost: bool) -> None:
    message, letter = reply(ticket, cast)
    Outbound.objects.filter(pk=letter.pk).update(state=state, bounce_kind=kind)
    [one] = posted(ticket)[message.pk]
    assert one.lost.startswith("l***@example.com：") is lost


def test_many_messages_of_many_tickets_are_one_query(
    cast: Cast, ticket: Ticket, django_assert_num_queries: Any
) -> None:
    other = make_ticket(customer=make_customer("赵先生", email="zhao@example.com"), team=cast.cs1, assignee=cast.lin)
    written = {reply(one, cast, f"第 {n} 句")[0].pk for one in (ticket, other) for n in range(3)}
    numbers = [ticket.pk, other.pk]
    messages, solutions = list(Message.objects.filter(ticket__in=numbers)), list(Solution.objects.none())
    with django_assert_num_queries(1):
        found = posted_of(numbers, messages, solutions)
    assert set(found) == written
