"""Assigning by hand, handing over, handing out the pool."""

import pytest

from huisheng.core.accounts.actions import deactivate_staff
from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import (
    AlreadyTaken,
    CannotTake,
    HandOverAnswered,
    HandOverOpen,
    NotTheOwner,
    answer_hand_over,
    assign_ticket,
    free_desks,
    hand_out_pool,
    hand_out_pools,
    hand_over,
    withdraw_hand_over,
)
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.queries import hand_overs_for, latest_assignment, open_hand_over
from huisheng.stages.routing.sentences import why_assigned
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_owned, make_pool, make_routed
from tests.cast import Cast

How = Assignment.How
db = pytest.mark.django_db


@db
def test_a_supervisor_assigns_without_asking(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    assignment = assign_ticket(ticket, staff=cast.dan, note="您熟悉这款", by=cast.chen.party)
    assert (ticket.assignee, ticket.team) == (cast.dan, cast.cs2)
    assert why_assigned(assignment) == "客服二组 · 丹青：人工指派（您熟悉这款）"


@db
def test_an_escalation_assigns_without_asking(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    assignment = assign_ticket(ticket, staff=cast.chen, how=How.ESCALATION, by=SYSTEM)
    assert (assignment.how, ticket.assignee, ticket.first_owner) == (How.ESCALATION, cast.chen, cast.lin)


@db
def test_it_stays_in_its_team_when_the_person_sits_there_too(cast: Cast) -> None:
    both = make_agent("cs1", "cs2")
    ticket = make_owned(cast.dan, "APP老是闪退")
    assign_ticket(ticket, staff=both, by=cast.chen.party)
    assert ticket.team == cast.cs2


@db
def test_assigning_to_who_has_it_writes_nothing(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    assert Assignment.objects.filter(ticket=ticket).count() == 1


@db
def test_it_refuses_people_who_cannot_answer(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    with pytest.raises(CannotTake, match="王姐"):
        assign_ticket(ticket, staff=cast.wang, by=cast.chen.party)
    Staff.objects.filter(pk=cast.dan.pk).update(is_active=False)
    with pytest.raises(CannotTake):
        assign_ticket(ticket, staff=Staff.objects.get(pk=cast.dan.pk), by=cast.chen.party)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.lin


@db
def test_the_second_to_take_it_is_told(cast: Cast) -> None:
    (ticket,) = make_pool([GREEN])
    other = make_agent()
    assign_ticket(ticket, staff=cast.lin, how=How.TOOK, by=cast.lin.party)
    with pytest.raises(AlreadyTaken):
        assign_ticket(ticket, staff=other, how=How.TOOK, by=other.party)
    assert ticket.assignee == cast.lin


@db
def test_a_hand_over_moves_nothing_before_the_answer(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    asked = hand_over(ticket, to=cast.dan, note="我今天要走", by=cast.lin.party)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.lin
    assert tickets_for(cast.dan).filter(pk=ticket.pk).exists()
    assert (open_hand_over(ticket), list(hand_overs_for(cast.dan))) == (asked, [asked])
    assert ticket.events.get(kind="hand_over_asked").payload == {
        "hand_over": asked.pk, "assignee": cast.dan.pk, "asker": cast.lin.pk,
    }  # fmt: skip


@db
def test_an_accepted_hand_over_moves_the_ticket_not_the_first_owner(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    answered = answer_hand_over(
        hand_over(ticket, to=cast.dan, note="", by=cast.lin.party), accept=True, by=cast.dan.party
    )
    ticket.refresh_from_db()
    assert (answered.accepted, ticket.assignee, ticket.first_owner) == (True, cast.dan, cast.lin)
    assignment = latest_assignment(ticket)
    assert assignment is not None
    assert assignment.how == How.HAND_OVER
    assert ticket.events.get(kind="hand_over_answered").payload["answer"] == "accepted"


@db
def test_a_declined_hand_over_leaves_it_where_it_is(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    asked = hand_over(ticket, to=cast.dan, note="", by=cast.lin.party)
    assert answer_hand_over(asked, accept=False, by=cast.dan.party).accepted is False
    ticket.refresh_from_db()
    assert ticket.assignee == cast.lin
    assert ticket.events.get(kind="hand_over_answered").payload["answer"] == "declined"
    hand_over(ticket, to=cast.dan, note="再问一次", by=cast.lin.party)


@db
def test_the_owner_may_take_the_question_back(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    asked = hand_over(ticket, to=cast.dan, note="", by=cast.lin.party)
    with pytest.raises(NotTheOwner):
        withdraw_hand_over(asked, by=cast.dan.party)
    withdraw_hand_over(asked, by=cast.lin.party)
    assert open_hand_over(ticket) is None


@db
def test_only_the_owner_hands_over(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    for by in (cast.chen.party, cast.liu.party, SYSTEM):
        with pytest.raises(NotTheOwner):
            hand_over(ticket, to=cast.dan, note="", by=by)


@db
def test_it_is_handed_only_to_others_who_may_answer(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    for to in (cast.wang, cast.lin):
        with pytest.raises(CannotTake):
            hand_over(ticket, to=to, note="", by=cast.lin.party)


@db
def test_one_question_at_a_time(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    hand_over(ticket, to=cast.dan, note="", by=cast.lin.party)
    with pytest.raises(HandOverOpen):
        hand_over(ticket, to=cast.chen, note="", by=cast.lin.party)


@db
def test_only_the_colleague_who_was_asked_answers_and_only_once(cast: Cast) -> None:
    asked = hand_over(make_owned(cast.lin), to=cast.dan, note="", by=cast.lin.party)
    for by in (cast.lin.party, cast.chen.party):
        with pytest.raises(NotTheOwner):
            answer_hand_over(asked, accept=True, by=by)
    answer_hand_over(asked, accept=False, by=cast.dan.party)
    with pytest.raises(HandOverAnswered):
        answer_hand_over(asked, accept=True, by=cast.dan.party)


@db
def test_a_supervisors_choice_ends_an_open_question(cast: Cast) -> None:
    ticket = make_owned(cast.lin)
    asked = hand_over(ticket, to=cast.dan, note="", by=cast.lin.party)
    assign_ticket(ticket, staff=cast.chen, by=cast.chen.party)
    with pytest.raises(HandOverAnswered):
        answer_hand_over(asked, accept=True, by=cast.dan.party)
    ticket.refresh_from_db()
    assert ticket.assignee == cast.chen


@db
def test_who_comes_online_gets_the_red_ones_first_up_to_the_capacity(cast: Cast) -> None:
    green, red, other = make_pool([GREEN, RED, GREEN])
    lin = Staff.objects.get(pk=cast.lin.pk)
    Staff.objects.filter(pk=lin.pk).update(capacity=2)
    given = hand_out_pool(lin)
    assert given == [red, green]
    assert {ticket.assignee for ticket in given} == {cast.lin}
    assert {ticket.first_owner for ticket in given} == {cast.lin}
    other.refresh_from_db()
    assert other.assignee is None
    assert hand_out_pool(lin) == []


@db
def test_what_is_due_first_is_handed_out_first(cast: Cast) -> None:
    late, soon = make_pool([GREEN, GREEN])
    Ticket.objects.filter(pk=soon.pk).update(next_due_at=soon.created_at)
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    assert hand_out_pool(cast.lin) == [soon]
    assert late.assignee is None


@db
def test_open_work_counts_against_the_capacity(cast: Cast) -> None:
    make_owned(cast.lin)
    make_pool([GREEN, GREEN])
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=2)
    assert len(hand_out_pool(cast.lin)) == 1


@db
@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.OFFLINE])
def test_the_absent_are_handed_nothing(cast: Cast, presence: str) -> None:
    make_pool([GREEN])
    Staff.objects.filter(pk=cast.lin.pk).update(presence=presence)
    assert hand_out_pool(cast.lin) == []


@db
def test_other_teams_supervisors_and_colleagues_are_handed_nothing(cast: Cast) -> None:
    make_pool([GREEN])
    assert [hand_out_pool(one) for one in (cast.dan, cast.chen, cast.wang, cast.admin)] == [[], [], [], []]


@db
def test_where_people_take_for_themselves_nothing_is_handed_out(cast: Cast) -> None:
    make_pool([GREEN])
    change_setting("routing.pool_first", True, by=cast.admin.party)
    assert hand_out_pool(cast.lin) == []


@db
def test_the_sweep_hands_out_what_still_waits(cast: Cast) -> None:
    tickets = make_pool([GREEN, "APP老是闪退"])
    assert hand_out_pools() == 2
    assert hand_out_pools() == 0
    assert {Ticket.objects.get(pk=ticket.pk).assignee for ticket in tickets} == {cast.lin, cast.dan}


@db
def test_what_somebody_who_left_was_doing_finds_a_new_owner(cast: Cast) -> None:
    heir = make_agent()
    open_one, closed_one, other = make_owned(cast.lin), make_owned(cast.lin), make_owned(cast.dan)
    Ticket.objects.filter(pk=closed_one.pk).update(status="closed")
    deactivate_staff(cast.lin, by=cast.admin.party)
    assert (free_desks(), free_desks()) == (1, 0)
    open_one.refresh_from_db()
    assert (open_one.team, open_one.assignee, open_one.first_owner) == (cast.cs1, None, cast.lin)
    assert hand_out_pools() == 1
    owners = [Ticket.objects.get(pk=one.pk).assignee for one in (open_one, closed_one, other)]
    assert owners == [heir, cast.lin, cast.dan]


@db
def test_routed_tickets_of_a_busy_morning_are_all_somewhere(cast: Cast) -> None:
    tickets = [make_routed(text) for text in (RED, GREEN, "APP老是闪退", "建议包装再加层泡沫")]
    assert [ticket.team.code if ticket.team else "" for ticket in tickets] == ["cs1", "cs1", "cs2", "product"]
