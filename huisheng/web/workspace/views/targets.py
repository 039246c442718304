"""Targets: every track as a small chart, the months as a table, all of it as a file."""

from collections.abc import Callable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.spreadsheet import Cell
from huisheng.watch.insight.metrics import Unit
from huisheng.watch.insight.targets.tracks import Track, targets_for, tracks_of
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response
from huisheng.web.workspace.tracks import WORDS, WORST_FIRST, shown


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/numbers/targets/: each target with its line and its closed months, those behind first."""
    today = timezone.localdate()
    opens = request.user.allows(Right.SEE_ALL)
    tracks = [shown(one, today, opens=opens) for one in tracks_of(targets_for(request.user))]
    tracks.sort(key=lambda one: WORST_FIRST.index(one.standing.state))
    counted = [(state, WORDS[state], sum(one.standing.state is state for one in tracks)) for state in WORST_FIRST]
    context = {"tracks": tracks, "counted": [one for one in counted if one[2]], "opens": opens}
    return render(request, "workspace/numbers_targets.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, shape: str = "csv") -> StreamingHttpResponse:
    """Every closed month of every target."""
    tracks = tracks_of(targets_for(request.user))
    name = f"huisheng-targets-{timezone.localdate():%Y%m%d}"
    return sheet_response(sheet(tracks), name=name, title=_("Targets"), shape=shape)


def sheet(tracks: Sequence[Track]) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each month; shares in per cent, times in hours, money in yuan."""
    yield (
        _("Number counted"), _("Team"), pgettext("target", "Unit"), _("Month"), _("It was"), _("Planned"), _("Goal"),
        _("Goal reached by"), _("Rows counted"), _("Out of"), _("State"),
    )  # fmt: skip
    for track in tracks:
        unit, team = track.metric.unit, track.target.team
        for one in track.months:
            yield (
                str(track.metric.name), team.label if team else _("the whole house"), UNITS[unit](), one.first,
                _plain(one.value, unit), _plain(one.planned, unit), _plain(track.plan.goal, unit), track.plan.last,
                one.count, one.of, str(WORDS[one.state]),
            )  # fmt: skip


UNITS: dict[Unit, Callable[[], str]] = {
    Unit.SHARE: lambda: "%", Unit.TIME: lambda: _("hours"), Unit.MONEY: lambda: _("yuan"), Unit.NPS: lambda: "NPS",
    Unit.STARS: lambda: _("stars"), Unit.SCORE: lambda: _("points"), Unit.COUNT: lambda: _("pieces"),
    Unit.MEAN: lambda: _("on average"),
}  # fmt: skip
SIZES = {Unit.SHARE: 0.01, Unit.TIME: 3600.0, Unit.MONEY: 100.0}


def _plain(amount: float | None, unit: Unit) -> float | None:
    return None if amount is None else round(amount / SIZES.get(unit, 1.0), 2)
