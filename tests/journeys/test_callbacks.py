"""Callbacks from planning to praise, under virtual time: asked by somebody else, missed, reached, recorded; and one late."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import (
    begin_call,
    complete_record,
    hang_up,
    note_no_answer,
    pick_up,
    plan_callback,
    ring_callbacks,
    said_opening,
    save_record,
)
from huisheng.stages.followup.errors import NotByHandler
from huisheng.stages.followup.habits import zone_of
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import callback_clocks, outcomes
from huisheng.stages.followup.windows import may_ring, part_of
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Clock
from huisheng.trips.convert import to_praise
from huisheng.trips.finish_callback import finish_callback
from huisheng.watch.notify.models import Notice
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import answer, desk, give, move, see

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


def confirmed(cast: Cast) -> Ticket:
    """Lin solved it, and Liu said yes."""
    customer, ticket = give("收到的花瓶碎了，很失望", phone=LIU_PHONE, name="刘女士", order_number="1023")
    move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    move(desk(cast.lin), ticket, "solution", measure="补发新的", timing="明天 18:00 前", responsible="林晓")
    return answer(customer, ticket, solved="yes", stars="4")


def test_a_result_is_asked_by_who_did_not_handle_it_until_praise_reaches_who_did(cast: Cast, run_jobs: Run) -> None:
    callback_clocks()
    ticket = confirmed(cast)
    Callback.objects.filter(ticket=ticket).delete()  # whatever the events planned: this one is told step by step
    callback = plan_callback("complaint", ticket.customer, reason="closure:1", ticket=ticket, by=SYSTEM)
    assert callback is not None
    zone, first = zone_of(ticket.customer), callback.slot_at
    assert may_ring(first, zone)
    assert (callback.not_by, callback.by_handler) == (cast.lin, False)
    with pytest.raises(NotByHandler):
        begin_call(callback, staff=cast.lin, at=first)

    begin_call(callback, staff=cast.chen, at=first)
    note_no_answer(callback, by=cast.chen.party, at=first + timedelta(seconds=40))
    second = callback.slot_at
    assert (callback.state, callback.assignee) == (Callback.State.PLANNED, cast.chen)
    assert may_ring(second, zone)
    assert part_of(second.astimezone(zone).hour) != part_of(first.astimezone(zone).hour), "another part of the day"

    begin_call(callback, staff=cast.chen, at=second)
    pick_up(callback, by=cast.chen.party, at=second + timedelta(seconds=10))
    tried = said_opening(callback, by=cast.chen.party, at=second + timedelta(seconds=23))
    over = second + timedelta(minutes=5)
    hang_up(callback, by=cast.chen.party, at=over)
    assert (tried.opening_s, outcomes(callback)) == (13, ["no_answer", "reached"])
    assert Clock.objects.get(ticket=ticket, kind="callback").met_at == over
    record = Clock.objects.get(ticket=ticket, kind="callback_record")
    assert record.due_at == over + timedelta(minutes=10)

    answers = {"accepted": "yes", "mood": "不生气了", "satisfied": 5, "better": "包得再厚一点"}
    said = {"answers": answers, "problem": "none", "solved": True, "nothing_follows": True, "words": "林晓很耐心，谢谢"}
    save_record(callback, said, by=cast.chen.party)
    ring_due(now=record.due_at - timedelta(minutes=2))
    finish_callback(callback, by=cast.chen.party, at=over + timedelta(minutes=8))
    ring_due(now=record.due_at + timedelta(hours=1))
    record.refresh_from_db()
    assert (record.met_at, record.breached_at) == (over + timedelta(minutes=8), None)
    assert Event.objects.get(kind="callback_recorded").payload["late"] is False
    assert not Event.objects.filter(kind="clock_breached").exists()

    praise = to_praise(callback, by=cast.chen.party)
    run_jobs()
    assert list(praise.people.all()) == [cast.lin]
    assert Notice.objects.filter(staff=cast.lin, key__startswith="praise").exists()
    page = see(desk(cast.lin), f"/desk/tickets/{ticket.number}/")
    assert "投诉满意度" in page
    assert "林晓很耐心，谢谢" in page


def test_a_new_customer_without_a_matter_and_a_record_that_comes_late(cast: Cast, run_jobs: Run) -> None:
    callback = plan_callback("new_user", cast.zhao, reason="list:1", by=SYSTEM)
    assert callback is not None
    begin_call(callback, staff=cast.lin, at=callback.slot_at)
    over = callback.slot_at + timedelta(minutes=4)
    hang_up(callback, by=cast.lin.party, at=over)
    ring_callbacks(at=over + timedelta(minutes=8))
    assert [one.payload["kind"] for one in Event.objects.filter(kind="callback_due_soon")] == ["callback_record"]
    ring_callbacks(at=over + timedelta(minutes=10, seconds=1))
    ring_callbacks(at=over + timedelta(minutes=11))
    assert Event.objects.filter(kind="callback_late", customer=cast.zhao).count() == 1, "once"
    answers = {"checked": "yes", "stuck": "付款那一步", "why": "hard", "hope": "记账"}
    save_record(
        callback, {"answers": answers, "problem": "none", "stars": 4, "nothing_follows": True}, by=cast.lin.party
    )
    complete_record(callback, by=cast.lin.party, at=over + timedelta(minutes=12))
    recorded = Event.objects.get(kind="callback_recorded")
    assert (recorded.ticket, recorded.customer, recorded.payload["late"]) == (None, cast.zhao, True)
    run_jobs()
    assert Notice.objects.filter(staff=cast.lin, code="callback_late").count() == 1
    assert Callback.objects.get().state == Callback.State.DONE


def test_not_solved_on_the_phone_goes_back_to_its_owner_with_time_and_person(cast: Cast, run_jobs: Run) -> None:
    ticket = confirmed(cast)
    run_jobs()
    Callback.objects.filter(ticket=ticket).delete()
    callback = plan_callback("complaint", ticket.customer, reason="closure:1", ticket=ticket, by=SYSTEM)
    assert callback is not None
    begin_call(callback, staff=cast.chen, at=callback.slot_at)
    over = callback.slot_at + timedelta(minutes=6)
    hang_up(callback, by=cast.chen.party, at=over)
    answers = {"accepted": "no", "mood": "又碎了", "satisfied": 2, "better": "换包装"}
    said = {"answers": answers, "problem": "none", "solved": False, "follow_up": "技术核实包装", "words": "又碎了一个"}
    save_record(callback, {**said, "follow_up_by": over + timedelta(days=2)}, by=cast.chen.party)
    finish_callback(callback, by=cast.chen.party, at=over + timedelta(minutes=3))
    run_jobs()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("open", cast.lin)
    promise = Clock.objects.get(ticket=ticket, kind="promise_to_customer")
    assert promise.due_at == over + timedelta(days=2)
    assert Notice.objects.filter(ticket=ticket, staff=cast.lin, code="callback_unsolved").count() == 1
    ring_due(now=promise.due_at)
    assert Event.objects.filter(ticket=ticket, kind="clock_breached", payload__clock=promise.pk).exists()
