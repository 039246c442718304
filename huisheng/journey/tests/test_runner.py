from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import AdminShutdown, CannotConnectNow, DeadlockDetected, QueryCanceled
from psycopg_pool import PoolTimeout

from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.channels.tests.make import make_inbound, make_letter
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.journey import runner
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import REACTIONS
from huisheng.journey.runner import MAX_TRIES, WAIT_S, react, sweep, unanswered_events
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


class Trouble(Exception):
    pass


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`message_added` has three effects for once: the second one breaks. Returns what ran."""
    ran: list[str] = []

    def first(event: Event) -> None:
        """Runs."""
        ran.append("first")

    def broken(event: Event) -> None:
        """Writes something, then breaks."""
        ran.append("broken")
        make_message(event.ticket, "写了一半", kind=Message.Kind.NOTE, by=SYSTEM)  # type: ignore[arg-type]
        raise Trouble("no paper")

    def last(event: Event) -> None:
        """Runs too."""
        ran.append("last")

    monkeypatch.setitem(REACTIONS, "message_added", (first, broken, last))
    return ran


@pytest.fixture
def event(effects: list[str]) -> Event:
    ticket = make_ticket()
    make_message(ticket)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return ticket.events.get(kind="message_added")


def waiting_jobs() -> list[float]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs"
            " WHERE status = 'todo' AND task_name = 'react' ORDER BY id"
        )
        return [float(seconds or 0) for (seconds,) in cursor.fetchall()]


def test_a_broken_effect_does_not_stop_the_others(event: Event, effects: list[str]) -> None:
    react(event.pk)
    assert effects == ["first", "broken", "last"]
    done = dict(Reaction.objects.filter(event=event).values_list("effect", "done_at"))
    assert done["first"]
    assert done["last"]
    assert done["broken"] is None


def test_what_a_broken_effect_wrote_is_gone(event: Event) -> None:
    react(event.pk)
    assert not Message.objects.filter(kind=Message.Kind.NOTE).exists()
    reaction = Reaction.objects.get(effect="broken")
    assert (reaction.tries, reaction.error) == (1, "Trouble: no paper")


def test_only_the_broken_one_is_tried_again_and_later(event: Event, effects: list[str]) -> None:
    react(event.pk)
    [wait] = waiting_jobs()
    assert 0 < wait <= WAIT_S[0] + 1
    react(event.pk)
    assert effects == ["first", "broken", "last", "broken"]
    assert max(waiting_jobs()) > WAIT_S[0] + 1


def test_it_gives_up_after_five_tries_and_keeps_the_reason(event: Event, effects: list[str]) -> None:
    for _time in range(MAX_TRIES + 2):
        react(event.pk)
    assert effects.count("broken") == MAX_TRIES == 5
    assert len(waiting_jobs()) == MAX_TRIES - 1
    assert Reaction.objects.get(effect="broken").error == "Trouble: no paper"


@pytest.mark.parametrize(
    ("cause", "is_away"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (PoolTimeout("couldn't get a connection after 5.00 sec"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (AdminShutdown("terminating connection"), True),
        (CannotConnectNow("the database system is starting up"), True),
        (DeadlockDetected("deadlock detected"), False),
        (QueryCanceled("canceling statement due to statement timeout"), False),
    ],
)
def test_a_database_that_went_away_is_no_failed_try(
    event: Event, monkeypatch: pytest.MonkeyPatch, cause: Exception, is_away: bool
) -> None:
    """Five restarts of the database in five minutes must not cost anybody a receipt."""

    def away(event: Event) -> None:
        """Finds nobody there."""
        raise OperationalError from cause

    monkeypatch.setitem(REACTIONS, "message_added", (away,))
    for _time in range(MAX_TRIES + 1):
        with pytest.raises(OperationalError) if is_away else nullcontext():
            react(event.pk)
    assert [reaction.tries for reaction in Reaction.objects.all()] == ([] if is_away else [MAX_TRIES])


def test_a_mended_effect_is_done(event: Event, effects: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    react(event.pk)

    def broken(event: Event) -> None:
        """Mended."""
        effects.append("mended")

    monkeypatch.setitem(REACTIONS, "message_added", (broken,))
    react(event.pk)
    reaction = Reaction.objects.get(effect="broken")
    assert reaction.done_at is not None
    assert reaction.error == ""
    react(event.pk)
    assert effects.count("mended") == 1


def test_done_and_its_effect_are_one_change(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies after the effect and before the mark: neither is there, and the next run does both."""

    def writes(event: Event) -> None:
        """Writes."""
        make_message(event.ticket, "收到", kind=Message.Kind.RECEIPT, by=SYSTEM)  # type: ignore[arg-type]

    monkeypatch.setitem(REACTIONS, "message_added", (writes,))
    with transaction.atomic():
        assert runner.run_effect(event, writes) == 0
        transaction.set_rollback(True)
    assert not Reaction.objects.exists()
    assert not Message.objects.filter(kind=Message.Kind.RECEIPT).exists()
    react(event.pk)
    react(event.pk)
    assert Message.objects.filter(kind=Message.Kind.RECEIPT).count() == 1


