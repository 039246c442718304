"""The whole and its parts: no rings, no end before the parts, one word to all."""

import pytest

from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.family import PartsOpen, parts_of, whole_of
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, close_spam, close_withdrawn
from huisheng.stages.handling.actions import offer_solution
from huisheng.trips.family import CannotBePart, add_part, open_part, remove_part, tell_parts
from huisheng.trips.mass_fault import NothingToTell
from huisheng.trips.merge import merge
from huisheng.trips.tests.arriving import arrived, running
from huisheng.trips.tests.test_merge import OFFER
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


@pytest.fixture
def pair(cast: Cast, liu: Customer) -> tuple[Ticket, Ticket]:
    whole, part = arrived(customer=liu), arrived(customer=liu)
    add_part(whole, part=part, by=cast.lin.party)
    return whole, part


def test_a_part_knows_its_whole_and_the_ledger_of_both_says_so(pair: tuple[Ticket, Ticket]) -> None:
    whole, part = pair
    assert parts_of(whole) == [part]
    assert whole_of(part) == whole
    told = Event.objects.filter(kind="tickets_linked", payload__link="part")
    assert {one.ticket: one.payload["other"] for one in told} == {whole: part.number, part: whole.number}


def test_no_rings(cast: Cast, pair: tuple[Ticket, Ticket], liu: Customer) -> None:
    whole, part = pair
    below = arrived(customer=liu)
    add_part(part, part=below, by=cast.lin.party)
    for wrong in ((below, whole), (part, whole), (whole, whole)):
        with pytest.raises(CannotBePart):
            add_part(wrong[0], part=wrong[1], by=cast.lin.party)


def test_one_whole_only(cast: Cast, pair: tuple[Ticket, Ticket], liu: Customer) -> None:
    with pytest.raises(CannotBePart, match=pair[0].number):
        add_part(arrived(customer=liu), part=pair[1], by=cast.lin.party)


class TestTheWholeDoesNotEndBefore:
    def test_it_cannot_be_withdrawn_and_says_which(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        with pytest.raises(PartsOpen, match=pair[1].number):
            close_withdrawn(pair[0], reason="客户撤回", by=cast.chen.party)

    def test_no_solution_is_offered(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        with pytest.raises(PartsOpen):
            offer_solution(pair[0], **OFFER, by=cast.lin.party)

    def test_nor_does_a_yes_end_it(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        """A part that was closed when the offer was made, and is open again when the customer answers: the yes is kept."""
        whole, part = pair
        close_spam(part, reason="重复", by=cast.chen.party)
        offer_solution(whole, **OFFER, by=cast.lin.party)
        Ticket.objects.filter(pk=part.pk).update(status="open")
        answer_confirmation(whole, solved=True, stars=5, by=whole.customer.party)
        assert Ticket.objects.get(pk=whole.pk).status == "awaiting_confirmation"

    def test_spam_and_merged_it_may_be(self, cast: Cast, pair: tuple[Ticket, Ticket], liu: Customer) -> None:
        merge(pair[0], into=arrived(customer=liu), reason="同一件事", by=cast.lin.party)
        assert Ticket.objects.get(pk=pair[0].pk).is_closed

    def test_after_them_it_does(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        close_withdrawn(pair[1], reason="不用了", by=cast.chen.party)
        close_withdrawn(pair[0], reason="不用了", by=cast.chen.party)
        assert Ticket.objects.get(pk=pair[0].pk).is_closed

    def test_untied_it_does(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        assert remove_part(pair[0], part=pair[1], by=cast.lin.party)
        assert not remove_part(pair[0], part=pair[1], by=cast.lin.party)
        close_withdrawn(pair[0], reason="不用了", by=cast.chen.party)

    def test_while_it_waits_for_a_yes_it_gets_no_new_one(self, cast: Cast, liu: Customer) -> None:
        whole = arrived(customer=liu)
        offer_solution(whole, **OFFER, by=cast.lin.party)
        with pytest.raises(CannotBePart):
            add_part(whole, part=arrived(customer=liu), by=cast.lin.party)


def test_a_new_part_has_a_desk_and_clocks_and_the_customer_hears_nothing(cast: Cast, liu: Customer) -> None:
    whole = arrived(customer=liu, order_number="A1001")
    part = open_part(whole, text="核对 A1001 的出库照片", team=cast.warehouse, by=cast.lin.party)
    assert (part.team, part.assignee, part.order_number) == (cast.warehouse, None, "A1001")
    assert running(part)
    assert not part.participants.exists()
    assert part.channel.kind == "internal"
    with pytest.raises(NothingToTell):
        open_part(whole, text=" ", by=cast.lin.party)


def test_one_word_to_all_open_parts(cast: Cast, pair: tuple[Ticket, Ticket], liu: Customer) -> None:
    done = arrived(customer=liu)
    add_part(pair[0], part=done, by=cast.lin.party)
    close_spam(done, reason="重复", by=SYSTEM)
    assert tell_parts(pair[0], text="客户今天 18 点前要", by=cast.lin.party) == 1
    note = Message.objects.get(kind="note")
    assert (note.ticket, note.text) == (pair[1], "客户今天 18 点前要")
