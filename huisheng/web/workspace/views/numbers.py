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
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace import figures

MOST_CORRECTED = 8
SECTIONS = sorted({one.section for one in of_thing(Thing.TICKETS)})
WEEKS = 14  # offered by the week picker: a quarter
PROBLEM = "problem"  # the tag group that says what kind of problem it is


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/numbers/?period=today|7|30, ?week=2026-11-16, ?from=…&to=…"""
    period = chosen(request.GET)
    now, before = numbers(request.user, period), numbers(request.user, period.before)
    quiet = not any(now.values[key].count for key in ("received", "spam", "merged"))
    context = {
        "period": period,
        "weeks": weeks(),
        "longest": LONGEST,
        "asked": urlencode(period.asked),
        "figure": {key: figures.figure(now, before, BY_KEY[key]) for key in now.values},
        "sections": {one.value: figures.figures(now, before, one) for one in SECTIONS},
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


@require_safe
@staff_required(Right.NUMBERS)
def behind(request: StaffRequest, metric: str) -> HttpResponse:
    """GET /desk/numbers/solved/?…: the tickets of a number, or of one part of it (channel, grade, category, tag, day)."""
    one, period, parts = asked(request, metric)
    base = wants_base(request, one)
    cursor = request.GET.get("cursor", "")
    found = tickets_behind(request.user, period, one, base=base, parts=parts, cursor=cursor)
    kept = urlencode({name: value for name, value in request.GET.items() if name != "cursor"})
    context = {
        "metric": one, "base": base, "period": period, "found": found, "kept": kept, "cursor": cursor,
        "statuses": dict(Status.choices), "parts": part_names(parts), "span": figures.span, "asked": urlencode(period.asked),
    }  # fmt: skip
    return render(request, "workspace/numbers_list.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, metric: str) -> StreamingHttpResponse:
    """The whole list as CSV for spreadsheet programs: streamed, without the customer's name, nothing in it runs."""
    one, period, parts = asked(request, metric)
    rows = every_ticket_behind(request.user, period, one, base=wants_base(request, one), parts=parts)
    name = f"huisheng-{one.key}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(sheet(rows), content_type="text/csv; charset=utf-8", headers=headers)


def sheet(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """CSV lines; the mark at the beginning tells old spreadsheet programs that it is UTF-8."""
    heads = [_("Number"), pgettext("column", "Received"), _("Channel"), _("Grade"), _("Category"), _("Subject"), _("Status"), _("Team"),
             _("Owner"), _("First answer after, minutes"), _("Solved"), _("Stars")]  # fmt: skip
    statuses = {code: str(label) for code, label in Status.choices}
    english, yes, no = (get_language() or "").startswith("en"), _("yes"), _("no")
    return _lines(heads, rows, statuses, english=english, solved={True: yes, False: no})


def _lines(
    heads: list[str],
    rows: Iterable[dict[str, Any]],
    statuses: dict[str, str],
    *,
    english: bool,
    solved: dict[bool, str],
) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        named = [
            row[f"{one}__name_en"] if english and row[f"{one}__name_en"] else row[f"{one}__name"]
            for one in ("channel", "grade", "category", "team")
        ]
        channel, grade, category, team = (name or "" for name in named)
        wait = "" if row["wait"] is None else f"{row['wait'] / 60:.1f}"
        received = f"{timezone.localtime(row['created_at']):%Y-%m-%d %H:%M}"
        cells = [row["number"], received, channel, grade, category, row["subject"], statuses[row["status"]], team,
                 row["assignee__name"] or "", wait, solved[row["solved"]], row["stars"] or ""]  # fmt: skip
        yield writer.writerow([safe_cell(str(cell)) for cell in cells])


class Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def asked(request: StaffRequest, metric: str) -> tuple[Metric, Period, dict[str, Part]]:
    """The number, the period and the part an address speaks about. Http404 for a number nobody knows."""
    if metric not in BY_KEY:
        raise Http404
    parts: dict[str, Part] = {}
    for name in NAMED:
        given = request.GET.get(name, "")
        if given.isdecimal() and len(given) < 19:
            parts[name] = int(given)
        elif given == "none" and name in {"grade", "category", "rule", "team"}:
            parts[name] = None
    if day := _day(request.GET.get("day", "")):
        parts["day"] = day
    return BY_KEY[metric], chosen(request.GET), parts


def wants_base(request: StaffRequest, metric: Metric) -> bool:
    return request.GET.get("of") == "all" and bool(metric.base)


def part_names(parts: dict[str, Part]) -> list[str]:
    """What the list is narrowed to, in words; a part that is gone has none."""
    return [word for name, value in parts.items() if (word := _part_name(name, value))]


def _part_name(name: str, value: Part) -> str:
    if value is None:
        return _("ungraded") if name == "grade" else _("without")
    if isinstance(value, date):
        return value.isoformat()
    found = NAMED[name].objects.filter(pk=value).first()
    return str(found.label) if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
