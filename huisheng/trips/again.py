"""A customer tells again of what is open or was closed: the two are tied together, never merged by themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from huisheng.core.catalogue.models import Nature
from huisheng.core.tickets.actions import link_tickets, lock_ticket, record_event
from huisheng.core.tickets.models import IS_OPEN, Event, Link, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.likeness import likeness, pieces
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Closure
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.triage.actions.incidents import ALIKE
from huisheng.stages.triage.facts import full_text, repeat_days

MOST_READ = 20  # tickets of one customer, the newest
NOT_AN_END = (Closure.Kind.SPAM, Closure.Kind.MERGED)  # of a matter: it goes on elsewhere, or was none
MATTERS = (Nature.COMPLAINT, Nature.REPAIR)
SAME_ORDER, LIKE_WORDS, SAME_KIND, NO_KIN = 3, 2, 1, 0


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


@transaction.atomic
def see_whether_refiled(ticket: Ticket, *, at: datetime | None = None) -> Link | None:
    """A complaint or problem, or what becomes one, about what was closed for this customer before (二次申诉) follows the
    closed one, and the ledger of the new one says so (`complaint_refiled`). Twice is once, also at the same time.

    The rule, which the numbers share (docs/metrics.md): the same customer, the older one closed (not spam, not merged)
    within `triage.repeat_days` before, and the same order number, like words, or the same category of a complaint or
    problem without another order number and with nothing open that is nearer than that. Who complains on under the
    number of a closed one, too late to open it again, follows it by saying so; a question or kind words there are no
    second complaint.
    """
    if not _is_matter(ticket):
        return None
    said = Link.objects.filter(ticket=ticket, kind=Link.Kind.FOLLOWS).select_related("other").first()
    older = said.other if said else nearest_closed(ticket)
    if older is None:
        return None
    lock_ticket(ticket)
    if Event.objects.filter(ticket=ticket, kind="complaint_refiled").exists():
        return None
    link = said or link_tickets(ticket, other=older, kind=Link.Kind.FOLLOWS, by=SYSTEM, at=at)
    closure = Closure.objects.filter(ticket=older).order_by("-id").first()
    how = str(closure.kind) if closure else ""
    record_event(ticket, "complaint_refiled", by=SYSTEM, at=at, other=older.number, older=older.pk, closure=how)
    return link


def nearest_closed(ticket: Ticket) -> Ticket | None:
    """The closed ticket of this customer that this complaint or problem is about again, if any. Two queries, and two more
    where only the category is the same: then what is open may be nearer.
    """
    best = _nearest(ticket, list(_closed_before(ticket))) if _is_matter(ticket) else None
    if best is None or (best.rank == SAME_KIND and _has_nearer(ticket)):
        return None
    return best.ticket


def nearest_open(ticket: Ticket) -> Near | None:
    """The open ticket of this customer that this one is about, if any. One query, and one for the words."""
    return _nearest(ticket, list(_open_before(ticket)))


def _has_nearer(ticket: Ticket) -> bool:
    found = nearest_open(ticket)
    return found is not None and found.rank > SAME_KIND


def _is_matter(ticket: Ticket) -> bool:
    return ticket.category is not None and ticket.category.nature in MATTERS


def _nearest(ticket: Ticket, rows: list[Ticket]) -> Near | None:
    if not rows:
        return None
    first = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("at", "id").first()
    mine = pieces(full_text(ticket.subject, first.text if first else ""))
    near = [one for one in (_near(ticket, mine, row) for row in rows) if one.rank]
    return max(near, key=lambda one: (one.rank, one.likeness, one.ticket.pk), default=None)


def _open_before(ticket: Ticket) -> QuerySet[Ticket]:
    since = ticket.created_at - timedelta(days=repeat_days())
    return _with_words(Ticket.objects.filter(IS_OPEN, customer=ticket.customer_id, created_at__gte=since), ticket)


def _closed_before(ticket: Ticket) -> QuerySet[Ticket]:
    """Closed within so many days before this one came, and not only because it goes on elsewhere or was no feedback."""
    since = ticket.created_at - timedelta(days=repeat_days())
    closed = Ticket.objects.filter(status=Status.CLOSED, customer=ticket.customer_id, closed_at__gte=since)
    ended = Closure.objects.filter(ticket=OuterRef("pk")).order_by("-id").values("kind")[:1]
    closed = closed.filter(category__nature__in=MATTERS, closed_at__lte=ticket.created_at)
    return _with_words(closed.annotate(ended=Subquery(ended)).exclude(ended__in=NOT_AN_END), ticket)


def _with_words(rows: QuerySet[Ticket], ticket: Ticket) -> QuerySet[Ticket]:
    words = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("at", "id")
    return rows.filter(pk__lt=ticket.pk).annotate(words=Subquery(words.values("text")[:1])).order_by("-id")[:MOST_READ]


def _near(ticket: Ticket, mine: frozenset[str], row: Ticket) -> Near:
    like = likeness(mine, pieces(full_text(row.subject, row.words or "")))  # type: ignore[attr-defined]
    same_order = bool(ticket.order_number) and ticket.order_number == row.order_number
    other_order = bool(ticket.order_number and row.order_number) and not same_order
    same_kind = ticket.category_id is not None and ticket.category_id == row.category_id
    rank = SAME_KIND if same_kind and not other_order else NO_KIN
    rank = SAME_ORDER if same_order else LIKE_WORDS if like >= ALIKE else rank
    return Near(row, rank, like)
