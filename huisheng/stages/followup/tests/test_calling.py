from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import begin_asking
from huisheng.stages.closure.models import Try
from huisheng.stages.followup.actions import (
    begin_call,
    hang_up,
    note_missed,
    note_no_answer,
    pick_up,
    put_down,
    said_opening,
    take_callback,
)
from huisheng.stages.followup.errors import (
    AtNight,
    CallbackOver,
    CustomerIsOnThePhone,
    NotByHandler,
    NotNow,
    NotYourCall,
    StillOnThePhone,
)
from huisheng.stages.followup.models import Callback, CallTry
from huisheng.stages.followup.tests.make import callback_clocks, make_callback, make_scenario, missed, outcomes
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.occasions import Occasion
from tests.cast import Cast

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday, 10:00 in Shanghai
State = Callback.State


def at(seconds: int) -> datetime:
    return T0 + timedelta(seconds=seconds)


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="callback_").order_by("id").values_list("kind", flat=True))


def test_a_talk_from_dialling_to_hanging_up(cast: Cast) -> None:
    callback = make_callback(cast.liu)
    begin_call(callback, staff=cast.lin, at=at(0))
    pick_up(callback, by=cast.lin.party, at=at(20))
    said_opening(callback, by=cast.lin.party, at=at(32))
    hang_up(callback, by=cast.lin.party, at=at(320))
    callback.refresh_from_db()
    tried = CallTry.objects.get()
    assert (callback.state, callback.assignee, callback.tries) == (State.TO_RECORD, cast.lin, 1)
    assert (tried.outcome, tried.opening_s, tried.talk_s) == ("reached", 12, 300)
    assert (callback.called_at, callback.hung_up_at) == (at(20), at(320))
    assert callback.record_due_at == at(320) + timedelta(minutes=10)
    assert kinds() == ["callback_taken", "callback_dialled", "callback_made"]


