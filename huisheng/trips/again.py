"""A customer with something open tells of the same again: the two are tied together, never merged by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from huisheng.core.tickets.actions import link_tickets, lock_ticket, record_event
from huisheng.core.tickets.models import IS_OPEN, Link, Message, Ticket
from huisheng.kit.likeness import likeness, pieces
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.triage.actions.incidents import ALIKE
from huisheng.stages.triage.facts import full_text, repeat_days

MOST_READ = 20  # open tickets of one customer, the newest


@dataclass(frozen=True, slots=True)
class Near:
    """An open ticket of the same customer, and why it is about the same: order, words or category; best first."""

    ticket: Ticket
    rank: int
    likeness: float


@transaction.atomic
def see_whether_again(ticket: Ticket, *, at: datetime | None = None) -> Link | None:
    """After arrival: tie it to what is open of this customer about the same order, in like words, or of its category.

    The older one hears of it (`repeat_contact`). One bounded query, whatever the house has. Twice is once.
    """
    found = nearest_open(ticket)
    if found is None or Link.objects.filter(ticket=ticket, kind=Link.Kind.REPEAT).exists():
        return None
    other = lock_ticket(found.ticket)
    if other.is_closed:
        return None
    link = link_tickets(ticket, other=other, kind=Link.Kind.REPEAT, by=SYSTEM, at=at)
    asked = CollabRequest.objects.filter(ticket=other, ended_at=None).exists()
    record_event(other, "repeat_contact", by=SYSTEM, at=at, other=ticket.number, asked=asked)
    return link


def nearest_open(ticket: Ticket) -> Near | None:
    """The open ticket of this customer that this one is about, if any. One query, and one for the words."""
    rows = list(_open_before(ticket))
    if not rows:
        return None
    first = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("at", "id").first()
    mine = pieces(full_text(ticket.subject, first.text if first else ""))
    near = [one for one in (_near(ticket, mine, row) for row in rows) if one.rank]
    return max(near, key=lambda one: (one.rank, one.likeness, one.ticket.pk), default=None)


def _open_before(ticket: Ticket) -> QuerySet[Ticket]:
    since = ticket.created_at - timedelta(days=repeat_days())
    words = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("at", "id")
    rows = Ticket.objects.filter(IS_OPEN, customer=ticket.customer_id, pk__lt=ticket.pk, created_at__gte=since)
    return rows.annotate(words=Subquery(words.values("text")[:1])).order_by("-id")[:MOST_READ]


def _near(ticket: Ticket, mine: frozenset[str], row: Ticket) -> Near:
    like = likeness(mine, pieces(full_text(row.subject, row.words or "")))  # type: ignore[attr-defined]
    same_order = bool(ticket.order_number) and ticket.order_number == row.order_number
    other_order = bool(ticket.order_number and row.order_number) and not same_order
    same_kind = ticket.category_id is not None and ticket.category_id == row.category_id
    rank = 3 if same_order else 2 if like >= ALIKE else 1 if same_kind and not other_order else 0
    return Near(row, rank, like)
