"""The responsibility ledger over a real ticket's own lines."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huisheng.core.accounts.models import Calendar
from huisheng.kit.charges import MINUTE, Charge
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.reopen import reopen
from huisheng.watch.insight.actions import keep_charges
from huisheng.watch.insight.charges.reading import charges_of, spans_of
from huisheng.watch.insight.models import Charged
from huisheng.watch.insight.tests.make import House, Told
from huisheng.watch.insight.tests.requests import make_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def zhao(cast: Cast) -> Told:
    """赵先生 of S0, asked at 10:05 on a Monday; the line itself gave him to Lin."""
    told = House(cast.lin).begin("zhao", hour=10)
    told.at += timedelta(minutes=5)
    return told


def minutes(found: list[Charge]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for one in found:
        sums[one.holder.who] = sums.get(one.holder.who, 0) + one.time / MINUTE
    return sums


def test_the_ledger_of_zhao(cast: Cast, zhao: Told) -> None:
    make_request(zhao.ticket, at=zhao.at, accepted=7, answered=30)
    zhao.at += timedelta(minutes=30)
    zhao.offer(5).answers(50, 5)
    later = zhao.at + timedelta(days=3)
    assert minutes(charges_of(zhao.ticket, now=later)) == {
        "customer": 50,
        "department": 23,
        "unanswered": 7,
        "desk": 10,
    }


def test_a_second_life_goes_on_where_the_first_ended(cast: Cast, zhao: Told) -> None:
    zhao.offer(5).answers(30, 5)
    reopen(zhao.ticket, why="message", by=zhao.ticket.customer.party, at=zhao.later(600))
    zhao.offer(20)
    assert minutes(charges_of(zhao.ticket, now=zhao.later(15))) == {"desk": 10 + 20, "customer": 30 + 15}


def test_the_pool_is_nobodys(cast: Cast, zhao: Told) -> None:
    assign_ticket(zhao.ticket, staff=None, team=cast.cs1, by=cast.chen.party, at=zhao.at)
    assign_ticket(zhao.ticket, staff=cast.lin, team=cast.cs1, by=cast.lin.party, at=zhao.later(12))
    found = charges_of(zhao.ticket, now=zhao.later(3))
    assert minutes(found) == {"queue": 12, "desk": 8}
    assert {one.holder.ident for one in found} == {None, cast.lin.pk}


def test_working_minutes_are_those_of_the_house(cast: Cast, zhao: Told) -> None:
    Calendar.objects.filter(code="office").update(weekly={"0": [["10:00", "10:30"]]}, version=98)
    (desk,) = charges_of(zhao.ticket, now=zhao.ticket.created_at + timedelta(hours=5))
    assert (desk.time, desk.worked) == (timedelta(hours=5), 30)


def test_a_house_without_a_calendar_works_always(cast: Cast, zhao: Told) -> None:
    Calendar.objects.filter(code="office").update(code="renamed")
    (desk,) = charges_of(zhao.ticket, now=zhao.ticket.created_at + timedelta(hours=5))
    assert desk.worked == 300


def test_what_is_known_is_not_asked_again(zhao: Told, django_assert_num_queries: Assert) -> None:
    events = list(zhao.ticket.events.all())
    with django_assert_num_queries(0):
        given = spans_of(zhao.ticket, events=events, requests=[], now=zhao.at)
    with django_assert_num_queries(2):
        assert spans_of(zhao.ticket, now=zhao.at) == given


def test_what_a_closed_ticket_took_is_kept(cast: Cast, zhao: Told) -> None:
    make_request(zhao.ticket, at=zhao.at, accepted=7, answered=30)
    zhao.at += timedelta(minutes=30)
    zhao.offer(5)
    assert keep_charges([zhao.ticket]) == 0
    zhao.answers(50, 5)
    assert keep_charges([zhao.ticket]) == 1
    kept = Charged.objects.get(ticket=zhao.ticket)
    found = [kept.customer_s, kept.department_s, kept.desk_s, kept.queue_s]
    assert found == [50 * 60, 30 * 60, 10 * 60, 0]
    assert sum(found) == 90 * 60


def test_a_second_closing_is_written_over_the_first(cast: Cast, zhao: Told) -> None:
    zhao.offer(5).answers(30, 5)
    keep_charges([zhao.ticket])
    reopen(zhao.ticket, why="message", by=zhao.ticket.customer.party, at=zhao.later(600))
    zhao.offer(20).answers(10, 5)
    keep_charges([zhao.ticket])
    kept = Charged.objects.get(ticket=zhao.ticket)
    assert (kept.desk_s, kept.customer_s, kept.closed_at) == (30 * 60, 40 * 60, zhao.at)


def test_many_cost_as_much_as_one(cast: Cast, django_assert_num_queries: Assert) -> None:
    house = House(cast.lin)
    tickets = [house.begin(str(n), hour=8 + n).offer(5).answers(30, 5).ticket for n in range(3)]
    keep_charges(tickets[:1])
    with django_assert_num_queries(3):
        assert keep_charges(tickets) == 3
    assert Charged.objects.count() == 3
