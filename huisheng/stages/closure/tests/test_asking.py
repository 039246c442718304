"""The customer is asked by the written protocol; each try leaves its evidence."""

from datetime import datetime, timedelta

import pytest

from huisheng.core.tickets.models import Event
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_message
from huisheng.stages.closure.actions import (
    answer_confirmation,
    ask_by_phone,
    begin_asking,
    hold_asking,
    note_lost_letter,
    note_sent,
    note_try,
    resume_asking,
)
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.closure.queries import facts_of, running_asking
from huisheng.stages.closure.tests.make import (
    HOUR,
    MONDAY,
    make_asking,
    make_every_try,
    make_letter,
    make_offered,
    offer,
)
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.handling.models import Solution
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def steps(asking: Asking) -> list[tuple[str, str, datetime]]:
    return [(one.way, one.result, one.at) for one in Try.objects.filter(asking=asking)]


def test_the_offers_own_letter_is_the_first_try_and_a_call_comes_next(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    tuesday = (MONDAY + DAY).replace(hour=14)
    assert steps(asking) == [("letter", "sent", MONDAY), ("phone", "due", tuesday)]
    assert asking.asked_at == MONDAY
    assert asking.next_at == tuesday
    attempt = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    ask_by_phone(attempt, at=tuesday)
    asking.refresh_from_db()
    assert asking.next_at == tuesday + DAY, "after its hour somebody looks whether the call was made"
    assert Event.objects.get(ticket=asking.ticket, kind="confirmation_call_due").payload["try"] == attempt.pk


def test_who_has_no_address_is_rung_up_first_within_a_day(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin, email=False), letter=False)
    assert steps(asking) == [("phone", "due", MONDAY)]


def test_who_has_neither_finds_the_question_on_the_page(cast: Cast) -> None:
    ticket = make_offered(cast.lin, phone=False, email=False)
    assert [one[0] for one in steps(make_asking(ticket, letter=False))] == ["message"]


def test_it_begins_once(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    assert begin_asking(asking.solution, letter=None) == asking
    assert Try.objects.count() == 2


def test_an_offer_that_was_answered_meanwhile_is_asked_about_no_more(cast: Cast) -> None:
    ticket = make_offered(cast.lin)
    answer_confirmation(ticket, solved=False, stars=None, by=ticket.customer.party)
    asking = make_asking(ticket)
    assert (asking.state, asking.next_at) == (Asking.State.ENDED, None)
    assert not Try.objects.exists()


def test_every_try_and_then_the_customers_time(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    last = make_every_try(asking, cast.chen)
    assert [(one[0], one[1]) for one in steps(asking)] == [
        ("letter", "sent"),
        ("phone", "no_answer"),
        ("letter", "sent"),
    ]
    assert (asking.state, asking.next_at) == (Asking.State.EXHAUSTED, last + timedelta(hours=48))
    told = Event.objects.get(ticket=asking.ticket, kind="confirmation_exhausted")
    assert told.payload["until"] == (last + timedelta(hours=48)).isoformat()
    assert all(one.outbound_id or one.origin for one in Try.objects.filter(asking=asking)), "evidence of each"


def test_a_letter_that_came_back_was_no_try_and_the_phone_goes_on_alone(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    first = Try.objects.get(asking=asking, seq=1)
    assert first.outbound
    note_lost_letter(first.outbound, at=MONDAY + HOUR)
    asking.refresh_from_db()
    assert facts_of(asking).made == ()
    make_every_try(asking, cast.chen)
    assert [one[0] for one in steps(asking)] == ["letter", "phone", "phone", "phone"]
    assert steps(asking)[0][1] == "not_delivered"
    assert note_lost_letter(make_letter(asking.ticket)) is None, "another letter is none of ours"


def test_a_wrong_number_leaves_the_letters(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    note_try(
        asking.ticket, origin="call:1", result=Try.Result.SKIPPED, by=cast.chen.party, note="空号", at=MONDAY + DAY
    )
    make_every_try(asking, cast.chen)
    assert [(one[0], one[1]) for one in steps(asking)] == [
        ("letter", "sent"),
        ("phone", "skipped"),
        ("letter", "sent"),
        ("letter", "sent"),
    ]


def test_a_letter_that_cannot_leave_leaves_the_phone(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    note_try(asking.ticket, origin="call:1", result="no_answer", by=cast.chen.party, at=MONDAY + DAY)
    due = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    assert note_sent(due, letter=None, at=due.at).result == Try.Result.SKIPPED
    assert [one[0] for one in steps(asking)] == ["letter", "phone", "letter", "phone"]


def test_a_call_told_twice_is_one_try(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    for _each in range(2):
        note_try(
            asking.ticket, origin="call:7", result="no_answer", by=cast.chen.party, note=" 响到断线 ", at=MONDAY + DAY
        )
    kept = Try.objects.get(asking=asking, way="phone")
    assert (kept.seq, kept.origin, kept.note, kept.by_id) == (2, "call:7", "响到断线", cast.chen.pk)
    assert Event.objects.get(kind="confirmation_tried").payload == {
        "try": kept.pk,
        "seq": 2,
        "way": "phone",
        "result": "no_answer",
    }


def test_an_answer_ends_it_and_later_calls_are_told_to_nobody(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    ticket = asking.ticket
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party, at=MONDAY + HOUR)
    asking.refresh_from_db()
    assert (asking.state, asking.next_at, asking.ended_at) == (Asking.State.ANSWERED, None, MONDAY + HOUR)
    assert [one[1] for one in steps(asking)] == ["sent"], "what was only planned is no evidence"
    assert note_try(ticket, origin="call:9", result="no_answer", by=cast.chen.party) is None
    assert running_asking(ticket) is None


def test_who_writes_back_is_not_silent(cast: Cast) -> None:
    """No more tries until we have answered; then they begin anew, and what was before no longer counts."""
    asking = make_asking(make_offered(cast.lin))
    ticket = asking.ticket
    make_message(ticket, "配件颜色好像不对？", at=MONDAY + 2 * HOUR)
    assert hold_asking(ticket)
    asking.refresh_from_db()
    assert (asking.next_at, [one[1] for one in steps(asking)]) == (None, ["sent"])
    send_reply(ticket, text="颜色是对的，灯光下偏黄。", by=cast.lin.party, at=MONDAY + 3 * HOUR)
    assert resume_asking(ticket, at=MONDAY + 3 * HOUR)
    asking.refresh_from_db()
    assert facts_of(asking).made == ()
    assert [one[1] for one in steps(asking)] == ["sent", "due"]
    assert not resume_asking(ticket), "once"


def test_a_mere_thank_you_is_no_answer(cast: Cast) -> None:
    asking = make_asking(make_offered(cast.lin))
    make_message(asking.ticket, "谢谢", at=MONDAY + HOUR)
    assert not hold_asking(asking.ticket)
    assert len(facts_of(asking).made) == 1


def test_a_new_offer_begins_anew(cast: Cast) -> None:
    first = make_asking(make_offered(cast.lin))
    ticket = first.ticket
    make_message(ticket, "能不能今天就送？", at=MONDAY + HOUR)
    offer(ticket, cast.lin, at=MONDAY + 2 * HOUR)
    second = make_asking(ticket, at=MONDAY + 2 * HOUR)
    first.refresh_from_db()
    assert (first.state, first.next_at) == (Asking.State.ENDED, None)
    assert running_asking(ticket) == second
    assert second.solution == Solution.objects.get(ticket=ticket, round=2)
    assert ticket.status == Status.AWAITING_CONFIRMATION
