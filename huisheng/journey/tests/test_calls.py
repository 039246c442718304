"""Calls about the result change hands with the ticket, and one that waits on the list rings nobody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.journey.models import Reaction
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import free_callbacks, plan_callback
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import make_callback
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


@pytest.fixture
def checked(cast: Cast) -> Callback:
    """林晓 handles it, 陈蔚 rings up."""
    ticket = make_ticket(customer=cast.liu)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    call = plan_callback("result_check", cast.liu, reason="test", ticket=ticket, by=SYSTEM)
    assert call is not None
    Callback.objects.filter(pk=call.pk).update(assignee=cast.chen)
    return Callback.objects.get(pk=call.pk)


def give(call: Callback, staff: Staff, run_jobs: Run) -> None:
    ticket = Ticket.objects.get(pk=call.ticket_id or 0)
    assign_ticket(ticket, staff=staff, team=None, by=SYSTEM)
    run_jobs()
    call.refresh_from_db()


def test_who_gets_the_ticket_loses_the_call_about_its_result(cast: Cast, checked: Callback, run_jobs: Run) -> None:
    give(checked, cast.dan, run_jobs)
    assert checked.assignee == cast.chen, "it is not about her"
    give(checked, cast.chen, run_jobs)
    assert checked.assignee not in (cast.chen, cast.lin)
    assert not checked.by_handler


def test_where_nobody_else_is_there_the_call_stays_and_is_marked(cast: Cast, checked: Callback, run_jobs: Run) -> None:
    Staff.objects.exclude(pk=cast.chen.pk).update(is_active=False)
    give(checked, cast.chen, run_jobs)
    assert (checked.assignee, checked.by_handler) == (cast.chen, True)


def test_a_call_that_goes_back_to_the_list_rings_nobody(cast: Cast, run_jobs: Run) -> None:
    call = make_callback(cast.liu, team=cast.cs1, assignee=cast.chen)
    Staff.objects.update(is_active=False)
    assert free_callbacks(at=timezone.now() + timedelta(minutes=1)) == 1
    run_jobs()
    call.refresh_from_db()
    assert (call.assignee, call.team) == (None, cast.cs1)
    assert Reaction.objects.filter(event__kind="callback_passed_on", error="").exists()
    assert not Reaction.objects.exclude(error="").exists()
