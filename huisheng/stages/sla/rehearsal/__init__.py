"""Before and after an edit: what last month's real tickets would have been promised, and whether it had been kept.

Nothing is written. Promises that begin with the ticket's arrival are counted with today's grade, category and tags;
those that begin later (callbacks, departments) are named and left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions.shapes import Condition
from huisheng.kit.durations import describe_minutes
from huisheng.stages.sla.due import minutes_of, moved
from huisheng.stages.sla.match import Promise, candidates, winners
from huisheng.stages.sla.models import ClockKind, Commitment
from huisheng.stages.sla.occasions import ARRIVAL, RULES, starts_on
from huisheng.stages.triage.facts import fields_asked

from .sample import MOST, Sample, draw_sample

EXAMPLES = 20
AS_ANSWERED = (ClockKind.HUMAN_PICKUP, ClockKind.FIRST_RESPONSE, ClockKind.START_HANDLING)
AS_SOLVED = (ClockKind.GIVE_PLAN, ClockKind.RESOLVE, ClockKind.FORMAL_REPLY)
Promised = dict[str, Promise]


@dataclass(slots=True)
class Side:
    """One kind of promise on one side: minutes promised by the clock on the wall, and whether they were kept."""

    minutes: list[float] = field(default_factory=list)
    kept: int = 0
    known: int = 0

    @property
    def count(self) -> int:
        return len(self.minutes)

    @property
    def median(self) -> str:
        """The minutes in the middle, in words; a dash where nothing is promised."""
        return describe_minutes(median(self.minutes)) if self.minutes else "–"

    @property
    def percent(self) -> int | None:
        """How many of a hundred kept it, of those whose outcome is known."""
        return self.kept * 100 // self.known if self.known else None


@dataclass(slots=True)
class KindRow:
    """A kind of promise before and after: tickets that gain it, lose it, get it earlier, later."""

    kind: str
    label: str
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    gained: int = 0
    lost: int = 0
    earlier: int = 0
    later: int = 0

    @property
    def changed(self) -> int:
        return self.gained + self.lost + self.earlier + self.later


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket that would be promised something else: due times before and after, None = not promised."""

    number: str
    subject: str
    kind: str
    received: datetime
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`seen` of `all` tickets of the last 30 days; `touched` would be promised something else."""

    seen: int
    all: int
    bounded: bool
    touched: int
    rows: list[KindRow]
    examples: list[Example]
    left_out: list[str]  # kinds that begin later

    @property
    def sampled(self) -> bool:
        return self.seen < self.all


def rehearse(
    before: Sequence[Commitment],
    after: Sequence[Commitment],
    among: QuerySet[Ticket],
    *,
    now: datetime | None = None,
    most: int = MOST,
) -> Rehearsal:
    """What these tickets of the last 30 days would be promised by the one set of commitments and by the other."""
    now = now or timezone.now()
    stay, go, come = _split(before, after)
    sample = draw_sample(among, _asked([*stay, *go, *come]), now=now, most=most)
    rows: dict[str, KindRow] = {}
    touched: list[Example] = []
    asked = _asked([*stay, *go, *come])
    for ticket in sample.tickets:
        facts = sample.facts(ticket, asked)
        shared = candidates(_for_grade(stay, ticket.grade), facts, start=ticket.created_at)
        old = winners([*shared, *candidates(_for_grade(go, ticket.grade), facts, start=ticket.created_at)])
        new = winners([*shared, *candidates(_for_grade(come, ticket.grade), facts, start=ticket.created_at)])
        if example := _count(rows, ticket, old, new, sample, now=now):
            touched.append(example)
    order = {kind: place for place, kind in enumerate(ClockKind.values)}
    return Rehearsal(
        seen=len(sample.tickets),
        all=sample.all,
        bounded=sample.bounded,
        touched=len(touched),
        rows=sorted(rows.values(), key=lambda row: order[row.kind]),
        examples=_evenly(touched, EXAMPLES),
        left_out=_begin_later(before, after),
    )


def _split(
    before: Sequence[Commitment], after: Sequence[Commitment]
) -> tuple[list[Commitment], list[Commitment], list[Commitment]]:
    """What stays, goes and comes, of what begins with the arrival, each by rank so that a tie is told as in real life."""
    old, new = {one.pk for one in before}, {one.pk for one in after}
    at_once = [one for one in (*before, *(one for one in after if one.pk not in old)) if starts_on(one) & ARRIVAL]
    stay = [one for one in at_once if one.pk in old and one.pk in new]
    return stay, [one for one in at_once if one.pk not in new], [one for one in at_once if one.pk not in old]


def _begin_later(before: Sequence[Commitment], after: Sequence[Commitment]) -> list[str]:
    """The kinds that come or go and do not begin with the arrival."""
    old, new = {one.pk for one in before}, {one.pk for one in after}
    differing = [one for one in (*before, *after) if (one.pk in old) != (one.pk in new)]
    later = [one for one in differing if not starts_on(one) & ARRIVAL]
    return list(dict.fromkeys(str(ClockKind(one.kind).label) for one in later))


def _asked(commitments: Iterable[Commitment]) -> set[str]:
    conditions: list[Condition] = [one.policy.condition for one in commitments]
    return set().union(*map(fields_asked, conditions))


def _for_grade(commitments: Sequence[Commitment], grade: Grade | None) -> list[Commitment]:
    schemes, codes = ({None, grade.scheme_id}, {"", grade.code}) if grade else ({None}, {""})
    return [one for one in commitments if one.policy.scheme_id in schemes and one.grade_code in codes]


def _count(
    rows: dict[str, KindRow], ticket: Ticket, old: Promised, new: Promised, sample: Sample, *, now: datetime
) -> Example | None:
    """Add a ticket to the rows of its kinds; returns how the first kind that differs would differ."""
    example = None
    for kind in {**old, **new}:
        row = rows.setdefault(kind, KindRow(kind, str(ClockKind(kind).label)))
        was, now_is = old.get(kind), new.get(kind)
        for side, promise in ((row.before, was), (row.after, now_is)):
            if promise:
                _judge(side, promise, ticket, sample, now=now)
        if _differs(row, was, now_is):
            example = example or Example(
                ticket.number,
                ticket.subject,
                row.label,
                ticket.created_at,
                was.due if was else None,
                now_is.due if now_is else None,
            )
    return example


def _differs(row: KindRow, was: Promise | None, now_is: Promise | None) -> bool:
    if was is None or now_is is None:
        row.gained += was is None
        row.lost += now_is is None
        return True
    row.earlier += now_is.due < was.due
    row.later += now_is.due > was.due
    return now_is.due != was.due


def _judge(side: Side, promise: Promise, ticket: Ticket, sample: Sample, *, now: datetime) -> None:
    """Count a promise, and whether what really happened would have kept it. Open and not yet due = not known."""
    side.minutes.append((promise.due - ticket.created_at) / timedelta(minutes=1))
    done = _done_at(ticket, promise.commitment.kind, sample)
    due = _due_with_waits(promise, sample.waits.get(ticket.pk, ()), until=done or now)
    if done is None and (due > now or ticket.is_closed):
        return
    side.known += 1
    side.kept += done is not None and done <= due


def _done_at(ticket: Ticket, kind: str, sample: Sample) -> datetime | None:
    """When this kind was done: as its clock says, else the first answer or solution."""
    met = sample.met.get((ticket.pk, kind))
    answered, solved = sample.answered.get(ticket.pk), sample.solved.get(ticket.pk)
    if met is None and kind in AS_ANSWERED:
        return min((at for at in (answered, solved) if at), default=None)
    return met or (solved if kind in AS_SOLVED else None)


def _due_with_waits(promise: Promise, waits: Iterable[tuple[str, datetime, datetime]], *, until: datetime) -> datetime:
    """The due time moved by what the ticket waited until then, where this promise waits."""
    own = promise.commitment.pauses_in
    statuses = RULES[promise.commitment.kind].waits if own is None else own
    spans = [(since, min(end, until)) for reason, since, end in waits if reason in statuses and since < until]
    return moved(promise.term, promise.due, minutes_of(promise.term, spans)) if spans else promise.due


def _evenly(examples: list[Example], most: int) -> list[Example]:
    if len(examples) <= most:
        return examples
    return [examples[number * len(examples) // most] for number in range(most)]
