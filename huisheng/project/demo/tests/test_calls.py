"""The callbacks a visitor finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.calls import CALLS, ring_up
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.followup.models import Became, Callback
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_there_are_callbacks_in_every_state(cast: Cast) -> None:
    now = timezone.now()
    for n in range(len(CALLS)):
        ticket = make_ticket(customer=make_customer(f"客户{n}", phone=f"1370000{n:04}"), at=now - timedelta(days=3))
        assign_ticket(ticket, staff=cast.dan, team=cast.cs1, by=SYSTEM)
        offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="丹青", by=cast.dan.party)
        answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party, at=now - timedelta(days=2))
    people = {"lin": cast.lin, "chen": cast.chen, "zhou": cast.dan}
    made = ring_up(people, now)
    assert len(made) == len(CALLS)
    states = set(Callback.objects.values_list("state", flat=True))
    assert states >= {"planned", "to_record", "done", "unreached", "cancelled", "talking"}
    assert set(Became.objects.values_list("kind", flat=True)) == {"praise", "suggestion"}
