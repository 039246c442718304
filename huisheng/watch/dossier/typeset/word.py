"""A dossier as Word file: heads that repeat, page numbers, contents; Chinese type named for every run."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from huisheng.watch.dossier.paper import Block, Dossier, Facts, Part, Saying, Table, Talk, Ticks
from huisheng.watch.dossier.typeset.pdf import CONTROLS

WESTERN, CHINESE = "Arial", "Microsoft YaHei"
INK, QUIET, BRAND = RGBColor(0x1B, 0x25, 0x28), RGBColor(0x5B, 0x68, 0x6C), RGBColor(0x0F, 0x5C, 0x66)
BREADTH_MM = 174  # of the text: A4 less two margins of 18 mm
LABEL_MM = 32
ON, OFF = "☑", "☐"
TOGETHER = 12  # rows of names and values that stay on one page
SUNK, LINE = "EEF2F2", "B9C3C6"
SIDES = {"customer": "0F5C66", "house": LINE, "receipt": LINE, "note": "B98A1D"}  # as in dossier.typ


def docx_of(dossier: Dossier, *, at: datetime) -> bytes:
    """The bytes of the file."""
    paper = Document()
    _dress(paper, dossier, at)
    _cover(paper, dossier)
    for part in dossier.steps:
        _part(paper, dossier, part)
    for n, part in enumerate(dossier.annexes):
        _part(paper, dossier, part, on_new_page=n == 0)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _dress(paper: Any, dossier: Dossier, at: datetime) -> None:
    for name, size in (("Normal", 10), ("Heading 1", 14), ("Heading 2", 11), ("Title", 22)):
        style = paper.styles[name]
        style.font.name, style.font.size = WESTERN, Pt(size)
        style.font.color.rgb = BRAND if name in ("Heading 1", "Title") else INK
        _in_chinese(style.element.get_or_add_rPr())
        for place in ("themeColor", "themeShade", "themeTint"):  # Word would take these before our colour
            style.element.rPr.find(qn("w:color")).attrib.pop(qn(f"w:{place}"), None)
    paper.styles["Normal"].paragraph_format.space_after = Pt(4)
    paper.styles["Normal"].paragraph_format.line_spacing = 1.3
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    core = paper.core_properties
    core.title, core.author = f"{dossier.cover.title} {dossier.cover.number}", dossier.cover.house
    core.subject, core.language = _clean(dossier.cover.subject), dossier.language
    core.created = core.modified = at.replace(tzinfo=None)
    core.comments = ""
    _head_and_foot(section, dossier)


def _in_chinese(properties: Any) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for place, name in (("ascii", WESTERN), ("hAnsi", WESTERN), ("eastAsia", CHINESE)):
        fonts.set(qn(f"w:{place}"), name)


def _head_and_foot(section: Any, dossier: Dossier) -> None:
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        _two_ends(line)
    _say(head, f"{dossier.cover.house}　{dossier.cover.title}\t{dossier.cover.number}", quiet=True, size=8)
    before, between = dossier.words["page"].split("{n}")
    between, after = between.split("{all}")
    _say(foot, f"{dossier.words['made']}\t{before}", quiet=True, size=8)
    _field(foot, "PAGE", "1")
    _say(foot, between, quiet=True, size=8)
    _field(foot, "NUMPAGES", "1")
    _say(foot, after, quiet=True, size=8)


def _two_ends(line: Any) -> None:
    """One place to jump to, at the right margin, in place of the template's two."""
    stops = line.paragraph_format.tab_stops
    for place in line.style.paragraph_format.tab_stops:
        stops.add_tab_stop(place.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(Mm(BREADTH_MM), WD_TAB_ALIGNMENT.RIGHT)


def _cover(paper: Any, dossier: Dossier) -> None:
    cover = dossier.cover
    _say(paper.add_paragraph(), cover.house, quiet=True)
    paper.add_paragraph(_clean(cover.title), style="Title")
    _say(paper.add_paragraph(), cover.subject, size=12)
    _facts(paper, cover.facts)
    for note in cover.notes:
        _say(paper.add_paragraph(), note, quiet=True, size=9)
    _say(paper.add_paragraph(), dossier.words["contents"], bold=True, size=12)
    _contents(paper, [part.title for part in dossier.parts])


def _contents(paper: Any, titles: list[str]) -> None:
    """The field Word fills with page numbers when it is told to; until then the plain list stands in it."""
    first = paper.add_paragraph()
    for kind, text in (("begin", ""), ("", 'TOC \\o "1-1" \\h \\z'), ("separate", "")):
        run = first.add_run()
        run._r.append(_mark(kind) if kind else _instruction(text))
    for n, title in enumerate(titles):
        _say(first if n == 0 else paper.add_paragraph(), title)
    paper.paragraphs[-1].add_run()._r.append(_mark("end"))


def _part(paper: Any, dossier: Dossier, part: Part, *, on_new_page: bool = False) -> None:
    heading = paper.add_heading(_clean(part.title), level=1)
    heading.paragraph_format.page_break_before = on_new_page
    if not part.blocks:
        _say(paper.add_paragraph(), dossier.words["nothing"], quiet=True)
    for block in part.blocks:
        _block(paper, dossier, block)


def _block(paper: Any, dossier: Dossier, block: Block) -> None:
    if isinstance(block, Facts):
        _facts(paper, block.rows)
    elif isinstance(block, Table):
        _table(paper, block)
    elif isinstance(block, Talk):
        if block.title:
            paper.add_heading(_clean(block.title), level=2)
        for one in block.sayings:
            _saying(paper, dossier, one)
    elif isinstance(block, Ticks):
        boxes = "　".join(f"{ON if on else OFF} {label}" for label, on in block.boxes)
        _facts(paper, ((block.label, boxes),))
    else:
        _say(paper.add_paragraph(), block.text, quiet=block.quiet)


def _facts(paper: Any, rows: Iterable[tuple[str, str]]) -> None:
    rows = list(rows)
    widths = [Mm(LABEL_MM), Mm(BREADTH_MM - LABEL_MM)]
    grid = _grid(paper, len(rows), widths)
    for n, (line, pair) in enumerate(zip(grid.rows, rows, strict=True), 1):
        stays = n < len(rows) <= TOGETHER
        for cell, text, width, quiet in zip(line.cells, pair, widths, (True, False), strict=True):
            cell.width = width
            _set_close(cell.paragraphs[0], Pt(1), stays=stays)
            _say(cell.paragraphs[0], text, quiet=quiet)
    _gap(paper)


def _table(paper: Any, table: Table) -> None:
    if table.title:
        paper.add_heading(_clean(table.title), level=2)
    widths = [Mm(round(BREADTH_MM * share / sum(table.widths), 1)) for share in table.widths]
    grid = _grid(paper, 1, widths, style="Table Grid")
    _ruled(grid)
    _fill(grid.rows[0], table.heads, widths, head=True)
    _repeat(grid.rows[0])
    for row in table.rows:
        _fill(grid.add_row(), row, widths)
    _gap(paper)


def _grid(paper: Any, rows: int, widths: list[Any], *, style: str | None = None) -> Any:
    """Columns of these widths: written on the columns too, for programs that do not look at the cells."""
    grid = paper.add_table(rows=rows, cols=len(widths), style=style)
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    return grid


def _gap(paper: Any) -> None:
    gap = paper.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(8)


def _fill(line: Any, texts: Iterable[str], widths: list[Any], *, head: bool = False) -> None:
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(line.cells, texts, widths, strict=True):
        cell.width = width
        _set_close(cell.paragraphs[0], Pt(2), stays=head)
        _say(cell.paragraphs[0], text, bold=head, size=9)
        if head:
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=SUNK))


