"""What the protocol wants is done when its time comes, and never twice."""

from datetime import datetime, timedelta

import pytest

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, hold_asking, note_sent, resume_asking
from huisheng.stages.closure.models import Asking, Closure, Try
from huisheng.stages.closure.tests.make import MONDAY, make_asking, make_every_try, make_letter, make_offered
from huisheng.stages.collaboration.tests.make import make_request
from huisheng.stages.followup.actions import begin_call, book_talk, cancel_callback, note_no_answer, take_callback
from huisheng.stages.followup.errors import NotByHandler, NotNow
from huisheng.stages.followup.models import Callback, Scenario
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips import asking as asking_trip
from huisheng.trips.asking import ask_due, forget_calls, plan_call, reason_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due(asking: Asking) -> Try:
    return Try.objects.select_related("asking__ticket").get(asking=asking, result=Try.Result.DUE)


def kinds(asking: Asking) -> list[str]:
    found = Event.objects.filter(ticket=asking.ticket, kind__startswith="confirmation_").order_by("id")
    return list(found.values_list("kind", flat=True))


def test_nothing_is_done_before_its_time_and_nothing_twice(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    call = due(asking)
    assert ask_due(at=call.at - timedelta(seconds=1)) == 0
    assert ask_due(at=call.at) == 1
    assert ask_due(at=call.at) == 0
    assert kinds(asking) == ["confirmation_call_due"]


def test_a_call_is_planned_once_and_not_for_the_handler(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    attempt = due(asking)
    call = plan_call(attempt, at=attempt.at)
    assert call
    assert (call.reason, call.not_by, call.ticket) == (reason_of(attempt), cast.lin, asking.ticket)
    assert call.assignee != cast.lin
    assert plan_call(attempt, at=attempt.at) == call


def test_where_nobody_rings_up_the_letters_go_on(cast: Cast) -> None:
    Scenario.objects.filter(code="result_check").update(active=False)
    asking = make_asking(make_offered(cast.lin))
    assert plan_call(due(asking), at=MONDAY + DAY) is None
    assert [(one.way, one.result) for one in Try.objects.filter(asking=asking)] == [
        ("letter", "sent"),
        ("phone", "skipped"),
        ("letter", "due"),
    ]


def test_a_call_that_nobody_makes_is_looked_after(cast: Cast) -> None:
    """As long as it waits on a list the protocol waits, too; called off by a colleague, it is still owed."""
    asking = make_asking(make_offered(cast.lin))
    attempt = due(asking)
    ask_due(at=attempt.at)
    call = plan_call(attempt, at=attempt.at)
    assert call
    asking.refresh_from_db()
    assert asking.next_at
    ask_due(at=asking.next_at)
    assert due(asking) == attempt
    cancel_callback(call, why="客户不接电话", by=cast.chen.party)
    off, again = Try.objects.filter(asking=asking, way="phone").order_by("seq")
    assert (off.result, off.note, off.by_id) == (Try.Result.CALLED_OFF, "客户不接电话", cast.chen.pk)
    assert again.result == Try.Result.DUE
    anew = plan_call(again, at=again.at)
    assert anew
    assert (anew.pk != call.pk, anew.reason) == (True, reason_of(again))


def test_a_call_that_fell_off_without_a_word_is_planned_anew(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    attempt = due(asking)
    ask_due(at=attempt.at)
    asking.refresh_from_db()
    assert asking.next_at
    ask_due(at=asking.next_at)  # the job that plans it was lost
    call = Callback.objects.get(reason=reason_of(attempt))
    cancel_callback(call, why="系统整理", by=SYSTEM)
    asking.refresh_from_db()
    assert asking.next_at
    ask_due(at=asking.next_at)
    assert [one.result for one in Try.objects.filter(asking=asking, way="phone").order_by("seq")] == [
        Try.Result.CALLED_OFF,
        Try.Result.DUE,
    ]


def test_who_handled_it_neither_calls_the_call_off_nor_books_it_away_nor_notes_it_missed(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    attempt = due(asking)
    call = plan_call(attempt, at=attempt.at)
    assert call
    Callback.objects.filter(pk=call.pk).update(assignee=cast.lin)
    for verb, given in (
        (cancel_callback, {"why": "不用了"}),
        (book_talk, {"slot_at": attempt.at + DAY, "words": "改天", "at": attempt.at}),
    ):
        with pytest.raises(NotByHandler):
            verb(call, by=cast.lin.party, **given)
    with pytest.raises(NotNow):
        note_no_answer(call, by=cast.lin.party, at=attempt.at)
    with pytest.raises(NotByHandler):
        begin_call(call, staff=cast.lin, at=attempt.at)
    assert due(asking) == attempt


def test_who_has_it_today_is_the_handler_too(cast: Cast) -> None:
    """The callback was planned when Lin had it; since then it is Chen's."""
    asking = make_asking(make_offered(cast.lin))
    attempt = due(asking)
    call = plan_call(attempt, at=attempt.at)
    assert call
    assign_ticket(asking.ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    with pytest.raises(NotByHandler):
        take_callback(call, staff=cast.chen)
    assert take_callback(call, staff=cast.dan).by_handler is False


def test_the_last_one_in_the_house_asks_marked_so(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    call = plan_call(due(asking), at=MONDAY + DAY)
    assert call
    Staff.objects.exclude(pk=cast.lin.pk).update(is_active=False)
    Staff.objects.get(pk=cast.lin.pk).save()
    assert take_callback(call, staff=cast.lin).by_handler is True


def test_calls_that_are_not_needed_any_more_are_forgotten(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    plan_call(due(asking), at=MONDAY + DAY)
    answer_confirmation(asking.ticket, solved=True, stars=5, by=asking.ticket.customer.party)
    assert forget_calls(asking.ticket, why="客户已有答复") == 1
    assert Callback.objects.get().state == Callback.State.CANCELLED
    assert forget_calls(asking.ticket, why="客户已有答复") == 0


def test_a_call_about_the_offer_before_is_forgotten_and_that_about_this_one_stays(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    call = plan_call(due(asking), at=MONDAY + DAY)
    assert call
    assert forget_calls(asking.ticket, why="另有新方案", but=asking) == 0
    Callback.objects.filter(pk=call.pk).update(reason=f"silence:{asking.pk + 1000}:2")
    assert forget_calls(asking.ticket, why="另有新方案", but=asking) == 1
    assert forget_calls(asking.ticket, why="另有新方案", but=asking) == 0, "twice is once"
    call.refresh_from_db()
    assert (call.state, call.ended_why) == (Callback.State.CANCELLED, "另有新方案")


def test_a_letter_that_never_leaves_is_given_up_after_an_hour(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin, phone=False))
    letter = due(asking)
    assert ask_due(at=letter.at) == 1
    assert kinds(asking) == ["confirmation_asked"]
    assert ask_due(at=letter.at + timedelta(minutes=59)) == 0
    assert ask_due(at=letter.at + timedelta(hours=1)) == 1
    assert Try.objects.get(asking=asking, seq=2).result == Try.Result.SKIPPED
    assert due(asking).way == "message", "the page is always there"


def test_the_page_asks_by_itself(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin, phone=False, email=False), letter=False)
    for _each in range(3):
        ask_due(at=due(asking).at)
    asking.refresh_from_db()
    assert asking.state == Asking.State.EXHAUSTED
    assert asking.next_at
    ask_due(at=asking.next_at)
    assert Closure.objects.get().kind == Closure.Kind.UNCONFIRMED
    assert Closure.objects.get().by == SYSTEM


def test_what_cannot_be_closed_is_tried_again_later(cast: Cast) -> None:
    ticket = make_offered(cast.lin)
    make_request(ticket, cast.lin, at=MONDAY)
    asking = make_asking(ticket)
    make_every_try(asking, cast.chen)
    assert asking.next_at
    assert ask_due(at=asking.next_at) == 1
    assert not Closure.objects.exists()
    later = asking.next_at
    asking.refresh_from_db()
    assert asking.next_at == later + timedelta(hours=4)


def test_a_second_call_is_made_though_the_first_was_planned_and_forgotten(cast: Cast) -> None:
    """The customer wrote, the call was taken off; after our answer another one stands on the list."""
    asking = make_asking(make_offered(cast.lin))
    ticket = asking.ticket
    first = plan_call(due(asking), at=MONDAY + DAY)
    make_message(ticket, "颜色好像不对？", at=MONDAY + DAY)
    hold_asking(ticket)
    forget_calls(ticket, why="客户来信了", at=MONDAY + DAY)
    send_reply(ticket, text="颜色是对的。", by=cast.lin.party, at=MONDAY + DAY)
    resume_asking(ticket, at=MONDAY + DAY)
    calls = [one for one in Try.objects.filter(asking=asking) if one.way == Try.Way.PHONE]
    while not calls:
        ask_due(at=due(asking).at)
        note_sent(due(asking), letter=make_letter(ticket), at=due(asking).at)
        calls = [one for one in Try.objects.filter(asking=asking) if one.way == Try.Way.PHONE]
    second = plan_call(calls[0], at=calls[0].at)
    assert first
    assert second
    assert (second.pk != first.pk, second.state) == (True, Callback.State.PLANNED)


def test_an_asking_that_fails_stops_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = make_asking(make_offered(cast.lin)), make_asking(make_offered(cast.lin))
    at, do = due(other).at + DAY, asking_trip._try

    def stumble(asking: Asking, at: datetime) -> None:
        if asking.pk == broken.pk:
            raise OverflowError("date value out of range")
        do(asking, at)

    monkeypatch.setattr(asking_trip, "_try", stumble)
    assert ask_due(at=at) == 1
    assert kinds(other) == ["confirmation_call_due"]
    broken.refresh_from_db()
    assert broken.next_at == at + timedelta(hours=4)
    assert ask_due(at=at) == 0


def test_an_asking_about_what_waits_no_more_ends(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    when = due(asking).at
    Ticket.objects.filter(pk=asking.ticket_id).update(status=Status.OPEN)
    ask_due(at=when)
    asking.refresh_from_db()
    assert (asking.state, asking.next_at) == (Asking.State.ENDED, None)


def test_a_letter_that_never_left_is_asked_for_anew_before_anything_ends(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    make_every_try(asking, cast.chen)
    Outbound.objects.filter(about=asking.ticket.number).update(via=Outbound.CONSOLE)
    assert asking.next_at
    ask_due(at=asking.next_at)
    assert not Closure.objects.exists()
    assert due(asking).way == "phone"
