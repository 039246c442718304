"""Letters that did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.channels.actions import mark_bounced
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.post import send_again
from huisheng.core.channels.tests.mailserver import mailserver
from huisheng.core.channels.tests.make import make_inbound, make_letter
from huisheng.core.channels.tests.test_post import post_through
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.core.tickets.undelivered import note_bounce, send_or_tell
from huisheng.kit.mail import Bounce, Reason
from huisheng.kit.party import SYSTEM

pytestmark = pytest.mark.django_db
EMAIL = "liu@example.com"
SENT = Outbound.State.SENT


@pytest.fixture
def ticket() -> Ticket:
    return make_ticket(customer=make_customer("刘女士", email=EMAIL))


def sent(ticket: Ticket, to: str = EMAIL, **changes: Any) -> Outbound:
    when: dict[str, Any] = {"state": SENT, "sent_at": timezone.now()}
    return make_letter(to=to, about=ticket.number, **when | changes)


def bounce(**changes: Any) -> Bounce:
    known: dict[str, Any] = {"status": "5.1.1", "reason": Reason.NO_SUCH_USER, "hard": True}
    return Bounce(**known | changes)


def told(ticket: Ticket) -> list[dict[str, Any]]:
    return [event.payload for event in ticket.events.filter(kind="letter_bounced")]


def test_it_is_found_by_its_message_id(ticket: Ticket) -> None:
    letter, _other = sent(ticket), sent(ticket)
    assert note_bounce(make_inbound(), bounce(original_message_id=letter.message_id)) == ticket.number
    letter.refresh_from_db()
    assert (letter.state, letter.bounce_kind) == (Outbound.State.BOUNCED, "no_such_user")
    assert told(ticket) == [{"outbound": letter.pk, "bounce": "no_such_user"}]


def test_without_an_id_it_is_the_latest_letter_to_that_address(ticket: Ticket) -> None:
    sent(ticket)
    latest, _elsewhere = sent(ticket), sent(ticket, to="other@example.com")
    assert note_bounce(make_inbound(), bounce(recipient="LIU@example.com")) == ticket.number
    assert told(ticket) == [{"outbound": latest.pk, "bounce": "no_such_user"}]


def test_an_old_letter_is_not_meant(ticket: Ticket) -> None:
    sent(ticket, sent_at=timezone.now() - timedelta(days=6))
    assert note_bounce(make_inbound(), bounce(recipient=EMAIL)) == ""
    assert told(ticket) == []


def test_what_comes_back_twice_is_told_once(ticket: Ticket) -> None:
    letter = sent(ticket)
    for _ in range(2):
        assert note_bounce(make_inbound(), bounce(original_message_id=letter.message_id)) == ticket.number
    assert len(told(ticket)) == 1


def test_a_server_that_goes_on_trying_has_only_delayed_it(ticket: Ticket) -> None:
    letter = sent(ticket)
    delayed = bounce(original_message_id=letter.message_id, reason=Reason.TEMPORARY, hard=False, status="4.4.1")
    assert note_bounce(make_inbound(), delayed) == ticket.number
    letter.refresh_from_db()
    assert letter.state == SENT
    assert told(ticket) == []


def test_a_report_about_a_letter_nobody_knows_says_nothing(ticket: Ticket) -> None:
    assert note_bounce(make_inbound(), bounce(original_message_id="<x@y>", recipient="who@example.com")) == ""
    assert note_bounce(make_inbound(), bounce()) == ""


def test_a_colleagues_letter_that_came_back_is_no_news_about_the_customer(ticket: Ticket) -> None:
    letter = sent(ticket, to="lin@shop.example")
    note_bounce(make_inbound(), bounce(original_message_id=letter.message_id))
    letter.refresh_from_db()
    assert letter.state == Outbound.State.BOUNCED
    assert told(ticket) == []


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ("550 5.1.1 no such user", "no_such_user"),
        ("552 5.2.2 mailbox full", "mailbox_full"),
        ("550 5.7.1 blocked", "blocked"),
        ("550 go away", "policy"),
    ],
)
def test_a_letter_refused_for_good_is_told_with_its_reason(ticket: Ticket, refusal: str, kind: str) -> None:
    letter = make_letter(to=EMAIL, about=ticket.number)
    with mailserver(refuse=refusal) as box:
        post_through(box.port)
        assert not send_or_tell(letter)
        assert not send_or_tell(letter)
    assert told(ticket) == [{"outbound": letter.pk, "bounce": kind}]


def test_a_letter_that_waits_is_not_lost(ticket: Ticket) -> None:
    letter = make_letter(to=EMAIL, about=ticket.number)
    with mailserver(refuse="451 later") as box:
        post_through(box.port)
        assert not send_or_tell(letter)
    assert told(ticket) == []


def test_a_letter_that_came_back_can_be_sent_again(ticket: Ticket) -> None:
    letter = sent(ticket)
    assert mark_bounced(letter, kind="mailbox_full", said="5.2.2 liu@example.com is full")
    letter.refresh_from_db()
    assert EMAIL not in letter.last_error
    again = send_again(letter, by=SYSTEM)
    assert (again.state, again.bounce_kind, again.bounced_at) == (Outbound.State.WAITING, "", None)
