"""How today goes, channel by channel: the same facts and the same conditions as on the page of numbers."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from huisheng.watch.insight.behind import PARTS
from huisheng.watch.insight.board.scope import Look
from huisheng.watch.insight.facts import facts_of
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.period import last_days

KEPT, MEDIAN, LONGEST = BY_KEY["promise_kept"], BY_KEY["wait_median"], BY_KEY["wait_longest"]
TODAY = f"""
    SELECT channel_id, count(*) FILTER (WHERE {BY_KEY["received"].counted}), count(*) FILTER (WHERE {KEPT.counted}),
        count(*) FILTER (WHERE {KEPT.counted_base}), {MEDIAN.measure} FILTER (WHERE {MEDIAN.counted}),
        {LONGEST.measure} FILTER (WHERE {LONGEST.counted})
    FROM f WHERE {{part}} GROUP BY GROUPING SETS ((channel_id), ())"""


@dataclass(frozen=True, slots=True)
class Day:
    """What came in since midnight: how many, how many first answers were promised and kept, waits in seconds."""

    received: int = 0
    kept: int = 0
    known: int = 0
    median: float | None = None
    longest: float | None = None


def today(look: Look) -> dict[int | None, Day]:
    """Channel id → its day; None is all of them together. One query over what came in today."""
    local_day = timezone.localdate(look.at)
    part = " AND ".join(PARTS[name] for name in look.scope.asked) or "true"
    said = TODAY.format(part=part)
    facts, wanted = facts_of(look.seen, last_days(1, today=local_day), said=said, now=look.at)
    with connection.cursor() as cursor:
        cursor.execute(facts + said, [*wanted, *look.scope.asked.values()])
        rows = cursor.fetchall()
    return {channel: _day(*counts) for channel, *counts in rows}


def _day(received: int, kept: int, known: int, median: Any, longest: Any) -> Day:
    waits = [None if wait is None else float(wait) for wait in (median, longest)]
    return Day(received, kept, known, *waits)
