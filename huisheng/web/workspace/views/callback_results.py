"""What came of callbacks, and the list behind each number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.customers.models import Identity
from huisheng.kit.mask import mask_name, redact
from huisheng.kit.spreadsheet import Cell
from huisheng.stages.followup.models import Callback, CallRecord, Scenario
from huisheng.stages.followup.results import FIGURES, behind, every_result, results
from huisheng.watch.insight.review.reading import problem_words
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response

PERIODS = (7, 30, 90)  # days


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/callbacks/results/: scenario by scenario, `?days=7|30|90`."""
    days, since, until = _period(request)
    rows = results(request.user, since=since, until=until)
    figures = [(code, label) for code, (label, _which) in FIGURES.items()]
    return render(request, "workspace/callback_results.html", {"rows": rows, "days": days, "figures": figures})


@require_safe
@staff_required(Right.NUMBERS)
def listed(request: StaffRequest, scenario: str, figure: str) -> HttpResponse:
    """The callbacks behind one number."""
    if figure not in FIGURES:
        raise Http404
    days, since, until = _period(request)
    one = get_object_or_404(Scenario, code=scenario)
    page = behind(request.user, scenario, figure, since=since, until=until, cursor=request.GET.get("cursor"))
    shown = {"page": page, "scenario": one, "figure": figure, "label": FIGURES[figure][0], "days": days}
    return render(request, "workspace/callback_result.html", shown)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, shape: str = "csv") -> StreamingHttpResponse:
    """Every callback that ended in these days: names and phones masked, also in what was written; nothing in it runs."""
    days, since, until = _period(request)
    name = f"huisheng-callbacks-{days}-{timezone.localdate():%Y%m%d}"
    rows = sheet(every_result(request.user, since=since, until=until))
    return sheet_response(rows, name=name, title=_("Results of callbacks"), shape=shape)


def sheet(callbacks: Iterable[Callback]) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each callback."""
    yield (
        _("Ended at"), _("Scenario"), _("Customer"), _("Phone"), _("Status"), pgettext("person", "Caller"), _("Tries"),
        _("Talk, minutes"), _("Kind of problem"), _("Solved?"), _("Stars"), _("What follows"), _("Until"),
        _("Felt warm?"), _("The customer's words"), _("Complete in time?"), _("Number"),
    )  # fmt: skip
    words = problem_words()
    for one in callbacks:
        phones: list[Identity] = one.customer.phones  # type: ignore[attr-defined] # prefetched
        talk = sum(done.talk_s or 0 for done in one.attempts.all())
        yield (
            one.ended_at, one.scenario.label, mask_name(one.customer.name), phones[0].masked if phones else "",
            one.get_state_display(), one.assignee.name if one.assignee else "", one.tries,
            round(talk / 60, 1) if talk else None, *_record(one, words), one.ticket.number if one.ticket else "",
        )  # fmt: skip


def _record(callback: Callback, words: Mapping[str, str]) -> tuple[Cell, ...]:
    record: CallRecord | None = getattr(callback, "record", None)
    if record is None:
        return ("", "", None, "", None, "", "", "")
    due, done = callback.record_due_at, record.recorded_at
    in_time = record.complete and due is not None and done is not None and done <= due
    return (
        words.get(record.problem, record.problem), _said(record.solved), record.stars, redact(record.follow_up), record.follow_up_by,
        _said(bool(record.warm_words) if record.warm is None else record.warm), redact(record.words), _said(in_time),
    )  # fmt: skip


def _said(so: bool | None) -> str:
    return "" if so is None else _("yes") if so else _("no")


def _period(request: StaffRequest) -> tuple[int, datetime, datetime]:
    sent, now = request.GET.get("days", ""), timezone.now()
    days = int(sent) if sent in {str(one) for one in PERIODS} else 30
    return days, now - timedelta(days=days), now + timedelta(minutes=1)
