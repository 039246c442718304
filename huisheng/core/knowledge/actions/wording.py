"""Keep the wording that the house avoids."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.knowledge.models import Phrase
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.wording import PatternRefused, compiled

LINES_MOST = 30


class PhraseRefused(Refused):
    """Wording that cannot be looked for. `fields` names the form field at fault."""

    code = "phrase_refused"


@transaction.atomic
def save_phrase(
    phrase: Phrase | None = None,
    *,
    kind: str,
    patterns: Sequence[str] = (),
    why: str,
    why_en: str = "",
    better: Sequence[str] = (),
    severity: str = Phrase.Severity.HINT,
    unless_time: bool = False,
    language: str = Phrase.Language.CHINESE,
    active: bool = True,
    rank: int = 0,
    by: Party,
) -> Phrase:
    """Make a wording rule or change one. Raises PhraseRefused for patterns that cannot be read, none, or no reason.

    What finds repetitions has no patterns and stays what it is.
    """
    before = phrase_facts(phrase) if phrase else None
    repeats = phrase is not None and phrase.kind == Phrase.Kind.REPEATED
    phrase = phrase or Phrase(code=f"own-{uuid.uuid4().hex[:12]}")
    phrase.kind = Phrase.Kind.REPEATED if repeats else kind
    phrase.patterns = [] if repeats else _patterns(patterns, kind)
    phrase.better = [line.strip() for line in better if line.strip()][:LINES_MOST]
    phrase.why, phrase.why_en = why.strip(), why_en.strip()
    if not phrase.why:
        raise PhraseRefused(_("Please say why; whoever reads this later will want to know."), why="")
    phrase.severity, phrase.unless_time, phrase.language = severity, unless_time, language
    phrase.active, phrase.rank = active, rank
    phrase.save()
    after = phrase_facts(phrase)
    if before != after:
        record_change(f"knowledge.Phrase:{phrase.pk}", before=before, after=after, by=by)
    return phrase


def phrase_facts(phrase: Phrase) -> dict[str, Any]:
    """What the audit keeps about a wording rule, and the form shows."""
    texts = ("kind", "patterns", "why", "why_en", "better", "severity", "unless_time", "language", "active", "rank")
    return {field: getattr(phrase, field) for field in texts}


def _patterns(patterns: Sequence[str], kind: str) -> list[str]:
    written = [line.strip() for line in patterns if line.strip()]
    if not written or kind == Phrase.Kind.REPEATED:
        raise PhraseRefused(_("Please write at least one wording."), patterns="")
    if len(written) > LINES_MOST:
        raise PhraseRefused(_("At most %(most)s wordings in one rule."), most=LINES_MOST, patterns="")
    for one in written:
        try:
            compiled(one)
        except PatternRefused as refusal:
            raise PhraseRefused(str(refusal), patterns=one) from refusal
    return written
