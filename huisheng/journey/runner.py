"""The jobs that move tickets forward, as the queue knows them. Each may run twice without a second effect."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huisheng.core.accounts.actions.calendars import FOLLOW_TASK
from huisheng.core.accounts.actions.skills import HAND_OUT_TASK
from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked
from huisheng.core.base.queue import enqueue
from huisheng.core.channels.actions import SEND_TASK, mark_refused
from huisheng.core.channels.connectors.email.actions import RECEIVE_TASK
from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.channels.post import letters_due
from huisheng.core.tickets.actions import REACT_TASK
from huisheng.core.tickets.heard import because, ears
from huisheng.core.tickets.kinds import REACTING
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.undelivered import send_or_tell
from huisheng.journey import kindness
from huisheng.journey.away import is_database_away
from huisheng.journey.bell import ring_all
from huisheng.journey.improving import tell_of_improvements
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import Effect, effects_of
from huisheng.journey.route import receive_item
from huisheng.journey.winning_back import tell_of_winbacks
from huisheng.journey.wishes import hand_over_suggestions
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.stages.followup.actions import TAKE_TASK, forget_lists, free_callbacks, sweep_segments, take_list
from huisheng.stages.handling.actions import forget_old_drafts
from huisheng.stages.ideas import actions as ideas
from huisheng.stages.ideas.actions import TELL_TASK
from huisheng.stages.praise.actions import SHARE_TASK
from huisheng.stages.routing.actions import free_desks, hand_out_pool, hand_out_pools
from huisheng.stages.sla.actions import follow_calendar
from huisheng.stages.winback.actions import sweep_lost
from huisheng.trips.come_online import note_who_is_away
from huisheng.trips.leave import see_off
from huisheng.watch.automation.actions import sweep_rules
from huisheng.watch.dossier.actions import TYPESET_TASK, make_file
from huisheng.watch.insight.actions import keep_target_months, send_stuck_list, tell_of_review, tell_of_tracks
from huisheng.watch.notify.actions import ROBOT_TASK, robots_left_lying
from huisheng.watch.notify.actions import send_to_robot as send_messages
from huisheng.watch.opinions.actions import tell_of_opinions
from huisheng.watch.warmth.actions import weigh_waiting

WAIT_S = (10, 60, 300, 1800)  # between the five tries of one effect
MAX_TRIES = len(WAIT_S) + 1
BELL = "bell"  # the queue of what comes round every few seconds; its finished jobs are swept away
LEFT_LYING = timedelta(minutes=1)
HOPELESS = timedelta(days=1)  # an item that breaks us this long is set aside, visibly
UNANSWERED = timedelta(minutes=2)
LOOK_BACK = 20_000  # events: how far the sweep looks for reactions that nobody began
AT_ONCE = 100
AFTER_TROUBLE = RetryStrategy(max_attempts=30, linear_wait=3)  # a database that goes away, for 20 minutes in all

LOADED = ("customer", "ticket__customer", "ticket__channel", "ticket__assignee", "ticket__team")
TAKE_MARK = """
    INSERT INTO journey_reaction (event_id, effect, done_at, tries, error) VALUES (%s, %s, %s, 0, '')
    ON CONFLICT (event_id, effect) DO NOTHING
