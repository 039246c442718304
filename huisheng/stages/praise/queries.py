"""The wall and the cases as their screens read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.kit.anonymous import anonymous
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.praise.models import Praise, TeachingCase

NEWEST: Order = (("at", "desc"), ("id", "desc"))
PAGE = 24
State = TeachingCase.State


@dataclass(frozen=True, slots=True)
class Card:
    """One praise on the wall: the words without the customer, whom they are about, its ticket where one may see it."""

    praise: Praise
    words: str
    number: str


def wall_page(
    staff: Staff, cursor: str | None, *, since: datetime | None = None, until: datetime | None = None,
    person: int | None = None, team: int | None = None, shown: bool = True,
) -> Page[Card]:  # fmt: skip
    """A page of the wall (or, not `shown`, of what was taken off it), newest first. Three queries. Raises BadCursor."""
    rows = Praise.objects.filter(shown=shown).select_related("team", "customer").prefetch_related("people")
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    if person is not None:
        rows = rows.filter(people=person)
    if team is not None:
        rows = rows.filter(team=team)
    found: Page[Praise] = page(rows, NEWEST, cursor, PAGE)
    return Page(cards_of(staff, found.rows), found.next_cursor)


def cards_of(staff: Staff, rows: Iterable[Praise]) -> list[Card]:
    """The customer's name and numbers are taken out of the words, whoever looks. One query."""
    rows = list(rows)
    tickets = [one.ticket_id for one in rows if one.ticket_id]
    seen = dict(tickets_for(staff).filter(pk__in=tickets).values_list("pk", "number")) if tickets else {}
    return [Card(one, nameless(one), seen.get(one.ticket_id or 0, "")) for one in rows]


def own_praise(staff: Staff, since: datetime, until: datetime) -> list[Card]:
    """What was said about this person between two instants."""
    rows = Praise.objects.filter(shown=True, people=staff, at__gte=since, at__lt=until).select_related("customer")
    return cards_of(staff, rows.prefetch_related("people").order_by("-at", "-pk"))


def colleagues_of(praise: Praise) -> QuerySet[Staff]:
    """Who sits in a team with somebody whom it is about, without those and without who wrote it down. One query."""
    named = praise.people.values("pk")
    teams = Membership.objects.filter(staff__in=named).values("team")
    here = Staff.objects.filter(is_active=True, pk__in=Membership.objects.filter(team__in=teams).values("staff"))
    writer = praise.by_id or 0 if praise.by_kind == "staff" else 0
    return here.exclude(pk__in=named).exclude(pk=writer).order_by("pk")


def month_counts(since: datetime, until: datetime) -> list[tuple[Staff, int]]:
    """Who was praised how often in a month, by name and not by rank. Two queries."""
    counted = dict(
        Praise.objects.filter(shown=True, at__gte=since, at__lt=until, people__isnull=False)
        .values_list("people").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    people = Staff.objects.filter(pk__in=counted).order_by("name", "pk")
    return [(one, counted[one.pk]) for one in people]


def praise_by(pk: int) -> Praise:
    """One of them. Raises NotFound."""
    found = Praise.objects.select_related("ticket__customer", "team").filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def may_edit(staff: Staff, praise: Praise) -> bool:
    """Who answers customers or leads may say whom it is about."""
    return staff.allows(Right.ANSWER) or staff.allows(Right.BE_TOLD)


def cases_for(staff: Staff) -> QuerySet[TeachingCase]:
    """Published ones for everybody; drafts and retired ones for whoever may see the ticket they come from."""
    drafts = Q(ticket__in=tickets_for(staff)) if staff.allows(Right.ANSWER) else Q(pk__in=[])
    return TeachingCase.objects.filter(Q(state=State.PUBLISHED) | drafts).select_related("ticket", "praise")


def case_page(staff: Staff, cursor: str | None, *, state: str = State.PUBLISHED, words: str = "") -> Page[TeachingCase]:
    """A page of them, newest first, that hold every one of `words`. One query. Raises BadCursor."""
    rows = cases_for(staff).filter(state=state)
    for word in words.split()[:4]:
        held = (Q(**{f"{name}__icontains": word}) for name in ("title", "situation", "done", "lesson"))
        rows = rows.filter(next(held) | next(held) | next(held) | next(held))
    return page(rows, (("id", "desc"),), cursor, PAGE)


def nameless(praise: Praise) -> str:
    """The words as they may go on: to the wall, a bell, a group robot."""
    names = [praise.customer.name] if praise.customer and praise.customer.name else []
    return anonymous(praise.words, names=names)
