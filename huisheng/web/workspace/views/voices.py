"""Numbers of what customers said: ratings by category, handler and channel, callbacks, surveys, win-back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Channel
from huisheng.stages.followup.models import Scenario
from huisheng.stages.survey.models import Survey
from huisheng.watch.insight.metrics import BY_KEY, Thing, of_thing
from huisheng.watch.insight.period import LONGEST, Period, chosen
from huisheng.watch.insight.queries import Row, by_parts, numbers_of
from huisheng.watch.insight.targets.tracks import goals_beside
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace import figures
from huisheng.web.workspace.tracks import beside
from huisheng.web.workspace.views.numbers import weeks

MOST_ROWS = 20
COUNTED = (Thing.CALLS, Thing.ASKED, Thing.LOST)
RATINGS = ("rated", "csat", "praised")
CALLED = ("calls", "calls_reached", "calls_on_time", "talk_mean", "call_rating", "warm")
SURVEYED = ("surveys", "surveys_answered", "nps", "survey_csat", "ces")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table by parts: its word (None: without), and its numbers as texts with their lists."""

    word: Any
    cells: list[tuple[str, str, str, str]]  # text, address, "12 / 19" and its address where it is a share


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/numbers/voices/, the period as on the page of numbers."""
    period = chosen(request.GET)
    figure, sections = counted(request.user, period)
    rated = by_parts(request.user, period, ("category_id", "assignee_id", "channel_id"), RATINGS)
    called = by_parts(request.user, period, ("scenario_id", "assignee_id"), CALLED) if figure["calls"].count else {}
    surveyed = by_parts(request.user, period, ("survey_id",), SURVEYED) if figure["surveys"].count else {}
    [ratings] = rated[""]
    context = {
        "period": period, "weeks": weeks(), "longest": LONGEST, "asked": urlencode(period.asked), "figure": figure, "sections": sections,
        "ratings": cells(period, ratings, ""), "rated": ratings.values["rated"].count,
        "by_category": lines(period, rated["category_id"], "category", Category.objects.all()),
        "by_handler": lines(period, rated["assignee_id"], "assignee", Staff.objects.all()),
        "by_channel": lines(period, rated["channel_id"], "channel", Channel.objects.all()),
        "by_scenario": lines(period, called.get("scenario_id", ()), "scenario", Scenario.objects.all()),
        "by_caller": lines(period, called.get("assignee_id", ()), "assignee", Staff.objects.all()),
        "by_survey": lines(period, surveyed.get("survey_id", ()), "survey", Survey.objects.all()),
        "heads": {name: [BY_KEY[key] for key in keys] for name, keys in (("rated", RATINGS), ("called", CALLED), ("surveyed", SURVEYED))},
    }  # fmt: skip
    return render(request, "workspace/numbers_voices.html", context)


def counted(staff: Staff, period: Period) -> tuple[dict[str, figures.Figure], dict[str, list[figures.Figure]]]:
    """The numbers by their key and by their section, beside those of the period before."""
    figure: dict[str, figures.Figure] = {}
    sections: dict[str, list[figures.Figure]] = {}
    goals, day = goals_beside(staff), min(period.last, timezone.localdate())
    for thing in COUNTED:
        now, before = numbers_of(thing, staff, period), numbers_of(thing, staff, period.before)
        for section in {one.section for one in of_thing(thing)}:
            sections[section.value] = beside(figures.figures(now, before, section), goals, day)
            figure |= {one.metric.key: one for one in sections[section.value]}
    return figure, sections


def lines(period: Period, rows: Sequence[Row], part: str, words: QuerySet[Any]) -> list[Line]:
    """The parts with anything to count, most first; asks nothing where nothing was counted."""
    some = [row for row in rows if next(iter(row.values.values())).count][:MOST_ROWS]
    known = words.in_bulk([row.part for row in some if row.part]) if some else {}
    return [Line(known.get(row.part), cells(period, row, part)) for row in some]


def cells(period: Period, row: Row, part: str) -> list[tuple[str, str, str, str]]:
    asked: dict[str, object] = {part: row.part or "none"} if part else {}
    return [
        (
            figures.text_of(value),
            figures.address(period, key, **asked),
            f"{value.count} / {value.of}" if value.of is not None else "",
            figures.address(period, key, of="all", **asked) if value.of is not None else "",
        )
        for key, value in row.values.items()
    ]
