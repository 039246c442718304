"""Tables that people bring: xlsx, CSV from Excel and from other systems, as rows of text exactly as they were typed.

Encodings: UTF-8 with or without its mark, UTF-16 with its mark, GB18030 (what Chinese Excel writes). Separators: comma,
semicolon, tab. Leading zeros stay; whole numbers of a sheet come without ".0"; numbers that a spreadsheet has rounded
("1.38E+10") are known by `is_rounded`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024  # of an xlsx: a small file that unpacks to gigabytes is none
MOST_COLUMNS = 60
LONGEST_CELL = 500
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.(\d+))?[eE]\+?(\d+)")
ONE_SECOND = 1e-9


class UnreadableTableError(ValueError):
    """Not a table this reads. `code`: too_big, not_a_table, empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(data: bytes, *, most_rows: int) -> list[list[str]]:
    """The rows of the first sheet or of the CSV, blank ones left out at the end; at most `most_rows` + 1, so that a caller
    sees that there are more. Raises UnreadableTableError.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableTableError("too_big")
    rows = _sheet(data) if data[:2] == b"PK" else _csv(data)
    found: list[list[str]] = []
    for row in rows:
        cells = [cell.strip()[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        found.append(cells)
        if len(found) > most_rows:
            break
    while found and not any(found[-1]):
        found.pop()
    if not found:
        raise UnreadableTableError("empty")
    return found


def plain_number(text: str) -> str:
    """A number in scientific notation written out, where no digit of it was lost; anything else as it is."""
    match = SCIENTIFIC.fullmatch(text)
    if not match or is_rounded(text):
        return text
    try:
        return f"{Decimal(text):f}"
    except InvalidOperation:
        return text


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has lost digits of it: "1.38E+10" stands for any of ten million numbers."""
    match = SCIENTIFIC.fullmatch(text)
    return bool(match) and int(match[2]) > len(match[1] or "")  # type: ignore[index]


def _sheet(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableTableError("too_big")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (zipfile.BadZipFile, CalamineError, OSError, IndexError) as error:
        raise UnreadableTableError("not_a_table") from error
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and abs(cell - round(cell)) < ONE_SECOND:
        return str(round(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise UnreadableTableError("not_a_table")
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=head.count)
    yield from _unquoted(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _unquoted(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Excel's trick to keep text as text, ="0138...", is not part of the text."""
    try:
        for row in rows:
            yield [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]
    except csv.Error as error:
        raise UnreadableTableError("not_a_table") from error


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError("not_a_table")
