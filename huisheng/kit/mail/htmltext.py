"""HTML of strangers as lines of text in one pass: blocks are lines, quotes begin with ">"."""

import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from huisheng.kit.mail import bounds

SILENT = frozenset({"head", "noscript", "object", "svg", "template"})
VERBATIM = frozenset({"script", "style", "title", "textarea", "xmp"})  # what is inside is not read as tags
BLOCKS = frozenset(
    [
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "li",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "center",
        "form",
        "blockquote",
        "address",
        "fieldset",
        "body",
    ]
)
VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "base", "wbr", "col", "area", "!doctype"})
NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:]{0,30}")
MARK = re.compile(
    r"""\b(?:id|class)\s{0,9}=\s{0,9}(?:"([^"]{0,120})"|'([^']{0,120})'|([^\s>"']{1,120}))""", re.IGNORECASE
)
QUOTE = re.compile(
    r"(?:^|[\s_-])(?:gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|zmail_extra|isreplycontent|"
    r"tutanota_quote|reply-?quote|xmail_quote)",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:^|[\s_-])(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|ntes-pcmac-signature|netease_?mail_?card|"
    r"divneteasemailcard|mail_?sign(?:ature)?\b|foxmail_?sign|qqmail_?sign|xm_?sign|protonmail_signature)",
    re.IGNORECASE,
)
DEEPEST = 500  # levels of quotation and of open elements that are followed
SPACE = re.compile(r"[ \t\n\r\f\xa0\u200b]+")


def html_text(html: str) -> str:
    """The words of an HTML letter; lines of quoted blocks begin with ">", unless there is nothing but quotes."""
    reader = _Reader()
    for tag, said in islice(_tokens(html), bounds.HTML_PIECES):
        reader.take_tag(said) if tag else reader.take_text(said)
    reader.end_line()
    least = min((depth for depth, line in reader.lines if line), default=0)
    lines = [f"{'>' * (depth - least)} {line}" if depth > least else line for depth, line in reader.lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _tokens(html: str) -> Iterator[tuple[bool, str]]:
    """(is it a tag, what it says). Comments and declarations are gone. Never looks at a character twice."""
    at, hopeless = 0, set[str]()
    while (less := html.find("<", at)) >= 0:
        if less > at:
            yield False, html[at:less]
        if html.startswith("<!--", less):
            close = -1 if "-->" in hopeless else html.find("-->", less + 4)
            if close < 0:
                hopeless.add("-->")
            at = close + 3 if close >= 0 else less + 4
            continue
        if not (name := NAME.match(html, less + 1)) and html[less + 1 : less + 2] not in ("!", "?", "/"):
            yield False, "<"
            at = less + 1
            continue
        close = html.find(">", less + 1)
        if close < 0:
            at = less
            break
        at = close + 1
        if name:
            yield True, html[less + 1 : close]
            if (word := name[0].lower()) in VERBATIM and word not in hopeless:
                closing = re.compile(rf"</{word}", re.IGNORECASE).search(html, at)
                at = closing.start() if closing else at
                hopeless |= set() if closing else {word}
    yield False, html[at:]


class _Reader:
    """Collects lines with their depth of quotation."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._counts = Counter[str]()
        self._depth = self._silent = self._pre = 0

    def take_text(self, said: str) -> None:
        if self._silent or not said:
            return
        text = entities.unescape(said) if "&" in said else said
        if self._pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in rest:
                self.end_line(empty=True)
                self._line.append(line)
        else:
            self._line.append(SPACE.sub(" ", text))

    def take_tag(self, said: str) -> None:
        name = NAME.match(said)[0].lower()  # type: ignore[index]  # a tag has a name
        if name == "body":
            self._silent = 0
        if name.startswith("/"):
            self._close(name[1:])
        elif name == "br":
            self.end_line(empty=True)
        else:
            self._begin(name, said)

    def _begin(self, name: str, said: str) -> None:
        if name in BLOCKS:
            self.end_line()
        if name == "p" and self.lines and self.lines[-1][1]:
            self.lines.append((self._depth, ""))
        if name == "li":
            self._line.append("- ")
        if name in VOID or said.endswith("/") or len(self._open) >= DEEPEST:
            return
        marks = ["".join(mark) for mark in MARK.findall(said[:1_000])]
        quote = name == "blockquote" or any(QUOTE.search(mark) for mark in marks)
        if any(SIGNATURE.search(mark) for mark in marks):
            self._begin_signature()
        self._open.append((name, quote))
        self._counts[name] += 1
        self._depth += quote
        self._silent += name in SILENT
        self._pre += name == "pre"

    def _begin_signature(self) -> None:
        """The line that plain letters have above a signature."""
        self.end_line()
        if next((line for _, line in reversed(self.lines) if line), "") not in ("--", ""):
            self.lines.append((self._depth, "--"))

    def _close(self, name: str) -> None:
        if name in BLOCKS:
            self.end_line()
        elif name in ("td", "th"):
            self._line.append(" ")
        if not self._counts[name]:
            return
        while self._open:
            known, quote = self._open.pop()
            self._counts[known] -= 1
            self._depth -= quote
            self._silent = max(0, self._silent - (known in SILENT))
            self._pre -= known == "pre"
            if known == name:
                break
        if name == "p":
            self.lines.append((self._depth, ""))

    def end_line(self, *, empty: bool = False) -> None:
        """A line is complete; `empty`: also when it says nothing."""
        line = "".join(self._line)
        self._line = []
        line = line.rstrip() if self._pre else SPACE.sub(" ", line).strip()
        if line or empty:
            self.lines.append((self._depth, line))
