"""What waits in the pools: who gets it, in which order, and that it does not wait for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.actions import change_staff
from huisheng.core.accounts.models import Absence, Presence, Shift, Staff
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import hand_out_pool, hand_out_pools
from huisheng.stages.routing.models import Assignment, Weight
from huisheng.stages.routing.queries import latest_assignment
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_owned, make_pool, make_routed
from huisheng.stages.routing.tests.test_choosing import asking, make_skill
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db


def owner(ticket: Ticket) -> Staff | None:
    return Ticket.objects.get(pk=ticket.pk).assignee


def test_the_sweep_spreads_evenly_red_first(cast: Cast) -> None:
    other = make_agent()
    pool = make_pool([GREEN, GREEN, GREEN, RED])
    assert hand_out_pools() == 4
    assert owner(pool[3]) == cast.lin  # the senior, before anybody had anything
    assert sorted(Ticket.objects.filter(assignee=one).count() for one in (cast.lin, other)) == [2, 2]
    found = latest_assignment(pool[0])
    assert found is not None
    assert {one["why"] for one in found.why["people"]} >= {""}


def test_waiting_work_does_not_starve(cast: Cast) -> None:
    """Chatwoot #10583, #10685: what waited when it came was never assigned. Here each place that frees up takes one."""
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    waiting = [make_routed(GREEN) for _ in range(4)]
    for place in range(3):
        assert owner(waiting[place]) == cast.lin
        Ticket.objects.filter(pk=waiting[place].pk).update(status="closed")
        assert hand_out_pools() == 1
    assert owner(waiting[3]) == cast.lin


def test_light_work_does_not_overtake_a_heavy_piece_for_ever(cast: Cast) -> None:
    Weight.objects.update_or_create(channel=Channel.objects.get(code="phone"), defaults={"units": 3})
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=3)
    held = make_owned(cast.lin)
    (call,) = make_pool([GREEN], channel="phone")
    (light,) = make_pool([GREEN])
    assert hand_out_pool(cast.lin) == []
    assert hand_out_pools() == 0
    Ticket.objects.filter(pk=held.pk).update(status="closed")
    assert hand_out_pool(cast.lin) == [call]
    assert owner(light) is None


def test_the_reserve_is_filled_from_the_pool_with_red_only(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    make_owned(cast.lin)
    green, red, second = make_pool([GREEN, RED, RED])
    assert hand_out_pool(cast.lin) == [red]
    assert (owner(green), owner(second)) == (None, None)


def test_what_wants_a_skill_waits_for_it_but_not_for_ever(cast: Cast) -> None:
    able = make_agent(presence=Presence.OFFLINE)
    asking(make_skill("english", able))
    ticket = make_routed(GREEN)
    assert (hand_out_pool(cast.lin), hand_out_pools()) == ([], 0)
    Assignment.objects.filter(ticket=ticket).update(at=timezone.now() - timedelta(minutes=31))
    assert hand_out_pools() == 1
    assert owner(ticket) == cast.lin


def test_who_has_the_skill_is_not_kept_waiting_by_who_has_not(cast: Cast) -> None:
    able = make_agent(presence=Presence.OFFLINE)
    asking(make_skill("english", able))
    wanted, usual = make_routed(GREEN), make_pool([GREEN.replace("保修", "发票")])[0]
    assert hand_out_pool(cast.lin) == [usual]
    Staff.objects.filter(pk=able.pk).update(presence=Presence.ONLINE)
    assert hand_out_pool(able) == [wanted]


@pytest.mark.parametrize("gone", ["leave", "roster"])
def test_who_is_off_duty_is_handed_nothing_though_online(cast: Cast, gone: str) -> None:
    make_pool([GREEN])
    now, hour = timezone.now(), timedelta(hours=1)
    if gone == "leave":
        Absence.objects.create(staff=cast.lin, since=now - hour, until=now + hour)
    else:
        Staff.objects.filter(pk=cast.lin.pk).update(rostered=True)
    assert (hand_out_pool(cast.lin), hand_out_pools()) == ([], 0)


def test_the_start_of_a_shift_hands_out_what_waits(cast: Cast) -> None:
    (ticket,) = make_pool([GREEN])
    Staff.objects.filter(pk=cast.lin.pk).update(rostered=True)
    assert hand_out_pools() == 0
    Shift.objects.create(staff=cast.lin, since=timezone.now(), until=timezone.now() + timedelta(hours=8))
    assert hand_out_pools() == 1
    assert owner(ticket) == cast.lin


def test_lowering_the_capacity_queues_nothing(cast: Cast) -> None:
    change_staff(cast.lin, capacity=3, by=SYSTEM)
    assert run_waiting_jobs() == 0
