"""The library as its screens read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Value

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.anonymous import anonymous
from huisheng.kit.paging import Order, Page, page
from huisheng.kit.text import bigram_query, fold
from huisheng.stages.ideas.models import Proposal, Step, Suggestion
from huisheng.stages.ideas.similar import Matches

ORDERS: dict[str, Order] = {
    "votes": (("votes", "desc"), ("id", "desc")),
    "new": (("id", "desc"),),
}
PAGE = 40
VOICES = 30  # on a page of one suggestion
MOST_TERMS = 4
OPEN = (Suggestion.Status.NEW, Suggestion.Status.CONSIDERED, Suggestion.Status.PLANNED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the board is asked for. `mine`: those of this person; `team`: those of a department."""

    status: str = ""
    words: str = ""
    order: str = "votes"
    mine: int | None = None
    team: int | None = None
    public: bool | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who wants it. `ticket` and `customer` only where the reader may see the ticket; words without numbers else."""

    proposal: Proposal
    words: str
    customer: str
    number: str


@dataclass(frozen=True, slots=True)
class Answered:
    """How far the telling of the last answer is."""

    heard: int
    total: int
    unreachable: int

    @property
    def waiting(self) -> int:
        return self.total - self.heard - self.unreachable


def alive() -> QuerySet[Suggestion]:
    """Suggestions that were not merged into another one."""
    return Suggestion.objects.filter(merged_into=None)


def board_page(wanted: Wanted, cursor: str | None, *, size: int = PAGE) -> Page[Suggestion]:
    """A page of the library. One query. Raises BadCursor."""
    found = narrowed(wanted).select_related("owner", "team", "category")
    return page(found, ORDERS.get(wanted.order, ORDERS["votes"]), cursor, size)


def counts(wanted: Wanted) -> dict[str, int]:
    """How many there are in each status, of what is asked for otherwise. One query."""
    rows = narrowed(wanted, but_status=True).values_list("status").annotate(n=Count("pk")).order_by()
    return dict(rows)


def narrowed(wanted: Wanted, *, but_status: bool = False) -> QuerySet[Suggestion]:
    """What is asked for; `but_status`: whatever its status, to count them."""
    found = alive()
    if wanted.status and not but_status:
        found = found.filter(status__in=OPEN) if wanted.status == "open" else found.filter(status=wanted.status)
    if wanted.mine is not None:
        found = found.filter(owner=wanted.mine)
    if wanted.team is not None:
        found = found.filter(team=wanted.team)
    if wanted.public is not None:
        found = found.filter(public=wanted.public)
    return _holding(found, wanted.words)


def suggestion_by(pk: int) -> Suggestion:
    """One, also a merged one. Raises NotFound."""
    rows = Suggestion.objects.select_related("owner", "team", "category", "merged_into")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def may_tend(staff: Staff, suggestion: Suggestion) -> bool:
    """Who answers customers may look after any suggestion, who sits in its department after that department's."""
    return staff.allows(Right.ANSWER) or staff.allows(Right.BE_TOLD) or suggestion.team_id in staff.team_ids


def voices_of(suggestion: Suggestion, staff: Staff, cursor: str | None) -> Page[Voice]:
    """Who said it in words, the newest first; mere votes are counted by `sources_of`. Two queries."""
    said = Proposal.objects.filter(suggestion=suggestion).exclude(words="")
    rows = said.select_related("customer", "ticket", "came_from")
    found: Page[Proposal] = page(rows, (("id", "desc"),), cursor, VOICES)
    seen = _seen(staff, [one.ticket_id for one in found.rows if one.ticket_id])
    return Page([_voice(one, seen) for one in found.rows], found.next_cursor)


def voice_by(suggestion: Suggestion, pk: int) -> Proposal:
    """One of its voices. Raises NotFound."""
    found = Proposal.objects.select_related("suggestion").filter(pk=pk, suggestion=suggestion).first()
    if found is None:
        raise not_found()
    return found


def sources_of(suggestion: Suggestion) -> list[tuple[str, int]]:
    """Where its voices came from: (name of the source, how many), most first. One query."""
    rows = Proposal.objects.filter(suggestion=suggestion).values_list("source").annotate(n=Count("pk")).order_by("-n")
    return [(str(Proposal.Source(source).label), n) for source, n in rows]


def answered_of(suggestion: Suggestion) -> Answered | None:
    """How many know the answer; None before there is one. One query."""
    if suggestion.answered_at is None:
        return None
    tried = Q(told_at__gte=suggestion.answered_at)
    nobody = Q(told_how=Proposal.Told.NOBODY)
    found = Proposal.objects.filter(suggestion=suggestion).aggregate(
        heard=Count("pk", filter=tried & ~nobody),
        total=Count("pk"),
        unreachable=Count("pk", filter=tried & nobody),
    )
    return Answered(**found)


def merged_into(suggestion: Suggestion) -> list[Suggestion]:
    """Those that went into it, the latest first."""
    return list(Suggestion.objects.filter(merged_into=suggestion).order_by("-pk"))


def steps_of(suggestion: Suggestion, most: int = 100) -> list[Step]:
    """Its small ledger, newest first."""
    return list(Step.objects.filter(suggestion=suggestion).order_by("-pk")[:most])


def suggestions_of_ticket(ticket: Ticket) -> list[Suggestion]:
    """What was kept of this ticket. One query."""
    kept = Proposal.objects.filter(ticket=ticket).values("suggestion")
    return list(Suggestion.objects.filter(pk__in=kept).order_by("pk"))


def voted_by(voter: str, suggestions: Iterable[Suggestion]) -> set[int]:
    """Which of these this browser voted for. One query, none for a browser that never voted."""
    if not voter:
        return set()
    mine = Proposal.objects.filter(voter=voter, suggestion__in=[one.pk for one in suggestions])
    return set(mine.values_list("suggestion", flat=True))


def _holding(found: QuerySet[Suggestion], words: str) -> QuerySet[Suggestion]:
    for word in fold(words).split()[:MOST_TERMS]:
        if pairs := bigram_query(word):
            found = found.filter(Matches(F("title"), Value(pairs)))
        found = found.filter(title__icontains=word)
    return found


def _seen(staff: Staff, tickets: list[int]) -> dict[int, str]:
    if not tickets:
        return {}
    return dict(tickets_for(staff).filter(pk__in=tickets).values_list("pk", "number"))


def _voice(proposal: Proposal, seen: dict[int, str]) -> Voice:
    number = seen.get(proposal.ticket_id or 0, "")
    name = proposal.customer.name if proposal.customer else ""
    if number:
        return Voice(proposal, proposal.words, name, number)
    return Voice(proposal, anonymous(proposal.words, names=[name]), "", "")
