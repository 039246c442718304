"""The ledger of compensation: the page, and the file behind it."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.money import yuan
from huisheng.kit.spreadsheet import Cell
from huisheng.stages.handling.ledger import (
    COLUMNS,
    PILES,
    Wanted,
    every_row,
    groups_of,
    ledger_page,
    names_of,
    sums_of,
)
from huisheng.stages.handling.models import Compensation
from huisheng.watch.insight.period import Period, chosen
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response

WITHOUT = "none"  # in an address: without a category, without a grade


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/compensation/?pile=&by=&period=…: amounts of a period, grouped, with the list behind."""
    period, wanted = asked(request)
    by, cursor = request.GET.get("by", ""), request.GET.get("cursor", "")
    by = by if by in COLUMNS else "person"
    found = ledger_page(request.user, wanted, cursor)
    narrowed = {name: WITHOUT if value is None else str(value) for name, value in wanted.narrowed.items()}
    context = {
        "period": period, "pile": wanted.pile, "by": by, "found": found, "cursor": cursor,
        "sums": sums_of(request.user, wanted), "groups": groups_of(request.user, wanted, by),
        "people": people_of(found.rows), "narrowed": named(wanted), "yuan": yuan,
        "address": lambda **more: address(period, {"pile": wanted.pile, "by": by} | narrowed | more),
    }  # fmt: skip
    return render(request, "workspace/amends_ledger.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, shape: str = "csv") -> StreamingHttpResponse:
    """The same rows as a file for spreadsheet programs: streamed, without the customer's name, nothing in it runs."""
    period, wanted = asked(request)
    name = f"huisheng-compensation-{wanted.pile}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    rows = sheet(every_row(request.user, wanted))
    return sheet_response(rows, name=name, title=_("Ledger of compensation"), shape=shape)


def asked(request: StaffRequest) -> tuple[Period, Wanted]:
    """The stretch of days, the pile and what it is narrowed to; what nobody knows is left out."""
    period, pile = chosen({"period": "30"} | request.GET.dict()), request.GET.get("pile", "")
    narrowed: dict[str, Any] = {}
    for name in COLUMNS:
        given = request.GET.get(name, "")
        if name == "kind":
            narrowed |= {name: given} if given in Compensation.Kind.values else {}
        elif given == WITHOUT:
            narrowed[name] = None
        elif given.isascii() and given.isdecimal() and len(given) < 19:
            narrowed[name] = int(given)
    return period, Wanted(pile if pile in PILES else "given", period.start, period.stop, narrowed)


def address(period: Period, said: dict[str, str]) -> str:
    """The parameters that ask for the page again, with some of them changed; "" takes one off."""
    return urlencode({name: value for name, value in (period.asked | said).items() if value})


def named(wanted: Wanted) -> list[tuple[str, str]]:
    """What the list is narrowed to: column and word."""
    return [
        (name, names_of(name, {value}).get(value, "") if value is not None else _("without"))
        for name, value in wanted.narrowed.items()
    ]


def people_of(rows: Iterable[Compensation]) -> dict[Any, str]:
    """Who proposed these. One query."""
    return names_of("person", {row.by_id for row in rows})


def sheet(rows: Iterable[Compensation]) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each."""
    heads = [_("Number"), _("Proposed at"), _("Proposed by"), _("Kind"), _("Words"), _("Amount, yuan"), _("State"), _("Why"),
             _("Why refused or taken back"), _("Decided by"), _("Given at"), _("Code or number"), _("Category"), _("Grade")]  # fmt: skip
    known: dict[Any, str] = {}
    within = _("Within the own limit")
    yield heads
    for row in rows:
        if row.by_id not in known:
            known |= names_of("person", {row.by_id}) or {row.by_id: ""}
        decided = row.decided_by.name if row.decided_by else within if row.is_within_limit else ""
        ticket = row.ticket
        yield [ticket.number, row.asked_at, known[row.by_id], row.get_kind_display(), row.words,
                 Decimal(row.fen).scaleb(-2), row.get_state_display(), row.why, row.decided_why or row.withdrawn_why, decided,
                 row.given_at, row.reference, ticket.category.label if ticket.category else "",
                 ticket.grade.label if ticket.grade else ""]  # fmt: skip
