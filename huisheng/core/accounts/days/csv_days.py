"""Days as CSV lines: date, hours, note."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans, read_spans

from .lines import BY_HAND, DayLine

DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$")  # also as spreadsheets write it: 2027/2/7
WORKING = {"班", "上班", "补班", "work", "working", "workday"}


def read_csv(text: str, *, usual: Spans) -> list[DayLine]:
    """Lines `date,hours,note`; a head line and empty lines are skipped, "班" are the usual hours."""
    return list(_lines(text, usual))


def _lines(text: str, usual: Spans) -> Iterator[DayLine]:
    rows = csv.reader(io.StringIO(text))
    seen = False
    for row in _readable(rows):
        cells = [cell.strip() for cell in row] + ["", "", ""]
        head = not seen and not cells[0][:1].isdigit()
        if any(cells) and not head:
            yield _day_line(rows.line_num, cells, usual)
        seen = seen or any(cells)


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise CalendarRefused(_("Line %(line)s cannot be read as CSV."), line=getattr(rows, "line_num", 0)) from error


def _day_line(number: int, cells: list[str], usual: Spans) -> DayLine:
    try:
        hours = usual if cells[1].lower() in WORKING else read_spans(cells[1])
    except CalendarRefused as error:
        raise CalendarRefused(_("Line %(line)s: %(fault)s"), line=number, fault=str(error)) from error
    return DayLine(_date(number, cells[0]), hours, cells[2][:BY_HAND], number)


def _date(number: int, text: str) -> date:
    try:
        year, month, day = DATE.match(text).groups()  # type: ignore[union-attr]  # None is caught below
        return date(int(year), int(month), int(day))
    except (AttributeError, ValueError) as error:
        raise CalendarRefused(
            _("Line %(line)s: “%(text)s” is no date. Write 2027-02-17."), line=number, text=text
        ) from error
