"""The list behind a number, and the list as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.status import Status
from huisheng.kit.spreadsheet import Cell
from huisheng.stages.followup.models import Callback, Scenario
from huisheng.stages.survey.models import Survey
from huisheng.stages.triage.models import GradeRule
from huisheng.stages.winback.models import Lost
from huisheng.watch.insight.behind import Part, every_row_behind, rows_behind
from huisheng.watch.insight.metrics import BY_KEY, Metric, Thing
from huisheng.watch.insight.period import Period, chosen
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response
from huisheng.web.workspace import figures

NAMED: dict[str, Any] = {
    "channel": Channel,
    "grade": Grade,
    "category": Category,
    "tag": Tag,
    "rule": GradeRule,
    "ruled": GradingScheme,
    "scheme": GradingScheme,
    "team": Team,
    "assignee": Staff,
    "scenario": Scenario,
    "survey": Survey,
}
STATUSES: dict[Thing, dict[Any, Any]] = {
    Thing.TICKETS: dict(Status.choices), Thing.CALLS: dict(Callback.State.choices), Thing.ASKED: {},
    Thing.LOST: dict(Lost.State.choices),
}  # fmt: skip


@require_safe
@staff_required(Right.NUMBERS)
def behind(request: StaffRequest, metric: str) -> HttpResponse:
    """GET /desk/numbers/solved/?…: the tickets of a number, or of one part of it (channel, grade, category, tag, day)."""
    one, period, parts = asked(request, metric)
    base = wants_base(request, one)
    cursor = request.GET.get("cursor", "")
    found = rows_behind(request.user, period, one, base=base, parts=parts, cursor=cursor)
    kept = urlencode({name: value for name, value in request.GET.items() if name != "cursor"})
    context = {
        "metric": one, "base": base, "period": period, "found": found, "kept": kept, "cursor": cursor,
        "thing": one.thing.value, "may_call": request.user.allows(Right.ANSWER), "statuses": STATUSES[one.thing], "whys": dict(Lost.Why.choices), "voices": one.thing is not Thing.TICKETS, "parts": part_names(parts), "span": figures.span, "asked": urlencode(period.asked),
    }  # fmt: skip
    return render(request, "workspace/numbers_list.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, metric: str, shape: str = "csv") -> StreamingHttpResponse:
    """The whole list as a file for spreadsheet programs: streamed, without the customer's name, nothing in it runs."""
    one, period, parts = asked(request, metric)
    rows = every_row_behind(request.user, period, one, base=wants_base(request, one), parts=parts)
    name = f"huisheng-{one.key}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return sheet_response(sheet(rows, one.thing), name=name, title=str(one.name), shape=shape)


def sheet(rows: Iterable[dict[str, Any]], thing: Thing) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each."""
    heads, cells = SHEETS[thing]
    said = Said(
        english=(get_language() or "").startswith("en"), statuses={str(k): str(v) for k, v in STATUSES[thing].items()}
    )
    yield heads()
    for row in rows:
        yield cells(row, said)


@dataclass(frozen=True, slots=True)
class Said:
    """How a row is told: in which language, and the words for its state."""

    english: bool
    statuses: dict[str, str]

    def word(self, row: dict[str, Any], what: str) -> str:
        return (row[f"{what}__name_en"] if self.english and row[f"{what}__name_en"] else row[f"{what}__name"]) or ""

    def yes(self, is_so: bool) -> str:
        return _("yes") if is_so else _("no")


def ticket_heads() -> list[str]:
    return [_("Number"), pgettext("column", "Received"), _("Channel"), _("Grade"), _("Category"), _("Subject"), _("Status"), _("Team"),
            _("Owner"), _("First answer after, minutes"), _("Solved"), _("Stars")]  # fmt: skip


def ticket_cells(row: dict[str, Any], said: Said) -> list[Cell]:
    channel, grade, category, team = (said.word(row, one) for one in ("channel", "grade", "category", "team"))
    wait = None if row["wait"] is None else round(row["wait"] / 60, 1)
    return [row["number"], row["created_at"], channel, grade, category, row["subject"], said.statuses[row["status"]], team,
            row["assignee__name"] or "", wait, said.yes(row["solved"]), row["stars"] or ""]  # fmt: skip


def call_heads() -> list[str]:
    return [
        pgettext("callback", "Due"),
        _("Scenario"),
        _("Status"),
        pgettext("person", "Caller"),
        _("Talk, minutes"),
        _("Stars"),
        _("Number"),
    ]


def call_cells(row: dict[str, Any], said: Said) -> list[Cell]:
    minutes = None if row["talk_s"] is None else round(row["talk_s"] / 60, 1)
    return [row["at"], said.word(row, "scenario"), said.statuses[row["state"]], row["assignee__name"] or "", minutes,
            row["stars"] or "", row["ticket__number"] or ""]  # fmt: skip


def survey_heads() -> list[str]:
    return [_("Asked at"), _("Survey"), pgettext("metric", "Answered"), "CSAT", "NPS", "CES", _("Number")]


def survey_cells(row: dict[str, Any], said: Said) -> list[Cell]:
    scales = ["" if row[one] is None else row[one] for one in ("csat", "nps", "ces")]
    return [
        row["at"],
        said.word(row, "survey"),
        said.yes(row["answered"]),
        *scales,
        row["ticket__number"] or "",
    ]


def lost_heads() -> list[str]:
    return [_("Noticed at"), _("Why"), _("Status"), _("Owner"), _("Number")]


def lost_cells(row: dict[str, Any], said: Said) -> list[Cell]:
    why = str(Lost.Why(row["why"]).label)
    return [row["at"], why, said.statuses[row["state"]], row["owner__name"] or "", row["ticket__number"] or ""]


SHEETS: dict[Thing, tuple[Callable[[], list[str]], Callable[[dict[str, Any], Said], list[Cell]]]] = {
    Thing.TICKETS: (ticket_heads, ticket_cells), Thing.CALLS: (call_heads, call_cells),
    Thing.ASKED: (survey_heads, survey_cells), Thing.LOST: (lost_heads, lost_cells),
}  # fmt: skip


def asked(request: StaffRequest, metric: str) -> tuple[Metric, Period, dict[str, Part]]:
    """The number, the period and the part an address speaks about. Http404 for a number nobody knows."""
    if metric not in BY_KEY:
        raise Http404
    parts: dict[str, Part] = {}
    for name in NAMED:
        given = request.GET.get(name, "")
        if given.isdecimal() and len(given) < 19:
            parts[name] = int(given)
        elif given == "none" and name in {"grade", "category", "rule", "team", "assignee"}:
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
    return str(found.label if hasattr(found, "label") else found.name) if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
