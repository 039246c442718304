"""Closing for a silent customer: by the protocol, or not at all."""

from datetime import timedelta

import pytest

from huisheng.core.base.actions import change_settings
from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.family import PartsOpen
from huisheng.core.tickets.models import Event, Link
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    AlreadyClosed,
    CustomerWroteBack,
    NothingToConfirm,
    ProtocolIncomplete,
    RequestsStillOpen,
    StillWaiting,
    close_silent,
    note_sent,
    note_try,
)
from huisheng.stages.closure.models import Asking, Closure, Try
from huisheng.stages.closure.tests.make import MONDAY, make_asking, make_every_try, make_letter, make_offered
from huisheng.stages.collaboration.tests.make import make_request
from huisheng.stages.sla.models import Clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WAIT = timedelta(hours=48)


def test_silence_through_the_whole_protocol_is_closed_as_unconfirmed(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    closure = close_silent(asking.ticket, by=SYSTEM, at=last + WAIT)
    assert (closure.kind, closure.confirmation, closure.by) == (Closure.Kind.UNCONFIRMED, None, SYSTEM)
    asking.refresh_from_db()
    assert (asking.state, asking.next_at, asking.ended_at) == (Asking.State.EXHAUSTED, None, last + WAIT)
    assert Try.objects.filter(asking=asking).count() == 3, "the evidence stays"
    assert Event.objects.get(kind="ticket_closed").payload == {"closure": "unconfirmed"}
    assert not Clock.objects.filter(ticket=asking.ticket, met_at=None, stopped_at=None).exists()
    with pytest.raises(AlreadyClosed):
        close_silent(asking.ticket, by=SYSTEM)


def test_the_house_waits_for_the_customers_last_hours_a_colleague_may_spare_them(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    with pytest.raises(StillWaiting):
        close_silent(asking.ticket, by=SYSTEM, at=last + WAIT - timedelta(minutes=1))
    assert close_silent(asking.ticket, by=cast.chen.party, at=last + timedelta(hours=1)).by_id == cast.chen.pk


def test_nobody_closes_before_every_try_was_made(cast: Cast) -> None:
    """Whoever asks: supervisor, admin, the house."""
    asking = make_asking(make_offered(cast.lin))
    late = MONDAY + timedelta(days=30)
    for by in (SYSTEM, cast.chen.party, cast.admin.party):
        with pytest.raises(ProtocolIncomplete) as refusal:
            close_silent(asking.ticket, by=by, at=late)
        assert "1" in str(refusal.value)
        assert "3" in str(refusal.value)
    assert not Closure.objects.exists()


def test_three_letters_are_not_enough_for_who_has_a_phone(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    for n in (1, 2):
        at = MONDAY + timedelta(days=n, hours=4 * n)
        letter = make_letter(asking.ticket)
        Try.objects.create(asking=asking, seq=10 + n, way="letter", result="sent", at=at, outbound=letter)
    with pytest.raises(ProtocolIncomplete):
        close_silent(asking.ticket, by=cast.chen.party, at=MONDAY + timedelta(days=30))


def test_always_at_the_same_hour_is_not_enough(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    note_try(asking.ticket, origin="call:1", result="no_answer", by=cast.chen.party, at=MONDAY + timedelta(days=1))
    due = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    note_sent(due, letter=make_letter(asking.ticket), at=MONDAY + timedelta(days=2))
    with pytest.raises(ProtocolIncomplete) as refusal:
        close_silent(asking.ticket, by=cast.chen.party, at=MONDAY + timedelta(days=30))
    assert "同一时段" in str(refusal.value)


def test_who_wrote_back_is_answered_not_closed(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    make_message(asking.ticket, "还没收到", at=last + timedelta(hours=1))
    with pytest.raises(CustomerWroteBack):
        close_silent(asking.ticket, by=SYSTEM, at=last + WAIT)


def test_an_open_part_blocks_it(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    link_tickets(asking.ticket, other=make_ticket("配件"), kind=Link.Kind.PART, by=cast.lin.party)
    with pytest.raises(PartsOpen):
        close_silent(asking.ticket, by=SYSTEM, at=last + WAIT)
    assert not Closure.objects.exists()


def test_an_open_request_blocks_it(cast: Cast) -> None:
    ticket = make_offered(cast.lin)
    make_request(ticket, cast.lin, at=MONDAY)
    asking = make_asking(ticket)
    last = make_every_try(asking, cast.chen)
    with pytest.raises(RequestsStillOpen):
        close_silent(ticket, by=cast.chen.party, at=last + WAIT)
    assert not Closure.objects.exists()


def test_without_an_offer_there_is_no_silence(cast: Cast) -> None:
    with pytest.raises(NothingToConfirm):
        close_silent(make_ticket(), by=cast.chen.party)


def test_the_house_decides_how_often(cast: Cast) -> None:
    change_settings({"closure.tries": 1, "closure.ways": 1, "closure.wait_hours": 1}, by=cast.admin.party)
    asking = make_asking(make_offered(cast.lin))
    assert asking.state == Asking.State.EXHAUSTED
    assert close_silent(asking.ticket, by=SYSTEM, at=MONDAY + timedelta(hours=1)).kind == "unconfirmed"
