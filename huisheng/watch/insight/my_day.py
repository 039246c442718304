"""What one colleague did on one day: from the lines of the ledger, the clocks and the stars. Five queries, however much."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Min, Q
from django.utils import timezone

from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.sla.models import Clock
from huisheng.watch.insight.period import DAY, midnight

PRAISE = 4  # stars from which on it is praise, as on the page of numbers
MOST_TICKETS = 60  # of the list; the numbers count all


@dataclass(frozen=True, slots=True)
class MyDay:
    """The day in numbers, and the tickets that were touched, the latest first."""

    staff: Staff
    day: date
    touched: int = 0
    replies: int = 0
    notes: int = 0
    solutions: int = 0
    requests: int = 0
    kept: int = 0
    broken: int = 0
    first_answers: int = 0
    first_wait: timedelta | None = None  # the median of the first answers
    praise: int = 0
    tickets: list[Ticket] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.touched or self.kept or self.broken or self.praise)


def may_look(staff: Staff, person: Staff) -> bool:
    """Everybody at the own day; who counts numbers also at that of the people of the own teams, or of all. One query."""
    if staff.pk == person.pk:
        return True
    if not staff.allows(Right.NUMBERS):
        return False
    return staff.allows(Right.SEE_ALL) or Membership.objects.filter(staff=person, team__in=staff.team_ids).exists()


def people_for(staff: Staff) -> list[tuple[int, str]]:
    """Whose days this person may look at besides the own, by name. One query, none for who may not."""
    if not staff.allows(Right.NUMBERS):
        return []
    people = Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER]).exclude(pk=staff.pk)
    if not staff.allows(Right.SEE_ALL):
        people = people.filter(memberships__team__in=staff.team_ids).distinct()
    return list(people.order_by("name", "pk").values_list("pk", "name"))


def day_of(reader: Staff, person: Staff, day: date) -> MyDay:
    """The day of `person` as `reader` may see it: the list names only tickets that the gate gives to the reader."""
    since, until = midnight(day), midnight(day + DAY)
    events = Event.objects.filter(by_kind="staff", by_id=person.pk, at__gte=since, at__lt=until, ticket__isnull=False)
    lines = list(events.order_by("at", "id").values_list("kind", "ticket", "payload"))
    order = list(dict.fromkeys(ticket for _kind, ticket, _said in reversed(lines)))
    said = [(kind, payload.get("direction", "")) for kind, _ticket, payload in lines]
    waits = _first_waits(person, order, since, until)
    kept, broken = _promises(person, order, since, until)
    return MyDay(
        staff=person,
        day=day,
        touched=len(order),
        replies=said.count(("message_added", Message.Kind.REPLY)),
        notes=sum(kind == "note_added" for kind, _direction in said),
        solutions=sum(kind == "solution_offered" for kind, _direction in said),
        requests=sum(kind == "department_asked" for kind, _direction in said),
        kept=kept,
        broken=broken,
        first_answers=len(waits),
        first_wait=timedelta(seconds=median(one.total_seconds() for one in waits)) if waits else None,
        praise=Confirmation.objects.filter(
            at__gte=since, at__lt=until, stars__gte=PRAISE, solution__by_kind="staff", solution__by_id=person.pk
        ).count(),
        tickets=_listed(reader, order),
    )


def _first_waits(person: Staff, tickets: Sequence[int], since: datetime, until: datetime) -> list[timedelta]:
    """How long those waited whom this person gave their first answer on this day. One query."""
    replies = Message.objects.filter(ticket__in=tickets, kind=Message.Kind.REPLY)
    mine = Q(by_kind="staff", by_id=person.pk)
    found = replies.values("ticket", "ticket__created_at").annotate(first=Min("at"), own=Min("at", filter=mine))
    return [
        row["first"] - row["ticket__created_at"]
        for row in found
        if row["own"] == row["first"] and since <= row["first"] < until
    ]


def _promises(person: Staff, tickets: Sequence[int], since: datetime, until: datetime) -> tuple[int, int]:
    """Clocks met in time on what was touched, and clocks that ran out on the own desk. One query."""
    touched = Clock.objects.filter(Q(ticket__in=tickets) | Q(ticket__assignee=person, ticket__closed_at=None))
    kept = Q(met_at__gte=since, met_at__lt=until)
    broken = Q(breached_at__gte=since, breached_at__lt=until, ticket__assignee=person)
    found = list(touched.filter(kept | broken).values_list("met_at", "due_at", "breached_at", "ticket"))
    known = set(tickets)
    in_time = sum(
        ticket in known and met is not None and since <= met < until and met <= due for met, due, _b, ticket in found
    )
    return in_time, sum(breached is not None and since <= breached < until for _m, _d, breached, _t in found)


def _listed(reader: Staff, order: Sequence[int]) -> list[Ticket]:
    seen = tickets_for(reader).filter(pk__in=order[:MOST_TICKETS]).select_related("customer", "grade")
    known = {one.pk: one for one in seen}
    return [known[pk] for pk in order[:MOST_TICKETS] if pk in known]


def chosen_day(text: str) -> date:
    """The day an address asks for; today for nonsense and for the future."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(text), today) if text else today
    except ValueError:
        return today
