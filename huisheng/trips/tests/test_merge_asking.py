"""An offer that goes along is asked about where the answer is awaited; taken back, it is asked about as before."""

from datetime import timedelta

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_silent, end_asking
from huisheng.stages.closure.models import Asking, Closure, Try
from huisheng.stages.closure.queries import running_asking
from huisheng.stages.closure.tests.make import HOUR, MONDAY, make_asking, make_every_try, make_offered
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import make_callback
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_given
from huisheng.stages.sla.calendars import house_calendar
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.trips.asking import ask_due, forget_calls, plan_call
from huisheng.trips.merge import merge, undo_merge
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(cast: Cast) -> Asking:
    return make_asking(make_offered(cast.lin))


@pytest.fixture
def into(cast: Cast, asking: Asking) -> Ticket:
    """Of before, and answered."""
    other = make_ticket(customer=asking.ticket.customer, at=MONDAY - 2 * HOUR)
    assign_ticket(other, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    send_reply(other, text="我们在查。", by=cast.lin.party, at=MONDAY - HOUR)
    return other


def merged(asking: Asking, into: Ticket, cast: Cast) -> Ticket:
    old = asking.ticket
    merge(old, into=into, reason="同一件事", by=cast.lin.party)
    into.refresh_from_db()
    asking.refresh_from_db()
    return old


def test_it_goes_on_to_its_end_where_it_went(cast: Cast, asking: Asking, into: Ticket) -> None:
    old = merged(asking, into, cast)
    assert (running_asking(into), running_asking(old)) == (asking, None)
    assert (into.status, asking.next_at is None) == (Status.AWAITING_CONFIRMATION, False)
    last = make_every_try(Asking.objects.select_related("ticket").get(pk=asking.pk), cast.chen)
    close_silent(into, by=SYSTEM, at=last + timedelta(hours=49))
    assert Closure.objects.get(ticket=into).kind == Closure.Kind.UNCONFIRMED


def test_its_planned_call_and_the_clock_go_along_but_not_to_who_handles_it_there(
    cast: Cast, asking: Asking, into: Ticket
) -> None:
    call = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    ask_due(at=call.at)
    planned = plan_call(call, at=call.at)
    assert planned
    Callback.objects.filter(pk=planned.pk).update(assignee=cast.chen)
    assign_ticket(into, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    start_given(
        asking.ticket, kind=ClockKind.CALLBACK, subject=planned.subject, calendar=house_calendar(),
        due=planned.due_at, by=SYSTEM, at=call.at,
    )  # fmt: skip
    old = merged(asking, into, cast)
    planned.refresh_from_db()
    assert (planned.ticket, planned.state) == (into, Callback.State.PLANNED)
    assert planned.assignee not in (cast.chen, cast.lin), "neither who handles it now nor who offered"
    assert forget_calls(old, why="已并入另一张单", at=call.at) == 0, "it is not the closed one's any more"
    clock = Clock.objects.get(subject=planned.subject)
    assert clock.ticket == into
    forget_calls(into, why="客户回信了", at=call.at)
    clock.refresh_from_db()
    assert clock.stopped_at, "the clock ends with the call"


def test_what_is_said_in_a_call_under_way_counts_where_it_went(cast: Cast, asking: Asking, into: Ticket) -> None:
    talk = make_callback(into.customer, ticket=asking.ticket, assignee=cast.chen, state=Callback.State.TALKING)
    old = merged(asking, into, cast)
    talk.refresh_from_db()
    assert (talk.ticket, talk.assignee) == (into, cast.chen)
    undo_merge(old, by=cast.lin.party)
    talk.refresh_from_db()
    assert talk.ticket == old


@pytest.mark.parametrize("ended", [False, True])
def test_taken_back_it_goes_on_where_it_was(cast: Cast, asking: Asking, into: Ticket, ended: bool) -> None:
    """Also where the one it went into ended what was asked meanwhile."""
    old = merged(asking, into, cast)
    Try.objects.filter(asking=asking, result="due").delete()
    Asking.objects.filter(pk=asking.pk).update(next_at=None)
    if ended:
        end_asking(into, Asking.State.ENDED, at=asking.asked_at)
    undo_merge(old, by=cast.lin.party)
    asking = Asking.objects.get(pk=asking.pk)
    assert (asking.ticket, asking.state, asking.ended_at) == (old, Asking.State.WAITING, None)
    assert asking.next_at is not None
    assert Try.objects.filter(asking=asking, result="due").exists()
    assert running_asking(into) is None
