"""Who hears of words that wait and of tickets that were put off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.journey.tests.make import make_received
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import Words, snooze, wake_due
from huisheng.stages.handling.models import Held, Snooze
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.sending import release_due, send_later
from huisheng.watch.notify.models import Notice
from huisheng.watch.notify.queries import notices_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast: Cast, run_jobs: Run) -> Ticket:
    ticket = make_received(owner=cast.lin)
    run_jobs()
    Notice.objects.all().delete()
    return ticket


def plan(ticket: Ticket, cast: Cast) -> Held:
    words, due_at = Words("reply", {"text": "周一给您回电"}), timezone.now() + HOUR
    return send_later(ticket, words, due_at=due_at, by=cast.lin.party)


def told(staff: Staff) -> set[str]:
    return set(Notice.objects.filter(staff=staff).values_list("code", flat=True))


def test_the_customer_wrote_and_the_planned_answer_is_held_back_with_a_bell(
    cast: Cast, ticket: Ticket, run_jobs: Run
) -> None:
    held = plan(ticket, cast)
    make_message(ticket, "不用回电了")
    run_jobs()
    held.refresh_from_db()
    assert held.stopped_why == "customer_wrote"
    assert told(cast.lin) == {"message_added", "reply_stopped"}
    assert f"{ticket.number} 有一条回复没有发出" in [one.text for one in notices_of(cast.lin).rows]


def test_where_the_house_lets_it_leave_its_writer_is_warned(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    change_setting("desk.hold_back", False, by=SYSTEM)
    held = plan(ticket, cast)
    make_message(ticket, "不用回电了")
    run_jobs()
    held.refresh_from_db()
    assert held.is_waiting
    assert told(cast.lin) == {"message_added", "reply_still_leaves"}


def test_who_has_it_now_hears_that_a_colleagues_words_did_not_leave(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    plan(ticket, cast)
    assign_ticket(ticket, staff=cast.dan, team=cast.cs2, by=SYSTEM)
    run_jobs()
    release_due(at=timezone.now() + HOUR)
    run_jobs()
    assert "reply_stopped" in told(cast.lin) & told(cast.dan)


def test_what_comes_back_at_its_time_rings_once(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    snooze(ticket, staff=cast.lin, until=timezone.now() + HOUR)
    wake_due(at=timezone.now() + HOUR)
    run_jobs()
    assert told(cast.lin) == {"ticket_woke"}


def test_the_customer_wakes_it_and_one_bell_is_enough(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    snooze(ticket, staff=cast.lin, until=None)
    make_message(ticket, "找到了，不用补发")
    run_jobs()
    assert Snooze.objects.get().ended_why == "customer_wrote"
    assert told(cast.lin) == {"message_added"}
