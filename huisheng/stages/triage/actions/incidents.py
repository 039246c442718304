"""Many similar tickets within a short time: find them, let a person decide, keep what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.house import house
from huisheng.core.base.rows import store
from huisheng.core.catalogue.models import Nature
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.likeness import core, likeness, pieces
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.triage.facts import full_text
from huisheng.stages.triage.models import Incident, IncidentTicket

ALIKE = 0.4  # measured: of 25,000 pairs of everyday messages five are as like as that (docs/understanding.md)
MOST_READ = 300  # tickets of the window, the newest: what an arrival is held against stays bounded in a flood
GROWS = timedelta(hours=24)  # a later ticket joins as long as the latest one is not older
USUAL = timedelta(hours=24)  # what came before the window, to know an everyday complaint from an event
UNUSUAL = 3  # times as many as usual
NO_FAULT = (Nature.PRAISE, Nature.SUGGESTION)
State = Incident.State


class AlreadyDecided(Refused):
    code = "already_decided"
    status = 409
    message = _("Somebody has decided this already.")


@dataclass(frozen=True, slots=True)
class Found:
    """The incident a ticket belongs to, whether this ticket began it, and how many it has now."""

    incident: Incident
    is_new: bool
    size: int


@dataclass(frozen=True, slots=True)
class Near:
    """A ticket of the window and how like it is."""

    ticket: Ticket
    pieces: frozenset[str]
    likeness: float


@transaction.atomic(savepoint=False)
def look_for_incident(ticket: Ticket, text: str, *, at: datetime | None = None) -> Found | None:
    """Whether the ticket is one of many: it joins what still grows, or makes the house's number full. Twice is once.

    Held against the open incidents and the newest 300 tickets of the window: two bounded queries, whatever the house
    has. `text` is the customer's first message. Counted are customers: who writes five times is one.
    """
    least, at = int(house("triage.incident_least")), at or timezone.now()
    mine = pieces(full_text(ticket.subject, text))
    if not least or not mine or (ticket.category and ticket.category.nature in NO_FAULT):
        return None
    if known := IncidentTicket.objects.filter(ticket=ticket).select_related("incident").first():
        return Found(known.incident, is_new=False, size=known.incident.members.count())
    growing, like = _growing(ticket, mine)
    if growing is None:
        near = _near(ticket, mine)
        if _customers(ticket, near) < least or _is_usual(ticket, mine, len(near) + 1):
            return None
        _one_at_a_time()
        growing, like = _growing(ticket, mine)
        if growing is None:
            return _begin(ticket, mine, near, at=at)
    return _join(growing, ticket, like, at=at)


def _growing(ticket: Ticket, mine: frozenset[str]) -> tuple[Incident | None, float]:
    """The incident of the last day that the ticket is most like."""
    recent = Incident.objects.exclude(state=State.OVER).filter(joined_at__gte=ticket.created_at - GROWS)
    found = [(likeness(mine, frozenset(one.pieces)), one.pk, one) for one in recent[:MOST_READ]]
    like, _pk, best = max(found, default=(0.0, 0, None))
    return (best, like) if like >= ALIKE else (None, 0.0)


def _near(ticket: Ticket, mine: frozenset[str]) -> list[Near]:
    """The tickets around this one that speak of the same and are in no incident."""
    window = _window()
    alike = _alike(_between(ticket, ticket.created_at - window, ticket.created_at + window), mine)
    ids = [one.ticket.pk for one in alike]
    taken = set(IncidentTicket.objects.filter(ticket__in=ids).values_list("ticket", flat=True)) if ids else set()
    return [one for one in alike if one.ticket.pk not in taken]


def _window() -> timedelta:
    return timedelta(minutes=int(house("triage.incident_minutes")))


def _between(ticket: Ticket, start: datetime, stop: datetime) -> QuerySet[Ticket]:
    """The newest 300 others of a span, each with the customer's first words. Served by the index of receipt."""
    words = Message.objects.filter(ticket=OuterRef("pk"), kind=Message.Kind.CUSTOMER).order_by("at", "id")
    rows = Ticket.objects.filter(created_at__range=(start, stop), merged_into=None).exclude(pk=ticket.pk)
    return rows.annotate(words=Subquery(words.values("text")[:1])).order_by("-created_at", "-id")[:MOST_READ]


