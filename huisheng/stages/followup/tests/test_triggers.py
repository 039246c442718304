"""Callbacks that come by themselves: after events, from segments; and those that go again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.catalogue.models import Category
from huisheng.core.customers.actions import give_consent
from huisheng.core.customers.models import Consent, Customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import (
    Wanted,
    plan_after,
    plan_callback,
    plan_many,
    spare_calls,
    sweep_segments,
)
from huisheng.stages.followup.models import Callback, CallList, Scenario
from huisheng.stages.followup.tests.planned import at, make_caller, make_scenario

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_is_there() -> None:
    make_staff("lin", name="林晓", teams=["cs1"])


def closed(category: str = "complaint_quality", **changes: Any) -> Ticket:
    customer = changes.pop("customer", None) or make_caller(tier=changes.pop("tier", ""))
    ticket = make_ticket(customer=customer, at=at(9), status="closed", closed_at=at(10), **changes)
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code=category))
    return Ticket.objects.select_related("category", "customer__tier", "channel").get(pk=ticket.pk)


def after(ticket: Ticket, kind: str = "ticket_confirmed", reason: str = "closure:1") -> list[str]:
    made = plan_after(kind, ticket.customer, reason=reason, ticket=ticket, by=SYSTEM, at=at(10))
    return [one.scenario.code for one in made]


@pytest.mark.parametrize(
    ("category", "tier", "scenarios"),
    [
        ("complaint_quality", "new", ["complaint"]),
        ("complaint_delay", "core", ["complaint", "relation_core"]),
        ("repair_product", "", ["after_sale"]),
        ("consult", "", []),
        ("praise", "core", []),
    ],
)
def test_the_kind_of_feedback_says_who_is_rung_up(category: str, tier: str, scenarios: list[str]) -> None:
    assert after(closed(category, tier=tier)) == scenarios


def test_an_event_plans_once() -> None:
    ticket = closed()
    after(ticket)
    after(ticket)
    assert Callback.objects.count() == 1
    after(ticket, reason="closure:2")  # closed once more, after it came back
    assert Callback.objects.count() == 2


def test_the_two_promises_after_a_complaint_are_on_two_days() -> None:
    """The result within a day, the relation within a week (requirements S4): two calls, not one after the other."""
    after(closed(tier="core"))
    days = sorted(one.slot_at.date() for one in Callback.objects.all())
    assert (days[1] - days[0]).days >= 1


@pytest.mark.parametrize(
    ("endings", "ending", "planned"),
    [
        ([], "unconfirmed", True),
        ([], "withdrawn", False),
        (["withdrawn"], "withdrawn", True),
        (["withdrawn"], "unconfirmed", False),
        (["spam", "merged"], "spam", False),
        (["spam", "merged"], "merged", False),
    ],
)
def test_only_after_the_endings_it_names_and_never_after_spam_or_a_merge(
    endings: list[str], ending: str, planned: bool
) -> None:
    make_scenario("complaint", event="ticket_closed", endings=endings)
    ticket = closed()
    made = plan_after(
        "ticket_closed", ticket.customer, reason="closed:1", ticket=ticket, ending=ending, by=SYSTEM, at=at(10)
    )
    assert bool(made) is planned


def test_a_condition_that_cannot_be_read_plans_nothing() -> None:
    make_scenario("complaint", selector={"field": "no_such_field", "op": "is", "value": 1})
    assert after(closed()) == []


def test_a_customer_without_a_ticket_meets_scenarios_without_a_condition() -> None:
    made = plan_after("survey_low", make_caller(), reason="survey_low:1", by=SYSTEM, at=at(10))
    assert [one.scenario.code for one in made] == ["low_score"]
    assert made[0].due_at == at(18)


def test_what_comes_back_needs_no_call_about_its_end() -> None:
    ticket = closed()
    after(ticket)
    other = plan_callback("result_check", ticket.customer, reason="silence:1", ticket=ticket, by=SYSTEM, at=at(10))
    assert spare_calls(ticket, by=SYSTEM, at=at(11)) == 1
    assert set(Callback.objects.values_list("scenario__code", "state")) == {
        ("complaint", "cancelled"),
        ("result_check", "planned"),  # of the protocol: that one ends it itself
    }
    assert other is not None


def test_about_a_low_score_somebody_rings_up_also_when_it_is_open_again() -> None:
    ticket = closed()
    assert after(ticket, "survey_low", "survey_low:1") == ["low_score"]
    assert spare_calls(ticket, by=SYSTEM, at=at(11)) == 0
    assert Callback.objects.get().state == "planned"


# -- segments ----------------------------------------------------------------------------------------------------


def agreed(customer: Customer) -> Customer:
    give_consent(customer, purposes=[Consent.Purpose.MARKETING], text_version="1", channel="web", by=customer.party)
    return customer


def idle(days: int, **changes: Any) -> Customer:
    customer = agreed(make_caller(**changes))
    Customer.objects.filter(pk=customer.pk).update(created_at=at(9) - timedelta(days=days))
    return customer


def cared_for() -> set[int]:
    return set(Callback.objects.filter(scenario__code="care").values_list("customer", flat=True))


def test_care_finds_who_spends_much_and_who_was_not_heard_of_for_long() -> None:
    rich, quiet, lively = idle(1, yearly_spend=8000), idle(200), idle(200)
    make_ticket(customer=lively, at=at(9) - timedelta(days=10))
    mute = make_caller(yearly_spend=9000)  # never agreed to such calls
    assert sweep_segments(at=at(9)) == 2
    assert cared_for() == {rich.pk, quiet.pk}
    assert mute.pk not in cared_for()


def test_care_comes_once_a_day_and_rests_between_two_calls() -> None:
    customer = idle(1, yearly_spend=8000)
    assert sweep_segments(at=at(6)) == 0  # not at night
    assert sweep_segments(at=at(9)) == 1
    assert sweep_segments(at=at(9, 1)) == 0
    row = CallList.objects.get()
    assert (row.rows, row.taken) == (1, 1)
    Callback.objects.update(state=Callback.State.DONE)
    assert sweep_segments(at=at(9, day=24)) == 0  # within ninety days
    Callback.objects.update(planned_at=at(9) - timedelta(days=91))
    assert sweep_segments(at=at(9, day=25)) == 1
    assert customer.pk in cared_for()


def test_who_is_going_to_be_rung_up_anyway_is_left_alone() -> None:
    customer = idle(1, yearly_spend=8000)
    plan_callback("trial", customer, reason="list:1", by=SYSTEM, at=at(8))
    assert sweep_segments(at=at(9)) == 0


def test_a_segment_has_its_number_a_day_the_best_first() -> None:
    make_scenario("care", selector={"spend_from": 5000, "most": 1})
    idle(1, yearly_spend=6000)
    best = idle(1, yearly_spend=9000)
    assert sweep_segments(at=at(9)) == 1
    assert cared_for() == {best.pk}


def test_a_segment_that_asks_for_all_of_it_takes_less() -> None:
    make_scenario("care", selector={"spend_from": 5000, "idle_days": 90, "match": "all"})
    idle(1, yearly_spend=6000)
    both = idle(100, yearly_spend=6000)
    idle(100)
    assert sweep_segments(at=at(9)) == 1
    assert cared_for() == {both.pk}


@pytest.mark.parametrize("changes", [{"active": False}, {"selector": {}}])
def test_a_segment_that_is_off_or_says_nothing_finds_nobody(changes: dict[str, Any]) -> None:
    make_scenario("care", **changes)
    idle(100, yearly_spend=6000)
    assert sweep_segments(at=at(9)) == 0


# -- many --------------------------------------------------------------------------------------------------------


def test_many_are_planned_with_few_questions_for_each_hour_and_none_for_each_customer(
    django_assert_max_num_queries: Any,
) -> None:
    scenario = Scenario.objects.get(code="trial")
    few, more = [make_caller() for _each in range(2)], [make_caller() for _each in range(40)]
    plan_many(scenario, [Wanted(one, "list:0") for one in few], by=SYSTEM, at=at(10))
    with django_assert_max_num_queries(40):
        made = plan_many(scenario, [Wanted(one, "list:1", {"batch": "3.2"}) for one in more], by=SYSTEM, at=at(10))
    assert len(made) == 40
    assert {one.facts["batch"] for one in Callback.objects.filter(reason="list:1")} == {"3.2"}
    assert len({(one.slot_at, one.assignee_id) for one in made}) == 40


def test_many_with_the_same_one_twice_is_one() -> None:
    scenario, customer = Scenario.objects.get(code="trial"), make_caller()
    wanted = [Wanted(customer, "list:1"), Wanted(customer, "list:1"), Wanted(make_caller(), "list:1")]
    assert len(plan_many(scenario, wanted, by=SYSTEM, at=at(10))) == 2
    assert plan_many(scenario, wanted, by=SYSTEM, at=at(11)) == []
    assert Callback.objects.count() == 2


def test_many_are_spread_over_people_and_hours() -> None:
    make_staff("qin", teams=["cs1"])
    scenario = Scenario.objects.get(code="trial")
    made = plan_many(scenario, [Wanted(make_caller(), "list:1") for _each in range(30)], by=SYSTEM, at=at(9))
    by_person = {person: sum(one.assignee_id == person for one in made) for person in {one.assignee_id for one in made}}
    assert sorted(by_person.values()) == [15, 15]
    assert len({(one.slot_at, one.assignee_id) for one in made}) == 30
    assert all(one.ring_at and one.ring_at > timezone.localtime(at(9)) for one in made)
