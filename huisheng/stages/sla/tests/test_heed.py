"""What happens to a ticket starts, keeps, ends and rests its promises."""

from collections.abc import Sequence

import pytest
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import NEVER, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.sla.actions import heed, meet, ring_due, start_clocks, stop_clocks
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.occasions import RULES, Occasion
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    at,
    clock_of,
    events_of,
    hold_clocks,
    kinds_of,
    make_policy,
    make_ticket,
    only_policy,
    promise,
)

pytestmark = pytest.mark.django_db
O = Occasion  # noqa: E741
ONE = "request:1"


def make_started(*commitments: object, **changes: object) -> Ticket:
    only_policy(*commitments)  # type: ignore[arg-type]
    ticket = make_ticket(**changes)  # type: ignore[arg-type]
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def say(ticket: Ticket, kind: str, minutes: float) -> None:
    """A message of the customer or of a colleague, and the clocks heed it."""
    who = Party("staff", 1) if kind == Message.Kind.REPLY else ticket.customer.party
    add_message(ticket, kind=kind, text=f"{kind} {minutes}", by=who, at=after(minutes))
    heard = O.REPLY_SENT if kind == Message.Kind.REPLY else O.CUSTOMER_WROTE
    heed(ticket, heard, by=who, at=after(minutes))


def runs_of(ticket: Ticket, kind: str) -> list[tuple[object, object, object]]:
    rows = Clock.objects.filter(ticket=ticket, kind=kind).order_by("id")
    return [(one.started_at, one.due_at, one.met_at) for one in rows]


def running(ticket: Ticket) -> set[tuple[str, str]]:
    rows = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None)
    return set(rows.values_list("kind", "subject"))


# ── the table


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(ClockKind.values)


@pytest.mark.parametrize(
    ("kind", "kept", "not_by"),
    [
        ("human_pickup", (O.PERSON_ACTED, O.TICKET_TAKEN, O.NOTE_ADDED, O.REPLY_SENT), (O.CUSTOMER_WROTE,)),
        ("first_response", (O.REPLY_SENT, O.SOLUTION_OFFERED), (O.NOTE_ADDED, O.TICKET_TAKEN, O.CUSTOMER_WROTE)),
        ("start_handling", (O.TICKET_TAKEN, O.NOTE_ADDED, O.REPLY_SENT, O.SOLUTION_OFFERED), (O.PERSON_ACTED,)),
        ("give_plan", (O.SOLUTION_OFFERED,), (O.REPLY_SENT, O.NOTE_ADDED)),
        ("formal_reply", (O.SOLUTION_OFFERED, O.TICKET_ANSWERED), (O.REPLY_SENT,)),
        ("resolve", (O.CUSTOMER_ACCEPTED, O.TICKET_ANSWERED), (O.SOLUTION_OFFERED, O.CUSTOMER_REFUSED)),
        ("regulator_reply", (O.REGULATOR_ANSWERED, O.SOLUTION_OFFERED), (O.REPLY_SENT,)),
    ],
)
def test_what_arrival_promises_is_kept_by_this_and_not_by_that(
    kind: str, kept: Sequence[Occasion], not_by: Sequence[Occasion]
) -> None:
    for occasion in kept:
        ticket = make_started(promise(kind, 60))
        heed(ticket, *not_by, by=SYSTEM, at=after(5))
        assert clock_of(ticket, kind).is_running, not_by
        assert kinds_of(heed(ticket, occasion, by=SYSTEM, at=after(10)).met) == {kind}
        assert clock_of(ticket, kind).met_at == after(10)


