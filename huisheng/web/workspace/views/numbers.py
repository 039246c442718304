"""Numbers: the page, the list behind each, and the list as a file."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Team
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.access import tickets_for
from huisheng.stages.rectify.days import is_on
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.sla.promised import promise_book
from huisheng.stages.triage.models import GradeRule
from huisheng.watch.insight.metrics import BY_KEY, Thing, of_thing
from huisheng.watch.insight.period import LONGEST, Period, chosen, week_of
from huisheng.watch.insight.queries import Numbers, numbers
from huisheng.watch.insight.targets.tracks import goals_beside
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace import figures
from huisheng.web.workspace.tracks import beside

MOST_CORRECTED = 8
SECTIONS = sorted({one.section for one in of_thing(Thing.TICKETS)})
WEEKS = 14  # offered by the week picker: a quarter
PROBLEM = "problem"  # the tag group that says what kind of problem it is


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/numbers/?period=today|7|30, ?week=2026-11-16, ?from=…&to=…"""
    period, goals = chosen(request.GET), goals_beside(request.user)
    day = min(period.last, timezone.localdate())
    now, before = numbers(request.user, period), numbers(request.user, period.before)
    quiet = not any(now.values[key].count for key in ("received", "spam", "merged"))
    context = {
        "period": period,
        "weeks": weeks(),
        "longest": LONGEST,
        "asked": urlencode(period.asked),
        "figure": {key: figures.figure(now, before, BY_KEY[key]) for key in now.values},
        "sections": {one.value: beside(figures.figures(now, before, one), goals, day) for one in SECTIONS},
        "states": figures.stretches(now, before),
        "states_by_day": figures.states_by_day(now),
        "targets": targets(),
        "checked": is_on(),
        "quiet": quiet,
        "untouched": quiet and not tickets_for(request.user).exists(),
    }
    return render(request, "workspace/numbers.html", context | volume(now, before))


def targets() -> list[tuple[str, int]]:
    """The share of promises the house wants to keep, by kind: the highest of the policies in force. Remembered."""
    wanted: dict[str, int] = {}
    for one in promise_book().living:
        if one.target_percent:
            wanted[one.kind] = max(wanted.get(one.kind, 0), one.target_percent)
    return [(str(ClockKind(kind).label), percent) for kind, percent in wanted.items()]


def weeks() -> list[Period]:
    """The last weeks, the running one first."""
    today = timezone.localdate()
    return [week_of(today - timedelta(weeks=n)) for n in range(WEEKS)]


def volume(now: Numbers, before: Numbers) -> dict[str, Any]:
    """What came in, by day, channel and grade: the chart, its shades, and the tables."""
    seen = {channel for rows in (now.days, before.days) for _day, channel, _n in rows}
    received = Counter(dict.fromkeys(seen, 0))
    for _day, channel, n in now.days:
        received[channel] += n
    channels = sorted(Channel.objects.filter(pk__in=seen), key=lambda one: -received[one.pk])
    shades = {one.pk: min(n, figures.SHADES) for n, one in enumerate(channels, start=1)}
    chart, most = figures.columns(now, before, shades)
    grades = list(Grade.objects.filter(pk__in={grade for _c, grade, _n in now.grades if grade}))
    counted = {(channel, grade): n for channel, grade, n in now.grades}
    columns = [*grades, None] if any(grade is None for _c, grade, _n in now.grades) else grades
    return {
        "chart": chart,
        "most": most,
        "shades": [(one, shades[one.pk], received[one.pk]) for one in channels],
        "grades": columns,
        "by_grade": [
            (one, [(grade, counted.get((one.pk, grade.pk if grade else None), 0)) for grade in columns])
            for one in channels
        ],
        "days": figures.table_of_days(now, channels),
        "again": named(now.categories, Category.objects.all()),
        "again_tags": named(now.tags, Tag.objects.filter(group__code=PROBLEM)),
        "corrected": corrected(now),
        "address": lambda key, **part: figures.address(now.period, key, **part),
    }


def corrected(now: Numbers) -> list[tuple[str, list[tuple[Any, int, int]]]]:
    """Which rules people correct most, and in which schemes and teams: (word or None, changed, given), most first."""
    tables: tuple[tuple[str, list[tuple[int | None, int, int]], QuerySet[Any]], ...] = (
        ("rule", now.rules, GradeRule.objects.all()),
        ("ruled", now.schemes, GradingScheme.objects.all()),
        ("team", now.teams, Team.objects.all()),
    )
    found = []
    for part, rows, words in tables:
        changed = sorted((row for row in rows if row[1]), key=lambda row: (-row[1], row[2]))[:MOST_CORRECTED]
        known = words.in_bulk([pk for pk, _n, _of in changed if pk]) if changed else {}
        found.append((part, [(known.get(pk), n, of) for pk, n, of in changed]))
    return [one for one in found if one[1]]


def named(counts: Sequence[tuple[int | None, int]], words: QuerySet[Any]) -> list[tuple[int, Any]]:
    """(count, word) with the most first; asks nothing where nothing was counted."""
    known = words.in_bulk([pk for pk, _n in counts if pk]) if counts else {}
    return sorted(((n, known[pk]) for pk, n in counts if pk in known), key=lambda one: -one[0])
