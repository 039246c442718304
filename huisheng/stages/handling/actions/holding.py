"""Words that wait for their instant: kept, taken back, stopped. What sends them is `trips/sending.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.models import File
from huisheng.core.base.news import push
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.handling.models import Draft, Held, HeldFile

from .drafts import put_into_draft
from .promises import Given


class LeftAlready(Refused):
    code = "left_already"
    status = 409
    message = _("It has left already and cannot be taken back any more.")


class NotYoursToTakeBack(Refused):
    code = "not_yours"
    status = 403
    message = _("Only who wrote it, who has the feedback now, or who assigns work may take it back.")


@dataclass(frozen=True, slots=True)
class Words:
    """What a form sends to the customer. `kind` reply or solution, `fields` its words, `then` "", wait or end."""

    kind: str
    fields: Mapping[str, str]
    files: Sequence[tuple[str, File]] = ()
    then: str = ""
    promises: Sequence[Given] = ()
    keeps: Sequence[int] = ()


@transaction.atomic
def hold_words(ticket: Ticket, words: Words, *, why: str, due_at: datetime, by: Party, at: datetime) -> Held:
    """Keep words until `due_at`. Whether they may be sent at all was asked before (`trips/sending.py`)."""
    held = Held.objects.create(
        ticket=ticket,
        kind=words.kind,
        why=why,
        fields=dict(words.fields),
        then=words.then,
        promises=[_written(one) for one in words.promises],
        keeps=list(words.keeps),
        made_at=at,
        due_at=due_at,
        by_kind=by.kind,
        by_id=by.id,
    )
    HeldFile.objects.bulk_create(HeldFile(held=held, file=file, name=name) for name, file in words.files)
    if held.is_planned:
        record_event(ticket, "reply_planned", by=by, at=at, held=held.pk)
    _tell(ticket)
    return held


def words_of(held: Held) -> Words:
    """What was kept, as it came. One query, for the files."""
    files = [(one.name, one.file) for one in held.files.select_related("file").order_by("pk")]
    promises = [_read(one) for one in held.promises]
    return Words(held.kind, held.fields, files, held.then, promises, held.keeps)


@transaction.atomic
def take_back(held: Held, *, staff: Staff, at: datetime | None = None) -> Draft:
    """It does not leave: its words are a draft of who takes it back, before whatever was typed since.

    Raises LeftAlready, NotYoursToTakeBack.
    """
    ticket, held = lock_held(held)
    if held.state not in Held.OPEN:
        raise LeftAlready
    if not may_take_back(held, ticket, staff):
        raise NotYoursToTakeBack
    at = at or timezone.now()
    words = words_of(held)
    _end(held, Held.State.TAKEN_BACK, at)
    if held.is_planned:
        record_event(ticket, "reply_taken_back", by=staff.party, at=at, held=held.pk)
    _tell(ticket)
    return put_into_draft(ticket, staff=staff, kind=words.kind, fields=words.fields, files=words.files, at=at)


def may_take_back(held: Held, ticket: Ticket, staff: Staff) -> bool:
    """Who wrote it, who has the ticket now, who assigns work."""
    is_own = (held.by_kind, held.by_id) == ("staff", staff.pk)
    return is_own or ticket.assignee_id == staff.pk or staff.allows(Right.ASSIGN)


@transaction.atomic
def stop_held(held: Held, *, why: str, words: str = "", at: datetime | None = None) -> None:
    """It does not leave by itself any more: it stands on the ticket until somebody takes it back. Who wrote it hears it.

    What has ended already is left as it is.
    """
    ticket, held = lock_held(held)
    if not held.is_waiting:
        return
    at = at or timezone.now()
    held.state, held.stopped_why, held.stopped_words = Held.State.STOPPED, why, words[:300]
    held.save(update_fields=["state", "stopped_why", "stopped_words"])
    record_event(ticket, "reply_stopped", by=SYSTEM, at=at, held=held.pk, why=why)


@transaction.atomic
def note_sent(held: Held, message: Message, *, at: datetime) -> None:
    """It has left as `message`."""
    held.message = message
    _end(held, Held.State.SENT, at, "message")
    _tell(held.ticket)


def lock_held(held: Held) -> tuple[Ticket, Held]:
    """The ticket first, as everywhere, then the row as it is now."""
    ticket = lock_ticket(held.ticket)
    held = Held.objects.select_for_update().get(pk=held.pk)
    held.ticket = ticket
    return ticket, held


def _end(held: Held, state: str, at: datetime, *more: str) -> None:
    held.state, held.ended_at = state, at
    held.save(update_fields=["state", "ended_at", *more])


def _written(given: Given) -> dict[str, Any]:
    return asdict(given) | {"due": given.due.isoformat() if given.due else None}


def _read(kept: dict[str, Any]) -> Given:
    return Given(**kept | {"due": parse_datetime(kept["due"]) if kept["due"] else None})


def _tell(ticket: Ticket) -> None:
    """Open pages of the ticket show it, or show it no more."""
    push(f"ticket:{ticket.number}", kind="held", ident=ticket.number)