@pytest.mark.parametrize(
    ("kind", "starts", "kept"),
    [
        ("collab_reply", O.DEPARTMENT_ASKED, O.DEPARTMENT_ANSWERED),
        ("callback", O.CALLBACK_PLANNED, O.CALLBACK_DONE),
        ("callback_record", O.CALLBACK_DONE, O.CALLBACK_RECORDED),
        ("regulator_reply", O.REGULATOR_CASE, O.REGULATOR_ANSWERED),
        ("rectify", O.MISS_FOUND, O.MISS_RIGHTED),
    ],
)
def test_of_one_kind_several_run_side_by_side(kind: str, starts: Occasion, kept: Occasion) -> None:
    ticket = make_started(promise(kind, 60, start_event=starts))
    assert running(ticket) == set()
    heed(ticket, starts, subject="case:1", by=SYSTEM, at=after(10))
    heed(ticket, starts, subject="case:2", by=SYSTEM, at=after(20))
    assert heed(ticket, starts, subject="case:2", by=SYSTEM, at=after(25)).started == []
    assert runs_of(ticket, kind) == [(after(10), after(70), None), (after(20), after(80), None)]
    assert {one.subject for one in heed(ticket, kept, subject="case:1", by=SYSTEM, at=after(30)).met} == {"case:1"}
    assert running(ticket) == {(kind, "case:2")}
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(80)
    assert [line["subject"] for line in events_of(ticket, "clock_met")] == ["case:1"]


def test_the_result_is_to_be_confirmed_after_the_offer_while_everything_else_waits() -> None:
    ticket = make_started(promise("result_confirm", 24, "hour"), promise("resolve", 240))
    ticket.status = Status.AWAITING_CONFIRMATION
    assert kinds_of(heed(ticket, O.SOLUTION_OFFERED, by=SYSTEM, at=after(60)).started) == {"result_confirm"}
    assert clock_of(ticket, "resolve").state == "held"
    assert ticket.next_due_at == after(60 + 1440)
    assert ring_due(now=after(60 + 1440)) == 1
    ticket.status = Status.CLOSED
    said = (O.CUSTOMER_ACCEPTED, O.TICKET_CLOSED)
    heard = heed(ticket, *said, done_at=after(60), by=SYSTEM, at=after(60 + 1500))
    assert {(one.kind, one.met_at) for one in heard.met} == {
        ("result_confirm", after(60 + 1500)),
        ("resolve", after(60)),
    }
    assert [clock_of(ticket, kind).state for kind in ("resolve", "result_confirm")] == ["met", "met_late"]


def test_a_no_ends_the_wait_for_confirmation_and_the_rest_runs_on() -> None:
    ticket = make_started(promise("result_confirm", 24, "hour"), promise("resolve", 240))
    ticket.status = Status.AWAITING_CONFIRMATION
    heed(ticket, O.SOLUTION_OFFERED, by=SYSTEM, at=after(60))
    ticket.status = Status.OPEN
    assert kinds_of(heed(ticket, O.CUSTOMER_REFUSED, by=SYSTEM, at=after(100)).met) == {"result_confirm"}
    assert clock_of(ticket, "resolve").due_at == after(280)


def test_closing_ends_what_is_left_and_a_callback_may_begin_after_it() -> None:
    ticket = make_started(promise("resolve", 240), promise("callback", 24, "hour", start_event=O.TICKET_CLOSED))
    ticket.status = Status.CLOSED
    heard = heed(ticket, O.TICKET_CLOSED, by=SYSTEM, at=after(30))
    assert clock_of(ticket, "resolve").state == "stopped"
    assert kinds_of(heard.started) == {"callback"}
    assert ticket.next_due_at == after(30 + 1440)


# ── what a commitment says for itself


def test_a_commitment_may_start_at_something_else() -> None:
    ticket = make_started(promise("resolve", 60, start_event=O.TICKET_TAKEN))
    assert running(ticket) == set()
    heed(ticket, O.TICKET_TAKEN, by=SYSTEM, at=after(30))
    assert runs_of(ticket, "resolve") == [(after(30), after(90), None)]


def test_what_belongs_to_the_arrival_starts_once_in_a_round() -> None:
    ticket = make_started(promise("give_plan", 60, start_event=O.TICKET_TAKEN))
    heed(ticket, O.TICKET_TAKEN, by=SYSTEM, at=after(10))
    heed(ticket, O.SOLUTION_OFFERED, by=SYSTEM, at=after(20))
    assert heed(ticket, O.TICKET_TAKEN, by=SYSTEM, at=after(30)).started == []


def test_a_commitment_may_be_kept_by_something_else() -> None:
    ticket = make_started(promise("give_plan", 60, stop_events=[O.NOTE_ADDED]))
    heed(ticket, O.SOLUTION_OFFERED, by=SYSTEM, at=after(10))
    assert clock_of(ticket, "give_plan").is_running
    heed(ticket, O.NOTE_ADDED, by=SYSTEM, at=after(20))
    assert clock_of(ticket, "give_plan").met_at == after(20)


