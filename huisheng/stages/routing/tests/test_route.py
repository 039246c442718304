"""Whose desk a new ticket lies on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from huisheng.core.accounts.models import Membership, Presence, Staff, Team
from huisheng.core.accounts.tests.make import make_team
from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import NoTeam, assign_ticket, route_ticket
from huisheng.stages.routing.desks import answering, with_load
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.queries import assignable_staff, latest_assignment
from huisheng.stages.routing.sentences import why_assigned
from huisheng.stages.routing.tests.make import (
    GREEN,
    RED,
    make_agent,
    make_owned,
    make_pool,
    make_routed,
    make_routing_rule,
)
from huisheng.stages.triage.actions import regrade
from huisheng.stages.triage.tests.make import make_graded, says
from tests.cast import Cast

pytestmark = pytest.mark.django_db
How = Assignment.How


def how(ticket: Ticket) -> str:
    assignment = latest_assignment(ticket)
    assert assignment is not None
    return assignment.how


def test_urgent_goes_to_a_senior_though_others_have_less_to_do() -> None:
    senior, junior = make_agent(senior=True), make_agent()
    make_owned(senior)
    ticket = make_routed(RED)
    assert (ticket.assignee, how(ticket)) == (senior, How.SENIOR)
    assert junior != senior


def test_urgent_goes_to_anybody_when_no_senior_is_free() -> None:
    make_agent(senior=True, presence=Presence.AWAY)
    junior = make_agent()
    ticket = make_routed(RED)
    assert (ticket.assignee, how(ticket)) == (junior, How.LOAD)


def test_of_two_seniors_the_one_with_less_to_do() -> None:
    busy, free = make_agent(senior=True), make_agent(senior=True)
    make_owned(busy)
    assert make_routed(RED).assignee == free


def test_normal_work_goes_to_the_least_loaded() -> None:
    busy, free = make_agent(senior=True), make_agent()
    make_owned(busy)
    ticket = make_routed(GREEN)
    assert (ticket.assignee, how(ticket)) == (free, How.LOAD)


def test_closed_tickets_are_no_load() -> None:
    first, second = make_agent(), make_agent()
    for _ in range(2):
        done = make_owned(first)
        Ticket.objects.filter(pk=done.pk).update(status="closed")
    make_owned(second)
    assert make_routed(GREEN).assignee == first


def test_equal_loads_take_turns() -> None:
    crew = {make_agent(), make_agent(), make_agent()}
    assert {make_routed(GREEN).assignee for _ in range(3)} == crew


def test_nobody_gets_more_than_the_capacity() -> None:
    small = make_agent(capacity=2)
    tickets = [make_routed(GREEN) for _ in range(3)]
    assert [ticket.assignee for ticket in tickets] == [small, small, None]
    assert how(tickets[-1]) == How.POOL


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.OFFLINE])
def test_who_is_not_present_gets_nothing(presence: str) -> None:
    make_agent(presence=presence)
    ticket = make_routed(RED)
    assert (ticket.assignee, ticket.first_owner, how(ticket)) == (None, None, How.POOL)
    assert ticket.team is not None
    assert ticket.team.code == "cs1"


def test_only_people_who_may_answer_are_picked() -> None:
    make_agent("warehouse", role="colleague")
    gone = make_agent("warehouse")
    Staff.objects.filter(pk=gone.pk).update(is_active=False)
    make_routing_rule(says("保修"), "warehouse")
    ticket = make_routed(GREEN)
    assert (ticket.assignee, ticket.team.code if ticket.team else "") == (None, "warehouse")


def test_supervisors_hand_out_work_and_are_not_handed_it(cast: Cast) -> None:
    assert [make_routed(GREEN).assignee for _ in range(3)] == [cast.lin] * 3


def test_a_supervisor_alone_in_a_team_does_the_work() -> None:
    alone = make_agent("product", role="supervisor")
    assert make_routed("建议包装再加层泡沫").assignee == alone


def test_a_grade_led_by_supervisors_goes_to_one(cast: Cast) -> None:
    Grade.objects.filter(scheme__code="ryg", code="red").update(lead_role="supervisor")
    assert make_routed(RED).assignee == cast.chen
    assert make_routed(GREEN).assignee == cast.lin


def test_the_category_chooses_the_team(cast: Cast) -> None:
    assert make_routed("APP老是闪退").assignee == cast.dan
    assert make_routed(GREEN).assignee == cast.lin


def test_a_category_without_a_team_uses_its_parents(cast: Cast) -> None:
    Category.objects.filter(code="repair_app").update(default_team=None)
    assert make_routed("APP老是闪退").assignee == cast.dan


def test_without_any_team_of_its_own_the_first_desk_takes_it(cast: Cast) -> None:
    Category.objects.update(default_team=None)
    Team.objects.filter(code="warehouse").update(rank=-5)  # comes first, but nobody there may answer
    ticket = make_routed("APP老是闪退")
    assert ticket.team == cast.cs1


def test_a_rule_comes_before_the_categorys_team_and_is_told(cast: Cast) -> None:
    make_routing_rule({"field": "grade", "op": "is", "value": "red"}, "cs2", name="红单走二组", name_en="Red to two")
    ticket = make_routed(RED)
    assert ticket.assignee == cast.dan
    assignment = latest_assignment(ticket)
    assert assignment is not None
    assert why_assigned(assignment) == "客服二组 · 丹青：交给在岗且手上最少的同事（规则“红单走二组”）"
    with translation.override("en"):
        assert why_assigned(assignment).endswith("the present colleague with the least work (rule “Red to two”)")


def test_rules_are_read_in_order_and_switched_off_ones_are_not(cast: Cast) -> None:
    make_routing_rule(says("保修"), "warehouse", rank=1, enabled=False)
    make_routing_rule(says("保修"), "cs2", rank=2)
    make_routing_rule(says("保修"), "cs1", rank=3)
    assert make_routed(GREEN).team == cast.cs2


def test_a_rule_that_asks_for_words_reads_the_first_message(cast: Cast) -> None:
    make_routing_rule(says("螺丝"), "cs2")
    assert make_routed("请问保修几年,含螺丝吗").assignee == cast.dan


def test_a_retired_team_gets_nothing(cast: Cast) -> None:
    make_routing_rule(says("保修"), "cs2")
    Team.objects.filter(code="cs2").update(active=False)
    assert make_routed(GREEN).team == cast.cs1


def test_a_house_without_teams_says_so() -> None:
    ticket = make_graded(GREEN)
    Team.objects.update(active=False)
    with pytest.raises(NoTeam):
        route_ticket(ticket, by=SYSTEM)


def test_a_house_may_let_people_take_from_the_pool(cast: Cast) -> None:
    change_setting("routing.pool_first", True, by=cast.admin.party)
    ticket = make_routed(RED)
    assert (ticket.assignee, how(ticket)) == (None, How.POOL)


def test_the_first_person_is_the_first_owner_for_good(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    assign_ticket(ticket, staff=cast.dan, by=cast.chen.party)
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    ticket.refresh_from_db()
    assert (ticket.first_owner, ticket.assignee) == (cast.lin, None)


def test_the_machine_never_moves_what_somebody_has(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    before = latest_assignment(ticket)
    regrade(ticket, grade=Grade.objects.get(code="red"), reason="明天要用", by=cast.chen.party)
    assert route_ticket(ticket, by=SYSTEM) == before
    assert ticket.assignee == cast.lin


def test_the_machine_never_moves_what_a_person_put_into_a_pool(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    assign_ticket(ticket, staff=None, team=cast.cs2, by=cast.chen.party)
    assert route_ticket(ticket, by=SYSTEM).how == How.MANUAL
    assert (ticket.team, ticket.assignee) == (cast.cs2, None)


def test_a_pooled_ticket_follows_its_new_category(cast: Cast) -> None:
    (ticket,) = make_pool([GREEN])
    ticket.category = Category.objects.get(code="repair_app")
    route_ticket(ticket, by=SYSTEM)
    assert ticket.assignee == cast.dan


def test_pooling_twice_writes_one_line() -> None:
    (ticket,) = make_pool([GREEN])
    route_ticket(ticket, by=SYSTEM)
    assert Assignment.objects.filter(ticket=ticket).count() == 1


def test_it_writes_the_ledger(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    assignment = latest_assignment(ticket)
    assert assignment is not None
    assert ticket.events.get(kind="ticket_assigned").payload == {
        "team": cast.cs1.pk, "assignee": cast.lin.pk, "how": "load", "assignment": assignment.pk,
    }  # fmt: skip


def test_it_counts_the_load_in_a_partial_index_of_open_tickets(cast: Cast) -> None:
    sample = make_owned(cast.lin)
    owners, received = (cast.lin, cast.chen, cast.dan), sample.created_at
    Ticket.objects.bulk_create(
        Ticket(
            number=f"OLD-{n}",
            customer=sample.customer,
            channel=sample.channel,
            status="closed" if n % 9 else "open",
            assignee=owners[n % 3],
            created_at=received,
            last_message_at=received,
        )
        for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")
    plan = with_load(answering()).explain()
    assert "Seq Scan on tickets_ticket" not in plan
    assert "desk_" in plan


def test_it_spends_few_queries(cast: Cast) -> None:
    make_routed(GREEN)
    ticket = make_graded(GREEN)
    with CaptureQueriesContext(connection) as queries:
        route_ticket(ticket, by=SYSTEM)
    assert len(queries) <= 8, "\n".join(query["sql"][:150] for query in queries)


def test_it_lists_who_could_take_it(cast: Cast) -> None:
    ticket = make_routed(GREEN)
    away = make_agent(name="何苗", presence=Presence.AWAY)
    people = list(assignable_staff(ticket))
    assert cast.wang not in people
    assert people.index(cast.lin) < people.index(away) < people.index(cast.dan)
    lin = people[people.index(cast.lin)]
    assert (vars(lin)["load"], vars(lin)["in_team"], vars(lin)["present"]) == (1, True, True)


def test_it_sees_a_new_team_at_once(cast: Cast) -> None:
    make_routed(GREEN)
    team = make_team("night", name="夜班")
    newcomer = make_agent("night")
    Category.objects.filter(code="consult").update(default_team=team)
    assert make_routed(GREEN).assignee == newcomer
    assert Membership.objects.filter(team=team).count() == 1
