"""The order of choice, and what is written down about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.actions import add_skill, set_skills
from huisheng.core.accounts.models import Absence, Presence, Shift, Skill, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.actions import set_agent, set_tier
from huisheng.core.customers.models import Customer, Tier
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.routing.models import Assignment, RoutingRule, Weight
from huisheng.stages.routing.queries import latest_assignment
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_owned, make_routed, make_routing_rule
from huisheng.stages.triage.tests.make import make_graded, says
from tests.cast import Cast

pytestmark = pytest.mark.django_db
How = Assignment.How
NOW = timezone.now


def decided(ticket: Ticket) -> Assignment:
    found = latest_assignment(ticket)
    assert found is not None
    return found


def against(ticket: Ticket) -> dict[int, str]:
    return {one["id"]: one["why"] for one in decided(ticket).why["people"]}


def make_skill(code: str, *people: Staff, level: int = 2) -> Skill:
    skill = Skill.objects.filter(code=code).first() or add_skill(code, name=code, by=SYSTEM)
    for person in people:
        held = {one.skill.code: one.level for one in person.skills.select_related("skill")}
        set_skills(person, {**held, code: level}, by=SYSTEM)
    return skill


def asking(*skills: Skill, **changes: Any) -> RoutingRule:
    rule = make_routing_rule(says("保修"), changes.pop("team", "cs1"), **changes)
    rule.skills.set(skills)
    return rule


def of_agent(text: str, agent: Staff, **changes: Any) -> Ticket:
    """A ticket of a customer whom this colleague looks after, after routing."""
    ticket = make_graded(text, **changes)
    ticket.customer = set_agent(ticket.customer, agent=agent)
    route_ticket(ticket, by=SYSTEM)
    return ticket


def test_of_equals_who_waited_longest_is_next_not_who_was_hired_first() -> None:
    first, second = make_agent(), make_agent()
    for person in (first, second, first):
        done = make_owned(person)
        Ticket.objects.filter(pk=done.pk).update(status="closed")
    ticket = make_routed(GREEN)
    assert ticket.assignee == second
    assert against(ticket) == {first.pk: "waited_less", second.pk: ""}


def test_an_uneven_morning_ends_even() -> None:
    """Chatwoot #11034: the round robin gave some colleagues twice as much."""
    crew = [make_agent() for _ in range(4)]
    make_owned(crew[0])
    for _ in range(11):
        make_routed(GREEN)
    held = [Ticket.objects.filter(assignee=one).count() for one in crew]
    assert held == [3, 3, 3, 3]


def test_a_call_weighs_more_than_a_letter() -> None:
    Weight.objects.update_or_create(channel=Channel.objects.get(code="phone"), defaults={"units": 3})
    caller, writer = make_agent(), make_agent()
    make_owned(caller, channel="phone")
    for _ in range(2):
        make_owned(writer)
    ticket = make_routed(GREEN)
    assert ticket.assignee == writer
    loads = {one["id"]: one["load"] for one in decided(ticket).why["people"]}
    assert loads == {caller.pk: 300, writer.pk: 200}


def test_the_greater_of_channel_and_grade_counts() -> None:
    Weight.objects.update_or_create(channel=Channel.objects.get(code="web"), defaults={"units": 2})
    Weight.objects.create(grade=Grade.objects.get(scheme__code="ryg", code="red"), units=5)
    make_agent()
    assert [decided(make_routed(text)).why["weight"] for text in (RED, GREEN)] == [500, 200]


def test_what_waits_for_the_customer_fills_a_desk_by_half(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=2)
    for _ in range(2):
        Ticket.objects.filter(pk=make_owned(cast.lin).pk).update(status="waiting_customer")
    assert make_routed(GREEN).assignee == cast.lin
    assert make_routed(GREEN).assignee is None
    change_setting("routing.waiting_percent", 0, by=SYSTEM)
    assert make_routed(GREEN).assignee == cast.lin