@pytest.mark.parametrize(
    ("pauses_in", "status", "waits"),
    [
        (None, Status.WAITING_CUSTOMER, True),
        (None, Status.WAITING_DEPARTMENT, False),
        ([], Status.WAITING_CUSTOMER, False),
        ([Status.WAITING_DEPARTMENT], Status.WAITING_DEPARTMENT, True),
        ([Status.WAITING_DEPARTMENT], Status.WAITING_CUSTOMER, False),
    ],
)
def test_a_commitment_may_say_where_it_waits(pauses_in: list[str] | None, status: Status, waits: bool) -> None:
    ticket = make_started(promise("resolve", 60, pauses_in=pauses_in))
    hold_clocks(ticket, reason=status, at=after(10))
    assert (clock_of(ticket, "resolve").state == "held") is waits
    assert [line["reason"] for line in events_of(ticket, "clock_paused")] == [status] * waits


def test_only_the_clocks_of_that_party_wait() -> None:
    """The customer's silence is no excuse for the department, nor for the answer to a regulator."""
    ticket = make_started(promise("resolve", 60), promise("collab_reply", 60), promise("regulator_reply", 60))
    heed(ticket, O.DEPARTMENT_ASKED, subject=ONE, by=SYSTEM, at=TEN)
    hold_clocks(ticket, reason=Status.WAITING_CUSTOMER, at=after(10))
    states = {one.kind: one.state for one in Clock.objects.filter(ticket=ticket)}
    assert states == {"resolve": "held", "collab_reply": "running", "regulator_reply": "running"}


# ── the next reply


def answered(minutes: float = 5) -> Ticket:
    """First response 15 min, every further one 10 min; answered once."""
    ticket = make_started(promise(amount=15), promise("next_reply", 10))
    say(ticket, Message.Kind.REPLY, minutes)
    return ticket


def test_every_turn_of_the_customer_has_a_run_of_its_own() -> None:
    ticket = answered()
    say(ticket, Message.Kind.CUSTOMER, 20)
    say(ticket, Message.Kind.REPLY, 25)
    say(ticket, Message.Kind.CUSTOMER, 40)
    assert runs_of(ticket, "next_reply") == [(after(20), after(30), after(25)), (after(40), after(50), None)]


def test_further_words_of_the_same_turn_neither_restart_nor_shorten_nor_lengthen_it() -> None:
    ticket = answered()
    for minutes in (20, 22, 29):
        say(ticket, Message.Kind.CUSTOMER, minutes)
    assert runs_of(ticket, "next_reply") == [(after(20), after(30), None)]


def test_the_opening_turn_is_the_first_responses_alone() -> None:
    ticket = make_started(promise(amount=15), promise("next_reply", 10))
    say(ticket, Message.Kind.CUSTOMER, 2)
    say(ticket, Message.Kind.CUSTOMER, 14)
    assert running(ticket) == {("first_response", "")}
    assert clock_of(ticket).due_at == after(15)


def test_where_nobody_promised_a_first_response_the_opening_turn_starts_no_next_reply() -> None:
    ticket = make_started(promise("next_reply", 10))
    say(ticket, Message.Kind.CUSTOMER, 2)
    assert running(ticket) == set()


def test_a_note_does_not_answer_the_customer() -> None:
    ticket = answered()
    say(ticket, Message.Kind.CUSTOMER, 20)
    heed(ticket, O.NOTE_ADDED, O.TICKET_TAKEN, by=SYSTEM, at=after(22))
    assert runs_of(ticket, "next_reply") == [(after(20), after(30), None)]


def test_what_we_say_ourselves_starts_no_reply_clock() -> None:
    ticket = answered()
    say(ticket, Message.Kind.REPLY, 8)
    heed(ticket, O.NOTE_ADDED, by=SYSTEM, at=after(9))
    assert running(ticket) == set()
    assert ticket.next_due_at == NEVER


