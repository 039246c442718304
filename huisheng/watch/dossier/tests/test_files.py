"""The files: bytes of their kind, readable, numbered, made once, written into the ledger."""

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from huisheng.core.base.storage import read
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.watch.dossier.actions import OpenNeedsRight, make_dossier, make_file
from huisheng.watch.dossier.models import Made
from huisheng.watch.dossier.paper import Cover, Dossier, Facts, Part, Saying, Table, Talk, Ticks, Words
from huisheng.watch.dossier.tests.make import make_document, make_full
from huisheng.watch.dossier.typeset import pdf as setting
from huisheng.watch.dossier.typeset.pdf import NotSet, pdf_of
from huisheng.watch.dossier.typeset.word import docx_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
WORDS = {
    "contents": "目录", "nothing": "没有", "page": "第 {n} 页，共 {all} 页", "made": "生成于今天", "quoted": "引用：",
    "files": "附件：", "comma": "、",
}  # fmt: skip


def small(*blocks: object, text: str = "您好") -> Dossier:
    cover = Cover("回声", "投诉档案", text, (("编号", "FB-1"),), ("注意",), "FB-1-D1")
    part = Part("accept", "1　受理", blocks)  # type: ignore[arg-type]
    return Dossier("zh-hans", cover, (part, Part("track", "2　跟踪")), (), WORDS)


EVERYTHING = (
    Facts((("名", "值"),)),
    Table("表", ("甲", "乙"), tuple((f"行 {n}", "x" * 90) for n in range(80)), (1, 3)),
    Talk("对话", (Saying("刘*", "10:00", "customer", "", "#strong[不是标记] $x$ *也不是*", "旧话", ("[1] 图.png",)),)),
    Words("一段"),
    Ticks("勾", (("是", True), ("否", False))),
)


def pages(data: bytes) -> int:
    """Pages of a PDF, counted in its (packed) objects."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    text = data + b"".join(inflated(one) for one in packed)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", text))


def inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def test_a_pdf_is_made_of_every_kind_of_block_and_breaks_over_pages() -> None:
    data = pdf_of(small(*EVERYTHING), at=AT)
    assert data.startswith(b"%PDF-")
    assert pages(data) >= 4
    assert b"pdfaid" in data, "PDF/A, for archives"


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf_of(small(*EVERYTHING), at=AT) == pdf_of(small(*EVERYTHING), at=AT)


def test_only_the_embedded_font_is_used() -> None:
    fonts = set(re.findall(rb"/BaseFont\s*/([A-Za-z0-9+-]+)", pdf_of(small(Words("永")), at=AT)))
    assert fonts
    assert all(b"NotoSansSC" in one for one in fonts)


def test_what_typst_refuses_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#no-such-thing", encoding="utf-8")
    monkeypatch.setattr(setting, "LAYOUT", broken)
    with pytest.raises(NotSet, match="no-such-thing"):
        pdf_of(small(), at=AT)


def test_emoji_are_named_where_no_font_draws_them() -> None:
    assert setting._spoken("生气😡了\ufe0f\x07") == "生气[pouting face]了"


def test_a_word_file_repeats_its_heads_and_names_the_chinese_font() -> None:
    data = docx_of(small(*EVERYTHING), at=AT)
    paper = Document(BytesIO(data))
    grid = next(one for one in paper.tables if len(one.columns) == 2 and len(one.rows) == 81)
    assert grid.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
    colour = paper.styles["Heading 1"].element.rPr.find(qn("w:color"))
    assert colour.get(qn("w:themeColor")) is None, "Word takes the theme's colour before ours"
    assert paper.core_properties.title == "投诉档案 FB-1-D1"
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "#strong[不是标记] $x$ *也不是*" in text
    assert "[1] 图.png" in text
    with ZipFile(BytesIO(data)) as packed:
        assert b"NUMPAGES" in packed.read("word/footer1.xml")
        assert b"TOC " in packed.read("word/document.xml")


def test_control_characters_of_a_mail_break_no_file() -> None:
    odd = small(Words("响铃\x07\x0b与\x00空"), text="题\x1f目")
    assert pdf_of(odd, at=AT).startswith(b"%PDF-")
    assert Document(BytesIO(docx_of(odd, at=AT))).core_properties.subject == "题目"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return ticket_for(cast.lin, make_full(cast).number)


def order(ticket: Ticket, cast: Cast, shape: str = "pdf", *, opened: bool = False) -> Made:
    document = make_document(ticket, opened=opened)
    return make_dossier(
        ticket, document, shape=shape, opened=opened, notes=True, staff=cast.chen if opened else cast.lin
    )


@pytest.mark.parametrize(("shape", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_a_file_is_made_kept_and_named(cast: Cast, ticket: Ticket, shape: str, start: bytes) -> None:
    made = make_file(order(ticket, cast, shape).pk)
    assert made.state == Made.State.READY
    assert made.file is not None
    assert read(made.file).startswith(start)
    assert made.name.endswith(f"{ticket.number}-D1.{shape}")
    assert bytes(made.sealed) == b"", "what waited is gone"


def test_each_has_a_number_and_a_line_in_the_ledger(cast: Cast, ticket: Ticket) -> None:
    order(ticket, cast)
    order(ticket, cast, opened=True)
    said = [one.payload for one in Event.objects.filter(ticket=ticket, kind="dossier_made").order_by("id")]
    assert [(one["dossier"], one["opened"]) for one in said] == [
        (f"{ticket.number}-D1", False),
        (f"{ticket.number}-D2", True),
    ]


def test_open_data_need_the_right(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(OpenNeedsRight):
        make_dossier(ticket, make_document(ticket), shape="pdf", opened=True, notes=True, staff=cast.lin)
    assert not Made.objects.exists()


def test_what_waits_is_sealed(cast: Cast, ticket: Ticket) -> None:
    made = order(ticket, cast, opened=True)
    assert "漏发".encode() not in bytes(made.sealed)
    assert made.document.cover.number == f"{ticket.number}-D1"


def test_made_twice_is_made_once(cast: Cast, ticket: Ticket) -> None:
    first = make_file(order(ticket, cast).pk)
    assert make_file(first.pk).made_at == first.made_at


def test_a_fault_is_told_and_not_raised(cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> bytes:
        raise ValueError("no ink")

    monkeypatch.setitem(__import__("huisheng.watch.dossier.actions", fromlist=["SETTERS"]).SETTERS, "pdf", broken)
    made = make_file(order(ticket, cast).pk)
    assert (made.state, made.error) == (Made.State.FAILED, "ValueError: no ink")
