"""The house's wording rules, read once, and what they find in a text."""

from collections.abc import Sequence

from django.utils.translation import get_language

from huisheng.core.base.remembered import Remembered
from huisheng.core.knowledge.models import Phrase
from huisheng.kit.wording import Hint, Rule, find_hints


def hints_in(text: str, *, said_before: Sequence[str] = ()) -> list[Hint]:
    """What the house's rules find, with the reasons in the active language. One small query; none for an empty text."""
    return find_hints(text, wording_rules(), said_before=said_before) if text.strip() else []


def wording_rules() -> tuple[Rule, ...]:
    """The rules in force, in the active language."""
    chinese, english = _rules()
    return english if (get_language() or "").startswith("en") else chinese


def _load() -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    rows = list(Phrase.objects.filter(active=True))
    return tuple(_rule(row, row.why) for row in rows), tuple(_rule(row, row.why_en or row.why) for row in rows)


def _rule(row: Phrase, why: str) -> Rule:
    return Rule(row.pk, row.kind, row.severity, why, tuple(row.patterns), tuple(row.better), row.unless_time)


_rules: Remembered[tuple[tuple[Rule, ...], tuple[Rule, ...]]] = Remembered(_load, Phrase)
