"""Lists on the desk: bring a file, look at it, take it, and fetch what was refused."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.kit.contact import normalise_phone
from huisheng.kit.mask import mask_name, mask_phone, redact
from huisheng.kit.spreadsheet import safe_cell
from huisheng.kit.tables import plain_number
from huisheng.stages.followup.actions import (
    begin_list,
    bring_list,
    drop_list,
    lines_of,
    map_list,
    note_fetched,
    rows_of,
)
from huisheng.stages.followup.forms import ListForm
from huisheng.stages.followup.lists import COLUMNS, REASONS
from huisheng.stages.followup.models import CallList
from huisheng.stages.followup.queries import lists_for

SAMPLE, SHOWN, RECENT = 8, 50, 40
gated = right_required(Right.ASSIGN)


@gated
def lists(request: StaffRequest) -> HttpResponse:
    """GET /desk/callback-lists/, POST a file."""
    form = ListForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        row = form.carry_out(
            bring_list, form.cleaned_data["scenario"], file.read(), name=file.name, by=request.user.party
        )
        if row is not None:
            return redirect("desk:call_list", row.pk)
    found = lists_for(request.user).exclude(state=CallList.State.DONE, rows=0)  # a day on which a segment found nobody
    rows = found.select_related("scenario").defer("sealed")[:RECENT]
    return render(request, "followup/lists.html", {"form": form, "rows": rows})


@require_safe
@gated
def call_list(request: StaffRequest, list_id: int) -> HttpResponse:
    """What stands in it and what would become of it, how far it is, or what became of it."""
    row = _known(request, list_id)
    template = "followup/_list_state.html" if request.headers.get("HX-Request") else "followup/list.html"
    return render(request, template, {"row": row, **_shown(row)})


@require_POST
@gated
def list_columns(request: StaffRequest, list_id: int) -> HttpResponse:
    """POST column=... once for each column: what it holds."""
    columns = [one if one in COLUMNS else "" for one in request.POST.getlist("column")]
    map_list(_known(request, list_id), columns)
    return redirect("desk:call_list", list_id)


@require_POST
@gated
def list_begin(request: StaffRequest, list_id: int) -> HttpResponse:
    """It is right: plan them."""
    begin_list(_known(request, list_id))
    return redirect("desk:call_list", list_id)


@require_POST
@gated
def list_drop(request: StaffRequest, list_id: int) -> HttpResponse:
    """Throw it away."""
    drop_list(_known(request, list_id))
    messages.success(request, _("The list was thrown away; nobody of it is rung up."))
    return redirect("desk:call_lists")


@require_POST
@gated
def list_refused(request: StaffRequest, list_id: int) -> HttpResponse:
    """The refused lines as a file, each with its reason, to be mended and brought again. A POST: who fetched is noted."""
    row = _known(request, list_id)
    head, rows = rows_of(row)
    note_fetched(row, by=request.user.party)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow([*map(safe_cell, rows[head]), _("Why it was refused")])
    for cells, (_number, code) in zip(rows[head + 1 :], row.refused, strict=False):
        writer.writerow([*map(safe_cell, cells), str(REASONS.get(code, code))])
    headers = {"Content-Disposition": f'attachment; filename="refused-{row.pk}.csv"', "Cache-Control": "no-store"}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _shown(row: CallList) -> dict[str, Any]:
    if row.state != CallList.State.READ:
        return {"refused": _refused(row.refused), "done": row.taken + row.known + len(row.refused), "most": SHOWN}
    head, rows = rows_of(row)
    lines = lines_of(row)
    good = sum(not one.refused for one in lines)
    told = ngettext("Plan %(n)s customer", "Plan %(n)s customers", good) % {"n": good}
    return {
        "head": rows[head] if rows else [],
        "columns": COLUMNS,
        "sample": [_masked(cells, row.columns) for cells in rows[head + 1 : head + 1 + SAMPLE]],
        "good": good,
        "take": told,
        "lines": len(lines),
        "refused": _refused([(one.number, one.refused) for one in lines if one.refused]),
        "most": SHOWN,
    }


def _refused(found: list[Any]) -> list[tuple[int, str]]:
    return [(number, str(REASONS.get(code, code))) for number, code in found]


def _masked(cells: list[str], columns: list[str]) -> list[str]:
    """Names and phones as lists show them: 刘*, 138****1234; also where they stand in another column."""
    return [_mask(code, cell) for code, cell in zip([*columns, *[""] * len(cells)], cells, strict=False)]


def _mask(code: str, cell: str) -> str:
    if code == "phone":
        known = normalise_phone(plain_number(cell))
        return mask_phone(known or cell)
    return mask_name(cell) if code == "name" else redact(cell)


def _known(request: StaffRequest, list_id: int) -> CallList:
    return get_object_or_404(lists_for(request.user).select_related("scenario"), pk=list_id)
