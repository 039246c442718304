"""Words on their way to the customer: at once, after the seconds in which they can be taken back, or at a chosen instant.

Whatever waits goes through the same verbs in the end, exactly once, also after a crash: the row is the promise, the bell
(`journey/bell.py`) asks for it every second. Decided (docs/decisions/0012): closed meanwhile, it stays here; on another
desk meanwhile, it goes as long as its writer may still answer there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import reply_and_close
from huisheng.stages.closure.models import Closure
from huisheng.stages.handling.actions import (
    Words,
    check_ahead,
    forget_draft,
    hold_words,
    lock_open,
    note_sent,
    offer_solution,
    send_reply,
    stop_held,
    words_of,
)
from huisheng.stages.handling.models import Draft, Held
from huisheng.stages.handling.seen import Seen, refuse_news

MOST_S = 60  # the longest time for taking back
BEFORE_DUE = timedelta(seconds=2)  # what is held leaves so long before a promise would be broken by the holding
DOUBLE_CLICK = timedelta(seconds=30)
AT_ONCE = 20

log = structlog.get_logger("huisheng.sending")


@transaction.atomic
def send_soon(
    ticket: Ticket, words: Words, *, by: Party, seen: Seen | None = None, at: datetime | None = None
) -> Held | Message:
    """Send after the house's seconds for taking back (`desk.undo_seconds`), or at once where there are none.

    Refuses at once what would be refused later. The writer's draft is done with. Raises NewsMeanwhile when others wrote
    since `seen`, and like the verb.
    """
    ticket, at = lock_open(ticket), at or timezone.now()
    refuse_news(ticket, seen, by=by)
    due_at = _end_of_grace(ticket, at)
    if due_at <= at:
        sent: Held | Message = _say(ticket, words, by=by, at=at)
    else:
        sent = _hold(ticket, words, why=Held.Why.SECONDS, due_at=due_at, by=by, at=at)
    _done_with_draft(ticket, words, by)
    return sent


@transaction.atomic
def send_later(
    ticket: Ticket, words: Words, *, due_at: datetime, by: Party, seen: Seen | None = None, at: datetime | None = None
) -> Held:
    """Plan an answer for an instant, sixty days ahead at most. Raises NoSuchTime, NewsMeanwhile, and like the verb."""
    ticket, at = lock_open(ticket), at or timezone.now()
    check_ahead(due_at, at)
    refuse_news(ticket, seen, by=by)
    held = _hold(ticket, words, why=Held.Why.CHOSEN, due_at=due_at, by=by, at=at)
    _done_with_draft(ticket, words, by)
    return held


def release_due(*, at: datetime | None = None) -> int:
    """Send what is due; for the bell. One small question where nothing is. Returns how many left or were stopped."""
    at = at or timezone.now()
    due = Held.objects.filter(state=Held.State.WAITING, due_at__lte=at).order_by("due_at", "id")
    return sum(_release_or_stop(held, at) for held in list(due[:AT_ONCE]))


def _release_or_stop(held: Held, at: datetime) -> bool:
    """What breaks us is stopped, visibly, so that the bell goes on for all others; a database that is away is no fault."""
    try:
        return release(held, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("words that waited cannot be sent", held=held.pk)
        stop_held(held, why=Held.Stop.REFUSED, at=at)
        return True


@transaction.atomic
def release(held: Held, *, at: datetime) -> bool:
    """Send one, in one transaction with the note that it was sent: once, whoever asks and whatever dies in between.

    False when somebody holds the ticket at this moment, or it has ended already.
    """
    ticket = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=held.ticket_id).first()
    held = Held.objects.select_for_update().get(pk=held.pk)
    if ticket is None or not held.is_waiting or held.due_at > at:
        return False
    if why := _why_not(ticket, held):
        stop_held(held, why=why, at=at)
        return True
    try:
        with transaction.atomic():
            message = _say(ticket, words_of(held), by=held.by, at=at)
    except Refused as refusal:
        stop_held(held, why=Held.Stop.REFUSED, words=_in_words_of_writer(held, refusal), at=at)
    else:
        note_sent(held, message, at=at)
    return True


def customer_wrote(ticket: Ticket, *, at: datetime) -> list[Held]:
    """The customer wrote: what was planned before is held back where the house wants it. Returns what still leaves."""
    planned = Held.objects.filter(
        ticket=ticket, state=Held.State.WAITING, why=Held.Why.CHOSEN, made_at__lte=at, due_at__gt=at
    )
    if not house("desk.hold_back"):
        return list(planned)
    for held in planned:
        stop_held(held, why=Held.Stop.CUSTOMER_WROTE, at=at)
    return []


def _end_of_grace(ticket: Ticket, at: datetime) -> datetime:
    """When words sent now leave: never so late that the waiting itself breaks a promise."""
    due_at = at + timedelta(seconds=min(house("desk.undo_seconds"), MOST_S))
    if ticket.due_at is not None and ticket.due_at > at:
        due_at = min(due_at, ticket.due_at - BEFORE_DUE)
    return due_at


def _hold(ticket: Ticket, words: Words, *, why: str, due_at: datetime, by: Party, at: datetime) -> Held:
    twin = Held.objects.filter(
        ticket=ticket, state=Held.State.WAITING, kind=words.kind, by_kind=by.kind, by_id=by.id, why=why,
        fields=dict(words.fields), made_at__gt=at - DOUBLE_CLICK,
    ).first()  # fmt: skip
    if twin is not None:
        return twin
    rehearse(ticket, words, by=by, at=due_at)
    return hold_words(ticket, words, why=why, due_at=due_at, by=by, at=at)


def rehearse(ticket: Ticket, words: Words, *, by: Party, at: datetime) -> None:
    """Do it as it will be done, and undo it: what would be refused then is refused now, in the same words."""
    with transaction.atomic():
        _say(Ticket.objects.get(pk=ticket.pk), words, by=by, at=at)
        transaction.set_rollback(True)


def _say(ticket: Ticket, words: Words, *, by: Party, at: datetime) -> Message:
    """The one place where words become a message."""
    if words.kind == Draft.Kind.SOLUTION:
        return offer_solution(ticket, **words.fields, files=words.files, by=by, at=at).message
    text, files = words.fields.get("text", ""), words.files
    if words.then == "end":
        reply_and_close(ticket, text=text, files=files, by=by, at=at)
        return Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).latest("id")
    wait, promises, keeps = words.then == "wait", words.promises, words.keeps
    return send_reply(ticket, text=text, files=files, by=by, wait=wait, promises=promises, keeps=keeps, at=at)


def _why_not(ticket: Ticket, held: Held) -> str:
    """Why it stays here; "" when it may leave."""
    checks: tuple[tuple[str, Callable[[Ticket, Held], bool]], ...] = (
        (Held.Stop.CLOSED, _was_closed),
        (Held.Stop.CUSTOMER_WROTE, _must_be_read_again),
        (Held.Stop.WRITER_GONE, _writer_is_gone),
    )
    return next((str(why) for why, is_so in checks if is_so(ticket, held)), "")


def _was_closed(ticket: Ticket, held: Held) -> bool:
    """Also where it was opened again since: the words were meant for the time before."""
    return ticket.is_closed or Closure.objects.filter(ticket=ticket, at__gte=held.made_at).exists()


def _must_be_read_again(ticket: Ticket, held: Held) -> bool:
    if not held.is_planned or not house("desk.hold_back"):
        return False
    return ticket.messages.filter(kind=Message.Kind.CUSTOMER, at__gt=held.made_at).exists()


def _writer_is_gone(ticket: Ticket, held: Held) -> bool:
    """Of planned words: seconds after somebody pressed the button nobody is asked again whether it was allowed."""
    if not held.is_planned or held.by.kind != "staff":
        return False
    writer = Staff.objects.filter(pk=held.by.id or 0, is_active=True).first()
    return writer is None or not writer.allows(Right.ANSWER) or not tickets_for(writer).filter(pk=ticket.pk).exists()


def _in_words_of_writer(held: Held, refusal: Refused) -> str:
    writer = Staff.objects.filter(pk=held.by.id or 0).first()
    with translation.override(writer.language if writer and writer.language else translation.get_language()):
        return str(refusal)


def _done_with_draft(ticket: Ticket, words: Words, by: Party) -> None:
    if by.kind == "staff" and by.id is not None:
        forget_draft(ticket, staff_id=by.id, kind=words.kind)
