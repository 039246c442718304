from datetime import UTC, datetime, timedelta

import pytest

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import (
    begin_call,
    book_talk,
    cancel_callback,
    hang_up,
    pass_on,
    pick_up,
)
from huisheng.stages.followup.errors import CallbackOver, MayNotRing, NoSuchHour, NotByHandler, NotNow, ReasonMissing
from huisheng.stages.followup.models import Callback, CallTry
from huisheng.stages.followup.tests.make import callback_clocks, make_callback, outcomes
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.occasions import Occasion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)  # 15:00 in Shanghai
State = Callback.State


def test_a_talk_that_needs_its_own_hour_is_booked_while_talking(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=T0)
    pick_up(callback, by=cast.lin.party, at=T0)
    book_talk(callback, slot_at=TOMORROW, words="情绪激动", by=cast.lin.party, at=T0 + timedelta(minutes=2))
    assert (callback.state, callback.dedicated, callback.slot_at) == (State.PLANNED, True, TOMORROW)
    assert callback.due_at == TOMORROW + timedelta(minutes=15)
    tried = CallTry.objects.get()
    assert (tried.outcome, tried.talk_s, tried.note) == ("booked", 120, "情绪激动")
    begin_call(callback, staff=cast.lin, at=TOMORROW)
    hang_up(callback, by=cast.lin.party, at=TOMORROW + timedelta(minutes=8))
    assert outcomes(callback) == ["booked", "reached"]


def test_the_chosen_hour_is_the_promise_from_now_on(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu)
    callback = make_callback(cast.liu, ticket=ticket, assignee=cast.lin)
    callback_clocks()
    heed(ticket, Occasion.CALLBACK_PLANNED, subject=callback.subject, by=SYSTEM, at=T0)
    book_talk(callback, slot_at=TOMORROW, words="客户短信约的", by=cast.lin.party, at=T0)
    old, new = Clock.objects.filter(kind="callback").order_by("id")
    assert (old.stopped_at, new.due_at) == (T0, TOMORROW + timedelta(minutes=15))
    begin_call(callback, staff=cast.lin, at=TOMORROW)
    hang_up(callback, by=cast.lin.party, at=TOMORROW + timedelta(minutes=9))
    new.refresh_from_db()
    assert (new.met_at, new.breached_at) == (TOMORROW + timedelta(minutes=9), None)


@pytest.mark.parametrize(
    "hour", [None, T0 - timedelta(hours=1), T0.replace(hour=14), TOMORROW.replace(hour=23), T0 + timedelta(days=31)]
)
def test_nobody_is_rung_up_at_night_nor_in_the_past(cast: Cast, hour: datetime | None) -> None:
    callback = make_callback(cast.liu, assignee=cast.lin)
    with pytest.raises(NoSuchHour):
        book_talk(callback, slot_at=hour, words="客户约的", by=cast.lin.party, at=T0)


def test_a_colleague_makes_it_instead_but_never_the_handler(cast: Cast) -> None:
    callback = make_callback(cast.liu, assignee=cast.chen, not_by=cast.dan)
    with pytest.raises(NotByHandler):
        pass_on(callback, to=cast.dan, by=cast.chen.party)
    pass_on(callback, to=cast.lin, by=cast.chen.party)
    pass_on(callback, to=cast.lin, by=cast.chen.party)
    assert callback.assignee == cast.lin
    assert [one.payload["staff"] for one in Event.objects.filter(kind="callback_passed_on")] == [cast.lin.pk]


def test_a_call_goes_only_to_who_answers_customers(cast: Cast) -> None:
    callback = make_callback(cast.liu, assignee=cast.lin)
    gone = make_staff("gone", teams=["cs1"])
    gone.is_active = False
    for person in (cast.wang, gone):
        with pytest.raises(MayNotRing):
            pass_on(callback, to=person, by=cast.lin.party)
    assert Callback.objects.get().assignee == cast.lin


def test_without_a_call_somebody_says_who_wants_another_hour_and_the_first_promise_stays_known(cast: Cast) -> None:
    callback = make_callback(cast.liu, assignee=cast.lin)
    promised = callback.due_at
    with pytest.raises(ReasonMissing):
        book_talk(callback, slot_at=TOMORROW, words=" ", by=cast.lin.party, at=T0)
    for words in ("客户短信约的", "客户又改了"):
        book_talk(callback, slot_at=TOMORROW, words=words, by=cast.lin.party, at=T0)
    assert (callback.first_due_at, callback.booked_why) == (promised, "客户又改了")


def test_nobody_passes_on_a_talk_that_goes_on(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=T0)
    with pytest.raises(NotNow):
        pass_on(callback, to=cast.chen, by=cast.lin.party)
    with pytest.raises(NotNow):
        cancel_callback(callback, why="客户自己回了", by=cast.chen.party)


def test_what_is_not_needed_any_more_ends_with_the_reason_and_its_clock(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu)
    callback = make_callback(cast.liu, ticket=ticket, assignee=cast.lin)
    callback_clocks()
    heed(ticket, Occasion.CALLBACK_PLANNED, subject=callback.subject, by=SYSTEM, at=T0)
    with pytest.raises(ReasonMissing):
        cancel_callback(callback, why=" ", by=cast.lin.party)
    cancel_callback(callback, why="客户自己回了", by=cast.lin.party, at=T0)
    assert (callback.state, callback.ended_why) == (State.CANCELLED, "客户自己回了")
    assert Clock.objects.get(kind="callback").stopped_at == T0
    with pytest.raises(CallbackOver):
        cancel_callback(callback, why="再来一次", by=cast.lin.party)
