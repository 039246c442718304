"""Several bells at once, and a bell while somebody answers."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import meet, ring_due, start_clocks
from huisheng.stages.sla.models import Alarm
from huisheng.stages.sla.tests.make import TEN, after, clock_of, events_of, make_ticket, only_policy, promise

pytestmark = pytest.mark.usefixtures("transactional_db")


def in_threads(*jobs: Callable[[], object]) -> None:
    """Run the jobs at once, each on a connection of its own."""
    start = Barrier(len(jobs))
    faults: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait(10)
            job()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults, faults
    assert not any(thread.is_alive() for thread in threads)


def make_started(count: int = 1) -> list[Ticket]:
    only_policy(promise(warn=[{"percent": 50, "tell": ["assignee"]}]))
    tickets = [make_ticket() for _ in range(count)]
    for ticket in tickets:
        start_clocks(ticket, by=SYSTEM, at=TEN)
    return tickets


def test_bells_that_ring_at_once_ring_each_alarm_exactly_once() -> None:
    make_started(12)
    rung: list[int] = []
    in_threads(*[lambda: rung.append(ring_due(now=after(20))) for _ in range(4)])
    rest = ring_due(now=after(20))
    assert sum(rung) + rest == 24
    assert Event.objects.filter(kind="clock_warned").count() == 12
    assert Event.objects.filter(kind="clock_breached").count() == 12
    alarms = list(Event.objects.filter(kind__startswith="clock_").exclude(kind="clock_started"))
    assert len({event.payload["alarm"] for event in alarms}) == 24
    assert not Alarm.objects.filter(rung_at=None).exists()


def test_the_bell_passes_over_a_ticket_that_somebody_is_changing() -> None:
    (ticket,) = make_started()
    rung: list[int] = []
    with transaction.atomic():
        lock_ticket(ticket)
        in_threads(lambda: rung.append(ring_due(now=after(20))))
        meet(ticket, "first_response", at=after(10), by=SYSTEM)
    assert rung == [0]
    assert ring_due(now=after(20)) == 0
    assert events_of(ticket, "clock_breached") == []
    assert clock_of(ticket).state == "met"


def test_answers_and_bells_at_once_never_stand_in_each_others_way() -> None:
    tickets = make_started(8)

    def answer() -> None:
        for ticket in tickets:
            with transaction.atomic():
                meet(lock_ticket(ticket), "first_response", at=after(10), by=SYSTEM)

    def bells() -> None:
        for _ in range(6):
            ring_due(now=after(20), limit=5)

    in_threads(answer, bells, bells)
    ring_due(now=after(20))
    for ticket in tickets:
        assert clock_of(ticket).met_at == after(10)
        assert len(events_of(ticket, "clock_breached")) <= 1
    assert not Alarm.objects.filter(rung_at=None, silenced_at=None).exists()
