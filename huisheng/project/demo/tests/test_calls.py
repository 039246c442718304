"""The callbacks a visitor finds."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.calls import CALLS, ring_up
from huisheng.project.demo.older_calls import MADE, OLDEST, TALKS, remember_calls
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.followup.models import Became, Callback, CallRecord, CallTry
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localtime().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)


def confirmed(cast: Cast, n: int, at: datetime) -> Ticket:
    """Solved within an hour, and the customer said so."""
    ticket = make_ticket(customer=make_customer(f"客户{n}", phone=f"137000{n:05}"), at=at - timedelta(hours=1))
    assign_ticket(ticket, staff=cast.dan, team=cast.cs1, by=SYSTEM, at=at - timedelta(minutes=50))
    by = cast.dan.party
    offer_solution(
        ticket, measure="补发", timing="明天 18:00 前", responsible="丹青", by=by, at=at - timedelta(minutes=40)
    )
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party, at=at)
    ticket.refresh_from_db()
    return ticket


@pytest.mark.parametrize("hour", [2, 9, 14, 23])
def test_there_are_callbacks_in_every_state_at_any_hour(cast: Cast, hour: int) -> None:
    now = TODAY.replace(hour=hour)
    for n in range(len(CALLS)):
        confirmed(cast, n, now - timedelta(days=2))
    people = {"lin": cast.lin, "chen": cast.chen, "zhou": cast.dan}
    made = ring_up(people, now)
    assert len(made) == len(CALLS)
    states = set(Callback.objects.values_list("state", flat=True))
    assert states >= {"planned", "to_record", "done", "unreached", "cancelled"}
    assert ("talking" in states) == (8 <= hour < 22), "nobody is rung up at night"
    assert set(Became.objects.values_list("kind", flat=True)) == {"praise", "suggestion"}


def test_two_months_of_talks_are_over_and_complete(cast: Cast) -> None:
    now = TODAY.replace(hour=15)
    ended = [confirmed(cast, n, now - timedelta(days=3 + n)) for n in range(0, OLDEST.days, 2)]
    people = {"lin": cast.lin, "chen": cast.chen, "zhou": cast.dan}
    made = remember_calls(people, now)
    assert len(made) == len([one for one in ended if one.closed_at and one.closed_at >= now - OLDEST]) <= MADE
    assert set(Callback.objects.values_list("state", flat=True)) == {"done"}
    assert not CallRecord.objects.filter(complete=False).exists()
    assert {one.words for one in CallRecord.objects.all()} == {words for _stars, words in TALKS}
    assert CallTry.objects.filter(outcome="no_answer").count() == len([n for n in range(len(made)) if n % 7 == 3])
    talks = CallTry.objects.filter(outcome="reached")
    assert max(one.at for one in talks) < now - timedelta(days=1)
    assert all(8 <= timezone.localtime(one.at).hour < 22 for one in talks)


def test_a_young_shop_remembers_none(cast: Cast) -> None:
    confirmed(cast, 1, TODAY - timedelta(days=1))
    assert remember_calls({"lin": cast.lin, "chen": cast.chen, "zhou": cast.dan}, TODAY) == []
