import pytest

from huisheng.core.tickets.actions import MoveNotAllowed, set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import MOVES, PUBLIC, PublicState, Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM

ALL = list(Status)
ALLOWED = {
    ("new", "open"), ("new", "waiting_customer"), ("new", "waiting_department"), ("new", "awaiting_confirmation"),
    ("new", "closed"),
    ("open", "waiting_customer"), ("open", "waiting_department"), ("open", "awaiting_confirmation"), ("open", "closed"),
    ("waiting_customer", "open"), ("waiting_customer", "waiting_department"),
    ("waiting_customer", "awaiting_confirmation"), ("waiting_customer", "closed"),
    ("waiting_department", "open"), ("waiting_department", "waiting_customer"),
    ("waiting_department", "awaiting_confirmation"), ("waiting_department", "closed"),
    ("awaiting_confirmation", "open"), ("awaiting_confirmation", "closed"),
    ("closed", "open"),
}  # fmt: skip


def test_the_table_of_moves_is_this_one() -> None:
    assert {(str(before), str(after)) for before, moves in MOVES.items() for after in moves} == ALLOWED


def test_nothing_comes_back_to_new_and_closed_only_opens() -> None:
    assert all(Status.NEW not in moves for moves in MOVES.values())
    assert MOVES[Status.CLOSED] == {Status.OPEN}


@pytest.mark.django_db
@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_it_moves_along_the_table_only(before: Status, after: Status) -> None:
    ticket = make_ticket(status=before)
    if before == after or (before, after) in ALLOWED:
        set_status(ticket, after, by=SYSTEM)
        assert Ticket.objects.get(pk=ticket.pk).status == after
        return
    with pytest.raises(MoveNotAllowed) as refusal:
        set_status(ticket, after, by=SYSTEM)
    assert str(before.label) in str(refusal.value)
    assert Ticket.objects.get(pk=ticket.pk).status == before


@pytest.mark.django_db
def test_staying_writes_nothing() -> None:
    ticket = make_ticket()
    set_status(ticket, Status.NEW, by=SYSTEM)
    assert not ticket.events.filter(kind="status_changed").exists()


@pytest.mark.django_db
def test_closed_at_comes_and_goes_with_closed() -> None:
    ticket = make_ticket()
    set_status(ticket, Status.CLOSED, by=SYSTEM)
    assert ticket.closed_at is not None
    assert ticket.is_closed
    set_status(ticket, Status.OPEN, by=SYSTEM)
    assert ticket.closed_at is None


@pytest.mark.django_db
def test_the_ledger_keeps_both_ends_of_a_move() -> None:
    ticket = make_ticket()
    set_status(ticket, Status.OPEN, by=SYSTEM)
    assert ticket.events.get(kind="status_changed").payload == {"before": "new", "after": "open"}


def test_the_customer_sees_three_states() -> None:
    assert set(PUBLIC) == set(Status)
    assert PUBLIC[Status.NEW] == PublicState.RECEIVED
    assert PUBLIC[Status.CLOSED] == PublicState.DONE
    assert {PUBLIC[status] for status in ALL[1:-1]} == {PublicState.IN_PROGRESS}


def test_every_status_has_a_chinese_name() -> None:
    assert all(not str(one.label).isascii() for one in [*Status, *PublicState])
