"""Several people at the same instant, on real connections."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import answer_hand_over, assign_ticket, hand_out_pool, hand_over
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.stages.routing.tests.make import GREEN, RED, make_agent, make_owned, make_pool
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
