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
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.routing.actions import assign_ticket
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


def test_a_call_of_the_old_one_is_planned_anew_on_the_new_one(cast: Cast, asking: Asking, into: Ticket) -> None:
    call = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    ask_due(at=call.at)
    first = plan_call(call, at=call.at)
    old = merged(asking, into, cast)
    forget_calls(old, why="已并入另一张单", at=call.at)
    assert asking.next_at
    ask_due(at=asking.next_at)
    again = Try.objects.select_related("asking__ticket").get(asking=asking, result="due")
    second = plan_call(again, at=again.at)
    assert first
    assert second
    assert (second.ticket, second.pk != first.pk) == (into, True)


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
