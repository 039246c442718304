"""What customers write must not run on a colleague's computer, in CSV or in xlsx."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from huisheng.kit.spreadsheet import LONGEST, Cell, csv_lines, safe_cell, sheet_name, xlsx_bytes

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "  =cmd|' /C calc'!A0", "＝1"]
HEADS = ["编号", "收到", "日期", "金额", "件数", "话"]
ROW: list[Cell] = [
    "FB-1", datetime(2026, 11, 21, 2, 30, tzinfo=UTC), date(2026, 11, 21), Decimal("49.90"), 3, "谢谢",
]  # fmt: skip


def read(data: bytes) -> tuple[str, list[list[Any]]]:
    """The name of its sheet, and its rows."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sheet.name, sheet.to_python()


def book(rows: Sequence[Sequence[Cell]], title: str = "台账") -> bytes:
    return b"".join(xlsx_bytes(rows, title=title))


@pytest.mark.parametrize("text", EVIL)
def test_it_disarms_what_would_run(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "水壶漏水", "A = B", "5 - 3", "FB-20261121-0001", "'=x"])
def test_it_leaves_words_alone(text: str) -> None:
    assert safe_cell(text) == text


def test_csv_writes_each_kind_of_cell() -> None:
    heads, row, evil = csv_lines([HEADS, ROW, ["=1+1", None, None, -5, 0, ""]])
    assert heads == "\ufeff编号,收到,日期,金额,件数,话\r\n"
    assert row == "FB-1,2026-11-21 10:30,2026-11-21,49.90,3,谢谢\r\n"
    assert evil == "'=1+1,,,-5,0,\r\n"  # a number of ours below zero is no formula


def test_xlsx_holds_numbers_days_and_moments_as_such() -> None:
    name, [heads, row] = read(book([HEADS, ROW]))
    assert name == "台账"
    assert heads == HEADS
    assert row == ["FB-1", datetime(2026, 11, 21, 10, 30), date(2026, 11, 21), 49.9, 3.0, "谢谢"]  # noqa: DTZ001


def test_xlsx_has_no_formula_and_no_link_whatever_was_written() -> None:
    data = book([["话"], *([one] for one in EVIL), ["https://x.example/?=1"], ["{=1}"]])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        inside = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
        assert not [name for name in packed.namelist() if "rels" in name and "sheet" in name]
    assert "<f>" not in inside
    assert "hyperlink" not in inside.lower()
    assert 'quotePrefix="1"' in styles
    _name, rows = read(data)
    assert [row[0].strip() for row in rows[1:9]] == [one.strip() for one in EVIL]


def test_a_very_long_text_is_cut_and_an_empty_table_opens() -> None:
    _name, [_heads, [cell]] = read(book([["话"], ["长" * 40_000]]))
    assert len(cell) == LONGEST
    assert zipfile.ZipFile(io.BytesIO(book([]))).testzip() is None


def test_rows_go_through_one_by_one() -> None:
    """The first piece is asked for after the last row was read, and no row is kept: a generator of many is enough."""
    seen = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal seen
        for n in range(3000):
            seen += 1
            yield [n, "话"]

    pieces = list(xlsx_bytes(rows(), title="x"))
    assert seen == 3000
    assert sum(map(len, pieces)) < 100_000


@pytest.mark.parametrize(("title", "name"), [("投诉台账", "投诉台账"), ("a/b:c[1]*?\\", "a b c 1"), ("'x'", "x"), ("", "1"), ("长" * 50, "长" * 31)])  # fmt: skip
def test_sheets_have_names_that_programs_accept(title: str, name: str) -> None:
    assert sheet_name(title).strip() == name
