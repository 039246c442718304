"""What a ticket belongs together with: what went into it, its whole and its parts, what the customer wrote before."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.stages.triage.facts import repeat_count, repeat_days
from huisheng.trips.merge import merge_in_force, undo_is_over
from huisheng.trips.models import Merge, Moved

Kind = Link.Kind


@dataclass(frozen=True, slots=True)
class Relative:
    """A ticket at the other end of a link; what is out of the person's sight shows its number only."""

    ticket: Ticket
    is_seen: bool


@dataclass(slots=True)
class Kin:
    """`merged` went into this one; `parts` are its parts, `whole` what it is a part of; `twice` = the customer wrote
    about the same again; `split` was split off; `linked` is all the rest.
    """

    whole: Relative | None = None
    parts: list[Relative] = field(default_factory=list)
    merged: list[Relative] = field(default_factory=list)
    twice: list[Relative] = field(default_factory=list)
    split: list[Relative] = field(default_factory=list)
    linked: list[Relative] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return self.whole is None and not (self.parts or self.merged or self.twice or self.split or self.linked)

    @property
    def open_parts(self) -> int:
        return sum(not one.ticket.is_closed for one in self.parts)


@dataclass(frozen=True, slots=True)
class Undoable:
    """A merge in force, and why its time is over ("" while it is not; what else stands against it is said on the try)."""

    merge: Merge
    why_not: str


def kin_of(staff: Staff, ticket: Ticket) -> Kin:
    """One query."""
    found = Kin()
    for link in _links(staff, ticket):
        is_start = link.ticket_id == ticket.pk
        far = Relative(link.other if is_start else link.ticket, bool(link.is_seen))  # type: ignore[attr-defined]
        if link.kind == Kind.PART and not is_start:
            found.whole = far
        elif link.kind == Kind.PART:
            found.parts.append(far)
        elif link.kind == Kind.MERGED:
            if is_start and far.ticket.merged_into_id == ticket.pk:
                found.merged.append(far)
        else:
            {Kind.REPEAT: found.twice, Kind.SPLIT: found.split}.get(Kind(link.kind), found.linked).append(far)
    return found


def conversation_of(ticket: Ticket, kin: Kin) -> dict[int, str]:
    """Id → number of the ticket and of all that went into it. No query where nothing did, else one a generation."""
    numbers = {ticket.pk: ticket.number}
    fresh = {one.ticket.pk: one.ticket.number for one in kin.merged}
    while fresh:
        numbers |= fresh
        links = Link.objects.filter(ticket__in=list(fresh), kind=Kind.MERGED, other__merged_into=F("ticket"))
        fresh = dict(links.exclude(other__in=list(numbers)).values_list("other", "other__number"))
    return numbers


@dataclass(frozen=True, slots=True)
class Again:
    """How often the customer opened feedback within so many days, this one included."""

    count: int
    days: int


def again_of(ticket: Ticket, kin: Kin) -> Again | None:
    """For a ticket that is about the same as another one, counted up to the later of them. One query, none for the rest
    and none where they were merged.
    """
    gone = {one.ticket.pk for one in kin.merged} | {ticket.merged_into_id}
    others = [one.ticket for one in kin.twice if one.ticket.pk not in gone]
    latest = max((ticket, *others), key=lambda one: (one.created_at, one.pk))
    return Again(repeat_count(latest), repeat_days()) if others else None


def refiled_of(kin: Kin, events: Iterable[Event]) -> Relative | None:
    """What was closed before and comes again with this one (二次申诉). No query."""
    numbers = {one.payload["other"] for one in events if one.kind == "complaint_refiled"}
    return next((one for one in kin.linked if one.ticket.number in numbers), None)


def moved_from(ticket: Ticket) -> dict[int, str]:
    """Message id → number of the ticket it was split off to. One query."""
    rows = Moved.objects.filter(message__ticket=ticket).order_by()
    return dict(rows.values_list("message", "copy__ticket__number"))


def undoable_of(ticket: Ticket, kin: Kin) -> list[Undoable]:
    """The merge this ticket went by, or those by which others came into it. No query where none did."""
    merges: Iterable[Merge | None] = ()
    if ticket.merged_into_id:
        merges = [merge_in_force(ticket)]
    elif kin.merged:
        gone = [one.ticket.pk for one in kin.merged]
        merges = Merge.objects.filter(ticket__in=gone, undone_at=None).select_related("ticket", "into").order_by("id")
    return [Undoable(one, undo_is_over(one)) for one in merges if one is not None]


def _links(staff: Staff, ticket: Ticket) -> QuerySet[Link]:
    far = Case(When(ticket=ticket, then="other_id"), default="ticket_id")
    rows = Link.objects.filter(Q(ticket=ticket) | Q(other=ticket)).annotate(far=far)
    seen = Exists(tickets_for(staff).filter(pk=OuterRef("far")))
    named = ("ticket__grade", "other__grade", "ticket__assignee", "other__assignee", "ticket__team", "other__team")
    return rows.annotate(is_seen=seen).select_related(*named).order_by("id")
