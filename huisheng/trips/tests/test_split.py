"""Messages that go on in a ticket of their own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.base.actions import store_file
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Attachment, Link, Message, Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.sla.models import Clock
from huisheng.trips.merge import merge
from huisheng.trips.models import Moved
from huisheng.trips.split import CannotSplit, Somebody, may_move, split
from huisheng.trips.tests.arriving import arrived
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=3)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return arrived(customer=make_customer("刘女士", phone="13811118888"))


@pytest.fixture
def other(ticket: Ticket) -> Message:
    """Another matter, three hours ago, with a photo."""
    photo = store_file(b"a photo of the invoice", name="发票.txt")
    at = timezone.now() - HOURS
    return make_message(ticket, "另外，发票一直没开", at=at, files=[("发票.txt", photo)])


def test_words_and_files_go_along_and_the_original_stays(cast: Cast, ticket: Ticket, other: Message) -> None:
    fresh = split(ticket, [other.pk], by=cast.lin.party)
    copy = fresh.messages.get()
    assert (copy.text, copy.at, fresh.customer) == (other.text, other.at, ticket.customer)
    files = Attachment.objects.order_by("id").values_list("message", "file", "name")
    assert [(file, name) for _message, file, name in files] == [(files[0][1], "发票.txt")] * 2
    assert other.ticket == ticket
    assert Moved.objects.get().copy == copy
    assert Link.objects.get(kind=Link.Kind.SPLIT).other == fresh


def test_its_clocks_count_from_when_the_customer_wrote(cast: Cast, ticket: Ticket, other: Message) -> None:
    fresh = split(ticket, [other.pk], by=cast.lin.party)
    assert {clock.started_at for clock in Clock.objects.filter(ticket=fresh)} == {other.at}
    assert fresh.created_at == other.at
    assert fresh.grade


def test_notes_go_along_our_answers_stay(cast: Cast, ticket: Ticket, other: Message) -> None:
    note = make_message(ticket, "财务说明天开", kind="note", by=cast.lin.party)
    answer = send_reply(ticket, text="已补发", by=cast.lin.party)
    assert answer not in may_move(ticket)
    fresh = split(ticket, [other.pk, note.pk], by=cast.lin.party)
    assert list(fresh.messages.values_list("text", flat=True)) == [other.text, note.text]
    assert fresh.messages.get(kind="note").by_id == cast.lin.pk
    with pytest.raises(CannotSplit):
        split(ticket, [answer.pk], by=cast.lin.party)


def test_somebody_elses_words_are_somebody_elses_ticket(cast: Cast, ticket: Ticket, other: Message) -> None:
    fresh = split(ticket, [other.pk], by=cast.lin.party, whose=Somebody("赵先生", "13922223333", ""))
    zhao = Customer.objects.get(pk=fresh.customer_id)
    assert zhao.pk != ticket.customer_id
    assert [one.identity.customer_id for one in fresh.participants.all()] == [zhao.pk]
    assert fresh.order_number == ""


def test_once_only_and_never_nothing(cast: Cast, ticket: Ticket, other: Message) -> None:
    split(ticket, [other.pk], by=cast.lin.party)
    for wrong in ([other.pk], [], [10**9]):
        with pytest.raises(CannotSplit):
            split(ticket, wrong, by=cast.lin.party)


def test_merged_back_it_goes_on_in_the_old_one(cast: Cast, ticket: Ticket, other: Message) -> None:
    fresh = split(ticket, [other.pk], by=cast.lin.party)
    merge(fresh, into=ticket, reason="还是一件事", by=cast.lin.party)
    assert Ticket.objects.get(pk=fresh.pk).merged_into == ticket