def test_an_empty_desk_takes_what_is_heavier_than_its_limit() -> None:
    Weight.objects.update_or_create(channel=Channel.objects.get(code="phone"), defaults={"units": 3})
    small, nobody = make_agent(capacity=2), make_agent(capacity=0)
    assert make_routed(GREEN, channel="phone").assignee == small
    assert make_routed(GREEN, channel="phone").assignee is None
    assert nobody.capacity == 0


def test_the_reserve_is_kept_for_what_is_urgent() -> None:
    only = make_agent(capacity=1)
    assert [make_routed(text).assignee for text in (GREEN, GREEN, RED, RED)] == [only, None, only, None]


def test_a_house_may_keep_no_reserve() -> None:
    change_setting("routing.reserve", 0, by=SYSTEM)
    only = make_agent(capacity=1)
    assert [make_routed(RED).assignee for _ in range(2)] == [only, None]


def test_a_rule_may_name_a_person(cast: Cast) -> None:
    make_routing_rule(says("保修"), "cs1", person=cast.dan)
    ticket = make_routed(GREEN)
    assert (ticket.assignee, ticket.team, decided(ticket).how) == (cast.dan, cast.cs2, How.RULE)


def test_a_named_person_who_is_not_there_is_told_of_and_others_do_it(cast: Cast) -> None:
    make_routing_rule(says("保修"), "cs1", person=cast.dan)
    Staff.objects.filter(pk=cast.dan.pk).update(presence=Presence.AWAY)
    ticket = make_routed(GREEN)
    assert (ticket.assignee, ticket.team, decided(ticket).how) == (cast.lin, cast.cs1, How.LOAD)
    assert against(ticket)[cast.dan.pk] == "away"


def test_the_customers_own_agent_comes_first(cast: Cast) -> None:
    free = make_agent()
    make_owned(cast.lin)
    ticket = of_agent(GREEN, cast.lin)
    assert (ticket.assignee, decided(ticket).how) == (cast.lin, How.OWN)
    assert (against(ticket)[cast.lin.pk], against(ticket)[free.pk]) == ("", "not_asked")


def test_the_own_agent_is_found_in_another_team(cast: Cast) -> None:
    ticket = of_agent(GREEN, cast.dan)
    assert (ticket.assignee, ticket.team, decided(ticket).how) == (cast.dan, cast.cs2, How.OWN)


