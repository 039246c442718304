"""Groups of similar tickets as one person may see them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.models import Incident
from huisheng.stages.triage.queries import course_of

MOST_SHOWN = 100
BARS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """So many came in from `start` on, until the next bar."""

    start: datetime
    count: int


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """`members`: those the reader may see (the newest hundred); `total` counts all, `open` the open ones of those seen."""

    incident: Incident
    members: list[Ticket]
    total: int
    seen: int
    open: int
    customers: int
    bars: list[Bar]
    may_decide: bool


def incidents_for(staff: Staff) -> QuerySet[Incident]:
    """Those with at least one ticket this person may see, the latest first; `seen` says how many. One query."""
    mine = Q(members__ticket__in=tickets_for(staff))
    rows = Incident.objects.annotate(seen=Count("members", filter=mine), size=Count("members"))
    return rows.filter(seen__gt=0).select_related("category").order_by("-joined_at", "-id")


def incident_for(staff: Staff, pk: int) -> Incident:
    """One of them. Raises NotFound."""
    found = incidents_for(staff).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def page_of(staff: Staff, pk: int, *, may_decide: bool) -> IncidentPage:
    """The incident with its tickets and its course. Three queries."""
    incident = incident_for(staff, pk)
    times = course_of(incident)
    mine = tickets_for(staff).filter(pk__in=incident.members.values("ticket")).order_by("-created_at", "-id")
    members = list(mine.select_related("grade", "assignee", "team", "customer", "channel"))
    return IncidentPage(
        incident=incident,
        members=members[:MOST_SHOWN],
        total=len(times),
        seen=len(members),
        open=sum(not one.is_closed for one in members),
        customers=len({customer for _at, customer in times}),
        bars=_bars([at for at, _customer in times]),
        may_decide=may_decide,
    )


def _bars(times: Iterable[datetime]) -> list[Bar]:
    """How many came in when: at most twelve equal spans from the first to the last."""
    sorted_times = sorted(timezone.localtime(one) for one in times)
    if not sorted_times:
        return []
    first, last = sorted_times[0], sorted_times[-1]
    span = max((last - first) / BARS, timedelta(minutes=1))
    counts = Counter(min(int((one - first) / span), BARS - 1) for one in sorted_times)
    return [Bar(first + span * place, counts[place]) for place in range(max(counts) + 1)]