def test_who_writes_back_to_an_offer_waits_for_an_answer_while_the_rest_rests() -> None:
    only_policy(promise("next_reply", 10), promise("resolve", 240))
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    say(ticket, Message.Kind.REPLY, 5)
    hold_clocks(ticket, reason=Status.AWAITING_CONFIRMATION, at=after(6))
    say(ticket, Message.Kind.CUSTOMER, 20)
    assert (clock_of(ticket, "next_reply").state, clock_of(ticket, "resolve").state) == ("running", "held")
    assert ring_due(now=after(30)) == 1


# ── once more


def test_the_daily_check_begins_again_on_the_next_working_day_until_the_department_answers() -> None:
    only_policy(promise("daily_tracking", 8, "hour"), calendar=make_calendar())
    ticket = make_ticket()
    heed(ticket, O.DEPARTMENT_ASKED, subject=ONE, by=SYSTEM, at=at(9, day=26))  # a Thursday
    assert clock_of(ticket, "daily_tracking").due_at == at(18, day=26)
    heed(ticket, O.DAY_CHECKED, subject=ONE, by=SYSTEM, at=at(16, day=26))
    heed(ticket, O.DAY_CHECKED, subject=ONE, by=SYSTEM, at=at(17, day=27))  # Friday: the week-end is nobody's
    runs = runs_of(ticket, "daily_tracking")
    assert [(start, due) for start, due, _met in runs] == [
        (at(9, day=26), at(18, day=26)),
        (at(9, day=27), at(18, day=27)),
        (at(9, day=30), at(18, day=30)),
    ]
    heed(ticket, O.DEPARTMENT_ANSWERED, subject=ONE, by=SYSTEM, at=at(10, day=30))
    assert clock_of(ticket, "daily_tracking").state == "stopped"
    assert running(ticket) == set()


def test_a_clock_that_counts_from_tomorrow_is_not_used_today() -> None:
    only_policy(promise("daily_tracking", 1, "work_day"), calendar=make_calendar())
    ticket = make_ticket()
    heed(ticket, O.DEPARTMENT_ASKED, subject=ONE, by=SYSTEM, at=at(10))
    heed(ticket, O.DAY_CHECKED, subject=ONE, by=SYSTEM, at=at(11))
    assert clock_of(ticket, "daily_tracking").due_at == at(9, day=25)
    assert ring_due(now=at(8, day=25)) == 0


# ── ends by name


def test_by_name_only_that_subject_is_met_or_ended() -> None:
    ticket = make_started(promise("rectify", 60))
    for subject in ("miss:1", "miss:2", "miss:3"):
        heed(ticket, O.MISS_FOUND, subject=subject, by=SYSTEM, at=TEN)
    meet(ticket, "rectify", subject="miss:1", by=SYSTEM, at=after(5))
    stop_clocks(ticket, "rectify", subject="miss:2", by=SYSTEM, at=after(6))
    assert running(ticket) == {("rectify", "miss:3")}
    assert [one.state for one in Clock.objects.filter(ticket=ticket).order_by("id")] == ["met", "stopped", "running"]


def test_what_nobody_waits_for_costs_two_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ticket = make_started(promise("resolve", 240))
    heed(ticket, O.NOTE_ADDED, by=SYSTEM, at=after(1))
    with django_assert_num_queries(2):  # the clocks, the versions of the promises
        heed(ticket, O.NOTE_ADDED, by=SYSTEM, at=after(2))


def test_clocks_that_are_at_hand_are_not_asked_for(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    only_policy(promise("resolve", 240))
    ticket = make_ticket()
    clocks = start_clocks(ticket, by=SYSTEM, at=TEN)
    with django_assert_num_queries(1):
        heed(ticket, O.PERSON_ACTED, by=SYSTEM, at=after(2), running=clocks)


def test_a_promise_of_the_next_version_starts_with_it() -> None:
    ticket = make_started(promise("collab_reply", 60), promise("resolve", 90))
    code = clock_of(ticket, "resolve").commitment.policy.code  # type: ignore[union-attr]
    make_policy(promise("collab_reply", 30), promise("resolve", 90), code=code)
    heed(ticket, O.DEPARTMENT_ASKED, subject=ONE, by=SYSTEM, at=after(1))
    assert clock_of(ticket, "collab_reply").due_at == after(31)
