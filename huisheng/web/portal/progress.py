"""What a customer is shown of a ticket: public words only, never grades, notes or internal states."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import PublicState, Status
from huisheng.stages.closure.models import Closure
from huisheng.stages.closure.queries import ended_as, is_too_late, waiting_yes
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.queries import promise_of
from huisheng.stages.survey.models import Invitation
from huisheng.stages.survey.queries import open_invitation
from huisheng.trips.models import Moved

UNSAID = (Closure.Kind.WITHDRAWN, Closure.Kind.SPAM)  # endings after which no offer of ours stands any more


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three public states; `at` is empty while it is ahead."""

    code: str
    label: str
    at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page lists it."""

    name: str
    url: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Said:
    """One public message: `mine` = from the customer; `author` = the colleague who wrote it, empty for machines."""

    pk: int
    mine: bool
    automatic: bool
    author: str
    text: str
    at: datetime
    files: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    number: str
    path: str
    subject: str
    steps: tuple[Step, ...]
    owner: str
    expected: datetime | None
    awaiting_answer: bool
    yes_kept: bool  # the customer said yes; a part of it is still open
    unconfirmed: bool  # closed because the customer never answered
    taken_back: bool  # closed because the customer wished so
    may_answer_late: bool  # and a yes or no still counts
    waiting_for_you: bool
    is_done: bool
    joined: str  # the number it goes on under, where it was merged
    onward: str  # where to read on there: its page, or the look-up that asks for the contact
    solution: Solution | None
    said: tuple[Said, ...]
    newest: int  # of our words on the page, by its id; 0 without any
    may_urge: bool
    survey: Invitation | None  # that waits for an answer; not while it is open (again): then it is too early to ask
    urged: int  # how often the customer asked us to hurry since our last answer


def progress_of(ticket: Ticket) -> Progress:
    """The customer's view of a ticket. A merged one shows how far the one is that it went into, and none of its words."""
    alive = _after_merges(ticket)
    awaiting, offered = _offer(ticket, alive)
    said = _said(ticket)
    ending = ended_as(ticket) if alive == ticket else ""
    silent = offered if ending == Closure.Kind.UNCONFIRMED else None
    return Progress(
        number=ticket.number,
        path=ticket.public_path,
        subject=ticket.subject,
        steps=_steps(ticket, alive),
        owner=_owner(alive),
        expected=None if alive.is_closed or alive.status == Status.AWAITING_CONFIRMATION else promise_of(alive),
        awaiting_answer=awaiting,
        yes_kept=alive.status == Status.AWAITING_CONFIRMATION and waiting_yes(alive) is not None,
        unconfirmed=silent is not None,
        taken_back=ending == Closure.Kind.WITHDRAWN,
        may_answer_late=silent is not None and not is_too_late(silent, at=timezone.now()),
        waiting_for_you=ticket.status == Status.WAITING_CUSTOMER,
        is_done=alive.is_closed,
        joined=alive.number if alive != ticket else "",
        onward=_onward(ticket, alive) if alive != ticket else "",
        solution=None if ending in UNSAID else offered,
        said=said,
        newest=max((one.pk for one in said if not one.mine), default=0),
        may_urge=not alive.is_closed and not awaiting and ticket.status != Status.WAITING_CUSTOMER,
        survey=open_invitation(ticket) if ticket.is_closed and alive == ticket else None,
        urged=alive.urged,
    )


def alive_of(ticket: Ticket) -> Ticket:
    """The ticket on which it goes on: itself, or what it was merged into."""
    return _after_merges(ticket)


def _after_merges(ticket: Ticket) -> Ticket:
    while ticket.merged_into:
        ticket = ticket.merged_into
    return ticket


def answering(ticket: Ticket) -> Ticket:
    """The ticket whose offer the customer answers on this page: an offer made here before a merge went along."""
    alive = _after_merges(ticket)
    return alive if alive != ticket and _offer(ticket, alive)[0] else ticket


def _offer(ticket: Ticket, alive: Ticket) -> tuple[bool, Solution | None]:
    """Whether an offer waits for this page's yes or no, and the offer to show: only one that was made here."""
    awaiting = alive.status == Status.AWAITING_CONFIRMATION and waiting_yes(alive) is None
    if not awaiting and not ticket.is_closed:
        return False, None
    made = Solution.objects.filter(ticket=alive).order_by("-round")
    latest = made.first() if awaiting or alive == ticket else None
    return (
        (awaiting, latest) if latest and (alive == ticket or latest.message.ticket_id == ticket.pk) else (False, None)
    )


def _onward(ticket: Ticket, alive: Ticket) -> str:
    """The merged one's page for who may read it anyway; else the look-up, which asks for phone or email.

    A web form's link is with whoever filled the form in, perhaps with somebody else's phone. A mail's link went to its
    own addresses only, and where all of those take part in the other one they are written to from there as well.
    """
    there = alive.participants.values("identity")
    others = ticket.participants.exclude(identity__in=there).exists() or not ticket.participants.exists()
    is_safe = ticket.channel.kind == Channel.Kind.EMAIL and not others
    return alive.public_path if is_safe else f"/f/?number={alive.number}"


def _owner(ticket: Ticket) -> str:
    if ticket.assignee:
        return ticket.assignee.name
    return ticket.team.label if ticket.team else _("our service team")


def _steps(ticket: Ticket, alive: Ticket) -> tuple[Step, ...]:
    current = alive.public_state
    moved = Event.objects.filter(ticket=alive, kind="status_changed", payload__before=Status.NEW).order_by("id").first()
    times = {
        PublicState.RECEIVED: ticket.created_at,
        PublicState.IN_PROGRESS: moved.at if moved else None,
        PublicState.DONE: alive.closed_at,
    }
    return tuple(Step(state.value, str(state.label), times[state], state == current) for state in PublicState)


def _said(ticket: Ticket) -> tuple[Said, ...]:
    wrote = Staff.objects.filter(pk=OuterRef("by_id")).values("name")
    author = Case(When(by_kind="staff", then=Subquery(wrote)), default=Value(""))
    others = Moved.objects.filter(message__ticket=ticket).exclude(copy__ticket__customer=ticket.customer_id)
    shown = ticket.messages.filter(kind__in=Message.PUBLIC_KINDS).exclude(pk__in=others.values("message"))
    shown = shown.annotate(author=author)
    return tuple(
        Said(
            pk=message.pk,
            mine=message.kind == Message.Kind.CUSTOMER,
            automatic=message.kind == Message.Kind.RECEIPT,
            author=message.author or "",
            text=message.text,
            at=message.at,
            files=tuple(
                Shown(one.name, f"{ticket.public_path}files/{one.pk}/", one.file.size, one.file.content_type)
                for one in message.attachments.all()
            ),
        )
        for message in shown.prefetch_related("attachments__file").order_by("at", "id")
    )
