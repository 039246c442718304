"""The ledger of complaints: the page, and the file behind it."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.mask import redact
from huisheng.kit.money import yuan
from huisheng.kit.spreadsheet import Cell
from huisheng.watch.insight.ledger import Entry, complaints_of, entries_page, every_entry
from huisheng.watch.insight.period import Period, chosen
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/complaints/?period=…: one row for each complaint that came in, the latest first."""
    period, cursor = _period(request), request.GET.get("cursor", "")
    context = {
        "period": period, "found": entries_page(request.user, period, cursor), "cursor": cursor,
        "total": complaints_of(request.user, period).count(), "asked": urlencode(period.asked), "yuan": yuan,
    }  # fmt: skip
    return render(request, "workspace/complaints.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, shape: str = "csv") -> StreamingHttpResponse:
    """The same rows as a file: names and phones masked, also in what was written; nothing in it runs."""
    period = _period(request)
    name = f"huisheng-complaints-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    rows = sheet(every_entry(request.user, period))
    return sheet_response(rows, name=name, title=_("Ledger of complaints"), shape=shape)


def sheet(entries: Iterable[Entry]) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each complaint."""
    yield (
        _("Number"), pgettext("column", "Received"), _("Channel"), _("Category"), _("Grade"), _("Customer"), _("Phone"),
        _("What was said"), _("Owner"), _("Offers"), _("Measure"), _("By when"), _("Who sees to it"), _("Offered at"),
        _("Solved?"), _("Stars"), _("The customer's words"),
        pgettext("column", "Written down by who handled it"), _("How it ended"), _("Ended at"), _("Opened again, times"),
        _("Compensation, yuan"),
    )  # fmt: skip
    for one in entries:
        yield (*_case(one), *_solution(one), *_end(one))


def _case(one: Entry) -> tuple[Cell, ...]:
    ticket = one.ticket
    return (
        ticket.number, ticket.created_at, ticket.channel.label, ticket.category.label if ticket.category else "",
        ticket.grade.label if ticket.grade else "", one.customer, one.phone, redact(one.words),
        ticket.assignee.name if ticket.assignee else "",
    )  # fmt: skip


def _solution(one: Entry) -> tuple[Cell, ...]:
    offer = one.solution
    if offer is None:
        return (0, "", "", "", None)
    return (one.rounds, redact(offer.measure), redact(offer.timing), redact(offer.responsible), offer.offered_at)


def _end(one: Entry) -> tuple[Cell, ...]:
    answer, closure = one.answer, one.closure
    solved = "" if answer is None else _("yes") if answer.is_yes else _("no")
    return (
        solved, answer.stars if answer else None, redact(answer.word) if answer else "",
        _("yes") if answer and answer.by_handler else "",
        closure.get_kind_display() if closure and one.ticket.is_closed else pgettext("complaint", "still open"),
        closure.at if closure and one.ticket.is_closed else None, one.reopened, round(one.fen / 100, 2),
    )  # fmt: skip


def _period(request: StaffRequest) -> Period:
    return chosen({"period": "30"} | request.GET.dict())
