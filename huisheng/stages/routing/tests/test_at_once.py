"""Several people at the same instant, on real connections."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import (
    answer_hand_over,
    assign_ticket,
    hand_out_pool,
    hand_out_pools,
    hand_over,
    route_ticket,
)
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_owned, make_pool
from huisheng.stages.triage.tests.make import make_graded
from tests.cast import gather

How = Assignment.How


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs in threads that start together, each in a transaction held until all are done."""
    start, results = Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        try:
            start.wait(10)
            with transaction.atomic():
                results.append(job())
        except Exception as error:  # the test looks at it
            results.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.usefixtures("transactional_db")
def test_two_hand_outs_at_once_never_give_one_ticket_twice() -> None:
    cast = gather()
    other = make_agent()
    pool = make_pool([GREEN, RED, GREEN, RED, GREEN, RED])
    at_once(lambda: hand_out_pool(cast.lin), lambda: hand_out_pool(other), lambda: hand_out_pool(cast.lin))
    for ticket in pool:
        ticket.refresh_from_db()
        assert Assignment.objects.filter(ticket=ticket, how=How.FREED).count() == 1
        assert ticket.assignee in (cast.lin, other)


@pytest.mark.usefixtures("transactional_db")
def test_two_who_take_at_once_are_one_owner_and_one_who_is_told() -> None:
    cast = gather()
    other = make_agent()
    (ticket,) = make_pool([GREEN])

    def take(staff: Staff) -> Callable[[], object]:
        return lambda: assign_ticket(Ticket.objects.get(pk=ticket.pk), staff=staff, how=How.TOOK, by=staff.party)

    results = at_once(take(cast.lin), take(other))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyTaken", "Assignment"]


@pytest.mark.usefixtures("transactional_db")
def test_two_answers_at_once_move_it_once() -> None:
    cast = gather()
    asked = hand_over(make_owned(cast.lin), to=cast.dan, note="", by=cast.lin.party)

    def accept() -> object:
        return answer_hand_over(HandOver.objects.get(pk=asked.pk), accept=True, by=cast.dan.party)

    results = at_once(accept, accept)
    assert sorted(type(result).__name__ for result in results) == ["HandOver", "HandOverAnswered"]
    assert Assignment.objects.filter(how=How.HAND_OVER).count() == 1


@pytest.mark.usefixtures("transactional_db")
def test_two_tickets_in_the_same_instant_never_both_take_the_last_place() -> None:
    cast = gather()
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    change_setting("routing.reserve", 0, by=SYSTEM)
    first, second = make_graded(GREEN), make_graded(GREEN)

    def route(ticket: Ticket) -> Callable[[], object]:
        return lambda: route_ticket(Ticket.objects.select_related("customer").get(pk=ticket.pk), by=SYSTEM)

    results = at_once(route(first), route(second))
    assert [type(one).__name__ for one in results] == ["Assignment", "Assignment"]
    owners = [Ticket.objects.get(pk=one.pk).assignee for one in (first, second)]
    assert sorted(owners, key=lambda one: one is None) == [cast.lin, None]


@pytest.mark.usefixtures("transactional_db")
def test_many_at_once_are_spread_and_none_is_lost() -> None:
    cast = gather()
    other = make_agent()
    tickets = [make_graded(GREEN) for _ in range(6)]

    def route(ticket: Ticket) -> Callable[[], object]:
        return lambda: route_ticket(Ticket.objects.select_related("customer").get(pk=ticket.pk), by=SYSTEM)

    at_once(*(route(ticket) for ticket in tickets))
    counts = [Ticket.objects.filter(assignee=one).count() for one in (cast.lin, other)]
    assert counts == [3, 3]


@pytest.mark.usefixtures("transactional_db")
def test_two_sweeps_at_once_hand_out_each_ticket_once() -> None:
    cast = gather()
    other = make_agent()
    pool = make_pool([GREEN, RED, GREEN, RED])
    at_once(hand_out_pools, hand_out_pools, lambda: hand_out_pool(cast.lin))
    for ticket in pool:
        assert Assignment.objects.filter(ticket=ticket, assignee__in=(cast.lin, other)).count() <= 1
    hand_out_pools()
    assert not Ticket.objects.filter(assignee=None).exists()
