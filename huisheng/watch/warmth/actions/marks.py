"""Keep the marks of warmth."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.wording import PatternRefused, compiled
from huisheng.watch.warmth.models import WarmthMark

LINES_MOST = 60
POINTS_MOST = 40


class MarkRefused(Refused):
    """A mark that cannot be weighed with. `fields` names the form field at fault."""

    code = "mark_refused"


@transaction.atomic
def save_mark(
    mark: WarmthMark | None = None,
    *,
    name: str,
    points: int,
    name_en: str = "",
    patterns: Sequence[str] = (),
    when: Sequence[str] = (),
    tip: str = "",
    tip_en: str = "",
    active: bool = True,
    rank: int = 0,
    by: Party,
) -> WarmthMark:
    """Make a mark of wordings, or change one. How a shipped mark is found stays; its points, wordings and words may change.

    Replies weighed before keep their score. Raises MarkRefused.
    """
    before = mark_facts(mark) if mark else None
    mark = mark or WarmthMark(code=f"own-{uuid.uuid4().hex[:12]}", how=WarmthMark.How.PATTERNS)
    if not name.strip():
        raise MarkRefused(_("Please give it a name."), name="")
    if points == 0 or abs(points) > POINTS_MOST:
        raise MarkRefused(
            _("Points are from 1 to %(most)s, or from −1 to −%(most)s.") % {"most": POINTS_MOST}, points=""
        )
    mark.name, mark.name_en, mark.points = name.strip(), name_en.strip(), points
    if mark.how == WarmthMark.How.PATTERNS:
        mark.patterns = _patterns(patterns)
    mark.when = [code for code in WarmthMark.When.values if code in when]
    mark.tip, mark.tip_en, mark.active, mark.rank = tip.strip(), tip_en.strip(), active, rank
    mark.save()
    after = mark_facts(mark)
    if before != after:
        record_change(f"warmth.WarmthMark:{mark.pk}", before=before, after=after, by=by)
    return mark


def mark_facts(mark: WarmthMark) -> dict[str, Any]:
    """What the audit keeps about a mark, and the form shows."""
    fields = ("name", "name_en", "points", "patterns", "when", "tip", "tip_en", "active", "rank")
    return {field: getattr(mark, field) for field in fields}


def _patterns(lines: Sequence[str]) -> list[str]:
    written = [line.strip() for line in lines if line.strip()]
    if not written:
        raise MarkRefused(_("Please write at least one wording."), patterns="")
    if len(written) > LINES_MOST:
        raise MarkRefused(_("At most %(most)s wordings in one mark.") % {"most": LINES_MOST}, patterns="")
    for one in written:
        try:
            compiled(one)
        except PatternRefused as refusal:
            raise MarkRefused(str(refusal), patterns=one) from refusal
    return written