def test_who_marks_nothing_has_talked_since_dialling(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    hang_up(callback, by=cast.lin.party, at=at(60))
    assert CallTry.objects.get().talk_s == 60


def test_marks_are_made_once(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    for second in (5, 9):
        pick_up(callback, by=cast.lin.party, at=at(second))
    for second in (12, 40):
        said_opening(callback, by=cast.lin.party, at=at(second))
    tried = CallTry.objects.get()
    assert (tried.at, tried.opening_s, Callback.objects.get().tries) == (at(5), 7, 1)


def test_an_event_of_a_customer_without_a_ticket_stands_with_the_customer(cast: Cast) -> None:
    begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    event = Event.objects.get(kind="callback_dialled")
    assert (event.ticket, event.customer, event.payload["scenario"]) == (None, cast.liu, "test-care")


@pytest.mark.parametrize("made_by_another", [True, False])
def test_two_colleagues_cannot_ring_the_same_customer_at_once(cast: Cast, made_by_another: bool) -> None:
    first, second = make_callback(cast.liu), make_callback(cast.liu)
    begin_call(first, staff=cast.lin, at=at(0))
    with pytest.raises(CustomerIsOnThePhone, match="林晓"):
        begin_call(second, staff=cast.chen if made_by_another else cast.lin, at=at(1))
    hang_up(first, by=cast.lin.party, at=at(60))
    assert begin_call(second, staff=cast.chen, at=at(61)).state == State.TALKING


def test_not_even_two_screens_at_the_same_instant(cast: Cast) -> None:
    make_callback(cast.liu, state=State.TALKING)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_callback(cast.liu, state=State.TALKING)


@pytest.mark.parametrize(
    ("hour", "zone", "said"), [(23, "", "07:00"), (14, "", "22:00"), (2, "Europe/Berlin", "03:00")]
)
def test_nobody_is_rung_up_at_night_in_the_own_time(cast: Cast, hour: int, zone: str, said: str) -> None:
    cast.liu.timezone = zone
    cast.liu.save(update_fields=["timezone"])
    callback = make_callback(cast.liu)
    with pytest.raises(AtNight, match=said):
        begin_call(callback, staff=cast.lin, at=T0.replace(hour=hour))
    assert Callback.objects.get().state == State.PLANNED


def test_nobody_talks_with_two_customers(cast: Cast) -> None:
    begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    with pytest.raises(StillOnThePhone, match="刘女士"):
        begin_call(make_callback(cast.zhao), staff=cast.lin, at=at(1))


def test_the_handler_does_not_ask_about_the_own_work(cast: Cast) -> None:
    callback = make_callback(cast.liu, not_by=cast.lin)
    for verb in (take_callback, begin_call):
        with pytest.raises(NotByHandler):
            verb(callback, staff=cast.lin, at=at(0))
    assert take_callback(callback, staff=cast.chen).assignee == cast.chen
    marked = make_callback(cast.zhao, not_by=cast.lin, by_handler=True)
    assert begin_call(marked, staff=cast.lin, at=T0).assignee == cast.lin


def test_only_who_rings_up_goes_on(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    for verb in (pick_up, said_opening, put_down, note_no_answer, hang_up):
        with pytest.raises(NotYourCall, match="林晓"):
            verb(callback, by=cast.chen.party)
    assert not CallTry.objects.exists()


def test_a_call_that_never_rang_is_no_try(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    put_down(callback, by=cast.lin.party, at=at(3))
    assert (callback.state, callback.tries, outcomes(callback)) == (State.PLANNED, 0, [])


@pytest.mark.parametrize("outcome", ["no_answer", "busy"])
def test_nobody_answers_until_the_tries_are_used_up(cast: Cast, outcome: str) -> None:
    callback = make_callback(cast.liu, scenario=make_scenario(tries=2))
    begin_call(callback, staff=cast.lin, at=at(0))
    note_missed(callback, outcome=outcome, by=cast.lin.party, at=at(30))
    assert (callback.state, callback.tries) == (State.PLANNED, 1)
    assert callback.slot_at >= at(30) + timedelta(hours=2)
    missed(callback, outcome=outcome, staff=cast.lin, at=at(9000))
    assert (callback.state, callback.ended_at) == (State.UNREACHED, at(9000))
    assert outcomes(callback) == [outcome, outcome]
    with pytest.raises(CallbackOver):
        begin_call(callback, staff=cast.lin)


@pytest.mark.parametrize("outcome", ["wrong_number", "refused"])
def test_where_ringing_again_is_useless_it_ends_at_once(cast: Cast, outcome: str) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    note_missed(callback, outcome=outcome, by=cast.lin.party, words="空号", at=at(9))
    assert (callback.state, CallTry.objects.get().note) == (State.UNREACHED, "空号")
    assert Event.objects.get(kind="callback_unreached").payload["outcome"] == outcome


def test_an_answer_that_is_broken_off_is_one_try(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    pick_up(callback, by=cast.lin.party, at=at(10))
    note_missed(callback, outcome="refused", by=cast.lin.party, at=at(16))
    tried = CallTry.objects.get()
    assert (tried.outcome, tried.talk_s, callback.tries) == ("refused", 6, 1)


@pytest.mark.parametrize(
    ("outcome", "result"), [("no_answer", "no_answer"), ("wrong_number", "skipped"), ("refused", "refused")]
)
def test_a_call_of_the_protocol_is_one_try_and_the_protocol_hears_of_it(cast: Cast, outcome: str, result: str) -> None:
    ticket = make_ticket(customer=cast.liu)
    solution = offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="陈蔚", by=cast.chen.party)
    reason = f"silence:{begin_asking(solution).pk}:1"
    callback = make_callback(cast.liu, ticket=ticket, assignee=cast.lin, reason=reason)
    missed(callback, outcome=outcome, staff=cast.lin, at=at(0))
    assert callback.state == State.UNREACHED
    assert Try.objects.get(origin=reason).result == result


def test_what_was_never_dialled_was_not_missed(cast: Cast) -> None:
    callback = make_callback(cast.liu, assignee=cast.lin)
    with pytest.raises(NotNow):
        note_no_answer(callback, by=cast.lin.party)
    assert not CallTry.objects.exists()


def test_an_outcome_that_is_none(cast: Cast) -> None:
    with pytest.raises(ValueError, match="reached"):
        note_missed(make_callback(cast.liu), outcome="reached", by=cast.lin.party)


def test_a_click_too_many_says_where_it_stands(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    with pytest.raises(NotNow, match="通话中"):
        begin_call(callback, staff=cast.lin, at=at(1))


def test_the_clocks_of_its_ticket_hear_of_the_talk_and_its_end(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu)
    callback = make_callback(cast.liu, ticket=ticket, assignee=cast.lin)
    callback_clocks()
    heed(ticket, Occasion.CALLBACK_PLANNED, subject=callback.subject, by=SYSTEM, at=at(0))
    assert Clock.objects.get(kind="callback").subject == callback.subject
    begin_call(callback, staff=cast.lin, at=at(60))
    hang_up(callback, by=cast.lin.party, at=at(120))
    assert Clock.objects.get(kind="callback").met_at == at(120)
    assert Clock.objects.get(kind="callback_record").due_at == at(120) + timedelta(minutes=10)


def test_a_customer_who_cannot_be_reached_ends_the_clock(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu)
    callback = make_callback(cast.liu, ticket=ticket, assignee=cast.lin)
    callback_clocks()
    heed(ticket, Occasion.CALLBACK_PLANNED, subject=callback.subject, by=SYSTEM, at=at(0))
    missed(callback, outcome="wrong_number", staff=cast.lin, at=at(60))
    clock = Clock.objects.get(kind="callback")
    assert (clock.met_at, clock.stopped_at) == (None, at(60))