"""

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger("huisheng.journey")


def with_fresh_connection(job: Callable[P, R]) -> Callable[P, R]:
    """Worker threads live long: give the connection back to the pool after each job, and never begin on a dead one."""

    @wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:  # called within a transaction, as tests do: the connection is not ours
            return job(*args, **kwargs)
        close_old_connections()
        try:
            return job(*args, **kwargs)
        finally:
            close_old_connections()

    return run


_EVENT: Asked[Event] = Asked(lambda pk: Event.objects.select_related(*LOADED).filter(pk=pk), int)
_BEGUN: Asked[Reaction] = Asked(lambda event: Reaction.objects.filter(event=event), int)


@app.task(name=REACT_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def react(event_id: int) -> None:
    """Run the effects of one event that are not done yet, each alone; what failed is tried again later."""
    (event,) = _EVENT(event_id)
    begun = {row.effect: row for row in _BEGUN(event_id)}
    tries = [run_effect(event, effect, begun.get(effect.__name__)) for effect in effects_of(event)]
    waiting = [count for count in tries if 0 < count < MAX_TRIES]
    if waiting:
        enqueue(REACT_TASK, after_seconds=WAIT_S[max(waiting) - 1], event_id=event.pk)


def run_effect(event: Event, effect: Effect, before: Reaction | None = None) -> int:
    """Mark it done and do it, in one transaction. Returns 0, or the failed tries so far. `before` = an earlier try.

    A database that went away meanwhile is no failed try: it is raised, and the whole job comes again.
    """
    if before and (before.done_at or before.tries >= MAX_TRIES):
        return 0
    try:
        with transaction.atomic(), because(event):
            if _claim(event, effect.__name__, before):
                effect(event)
    except Exception as error:  # one broken effect must not stop the others
        if is_database_away(error):
            raise
        log.exception("effect failed", event_id=event.pk, kind=event.kind, effect=effect.__name__)
        return _note_failure(event, effect.__name__, error)
    return 0


@app.task(name=SEND_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def send_letter(outbound_id: int) -> None:
    """Try one letter. Its own retries stand on the row (`core/channels/post.py`)."""
    send_or_tell(Outbound.objects.get(pk=outbound_id))


@app.task(name=ROBOT_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def send_to_robot(robot_id: int) -> None:
    """Send what waits for one robot, at its pace; its own retries stand on the rows (`watch/notify/actions/robots.py`)."""
    send_messages(robot_id)


@app.task(name=RECEIVE_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def receive(inbound_id: int) -> None:
    """Let one stored item pass the line. What cannot be received is refused, visibly; the sweep tries the rest again."""
    try:
        inbound = Inbound.objects.select_related("channel", "raw").get(pk=inbound_id)
        try:
            receive_item(inbound)
        except Refused as refusal:
            mark_refused(inbound, reason=str(refusal))
    except Exception:  # it is tried again; the queue itself says nothing of a first failure
        log.exception("item cannot be received", inbound=inbound_id)
        raise


@app.task(name=FOLLOW_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def follow_hours(calendar: int) -> None:
    """The working hours were changed: the clocks that run on them are measured anew."""
    follow_calendar(calendar)


@app.task(name=HAND_OUT_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def hand_out(staff_id: int) -> None:
    """Somebody can take more, or can do more, than a moment ago."""
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if staff is not None:
        hand_out_pool(staff)


@app.task(name=SHARE_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def share_praise(praise_id: int) -> None:
    """Kind words came to the wall: those they are about hear it."""
    kindness.share_praise(praise_id)


@app.task(name=TELL_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def tell_proposers(suggestion_id: int, after: int = 0) -> None:
    """A suggestion was answered: everybody who wants it hears it."""
    ideas.tell_proposers(suggestion_id, after=after)


@app.task(name=TYPESET_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def typeset(made_id: int) -> None:
    """Make the file of a dossier; a fault stands on the row, and the person may ask again."""
    make_file(made_id)


@app.task(name=TAKE_TASK, retry=AFTER_TROUBLE)
@with_fresh_connection
def take_a_list(list_id: int) -> None:
    """Plan the customers of a list that somebody brought."""
    take_list(list_id)


@app.periodic(cron="* * * * * */15")
@app.task(name="journey.ring", queue=BELL, queueing_lock="journey.ring", priority=10)
@with_fresh_connection
def ring(timestamp: int) -> None:
    """Ring what is due: a safety net below the `Bell`, which rings at the instant itself."""
    ring_all()


@app.periodic(cron="* * * * *")
@app.task(name="journey.sweep", queue=BELL, queueing_lock="journey.sweep", priority=5)
@with_fresh_connection
def sweep(timestamp: int) -> None:
    """Take up what a crash left lying (stored items, letters, events nobody answered), what lies on the desk of
    somebody who left, whose shift has ended, and what waits in the pools.

    A ticket may reach a pool in the very moment somebody comes online and is handed the rest of it.
    """
    for step in STEPS:
        try:
            step()
        except Exception:  # what is broken in one place must not keep the others waiting
            log.exception("sweep", step=step.__name__)


@app.periodic(cron="40 5 * * *")
@app.task(name="journey.find_lost", queue=BELL, queueing_lock="journey.find_lost")
@with_fresh_connection
def find_lost(timestamp: int) -> None:
    """Once a day: whom we lost after a complaint, and who came back."""
    sweep_lost()


@app.periodic(cron="11 * * * *")
@app.task(name="journey.forget_bells", queue=BELL, queueing_lock="journey.forget_bells")
async def forget_bells(timestamp: int) -> None:
    """The bell leaves 15,000 finished jobs a day: keep an hour of them. One that failed was followed by others."""
    await sync_to_async(close_old_connections)()  # the thread that asks would keep a dead one for ever
    await app.job_manager.delete_old_jobs(nb_hours=1, queue=BELL, include_failed=True)


def receive_left_lying() -> int:
    """Let stored items go on that nobody received within a minute; returns how many became messages."""
    old = Inbound.objects.filter(state=Inbound.State.WAITING, received_at__lt=timezone.now() - LEFT_LYING)
    received = 0
    for inbound in old.order_by("received_at")[:AT_ONCE]:
        try:
            received += receive_item(inbound) is not None
        except Refused as refusal:
            mark_refused(inbound, reason=str(refusal))
        except Exception as error:  # one broken item must not keep the others waiting
            log.exception("item cannot be received", inbound=inbound.pk)
            if inbound.received_at < timezone.now() - HOPELESS:
                mark_refused(inbound, reason=redact(f"{type(error).__name__}: {error}")[:500])
    return received


def send_left_lying() -> int:
    """Send letters whose job was lost; returns how many left."""
    return sum(send_or_tell(letter) for letter in letters_due(limit=AT_ONCE))


def answer_left_lying() -> int:
    """Queue the reactions of events that nobody answered; returns how many."""
    events = unanswered_events()
    for event_id in events:
        enqueue(REACT_TASK, event_id=event_id)
    return len(events)


def call_left_lying() -> int:
    """Queue robots whose job was lost; returns how many."""
    robots = robots_left_lying()
    for robot_id in robots:
        enqueue(ROBOT_TASK, lock=f"robot:{robot_id}", robot_id=robot_id)
    return len(robots)


def unanswered_events() -> list[int]:
    """Events of the recent past that should have reactions and have none; empty while the queue is still busy."""
    now = timezone.now()
    busy = ProcrastinateJob.objects.filter(task_name=REACT_TASK, status="todo")
    if busy.filter(scheduled_at=None).exists() or busy.filter(scheduled_at__lte=now).exists():
        return []
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    wanted = Q(kind__in=REACTING)
    for kind, since in ears().items():  # what only a rule listens for, since it does
        wanted |= Q(kind=kind, at__gte=since)
    recent = Event.objects.filter(wanted, pk__gt=newest - LOOK_BACK, at__lt=now - UNANSWERED)
    answered = Reaction.objects.filter(event__gt=newest - LOOK_BACK).values("event")
    return list(recent.exclude(pk__in=answered).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


STEPS = (
    receive_left_lying,
    free_desks,
    see_off,
    note_who_is_away,
    hand_out_pools,
    sweep_rules,
    free_callbacks,
    sweep_segments,
    forget_lists,
    send_left_lying,
    answer_left_lying,
    call_left_lying,
    forget_old_drafts,
    send_stuck_list,
    tell_of_opinions,
    hand_over_suggestions,
    weigh_waiting,
    tell_of_improvements,
    keep_target_months,
    tell_of_tracks,
    tell_of_review,
    tell_of_winbacks,
)


def _claim(event: Event, name: str, before: Reaction | None) -> bool:
    """Take the mark first: a twin of this job waits here, and finds it done or, after our failure, free."""
    now = timezone.now()
    if before:
        return Reaction.objects.filter(pk=before.pk, done_at=None).update(done_at=now, error="") == 1
    with connection.cursor() as cursor:
        cursor.execute(TAKE_MARK, [event.pk, name, now])
        return bool(cursor.rowcount)


@transaction.atomic
def _note_failure(event: Event, name: str, error: Exception) -> int:
    reaction, _new = Reaction.objects.select_for_update().get_or_create(event=event, effect=name)
    if reaction.done_at:
        return 0  # a twin of this job did it meanwhile
    reaction.tries += 1
    reaction.error = redact(f"{type(error).__name__}: {error}")[:500]
    reaction.save(update_fields=["tries", "error"])
    return reaction.tries