def test_the_sweep_receives_what_a_crash_left_lying(cast: Cast) -> None:
    """The form stored the item, then the process died before it became a ticket."""
    lost, fresh = make_inbound("漏发了配件"), make_inbound("还在路上")
    Inbound.objects.filter(pk=lost.pk).update(received_at=timezone.now() - timedelta(minutes=2))
    sweep(0)
    sweep(0)
    ticket = Ticket.objects.get()
    assert ticket.messages.get(kind="customer").inbound == lost
    assert ticket.grade is not None
    assert ticket.team is not None
    fresh.refresh_from_db()
    assert fresh.state == Inbound.State.WAITING


def test_the_sweep_sets_aside_what_nobody_can_accept(cast: Cast) -> None:
    empty, good = make_inbound("  "), make_inbound("漏发了配件")
    Inbound.objects.update(received_at=timezone.now() - timedelta(minutes=2))
    sweep(0)
    empty.refresh_from_db()
    good.refresh_from_db()
    assert (empty.state, good.state) == (Inbound.State.REFUSED, Inbound.State.ACCEPTED)
    assert empty.reason


@pytest.mark.parametrize(("age", "state"), [(timedelta(minutes=5), "waiting"), (timedelta(days=2), "refused")])
def test_an_item_that_breaks_us_is_set_aside_after_a_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, age: timedelta, state: str
) -> None:
    def break_down(inbound: Inbound) -> None:
        raise Trouble

    monkeypatch.setattr(runner, "receive_item", break_down)
    inbound = make_inbound()
    Inbound.objects.update(received_at=timezone.now() - age)
    sweep(0)
    inbound.refresh_from_db()
    assert inbound.state == state


def test_the_sweep_sends_letters_whose_job_was_lost() -> None:
    letter = make_letter(next_try_at=timezone.now() - timedelta(minutes=5))
    sweep(0)
    letter.refresh_from_db()
    assert letter.state == Outbound.State.SENT


def test_the_sweep_answers_events_that_nobody_answered(cast: Cast, run_jobs: Run) -> None:
    ticket = make_ticket()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert unanswered_events() == []
    Event.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert unanswered_events() == [ticket.events.get().pk]
    sweep(0)
    run_jobs()
    assert ticket.messages.filter(kind=Message.Kind.RECEIPT).count() == 1
    assert unanswered_events() == []


def test_the_sweep_does_not_pile_up_work_while_the_queue_is_busy() -> None:
    make_ticket()
    Event.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert unanswered_events() == []


def test_a_letter_leaves_by_its_job(run_jobs: Run) -> None:
    letter = make_letter()
    assert run_jobs() == 1
    letter.refresh_from_db()
    assert letter.state == Outbound.State.SENT


def test_a_broken_step_of_the_sweep_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise Trouble("no paper")

    letter = make_letter(next_try_at=timezone.now() - timedelta(minutes=5))
    monkeypatch.setattr(runner, "receive_left_lying", broken)
    sweep(0)
    assert Outbound.objects.get(pk=letter.pk).state == Outbound.State.SENT
