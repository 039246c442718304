from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting, store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.models import Inbound
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.customers.models import Consent, Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Link, Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.intake.actions import NothingSaid, accept_inbound
from huisheng.stages.intake.models import SpamVerdict
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "13811116666", "liu@example.com"


def closed(days: int, **changes: Any) -> Ticket:
    return make_ticket(status="closed", closed_at=timezone.now() - timedelta(days=days), **changes)


def test_it_opens_a_ticket_with_all_that_was_said() -> None:
    inbound = make_inbound(
        "漏发了配件",
        name="刘女士",
        phone=PHONE,
        email=EMAIL,
        order_number="DD1",
        occurred_at="2026-11-20T09:00:00+08:00",
    )
    accepted = accept_inbound(inbound)
    ticket = accepted.ticket
    inbound.refresh_from_db()
    assert accepted.is_new
    assert not accepted.at_rest
    assert (ticket.customer.name, ticket.order_number) == ("刘女士", "DD1")
    assert ticket.occurred_at == datetime.fromisoformat("2026-11-20T01:00:00+00:00")
    assert accepted.message.inbound == inbound
    assert inbound.state == Inbound.State.ACCEPTED
    assert {one.identity.kind for one in ticket.participants.all()} == {"phone", "email"}


def test_accepting_twice_is_accepting_once() -> None:
    """A crash after the commit and before the answer: the same item comes again."""
    inbound = make_inbound()
    first, again = accept_inbound(inbound), accept_inbound(inbound)
    assert (again.ticket, again.message) == (first.ticket, first.message)
    assert again.at_rest
    assert not again.is_new
    assert Message.objects.count() == Ticket.objects.count() == 1


def test_accepting_twice_on_a_known_ticket_is_accepting_once() -> None:
    ticket = make_ticket()
    inbound = make_inbound("还没收到", number=ticket.number)
    for _time in range(2):
        accept_inbound(inbound)
    assert ticket.messages.count() == 2


def test_a_message_goes_to_the_ticket_it_names() -> None:
    ticket = make_ticket()
    accepted = accept_inbound(make_inbound("还没收到", number=ticket.number))
    assert accepted.ticket == ticket
    assert not accepted.is_new
    assert accepted.message.by == Party("customer", ticket.customer_id)
    assert Customer.objects.count() == 1


def test_an_unknown_number_opens_a_new_ticket() -> None:
    assert accept_inbound(make_inbound("还没收到", number="FB-20200101-0001")).is_new


@pytest.mark.parametrize("text", ["", "   \n"])
def test_nothing_said_is_refused_and_stays_to_be_seen(text: str) -> None:
    inbound = make_inbound(text)
    with pytest.raises(NothingSaid):
        accept_inbound(inbound)
    inbound.refresh_from_db()
    assert inbound.state == Inbound.State.WAITING
    assert not Ticket.objects.exists()


def test_a_photo_alone_is_enough() -> None:
    photo = store_file(make_photo(), name="p.jpg")
    accepted = accept_inbound(make_inbound("", files=[("外箱.jpg", photo)]))
    assert [one.name for one in accepted.message.attachments.all()] == ["外箱.jpg"]


def test_the_same_phone_is_the_same_customer_on_every_channel() -> None:
    first = accept_inbound(make_inbound(name="刘女士", phone="138 1111 6666", channel="web")).ticket
    second = accept_inbound(make_inbound(phone="+8613811116666", channel="phone")).ticket
    assert first.customer == second.customer
    assert (first.channel.code, second.channel.code) == ("web", "phone")


def test_anonymous_feedback_has_a_customer_without_identity() -> None:
    ticket = accept_inbound(make_inbound()).ticket
    assert not ticket.customer.identities.exists()
    assert not ticket.participants.exists()


def test_a_conflict_of_identities_is_noted_and_nothing_merged() -> None:
    liu, zhao = make_customer("刘女士", phone=PHONE), make_customer("赵先生", email=EMAIL)
    ticket = accept_inbound(make_inbound(phone=PHONE, email=EMAIL)).ticket
    assert ticket.customer == liu
    assert ticket.events.get(kind="identity_conflict").payload == {"other": zhao.pk}
    assert Customer.objects.filter(pk=zhao.pk, merged_into=None).exists()


def test_what_a_form_says_is_not_vouched_for_and_what_a_colleague_enters_is(cast: Cast) -> None:
    by_form = accept_inbound(make_inbound(phone=PHONE)).ticket
    assert not by_form.participants.get().identity.verified
    by_hand = accept_inbound(make_inbound(phone=PHONE, channel="phone", by=cast.lin.party)).ticket
    assert by_hand.participants.get().identity.verified
    assert by_hand.messages.get().by == Party("staff", cast.lin.pk)


def test_consents_are_kept_with_their_text() -> None:
    accept_inbound(make_inbound(phone=PHONE, consents=["service"], notice_version="2026-11"))
    consent = Consent.objects.get()
    assert (consent.purpose, consent.text_version, consent.channel) == ("service", "2026-11", "web")


def test_suspicious_items_are_tickets_with_a_mark() -> None:
    inbound = make_inbound(suspicions=["honeypot", "too_fast"])
    assert accept_inbound(inbound).is_new
    assert SpamVerdict.objects.get(inbound=inbound).reasons == ["honeypot", "too_fast"]


def test_thanks_on_a_closed_ticket_rest() -> None:
    ticket = closed(days=3)
    accepted = accept_inbound(make_inbound("收到了，谢谢！", number=ticket.number))
    assert accepted.at_rest
    assert accepted.ticket == ticket


def test_thanks_with_a_photo_want_to_be_seen() -> None:
    photo = store_file(make_photo(), name="p.jpg")
    ticket = closed(days=3)
    assert not accept_inbound(make_inbound("谢谢", number=ticket.number, files=[("p.jpg", photo)])).at_rest


def test_a_question_on_a_closed_ticket_does_not_rest() -> None:
    ticket = closed(days=3)
    accepted = accept_inbound(make_inbound("谢谢，可是还没收到", number=ticket.number))
    assert accepted.ticket == ticket
    assert not accepted.at_rest


def test_too_long_after_closing_a_new_ticket_follows_the_old_one() -> None:
    old = closed(days=31, order_number="DD1", customer=make_customer("刘女士", email=EMAIL))
    accepted = accept_inbound(make_inbound("又坏了", number=old.number))
    assert accepted.is_new
    assert accepted.ticket != old
    assert (accepted.ticket.customer, accepted.ticket.order_number) == (old.customer, "DD1")
    assert accepted.ticket.links.get().other == old
    assert accepted.ticket.links.get().kind == Link.Kind.FOLLOWS
    assert {one.identity.masked for one in accepted.ticket.participants.all()} == {"l***@example.com"}
    assert old.messages.count() == 1


@pytest.mark.parametrize(("days", "is_new"), [(6, False), (8, True)])
def test_the_house_says_how_long_is_too_long(days: int, is_new: bool) -> None:
    change_setting("intake.reopen_days", 7, by=SYSTEM)
    old = closed(days=days)
    assert accept_inbound(make_inbound("又坏了", number=old.number)).is_new is is_new


def test_receipt_of_the_past_is_kept_in_the_past() -> None:
    at = timezone.now() - timedelta(days=10)
    ticket = accept_inbound(make_inbound(), at=at).ticket
    assert ticket.created_at == ticket.messages.get().at == at
