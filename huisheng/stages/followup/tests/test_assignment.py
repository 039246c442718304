"""Who rings up: not the handler, seniors for who matters most, the own agent; nobody who is not there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.tests.make import make_staff, make_team
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import free_callbacks
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.planned import at, make_callback, make_caller, make_scenario
from huisheng.stages.handling.actions import offer_solution

pytestmark = pytest.mark.django_db


def away(staff: Staff, *, substitute: Staff | None = None, day: int = 23) -> None:
    Absence.objects.create(staff=staff, since=at(0, day=day), until=at(23, day=day), substitute=substitute)


def handled_by(staff: Staff) -> Ticket:
    return make_ticket(customer=make_caller(), at=at(9), team=make_team("cs1"), assignee=staff)


def check(ticket: Ticket) -> Callback:
    return make_callback("result_check", ticket.customer, ticket=ticket)


def test_the_result_is_checked_by_somebody_else() -> None:
    lin, qin = make_staff("lin", teams=["cs1"]), make_staff("qin", teams=["cs1"])
    callback = check(handled_by(lin))
    assert (callback.assignee, callback.not_by, callback.by_handler) == (qin, lin, False)


def test_nor_by_who_made_the_offer_on_a_colleagues_ticket() -> None:
    lin, qin, wu = (make_staff(name, teams=["cs1"]) for name in ("lin", "qin", "wu"))
    ticket = handled_by(lin)
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="秦", by=qin.party, at=at(9))
    callback = check(ticket)
    assert callback.assignee == wu
    away(wu)
    free_callbacks(at=at(8, day=23))
    callback.refresh_from_db()
    assert callback.assignee not in (lin, qin), "not when the caller is away either"


def test_where_the_team_has_nobody_else_another_team_asks() -> None:
    lin, dan = make_staff("lin", teams=["cs1"]), make_staff("dan", teams=["cs2"])
    assert check(handled_by(lin)).assignee == dan


def test_where_the_house_has_nobody_else_the_handler_asks_and_it_is_marked() -> None:
    lin = make_staff("lin", teams=["cs1"])
    callback = check(handled_by(lin))
    assert (callback.assignee, callback.by_handler) == (lin, True)


def test_where_the_others_are_away_it_waits_for_them() -> None:
    lin, qin = make_staff("lin", teams=["cs1"]), make_staff("qin", teams=["cs1"])
    away(qin)
    callback = check(handled_by(lin))
    assert (callback.assignee, callback.team, callback.by_handler) == (None, make_team("cs1"), False)


@pytest.mark.parametrize("worth", [{"tier": "core"}, {"yearly_spend": 5000}])
def test_seniors_ring_up_who_matters_most(worth: dict[str, object]) -> None:
    make_staff("lin", teams=["cs1"])
    senior = make_staff("qin", teams=["cs1"], senior=True)
    for _each in range(3):  # also when the seniors have more to do already
        assert make_callback("new_user", make_caller(**worth)).assignee == senior  # type: ignore[arg-type]
    assert make_callback("new_user", make_caller(yearly_spend=4999)).assignee != senior


def test_seniors_ring_up_about_complaints() -> None:
    lin, qin, senior = (make_staff(name, teams=["cs1"], senior=name == "wu") for name in ("lin", "qin", "wu"))
    for code, caller in (("complaint_quality", senior), ("consult", qin)):
        ticket = handled_by(lin)
        Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code=code))
        assert check(Ticket.objects.get(pk=ticket.pk)).assignee == caller


def test_without_a_senior_anybody_rings_up() -> None:
    lin = make_staff("lin", teams=["cs1"])
    assert make_callback("new_user", make_caller(tier="core")).assignee == lin


def test_who_matters_most_is_rung_up_first() -> None:
    make_staff("lin", teams=["cs1"])
    core, usual = make_callback("trial", make_caller(tier="core")), make_callback("trial")
    assert core.priority > usual.priority


def test_the_relation_call_of_a_core_customer_is_the_own_agents() -> None:
    own, senior = make_staff("lin", teams=["cs2"]), make_staff("qin", teams=["cs1"], senior=True)
    customer = make_caller(tier="core", agent=own)
    assert make_callback("relation_core", customer).assignee == own
    stranger = make_caller(tier="core")
    assert make_callback("relation_core", stranger).assignee == senior  # nobody is her own


def test_who_stands_in_for_the_own_agent_rings_up() -> None:
    own, stands_in = make_staff("lin", teams=["cs1"]), make_staff("qin", teams=["cs1"])
    make_staff("zhou", teams=["cs1"], senior=True)
    make_scenario("relation_core")
    away(own, substitute=stands_in)
    assert make_callback("relation_core", make_caller(tier="core", agent=own)).assignee == stands_in


def test_who_is_away_at_that_hour_gets_none() -> None:
    lin, qin = make_staff("lin", teams=["cs1"]), make_staff("qin", teams=["cs1"])
    away(lin)
    assert {make_callback().assignee for _each in range(3)} == {qin}
    away(qin)
    assert make_callback().assignee is None


def test_soon_it_goes_to_who_sits_at_the_desk() -> None:
    make_staff("lin", teams=["cs1"], presence="offline")
    qin = make_staff("qin", teams=["cs1"])
    assert {make_callback("trial", at=at(10)).assignee for _each in range(2)} == {qin}


def test_calls_are_shared_evenly() -> None:
    make_staff("lin", teams=["cs1"])
    make_staff("qin", teams=["cs1"])
    people = [make_callback().assignee_id for _each in range(6)]
    assert [people.count(one) for one in set(people)] == [3, 3]


# -- changing hands ----------------------------------------------------------------------------------------------


def test_the_calls_of_who_left_go_to_who_is_there() -> None:
    lin = make_staff("lin", teams=["cs1"])
    callback = make_callback()
    qin = make_staff("qin", teams=["cs1"])
    Staff.objects.filter(pk=lin.pk).update(is_active=False)
    assert free_callbacks(at=at(10)) == 1
    callback.refresh_from_db()
    assert callback.assignee == qin
    assert Event.objects.filter(kind="callback_passed_on").count() == 1
    assert free_callbacks(at=at(10)) == 0


def test_the_calls_of_who_is_going_to_be_away_go_back_to_the_list() -> None:
    lin = make_staff("lin", teams=["cs1"])
    today, tomorrow = make_callback(), make_callback(at=at(18))
    away(lin, day=24)
    assert free_callbacks(at=at(10)) == 1
    for one in (today, tomorrow):
        one.refresh_from_db()
    assert (today.assignee, tomorrow.assignee, tomorrow.team) == (lin, None, make_team("cs1"))


@pytest.mark.parametrize(("who", "questions"), [("nobody", 2), ("left", 3), ("away", 3)])
def test_the_sweep_looks_at_nobodys_calls_but_theirs(who: str, questions: int) -> None:
    """Thousands are planned: no list is read from end to end, and none at all while everybody is there."""
    people = [make_staff(f"p{n}", teams=["cs1"]) for n in range(20)]
    sample, absent = make_callback(), make_staff("absent", teams=["cs1"])
    again = {"scenario": sample.scenario, "customer": sample.customer, "team": sample.team, "planned_at": at(9)}
    again |= {"slot_at": at(15), "due_at": at(18)}
    Callback.objects.bulk_create(Callback(reason=f"many:{n}", assignee=people[n % 20], **again) for n in range(4_000))
    if who == "left":
        Staff.objects.filter(pk=absent.pk).update(is_active=False)
    elif who == "away":
        away(absent)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE followup_callback, accounts_staff, accounts_absence")
    with CaptureQueriesContext(connection) as asked:
        assert free_callbacks(at=at(10)) == 0
    assert len(asked) == questions
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            cursor.execute(f"EXPLAIN {one['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan on followup_callback" not in plan, plan


def test_who_is_back_keeps_the_calls_of_those_days() -> None:
    lin = make_staff("lin", teams=["cs1"])
    callback = make_callback()
    Callback.objects.filter(pk=callback.pk).update(assignee=lin, slot_at=at(15))
    away(lin)
    assert free_callbacks(at=at(9, day=24)) == 0
    assert free_callbacks(at=at(16)) == 1


def test_a_talk_that_was_booked_stays_with_whom_it_was_booked() -> None:
    lin = make_staff("lin", teams=["cs1"])
    callback = make_callback(at=at(18))
    Callback.objects.filter(pk=callback.pk).update(dedicated=True, slot_at=at(15, day=24))
    away(lin, day=24)
    assert free_callbacks(at=at(10)) == 0


def test_the_handler_does_not_get_it_when_it_changes_hands() -> None:
    lin, qin = make_staff("lin", teams=["cs1"]), make_staff("qin", teams=["cs1"])
    callback = check(handled_by(lin))
    Staff.objects.filter(pk=qin.pk).update(is_active=False)
    zhou = make_staff("zhou", teams=["cs2"])
    assert free_callbacks(at=at(10) + timedelta(minutes=1)) == 1
    callback.refresh_from_db()
    assert callback.assignee == zhou
    assert SYSTEM.kind == Event.objects.get(kind="callback_passed_on").by_kind
