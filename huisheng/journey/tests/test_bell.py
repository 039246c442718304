"""The bell sleeps until the next alarm, and nothing ends it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from huisheng.journey import bell
from huisheng.journey.bell import BUSY_S, LOOK_S, TROUBLE_S, Bell, ring_all, sleep_until
from huisheng.journey.tests.make import make_received
from huisheng.stages.handling.actions import Words, snooze
from huisheng.stages.handling.models import Held, Snooze
from huisheng.stages.sla.models import Alarm
from huisheng.stages.sla.next_ring import next_ring_at
from huisheng.trips.sending import send_later
from tests.cast import Cast

NOW = datetime.fromisoformat("2026-11-21T10:00:00+08:00")


@pytest.mark.parametrize(
    ("left_s", "sleeps"), [(None, LOOK_S), (3600, LOOK_S), (1.5, LOOK_S), (0.4, 0.4), (0, BUSY_S), (-30, BUSY_S)]
)
def test_it_sleeps_until_the_next_alarm_and_a_second_at_most(left_s: float | None, sleeps: float) -> None:
    next_at = None if left_s is None else NOW + timedelta(seconds=left_s)
    assert sleep_until(next_at, NOW) == pytest.approx(sleeps)


def test_no_sleep_is_longer_than_half_of_what_is_promised() -> None:
    """Requirements A5: two seconds. The other half is for the ringing itself."""
    assert max(LOOK_S, BUSY_S, TROUBLE_S) <= 1


@pytest.mark.django_db
def test_it_knows_the_next_instant(cast: Cast) -> None:
    assert next_ring_at() is None
    ticket = make_received(owner=cast.lin)
    first = Alarm.objects.filter(clock__ticket=ticket).earliest("ring_at")
    assert next_ring_at() == first.ring_at
    Alarm.objects.filter(pk=first.pk).update(silenced_at=NOW)
    assert next_ring_at() != first.ring_at


@pytest.mark.django_db
def test_what_fell_due_while_nobody_worked_rings_at_the_first_look(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    alarms = Alarm.objects.filter(clock__ticket=ticket)
    alarms.update(ring_at=timezone.now() - timedelta(hours=3))
    assert Bell().look() == LOOK_S
    assert not alarms.filter(rung_at=None).exists()


@pytest.mark.django_db
def test_a_storm_rings_out_in_one_look(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "AT_ONCE", 2)
    count = 0
    for _ in range(3):
        ticket = make_received(owner=cast.lin)
        count += Alarm.objects.filter(clock__ticket=ticket).update(ring_at=timezone.now() - timedelta(minutes=1))
    assert count > 4
    assert ring_all() == count


@pytest.mark.parametrize("trouble", [OperationalError("gone"), ValueError("odd")])
def test_trouble_is_slept_over(db: None, monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def fail(**_limits: Any) -> int:
        raise trouble

    monkeypatch.setattr(bell, "ring_due", fail)
    assert Bell().look() == TROUBLE_S


def test_it_stops_when_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    ringing = Bell()

    def look(_bell: Bell) -> float:
        looks.append(1)
        ringing.stopping.set()
        return 60

    monkeypatch.setattr(Bell, "look", look)
    ringing.start()
    ringing.stop()
    assert looks == [1]
    assert not ringing.thread.is_alive()


@pytest.mark.django_db
def test_what_waits_for_its_instant_leaves_and_what_was_put_off_comes_back(cast: Cast) -> None:
    ticket, now = make_received(owner=cast.lin), timezone.now()
    words = Words("reply", {"text": "现在说"})
    send_later(ticket, words, due_at=now + timedelta(hours=1), by=cast.lin.party)
    snooze(ticket, staff=cast.lin, until=now + timedelta(hours=1))
    ring_all()
    assert not ticket.messages.filter(kind="reply").exists()
    Held.objects.update(due_at=timezone.now())
    Snooze.objects.update(until=timezone.now())
    ring_all()
    assert ticket.messages.get(kind="reply").text == "现在说"
    assert ticket.events.filter(kind="ticket_woke").count() == 1


@pytest.mark.django_db
def test_a_step_that_fails_stops_none_of_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make_received(owner=cast.lin)
    Alarm.objects.filter(clock__ticket=ticket).update(ring_at=timezone.now() - timedelta(minutes=1))

    def stumble() -> int:
        raise OverflowError("date value out of range")

    for step in ("release_due", "wake_due", "ask_due", "ring_callbacks"):
        monkeypatch.setattr(bell, step, stumble)
    with pytest.raises(OverflowError):
        ring_all()
    assert not Alarm.objects.filter(clock__ticket=ticket, rung_at=None, ring_at__lte=timezone.now()).exists()
