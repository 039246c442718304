"""What is wrong with a promise, said so that its author can mend it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from huisheng.core.tickets.status import Status
from huisheng.kit.conditions import Condition, validate
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

from .audience import WAYS, known_audience
from .models import ClockKind, EscalationChain, Unit
from .occasions import Occasion

MOST = {
    Unit.MINUTE: 60 * 24 * 365,
    Unit.HOUR: 24 * 365,
    Unit.WORK_DAY: 365,
    Unit.NATURAL_DAY: 3650,
    Unit.END_OF_DAY: 3650,
}
LEAST = {Unit.END_OF_DAY: 0}  # 24:00 of the same day; all others at least 1


@dataclass(frozen=True, slots=True)
class CommitmentDraft:
    """One promised time as it is written down. `warn` holds {"percent"|"minutes": n, "tell": [...]}, with "before" and
    "ways" where they differ from the usual. Empty occasions and `pauses_in` None = the kind's own.
    """

    kind: str
    amount: int
    unit: str = "minute"
    grade_code: str = ""
    overrides: bool = False
    warn: Sequence[Mapping[str, Any]] = field(default_factory=list)
    breach_tells: Sequence[str] = ("assignee", "supervisor")
    target_percent: int | None = None
    chain: EscalationChain | None = None
    start_event: str = ""  # codes of occasions.Occasion; empty = the kind's own
    stop_events: Sequence[str] = ()
    pauses_in: Sequence[str] | None = None  # statuses; None = the kind's own


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """One level of an escalation chain: `minutes` after the due time, whom it tells, by which ways (none = app)."""

    minutes: int
    tell: Sequence[str]
    ways: Sequence[str] = ()


def faults_of_condition(condition: Condition) -> list[str]:
    """Every fault of a policy's condition; empty when it can be used."""
    return validate(condition, fields_with_choices(GRADED_FIELDS))


def faults_of_commitments(drafts: Sequence[CommitmentDraft], grades: Collection[str] | None) -> list[str]:
    """Every fault of a policy's promises; `grades` are the codes of its scheme, None = any grade may be named."""
    faults = [fault for draft in drafts for fault in _faults(draft, grades)]
    twice = Counter((draft.kind, draft.grade_code) for draft in drafts)
    if any(count > 1 for count in twice.values()):
        faults.append(_("The same kind is promised twice for the same grade."))
    return list(dict.fromkeys(faults))


def faults_of_levels(levels: Sequence[LevelDraft]) -> list[str]:
    """Every fault of a chain's levels; they may come in any order, but not two at the same minute."""
    faults = [fault for level in levels for fault in _level_faults(level)]
    if len({level.minutes for level in levels}) < len(levels):
        faults.append(_("Two levels come at the same minute; let the second one come later."))
    return list(dict.fromkeys(faults))


def _level_faults(level: LevelDraft) -> Iterator[str]:
    if not 0 <= level.minutes <= MOST[Unit.MINUTE]:
        yield _("A level comes at the due time (0) or at most a year of minutes later.")
    yield from _told_faults(level.tell, level.ways, nobody=False)


def _faults(draft: CommitmentDraft, grades: Collection[str] | None) -> Iterator[str]:
    if draft.kind not in ClockKind.values:
        yield _("“%(kind)s” is no kind of promise.") % {"kind": draft.kind}
    if draft.unit not in Unit.values:
        yield _("“%(unit)s” is no unit of time.") % {"unit": draft.unit}
    elif not LEAST.get(Unit(draft.unit), 1) <= draft.amount <= MOST[Unit(draft.unit)]:
        yield _("A promised time is at least 1 and at most ten years.")
    if grades is not None and draft.grade_code and draft.grade_code not in grades:
        yield _("The grading scheme has no grade “%(grade)s”.") % {"grade": draft.grade_code}
    if draft.target_percent is not None and not 1 <= draft.target_percent <= 100:
        yield _("A target is a percentage from 1 to 100.")
    if not {draft.start_event, *draft.stop_events} <= {"", *Occasion.values}:
        yield _("A promise starts and ends with something that happens to feedback.")
    if not set(draft.pauses_in or ()) <= set(Status.values):
        yield _("A promise waits in a status of feedback.")
    yield from _told_faults(draft.breach_tells, (), nobody=True)
    yield from _warn_faults(draft.warn)


def _warn_faults(steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for step in steps:
        percent, minutes = step.get("percent"), step.get("minutes")
        if (percent is None) == (minutes is None):
            yield _("A warning comes at a percentage of the time, or after a number of minutes.")
        elif percent is not None and not 1 <= percent <= 99:
            yield _("A warning comes at 1 to 99 percent of the time; at 100 it is overdue.")
        elif minutes is not None and not 1 <= minutes <= MOST[Unit.MINUTE]:
            yield _("A warning comes after at least one minute.")
        yield from _told_faults(step.get("tell") or (), step.get("ways") or (), nobody=False)


def _told_faults(tell: Sequence[str], ways: Sequence[str], *, nobody: bool) -> Iterator[str]:
    """`nobody`: whether it may tell nobody."""
    if not tell and not nobody:
        yield _("Say whom to tell.")
    if not known_audience(tell):
        yield _("The owner, the supervisors, heads and managers can be told, and whole roles.")
    if not set(ways) <= set(WAYS):
        yield _("There are three ways: app, email and group robot.")
