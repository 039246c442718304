import pytest

from huisheng.core.base.actions import change_setting
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import tell_customer
from huisheng.watch.notify.models import Delivery
from huisheng.watch.notify.tests.make import make_event, make_notice_template

pytestmark = pytest.mark.django_db
EMAIL = "liu@example.com"


def opened(ticket: Ticket) -> list[Outbound]:
    return tell_customer(ticket.events.get(kind="ticket_opened"), "ticket_opened")


@pytest.fixture
def ticket() -> Ticket:
    return make_ticket(customer=make_customer("刘女士", email=EMAIL, phone="13811113333"))


def test_it_writes_to_the_email_given_for_the_ticket_only(ticket: Ticket) -> None:
    recognise_customer(phone="13811113333", email="other@example.com")
    [letter] = opened(ticket)
    assert letter.to == EMAIL
    assert letter.masked_to == "l***@example.com"


def test_it_writes_to_every_address_of_the_ticket() -> None:
    customer = make_customer("刘女士", email=EMAIL)
    recognise_customer(email=EMAIL, external_id="42")
    second = recognise_customer(external_id="42", email="work@example.com").identities[1]
    ticket = make_ticket(customer=customer, identities=[*Identity.objects.filter(kind="email", customer=customer)])
    assert second.customer == customer
    assert {letter.to for letter in opened(ticket)} == {EMAIL, "work@example.com"}


def test_it_writes_nothing_without_an_email() -> None:
    ticket = make_ticket()
    assert opened(ticket) == []
    assert not ticket.events.filter(kind="notice_sent").exists()


def test_twice_is_once(ticket: Ticket) -> None:
    assert len(opened(ticket)) == 1
    assert opened(ticket) == []
    assert Outbound.objects.count() == Delivery.objects.count() == 1


def test_the_ledger_knows_what_was_sent_and_why(ticket: Ticket) -> None:
    opened(ticket)
    event = ticket.events.get(kind="notice_sent")
    assert event.payload == {"notice": "ticket_opened"}
    assert event.cause is not None
    assert event.cause.kind == "ticket_opened"


def test_the_row_holds_neither_address_nor_words_in_the_open(ticket: Ticket) -> None:
    [letter] = opened(ticket)
    stored = bytes(letter.sealed) + bytes(letter.sealed_to) + letter.masked_to.encode()
    assert EMAIL.encode() not in stored
    assert "刘女士".encode() not in stored


def test_a_house_may_switch_it_off(ticket: Ticket) -> None:
    make_notice_template("ticket_opened", "customer", enabled=False)
    assert opened(ticket) == []


def test_a_house_may_keep_it_out_of_the_mail(ticket: Ticket) -> None:
    make_notice_template("ticket_opened", "customer", by_email=False)
    assert opened(ticket) == []


def test_links_carry_the_houses_own_address(ticket: Ticket) -> None:
    change_setting("house.public_url", "https://hs.shop.example/", by=SYSTEM)
    [letter] = opened(ticket)
    assert f"https://hs.shop.example{ticket.public_path}" in letter.letter["text"]


def test_it_tells_a_stranger_with_a_known_phone_no_name() -> None:
    """Somebody types the phone of another person and an own email: the letter must not say whose phone it is."""
    owner = make_customer("刘女士", phone="13811113333")
    make_ticket(customer=owner)
    seen = recognise_customer(phone="13811113333", email="stranger@example.com")
    assert seen.customer == owner
    ticket = make_ticket(customer=owner, identities=list(seen.identities))
    [letter] = opened(ticket)
    assert letter.to == "stranger@example.com"
    assert "刘女士" not in letter.letter["text"] + letter.letter["subject"]
    assert letter.letter["text"].startswith("您好！")


def test_it_greets_a_vouched_address_by_name_every_time() -> None:
    customer = make_customer("刘女士", email=EMAIL)
    make_ticket(customer=customer)
    [letter] = opened(make_ticket(customer=customer))
    assert letter.letter["text"].startswith("刘女士，您好")


def test_it_writes_in_the_customers_language(ticket: Ticket) -> None:
    ticket.customer.language = "en"
    [letter] = opened(ticket)
    assert letter.letter["text"].startswith("Hello 刘女士,")


def test_an_unknown_code_writes_nothing(ticket: Ticket) -> None:
    assert tell_customer(make_event(ticket), "no_such_notice") == []
