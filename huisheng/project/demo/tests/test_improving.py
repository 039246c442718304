"""The shop's improvements stand in every state, tied to cases of their cause, checked by somebody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.improving import PLANS, improve
from huisheng.project.demo.load import hire
from huisheng.stages.closure.actions import set_finding
from huisheng.stages.closure.models import RootCause
from huisheng.stages.improvement.models import Check, Improvement

pytestmark = pytest.mark.django_db
State = Improvement.State


def find(cause: str, *, days: int) -> None:
    at = timezone.now() - timedelta(days=days)
    ticket = make_ticket("碎了", at=at - timedelta(hours=1))
    set_finding(ticket, cause=RootCause.objects.get(code=cause), words="单层盒", by=SYSTEM, at=at)


def test_every_state_is_there_with_what_is_late_and_what_is_to_be_looked_at() -> None:
    made = improve(hire(), timezone.localtime())
    assert len(made) == len(PLANS)
    states = list(Improvement.objects.values_list("state", flat=True))
    assert {one: states.count(one) for one in State.values} == {
        State.OPEN: 4, State.DONE: 1, State.WORKED: 1, State.FAILED: 1, State.DROPPED: 1,
    }  # fmt: skip
    late = [one.title for one in Improvement.objects.all() if one.is_late(timezone.localdate())]
    assert len(late) == 2  # one to be done, one to be looked at


def test_who_looked_is_not_who_did_it() -> None:
    improve(hire(), timezone.localtime())
    assert {one.worked for one in Check.objects.all()} == {True, False}
    assert not [one for one in Check.objects.select_related("improvement") if one.by_id == one.improvement.owner_id]


def test_each_is_tied_to_cases_of_its_cause_that_were_known_by_then() -> None:
    for days in (1, 53, 54, 55, 61, 62):
        find("packing", days=days)
    improve(hire(), timezone.localtime())
    first, dropped = (Improvement.objects.get(title=plan.title) for plan in PLANS if plan.cause == "packing")
    tied = set(first.tickets.values_list("pk", flat=True))
    assert len(tied) == 3
    assert not tied & set(dropped.tickets.values_list("pk", flat=True)), "each case shows one thing"
    assert not first.tickets.filter(created_at__gt=timezone.now() - timedelta(days=48)).exists()


def test_the_ledger_of_a_case_never_goes_back_in_time() -> None:
    for days in (9, 61, 62, 63):
        find("packing", days=days)
        find("manner", days=days)
    improve(hire(), timezone.localtime())
    for ticket in Event.objects.exclude(ticket=None).values_list("ticket", flat=True).distinct():
        times = list(Event.objects.filter(ticket=ticket).order_by("pk").values_list("at", flat=True))
        assert times == sorted(times)
