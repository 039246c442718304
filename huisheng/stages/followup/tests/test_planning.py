"""Who is rung up for what: planned once, at an hour that suits, with the clocks that belong to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.customers.actions import give_consent
from huisheng.core.customers.models import Consent, Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import next_slot, plan_callback
from huisheng.stages.followup.models import Callback, CallTry, Scenario
from huisheng.stages.followup.tests.planned import SHANGHAI, at, make_callback, make_caller, make_scenario
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import only_policy, promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_is_there() -> None:
    make_staff("lin", name="林晓", teams=["cs1"])


def plan(**changes: Any) -> Callback | None:
    customer = changes.pop("customer", None) or make_caller()
    given = {"reason": "list:1", "by": SYSTEM, "at": at(10), **changes}
    return plan_callback(given.pop("scenario", "trial"), customer, **given)


def test_a_callback_is_planned_with_hour_person_and_promise() -> None:
    callback = make_callback("trial", at=at(18))
    assert callback.slot_at == at(9, day=24)
    assert callback.due_at == at(18, day=26)  # 72 hours
    assert callback.assignee is not None
    assert callback.assignee.username == "lin"
    assert callback.state == Callback.State.PLANNED
    (event,) = Event.objects.filter(customer=callback.customer)
    assert (event.kind, event.ticket) == ("callback_planned", None)
    assert event.payload["callback"] == callback.pk


def test_the_same_reason_is_planned_once() -> None:
    customer = make_caller()
    first, again = plan(customer=customer), plan(customer=customer, at=at(12))
    assert first == again
    assert Event.objects.filter(kind="callback_planned").count() == 1
    assert plan(customer=customer, reason="list:2") != first


def test_a_scenario_that_is_off_or_unknown_rings_nobody_up() -> None:
    make_scenario("trial", active=False)
    assert plan() is None
    assert plan(scenario="no_such_scenario") is None
    assert not Callback.objects.exists()


def test_without_a_phone_nobody_can_be_rung_up() -> None:
    by_mail = make_customer("赵先生", email="zhao@example.com")
    assert plan(customer=by_mail) is None
    make_scenario("trial", medium=Scenario.Medium.CHAT)
    assert plan(customer=by_mail) is not None


def test_offers_are_for_who_agreed_to_hear_them() -> None:
    customer = make_caller()
    assert plan(customer=customer, scenario="care") is None
    give_consent(customer, purposes=[Consent.Purpose.MARKETING], text_version="1", channel="web", by=customer.party)
    assert plan(customer=customer, scenario="care") is not None
    Consent.objects.update(withdrawn_at=timezone.now())
    assert plan(customer=customer, scenario="win_back") is None  # and who changed her mind
    assert plan(customer=customer, scenario="complaint") is not None  # service asks for no consent


def test_who_turned_out_to_be_somebody_else_is_rung_up_as_that() -> None:
    old, real = make_caller(), make_caller()
    old.merged_into = real
    old.save()
    callback = plan(customer=old)
    assert callback is not None
    assert callback.customer == real


def test_it_is_planned_into_the_customers_own_hours() -> None:
    customer = make_caller()
    ticket = make_ticket(customer=customer, at=at(20, day=16))
    for day in (17, 18, 19, 20):
        make_message(ticket, "晚上有空", at=at(20, 30, day=day))
    callback = plan(customer=customer)
    assert callback is not None
    assert callback.slot_at == at(20)


def test_the_customers_zone_counts() -> None:
    callback = plan(customer=make_caller(timezone="America/New_York"))
    assert callback is not None
    assert callback.slot_at == at(22)  # nine in the morning there


def test_two_calls_to_one_customer_are_not_on_one_day() -> None:
    customer = make_caller()
    first = plan(customer=customer)
    other = plan(customer=customer, scenario="new_user", due_at=at(18, day=25))
    assert first is not None
    assert other is not None
    assert first.slot_at.date() != other.slot_at.date()


def test_colleagues_do_not_get_two_at_one_minute() -> None:
    make_staff("qin", teams=["cs1"])
    calls = [make_callback() for _each in range(6)]
    assert len({(one.slot_at, one.assignee_id) for one in calls}) == 6
    assert sorted(one.slot_at for one in calls) == [at(10), at(10), at(10, 10), at(10, 10), at(10, 20), at(10, 20)]


# -- with a ticket -----------------------------------------------------------------------------------------------


def test_the_ticket_bears_the_event_and_the_clock() -> None:
    only_policy(promise("callback", 2, "hour"))
    ticket = make_ticket(customer=make_caller(), at=at(9))
    callback = plan(customer=ticket.customer, ticket=ticket, scenario="complaint")
    assert callback is not None
    clock = Clock.objects.get(ticket=ticket, kind="callback")
    assert (clock.subject, clock.due_at) == (callback.subject, at(12))
    assert callback.due_at == at(12)  # the house promises it earlier than the scenario does
    assert Event.objects.filter(ticket=ticket, kind="callback_planned").exists()


def test_a_ticket_that_is_closed_may_be_asked_about() -> None:
    only_policy(promise("callback", 24, "hour"))
    ticket = make_ticket(customer=make_caller(), at=at(9), status="closed", closed_at=at(9, 30))
    assert plan(customer=ticket.customer, ticket=ticket, scenario="complaint") is not None
    assert Clock.objects.get(ticket=ticket, kind="callback").is_running


def test_without_a_promise_of_the_house_the_callback_minds_its_own_time() -> None:
    only_policy()
    ticket = make_ticket(customer=make_caller(), at=at(9))
    callback = plan(customer=ticket.customer, ticket=ticket, scenario="complaint")
    assert callback is not None
    assert callback.due_at == at(10, day=24)
    assert callback.ring_at == callback.due_at - timedelta(hours=24) / 5


# -- again, and not at all ---------------------------------------------------------------------------------------


def fail(callback: Callback, when: Any) -> None:
    CallTry.objects.create(callback=callback, outcome=CallTry.Outcome.NO_ANSWER, at=when)
    Callback.objects.filter(pk=callback.pk).update(tries=callback.tries + 1)
    callback.refresh_from_db()


def test_the_next_try_is_at_another_part_of_the_day() -> None:
    callback = make_callback("trial")
    fail(callback, at(10, 5))
    assert next_slot(callback, at=at(10, 5)) == at(14)
    fail(callback, at(14, 5))
    assert next_slot(callback, at=at(14, 5)).astimezone(SHANGHAI).hour == 18


def test_an_overdue_one_is_tried_again_all_the_same() -> None:
    callback = make_callback("trial", due_at=at(11))
    fail(callback, at(11, 30))
    assert at(12, 30) <= next_slot(callback, at=at(11, 30)) <= at(12, 30, day=24)


def test_planning_costs_a_fixed_number_of_questions(django_assert_max_num_queries: Any) -> None:
    customer = make_caller()
    make_callback()
    with django_assert_max_num_queries(24):
        make_callback("trial", customer)
    assert Identity.objects.filter(customer=customer).exists()
