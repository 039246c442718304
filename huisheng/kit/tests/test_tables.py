"""Tables as people really bring them."""

import io
import zipfile

import pytest

from huisheng.kit.tables import UnreadableTableError, is_rounded, plain_number, read_table

HEAD = "姓名,电话,客户ID\n"


def rows(data: bytes) -> list[list[str]]:
    return read_table(data, most_rows=100)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_reads_every_encoding_excel_writes(encoding: str) -> None:
    assert rows((HEAD + "刘女士,13812345678,0042\n").encode(encoding)) == [
        ["姓名", "电话", "客户ID"],
        ["刘女士", "13812345678", "0042"],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_reads_every_separator(separator: str) -> None:
    assert rows(f"姓名{separator}电话\n刘{separator}138\n".encode()) == [["姓名", "电话"], ["刘", "138"]]


def test_quotes_line_ends_and_the_excel_trick() -> None:
    assert rows('姓名,备注\r\n"刘, 女士","两行\n备注"\r\n="0012",x\r\n\r\n'.encode())[1:] == [
        ["刘, 女士", "两行\n备注"],
        ["0012", "x"],
    ]


@pytest.mark.parametrize(
    ("typed", "plain", "lost"),
    [
        ("1.3812345678E+10", "13812345678", False),
        ("1.38E+10", "1.38E+10", True),
        ("13812345678", "13812345678", False),
        ("1e3", "1e3", True),
        ("E+10", "E+10", False),
    ],
)
def test_numbers_that_a_spreadsheet_wrote_its_own_way(typed: str, plain: str, lost: bool) -> None:
    assert (plain_number(typed), is_rounded(typed)) == (plain, lost)


def xlsx(*lines: str) -> bytes:
    """A sheet with nothing but values: n:13 is a number, d:45000 a date, everything else text."""
    cells = []
    for number, line in enumerate(lines, start=1):
        kinds = {"n:": '<c r="{r}"><v>{v}</v></c>', "d:": '<c r="{r}" s="1"><v>{v}</v></c>'}
        text = '<c r="{r}" t="inlineStr"><is><t>{v}</t></is></c>'
        made = [
            kinds.get(cell[:2], text).format(r=f"{chr(65 + place)}{number}", v=cell[2:] if cell[:2] in kinds else cell)
            for place, cell in enumerate(line.split("|"))
        ]
        cells.append(f'<row r="{number}">{"".join(made)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="名单" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rel}/styles" '
        'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


def test_it_reads_the_first_sheet_of_an_xlsx() -> None:
    found = rows(xlsx("姓名|电话|客户ID|注册时间", "刘女士|n:13812345678|00042|d:45000", "赵先生|13900001111|7|"))
    assert found == [
        ["姓名", "电话", "客户ID", "注册时间"],
        ["刘女士", "13812345678", "00042", "2023-03-15"],
        ["赵先生", "13900001111", "7", ""],
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "empty"),
        (b"PK\x03\x04 not a zip", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_table"),
        (b"a" * (10 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableTableError) as refusal:
        rows(data)
    assert refusal.value.code == code


def test_it_stops_one_row_after_the_most() -> None:
    assert len(read_table(b"a\n" * 1000, most_rows=10)) == 11
