"""Tables for spreadsheet programs, as CSV and as xlsx, row by row; nothing in them runs.

A cell is a text, a number, a day, a moment (shown in the active time zone) or None. Of the texts programs take some for
formulas: in CSV an apostrophe goes before them; in xlsx they are written as texts, and marked as such for whoever edits them.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from django.utils import timezone
from xlsxwriter import Workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_ROWS = 1_048_576  # of a sheet, with its heads
LONGEST = 32_767  # characters of a cell
WIDEST = 48  # characters shown of a column
CHUNK = 1 << 16  # bytes
Cell = str | int | float | Decimal | date | datetime | None


def safe_cell(text: str) -> str:
    """The text as a cell that nothing runs: an apostrophe goes before what would begin a formula (also after spaces)."""
    return f"'{text}" if runs(text) else text


def runs(text: str) -> bool:
    """Whether a spreadsheet program would take the text for a formula."""
    return text.lstrip(" ").startswith(FORMULA)


class Echo:
    """A file for `csv.writer` that hands back each line, to be streamed."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Lines of CSV, the first row being the heads; the mark at the beginning tells old programs that it is UTF-8."""
    writer = csv.writer(Echo())
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([_written(cell) for cell in row])
        mark = ""


def xlsx_bytes(rows: Iterable[Sequence[Cell]], *, title: str) -> Iterator[bytes]:
    """A workbook of one sheet, the first row being the heads, in pieces. A row at a time goes through memory, the rest lies in
    a file that is deleted when the last piece was taken. Rows beyond what a sheet holds are left out.
    """
    with TemporaryFile() as file, TemporaryDirectory() as scratch:
        _write(file, scratch, rows, title)
        file.seek(0)
        while piece := file.read(CHUNK):
            yield piece


def _write(file: IO[bytes], scratch: str, rows: Iterable[Sequence[Cell]], title: str) -> None:
    book = Workbook(file, {"constant_memory": True, "tmpdir": scratch, "default_date_format": "yyyy-mm-dd"})
    shapes = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "quoted": book.add_format({"quote_prefix": True}),
    }
    sheet = book.add_worksheet(sheet_name(title))
    sheet.freeze_panes(1, 0)
    every = iter(rows)
    heads = next(every, ())
    for column, cell in enumerate(heads):
        sheet.set_column(column, column, min(WIDEST, max(12, 2 * len(str(cell)) + 2)))
        sheet.write_string(0, column, str(cell), shapes["head"])
    for number, row in enumerate(every, start=1):
        if number == MOST_ROWS:
            break
        for column, cell in enumerate(row):
            _put(sheet, number, column, cell, shapes)
    book.close()


def sheet_name(title: str) -> str:
    """A name that programs accept: at most 31 characters, none of []:*?/\\."""
    return "".join(" " if one in "[]:*?/\\" else one for one in title).strip(" '")[:31] or "1"


def _put(sheet: Any, row: int, column: int, cell: Cell, shapes: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, _local(cell).replace(tzinfo=None), shapes["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, cell)
    else:
        text = str(cell)[:LONGEST]
        sheet.write_string(row, column, text, shapes["quoted"] if runs(text) else None)


def _written(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{_local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int | float | Decimal) else safe_cell(str(cell))


def _local(at: datetime) -> datetime:
    return at if timezone.is_naive(at) else timezone.localtime(at)
