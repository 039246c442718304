"""A callback that is about to be late, or is, says so once; where a promise of the house runs, that one speaks."""

import pytest

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import cancel_callback, hang_up, pick_up, ring_callbacks
from huisheng.stages.followup.actions.calling import begin_call
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.planned import at, make_callback, make_caller
from huisheng.stages.sla.tests.make import only_policy, promise

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return list(Event.objects.filter(kind__in=["callback_due_soon", "callback_late"]).values_list("kind", flat=True))


def test_it_is_told_a_fifth_before_it_is_due_and_when_it_is_late() -> None:
    make_staff("lin", teams=["cs1"])
    callback = make_callback("new_user")  # ten o'clock, twenty-four hours
    assert ring_callbacks(at=at(5, 11, day=24)) == 0
    assert ring_callbacks(at=at(5, 12, day=24)) == 1
    assert ring_callbacks(at=at(5, 13, day=24)) == 0
    assert told() == ["callback_due_soon"]
    assert ring_callbacks(at=at(10, day=24)) == 1
    assert told() == ["callback_due_soon", "callback_late"]
    callback.refresh_from_db()
    assert (callback.rung_late_at, callback.ring_at) == (at(10, day=24), None)
    assert ring_callbacks(at=at(11, day=24)) == 0


def test_what_is_not_needed_any_more_is_not_told() -> None:
    callback = make_callback("new_user")
    cancel_callback(callback, why="客户来电了", by=SYSTEM, at=at(11))
    assert ring_callbacks(at=at(12, day=24)) == 0
    assert told() == []
    assert not Callback.objects.exclude(ring_at=None).exists()


def test_the_record_has_its_own_ten_minutes() -> None:
    lin = make_staff("lin", teams=["cs1"])
    callback = begin_call(make_callback("new_user"), staff=lin, at=at(10))
    pick_up(callback, by=lin.party, at=at(10))
    hang_up(callback, by=lin.party, at=at(10, 6))
    assert ring_callbacks(at=at(10, 13)) == 0
    assert ring_callbacks(at=at(10, 14)) == 1
    assert ring_callbacks(at=at(10, 16)) == 1
    late = Event.objects.get(kind="callback_late")
    assert late.payload["kind"] == "callback_record"
    assert told() == ["callback_due_soon", "callback_late"]


@pytest.mark.parametrize("promised", [True, False])
def test_where_the_house_promises_it_the_promise_rings(promised: bool) -> None:
    only_policy(*([promise("callback", 24, "hour")] if promised else []))
    ticket = make_ticket(customer=make_caller(), at=at(9))
    make_callback("complaint", ticket.customer, ticket=ticket)
    assert ring_callbacks(at=at(11, day=24)) == (0 if promised else 1)
    assert told() == ([] if promised else ["callback_late"])