def test_the_own_agent_of_a_core_customer_may_use_the_reserve(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    make_owned(cast.lin)
    usual = of_agent(GREEN, cast.lin)
    assert (usual.assignee, against(usual)[cast.lin.pk]) == (None, "full")
    core = make_graded(GREEN)
    core.customer = set_tier(set_agent(core.customer, agent=cast.lin), tier=Tier.objects.get(code="core"))
    route_ticket(core, by=SYSTEM)
    assert (core.assignee, decided(core).how) == (cast.lin, How.OWN)


def test_who_stands_in_for_the_own_agent(cast: Cast) -> None:
    heir, idle = make_agent("cs2"), make_agent()
    away(cast.lin, substitute=heir)
    ticket = of_agent(GREEN, cast.lin)
    assert (ticket.assignee, decided(ticket).how) == (heir, How.SUBSTITUTE)
    assert against(ticket)[cast.lin.pk] == "absent"
    Staff.objects.filter(pk=heir.pk).update(presence=Presence.OFFLINE)
    assert of_agent(GREEN, cast.lin).assignee == idle


def test_leaders_come_before_seniors_where_the_grade_says_so(cast: Cast) -> None:
    Grade.objects.filter(scheme__code="ryg", code="red").update(lead_role="supervisor")
    ticket = make_routed(RED)
    assert (ticket.assignee, decided(ticket).how) == (cast.chen, How.LEAD)
    assert against(ticket)[cast.lin.pk] == "leader_first"


def test_a_wanted_skill_decides() -> None:
    able, other = make_agent(), make_agent()
    make_owned(able)
    asking(make_skill("english", able))
    ticket = make_routed(GREEN)
    assert (ticket.assignee, against(ticket)[other.pk]) == (able, "no_skill")
    assert decided(ticket).why["skills"] == [Skill.objects.get().pk]


def test_one_of_the_skills_or_all_of_them() -> None:
    both, one = make_agent(), make_agent()
    make_owned(both)
    rule = asking(make_skill("english", both, one), make_skill("boilers", both))
    assert make_routed(GREEN).assignee == one
    make_owned(both)
    RoutingRule.objects.filter(pk=rule.pk).update(all_skills=True)
    assert make_routed(GREEN).assignee == both


def test_a_skill_counts_from_the_level_the_rule_asks_for() -> None:
    expert, learner = make_agent(), make_agent()
    make_skill("english", learner, level=1)
    rule = asking(make_skill("english", expert, level=3))
    assert make_routed(GREEN).assignee in (expert, learner)
    make_owned(expert)
    make_owned(expert)
    RoutingRule.objects.filter(pk=rule.pk).update(least_level=3)
    assert make_routed(GREEN).assignee == expert


def test_it_waits_for_who_has_the_skill_and_is_not_there() -> None:
    able = make_agent(presence=Presence.AWAY)
    make_agent()
    asking(make_skill("english", able))
    assert make_routed(GREEN).assignee is None


def test_a_skill_nobody_here_has_keeps_nobody_waiting() -> None:
    anybody = make_agent()
    asking(make_skill("english"))
    assert make_routed(GREEN).assignee == anybody


def test_a_skill_switched_off_is_asked_of_nobody() -> None:
    able = make_agent(presence=Presence.AWAY)
    anybody = make_agent()
    asking(make_skill("english", able))
    Skill.objects.update(active=False)
    assert make_routed(GREEN).assignee == anybody


def away(staff: Staff, *, substitute: Staff | None = None) -> Absence:
    now = NOW()
    return Absence.objects.create(
        staff=staff, since=now - timedelta(hours=1), until=now + timedelta(days=3), substitute=substitute
    )


def test_nobody_on_leave_is_picked() -> None:
    gone, here = make_agent(), make_agent()
    make_owned(here)
    away(gone)
    ticket = make_routed(GREEN)
    assert (ticket.assignee, against(ticket)[gone.pk]) == (here, "absent")


def test_nobody_outside_the_own_shift_is_picked() -> None:
    late, here = make_agent(), make_agent()
    make_owned(here)
    Staff.objects.filter(pk=late.pk).update(rostered=True)
    ticket = make_routed(GREEN)
    assert (ticket.assignee, against(ticket)[late.pk]) == (here, "off_duty")
    Shift.objects.create(staff=late, since=NOW() - timedelta(hours=1), until=NOW() + timedelta(hours=1))
    assert make_routed(GREEN).assignee == late


def test_nobody_without_the_right_to_answer_is_picked(cast: Cast) -> None:
    """LibreDesk #634: tickets went to people who could not reply; a rule or an own agent may not lead there either."""
    make_routing_rule(says("保修"), "cs1", person=cast.wang)
    ticket = of_agent(GREEN, cast.wang)
    assert ticket.assignee == cast.lin
    assert cast.wang.pk not in against(ticket)


def test_a_manual_choice_is_never_overwritten_by_the_machine(cast: Cast) -> None:
    """LibreDesk PR 385."""
    make_routing_rule(says("保修"), "cs2")
    ticket = make_graded(GREEN)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    ticket.customer = set_agent(ticket.customer, agent=cast.dan)
    assert route_ticket(ticket, by=SYSTEM).how == How.MANUAL
    assert ticket.assignee == cast.lin


def test_an_explanation_stays_small() -> None:
    crew = [make_agent() for _ in range(15)]
    why = decided(make_routed(GREEN)).why
    assert (len(why["people"]), why["more"]) == (12, 3)
    assert why["people"][0]["why"] == ""
    assert set(why["people"][0]) <= {"id", "load", "room", "why", "last"}
    assert len(crew) == len(why["people"]) + why["more"]


def test_a_manual_choice_needs_no_explanation(cast: Cast) -> None:
    assert decided(make_owned(cast.lin)).why == {}
    assert Customer.objects.filter(agent=None).exists()