def _alike(rows: Iterable[Ticket], mine: frozenset[str]) -> list[Near]:
    read = [(one, pieces(full_text(one.subject, one.words or ""))) for one in rows]  # type: ignore[attr-defined]
    return [Near(one, said, like) for one, said in read if (like := likeness(mine, said)) >= ALIKE]


def _customers(ticket: Ticket, near: Sequence[Near]) -> int:
    return len({ticket.customer_id, *(one.ticket.customer_id for one in near)})


def _is_usual(ticket: Ticket, mine: frozenset[str], size: int) -> bool:
    """Whether about as many come in any such span: 货没到 on a busy day is no event."""
    window = _window()
    stop = ticket.created_at - window
    before = list(_between(ticket, stop - USUAL, stop))
    if not before:
        return False
    span = max(stop - before[-1].created_at, window)
    usual = len(_alike(before, mine)) * (window / span)
    return size < UNUSUAL * usual


def _one_at_a_time() -> None:
    """Two workers never begin the same incident: who comes second finds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('mass fault', 0))")


def _begin(ticket: Ticket, mine: frozenset[str], near: Sequence[Near], *, at: datetime) -> Found:
    incident = Incident(
        title=ticket.subject,
        category=ticket.category,
        pieces=sorted(core([mine, *(one.pieces for one in near)])),
        found_at=at,
        joined_at=max(ticket.created_at, *(one.ticket.created_at for one in near)),
    )
    store(incident)
    rows = [(ticket, 1.0), *((one.ticket, one.likeness) for one in near)]
    store(*(IncidentTicket(incident=incident, ticket=one, likeness=like, at=at) for one, like in rows))
    for one, _like in rows[1:]:
        record_event(one, "incident_joined", by=SYSTEM, at=at, incident=incident.pk)
    record_event(ticket, "incident_found", by=SYSTEM, at=at, incident=incident.pk, count=len(rows))
    return Found(incident, is_new=True, size=len(rows))


def _join(incident: Incident, ticket: Ticket, like: float, *, at: datetime) -> Found | None:
    """One more of an open incident; what a person dismissed takes nobody in and is not proposed again."""
    if not incident.is_open:
        return None
    store(IncidentTicket(incident=incident, ticket=ticket, likeness=like, at=at))
    if incident.joined_at < ticket.created_at:
        incident.joined_at = ticket.created_at
        incident.save(update_fields=["joined_at"])
    record_event(ticket, "incident_joined", by=SYSTEM, at=at, incident=incident.pk)
    return Found(incident, is_new=False, size=incident.members.count())


@transaction.atomic
def decide_incident(
    incident: Incident, *, state: str, by: Party, reason: str = "", at: datetime | None = None
) -> Incident:
    """Confirm a proposed one, dismiss an open one, or say that a confirmed one is over. Raises AlreadyDecided."""
    at = at or timezone.now()
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    allowed = {
        State.CONFIRMED: {State.PROPOSED},
        State.DISMISSED: {State.PROPOSED, State.CONFIRMED},
        State.OVER: {State.CONFIRMED},
    }
    if incident.state not in allowed.get(State(state), set()):
        raise AlreadyDecided
    incident.state, incident.reason, incident.by_kind, incident.by_id = state, reason.strip(), by.kind, by.id
    incident.decided_at = at
    incident.over_at = at if state == State.OVER else None
    incident.save(update_fields=["state", "reason", "by_kind", "by_id", "decided_at", "over_at"])
    for member in incident.members.select_related("ticket").order_by("id"):
        record_event(member.ticket, "incident_decided", by=by, at=at, incident=incident.pk, state=state)
    return incident
