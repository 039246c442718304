"""What a customer said in a callback becomes feedback, a suggestion or praise, each once and linked back (requirements S2:
问题 → department, 建议 → library, 表扬 → the team).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.channels.actions import mark_accepted, take_in
from huisheng.core.channels.models import Channel, Source
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.actions import link_tickets, open_ticket
from huisheng.core.tickets.models import Link, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Reopening
from huisheng.stages.followup.actions import became, note_became, record_of
from huisheng.stages.followup.actions.shared import lock_callback
from huisheng.stages.followup.models import Became, Callback, CallRecord, ScriptQuestion
from huisheng.stages.ideas.actions import keep_suggestion
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.praise.actions import keep_praise
from huisheng.stages.praise.models import Praise
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import heed, start_clocks
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.trips.reopen import reopen

Kind = Became.Kind
PHONE, INSIDE = "phone", "internal"
LOW_STARS = 2  # of five: as in a survey, and as a no to an offer


class NothingSaidYet(Refused):
    code = "nothing_said_yet"
    message = _("Please write down what the customer said first.")


class NoPraise(Refused):
    code = "no_praise"
    message = _(
        "The customer is not content, so this does not go on the wall as it stands. Where somebody was praised all the same,"
        " choose those words on the page of the feedback."
    )


@transaction.atomic
def to_ticket(callback: Callback, *, by: Party, at: datetime | None = None) -> Ticket:
    """New feedback in the customer's words: it passes the line like a call, is tied to the matter the callback was about,
    and says that a callback brought it. Twice is once. Raises NothingSaidYet.
    """
    callback, at = lock_callback(callback), at or timezone.now()
    if (known := became(callback, Kind.TICKET)) and known.ticket:
        return known.ticket
    ticket = _opened(callback, _said(callback), by=by, at=at)
    if callback.ticket is not None:
        link_tickets(ticket, other=callback.ticket, kind=Link.Kind.CALLED, by=by, at=at)
    note_became(callback, Kind.TICKET, ticket=ticket, by=by, at=at)
    return ticket


@transaction.atomic
def reopen_matter(callback: Callback, *, by: Party, at: datetime | None = None) -> Ticket:
    """The matter the callback was about is open again, for the same owner; one that is open stays as it is. A merged one
    goes on where it went. Raises ValueError for a callback about no matter.
    """
    callback, at = lock_callback(callback), at or timezone.now()
    ticket = matter_of(callback)
    if ticket is None:
        raise ValueError(callback)
    if ticket.is_closed:
        reopen(ticket, why=Reopening.Why.CALLBACK, by=by, at=at)
    note_became(callback, Kind.TICKET, ticket=ticket, by=by, at=at)
    return ticket


def matter_of(callback: Callback) -> Ticket | None:
    """The ticket the callback was about; a merged one goes on where it went."""
    ticket = callback.ticket
    while ticket is not None and ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


@transaction.atomic
def to_suggestion(
    callback: Callback, *, by: Party, into: Suggestion | None = None, at: datetime | None = None
) -> Suggestion:
    """A wish for the library, or one more voice for `into`. Twice is once. Raises NothingSaidYet."""
    callback = lock_callback(callback)
    if known := became(callback, Kind.SUGGESTION):
        return Suggestion.objects.get(pk=known.target)
    kept = keep_suggestion(
        title="",
        words=_said(callback),
        source=Proposal.Source.CALLBACK,
        by=by,
        customer=callback.customer,
        ticket=callback.ticket,
        origin=callback.subject,
        into=into,
        at=at,
    )
    note_became(callback, Kind.SUGGESTION, target=kept.pk, by=by, at=at)
    return kept


@transaction.atomic
def to_praise(callback: Callback, *, by: Party, at: datetime | None = None) -> Praise:
    """Kind words for the wall, about whom they name, else who had the matter. Twice is once. Not where the customer is not
    content. Raises NothingSaidYet, NoPraise.
    """
    callback = lock_callback(callback)
    if known := became(callback, Kind.PRAISE):
        return Praise.objects.get(pk=known.target)
    if is_low(record_of(callback)):
        raise NoPraise
    kept = keep_praise(
        words=_said(callback),
        source=Praise.Source.CALLBACK,
        origin=callback.subject,
        by=by,
        customer=callback.customer,
        ticket=callback.ticket,
        at=at,
        kept_at=at,
    )
    note_became(callback, Kind.PRAISE, target=kept.pk, by=by, at=at)
    return kept


def is_low(record: CallRecord) -> bool:
    """Whether the customer is not content: not solved, or one or two stars."""
    return record.solved is False or (record.stars is not None and record.stars <= LOW_STARS)


def _opened(callback: Callback, text: str, *, by: Party, at: datetime) -> Ticket:
    order = callback.ticket.order_number if callback.ticket else ""
    told = Told(callback.customer, text, Source.CALLBACK, callback.subject, order)
    return open_told(told, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer told us in answer to a question of ours. `key`: the same is one ticket."""

    customer: Customer
    text: str
    source: Source
    key: str
    order_number: str = ""


def open_told(told: Told, *, by: Party, at: datetime) -> Ticket:
    """New feedback that passes the line like a call; what came by this key before is the ticket it became."""
    content = {"text": told.text, "source": told.source.value}
    phone = Channel.objects.filter(code=PHONE, enabled=True).exists()
    inbound, is_new = take_in(PHONE if phone else INSIDE, content, by=by, key=told.key)
    if not is_new and inbound.about:
        return Ticket.objects.get(number=inbound.about)
    ticket, message = open_ticket(
        told.customer,
        channel=inbound.channel,
        text=told.text,
        by=by,
        order_number=told.order_number,
        identities=list(Identity.objects.filter(customer=told.customer).order_by("id")),
        inbound=inbound,
        at=at,
    )
    mark_accepted(inbound, about=ticket.number)
    classify_ticket(ticket, message, at=at)
    grade_ticket(ticket, message, at=at)
    route_ticket(ticket, by=by)
    start_clocks(ticket, by=by, at=at)
    heed(ticket, Occasion.PERSON_ACTED, by=by, at=at)
    return ticket


def _said(callback: Callback) -> str:
    """The customer's words as they were written down, else what was answered to the open questions, else what follows."""
    record = record_of(callback)
    text = record.words.strip() or "\n".join(_open_answers(callback, record)) or record.follow_up.strip()
    if not text:
        raise NothingSaidYet
    return text


def _open_answers(callback: Callback, record: CallRecord) -> list[str]:
    questions = callback.scenario.questions.filter(kind=ScriptQuestion.Kind.OPEN)
    answers = [str(record.answers.get(one.code) or "").strip() for one in questions]
    return [one for one in answers if one]
