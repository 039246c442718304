"""Last month's real tickets with all that promises ask of them, read in a fixed number of statements."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Min, QuerySet
from django.utils import timezone

from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.stages.sla.models import Clock, Pause
from huisheng.stages.triage.facts import Facts, counted_in, facts_of, repeat_days
from huisheng.stages.triage.many import GATHER
from huisheng.stages.triage.models import TicketTag

DAYS = 30
MOST = 5_000  # tickets that are worked through; of more than that an even sample
LOOKED = 50_000  # the newest ones the sample is drawn from
TEXTS = frozenset({"text", "affected_count", "sentiment"})
Wait = tuple[str, datetime, datetime]  # the reason, since, until


@dataclass(frozen=True, slots=True)
class Sample:
    """Tickets of the last 30 days: `seen` were looked at of `all` (`bounded`: there were more than that still)."""

    tickets: list[Ticket]
    all: int
    bounded: bool
    words: dict[int, str] = field(default_factory=dict)
    tags: dict[int, list[str]] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)  # how many its mass fault has
    more: dict[str, Mapping[int, object]] = field(default_factory=dict)  # by the name of the fact
    met: dict[tuple[int, str], datetime] = field(default_factory=dict)  # ticket and kind: when the clock was met
    answered: dict[int, datetime] = field(default_factory=dict)  # the first answer of a person
    solved: dict[int, datetime] = field(default_factory=dict)  # the first solution
    waits: dict[int, list[Wait]] = field(default_factory=dict)

    def facts(self, ticket: Ticket, asked: Collection[str]) -> Facts:
        """What conditions may ask, without a query; tags and repetition as they are today."""
        facts = facts_of(ticket, self.words.get(ticket.pk, ""), asked, counted=self.counted.get(ticket.pk, 0))
        facts.known |= {name: values.get(ticket.pk) for name, values in self.more.items()}
        facts.known |= {"tags": self.tags.get(ticket.pk, []), "repeat_count": self.repeats.get(ticket.pk, 1)}
        return facts


def draw_sample(
    among: QuerySet[Ticket], asked: Collection[str], *, now: datetime | None = None, most: int = MOST
) -> Sample:
    """The tickets among these received in the 30 days up to `now`, at most `most`, evenly spread from old to new.

    `asked` are the facts that conditions will ask for: words, tags and repetition are only read where they matter.
    At most 17 statements, however many tickets there are.
    """
    now = now or timezone.now()
    recent = among.filter(created_at__range=(now - timedelta(days=DAYS), now))
    ids = list(recent.order_by("-id").values_list("pk", flat=True)[: LOOKED + 1])
    bounded, ids = len(ids) > LOOKED, ids[:LOOKED]
    chosen = spread(ids, most)
    tickets = list(
        Ticket.objects.filter(pk__in=chosen)
        .select_related("customer__tier")
        .prefetch_related("grade__scheme", "category", "channel")
        .order_by("-id")
    )
    return Sample(
        tickets,
        len(ids),
        bounded,
        words=_first_words(chosen) if TEXTS & set(asked) else {},
        tags=_tags(chosen) if "tags" in asked else {},
        repeats=_repeats(tickets) if "repeat_count" in asked else {},
        counted=counted_in(chosen) if {"affected_count", "mass_fault"} & set(asked) else {},
        more={name: GATHER[name](chosen) for name in ("source", "same_kind_count") if name in asked},
        met=_met(chosen),
        answered=_firsts(Message.objects.filter(ticket__in=chosen, kind=Message.Kind.REPLY, by_kind="staff")),
        solved=_firsts(Event.objects.filter(ticket__in=chosen, kind="solution_offered")),
        waits=_waits(chosen),
    )


def spread(ids: list[int], most: int) -> list[int]:
    """At most `most` of them, at even distances; the first is always there."""
    if len(ids) <= most:
        return ids
    return [ids[number * len(ids) // most] for number in range(most)]


def _first_words(ids: list[int]) -> dict[int, str]:
    first = Message.objects.filter(ticket__in=ids, kind=Message.Kind.CUSTOMER).order_by("ticket", "at", "id")
    return dict(first.distinct("ticket").values_list("ticket_id", "text"))


def _tags(ids: list[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = defaultdict(list)
    for ticket, code in TicketTag.objects.filter(ticket__in=ids).values_list("ticket_id", "tag__code"):
        tags[ticket].append(code)
    return tags


def _repeats(tickets: list[Ticket]) -> dict[int, int]:
    """For each ticket how many its customer had opened in the 30 days up to it, itself included."""
    if not tickets:
        return {}
    days = repeat_days()
    first = min(one.created_at for one in tickets) - timedelta(days=days)
    near = Ticket.objects.filter(customer__in={one.customer_id for one in tickets}, created_at__gte=first)
    opened: dict[int, list[datetime]] = defaultdict(list)
    for customer, at in near.order_by("created_at").values_list("customer_id", "created_at"):
        opened[customer].append(at)
    return {one.pk: _within(opened[one.customer_id], one.created_at, days) for one in tickets}


def _within(moments: list[datetime], until: datetime, days: int) -> int:
    since = until - timedelta(days=days)
    return min(100, bisect_right(moments, until) - bisect_left(moments, since))


def _met(ids: list[int]) -> dict[tuple[int, str], datetime]:
    first = Clock.objects.filter(ticket__in=ids, round=1).exclude(met_at=None)
    rows = first.values_list("ticket_id", "kind").annotate(at=Min("met_at"))
    return {(ticket, kind): at for ticket, kind, at in rows}


def _firsts(rows: "QuerySet[Message] | QuerySet[Event]") -> dict[int, datetime]:
    found: Iterable[tuple[int, datetime]] = rows.order_by().values_list("ticket_id").annotate(first=Min("at"))
    return dict(found)


def _waits(ids: list[int]) -> dict[int, list[Wait]]:
    """Every finished stretch in which a ticket waited, once, though several clocks waited through it."""
    waits: dict[int, list[Wait]] = defaultdict(list)
    rows = Pause.objects.filter(clock__ticket__in=ids, clock__round=1).exclude(until=None).order_by("since")
    for ticket, reason, since, until in rows.values_list("clock__ticket_id", "reason", "since", "until").distinct():
        if until:
            waits[ticket].append((reason, since, until))
    return waits
