"""The rules in force, read once and kept until somebody changes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from huisheng.core.base.remembered import Remembered
from huisheng.stages.triage.facts import fields_asked
from huisheng.watch.automation.models import Rule
from huisheng.watch.automation.occasions import BY_CODE


@dataclass(frozen=True, slots=True)
class AutoBook:
    """Rows as loaded, shared by all threads: not to be changed. Both in the order of their rank."""

    heard: Mapping[str, tuple[Rule, ...]]  # kind of event → rules that may listen
    timed: tuple[Rule, ...]
    asked: Mapping[int, frozenset[str]]  # rule → fields its condition asks about

    def waked(self, kind: str, occasions: frozenset[str], at: datetime) -> list[Rule]:
        """The rules that what happened at `at` wakes; what was before a rule was switched on is left alone."""
        rules = self.heard.get(kind, ())
        return [one for one in rules if occasions.intersection(one.occasions) and is_valid(one, at)]


def is_valid(rule: Rule, at: datetime) -> bool:
    """Whether the rule holds at this instant: switched on before, from `valid_from` on, before `valid_until`."""
    begun = (rule.valid_from is None or rule.valid_from <= at) and (rule.enabled_at is None or rule.enabled_at <= at)
    return begun and (rule.valid_until is None or at < rule.valid_until)


def _load() -> AutoBook:
    rules = list(Rule.objects.filter(enabled=True, retired_at=None))
    heard: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for kind in sorted({BY_CODE[code].kind for code in rule.occasions if code in BY_CODE}):
            heard[kind] = (*heard.get(kind, ()), rule)
    return AutoBook(
        heard=heard,
        timed=tuple(rule for rule in rules if rule.timing),
        asked={rule.pk: frozenset(fields_asked(rule.condition)) for rule in rules},
    )


autobook: Remembered[AutoBook] = Remembered(_load, Rule)