def _set_close(paragraph: Any, space: Any, *, stays: bool) -> None:
    """`stays`: with what comes next, on one page."""
    form = paragraph.paragraph_format
    form.space_before = form.space_after = space
    form.line_spacing, form.keep_with_next = 1.15, stays or None


def _ruled(grid: Any) -> None:
    """Fine lines between the rows, none between the columns, as in the PDF."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = side in ("top", "bottom", "insideH")
        borders.append(_element(f"w:{side}", val="single" if drawn else "nil", sz="4", space="0", color=LINE))
    grid._tbl.tblPr.append(borders)


def _repeat(line: Any) -> None:
    line._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _saying(paper: Any, dossier: Dossier, one: Saying) -> None:
    head = paper.add_paragraph()
    head.paragraph_format.keep_with_next = True
    head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(6), Pt(0)
    _say(head, one.who, bold=True)
    _say(head, f"　{one.at}" + (f"　{one.label}" if one.label else ""), quiet=True, size=9)
    said = paper.add_paragraph()
    _say(said, one.text)
    marked = [head, said]
    rest = [f"{dossier.words['quoted']} {one.quoted}"] if one.quoted else []
    rest += [dossier.words["files"] + dossier.words["comma"].join(one.files)] if one.files else []
    for text in rest:
        more = paper.add_paragraph()
        _say(more, text, quiet=True, size=9)
        marked.append(more)
    for line in marked:
        line.paragraph_format.left_indent = Mm(4)
        _edge(line, SIDES[one.side])


def _edge(paragraph: Any, colour: str) -> None:
    """A line at the left: whose words these are. Its place among the properties is fixed by the format."""
    edge = OxmlElement("w:pBdr")
    edge.append(_element("w:left", val="single", sz="12", space="6", color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(
        edge,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:kinsoku",
        "w:wordWrap",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _say(paragraph: Any, text: str, *, quiet: bool = False, bold: bool = False, size: float = 0) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(_clean(text))
    run.bold = bold or None
    if quiet:
        run.font.color.rgb = QUIET
    if size:
        run.font.size = Pt(size)


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    for kind in ("begin", "", "separate"):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(8), QUIET
        run._r.append(_mark(kind) if kind else _instruction(instruction))
    _say(paragraph, shown, quiet=True, size=8)
    paragraph.add_run()._r.append(_mark("end"))


def _mark(kind: str) -> Any:
    return _element("w:fldChar", fldCharType=kind)


def _element(name: str, **values: str) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _instruction(text: str) -> Any:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = text
    return instruction


def _clean(text: str) -> str:
    """Without control characters: XML has none."""
    return CONTROLS.sub("", text)
