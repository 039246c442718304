"""Between HTML and text, safely: what strangers send is cleaned before anybody sees it."""

import html as entities
import re
from html.parser import HTMLParser

import nh3

TAGS = frozenset(
    """
    a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre s span strong sub sup
    table tbody td tfoot th thead tr u ul
    """.split()  # noqa: SIM905 - tags read better as words
)
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title", "width", "height"}}
ATTRIBUTES |= {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
DROPPED_WITH_CONTENT = {"script", "style", "title", "template", "noscript", "textarea", "select", "svg", "math"}
DROPPED_WITH_CONTENT |= {"iframe", "object", "video", "audio"}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}
URL = re.compile(r"https?://[^\s<>\"'，。；！？、（）《》【】“”]+")
TRAILING = ".,;:!?)]}'\""
BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}


def clean_html(html: str) -> str:
    """Harmless HTML: no scripts, styles, forms or frames; only images that came with the message (cid: or a path of
    this house) stay, so nothing is fetched from outside; links open without telling where they were clicked.
    """
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if re.match(r"cid:|/(?![/\\])", value) else None
    if tag == "a" and name == "href":
        return value if re.match(r"(?:https?|mailto|tel):", value, re.IGNORECASE) else None
    return value


def html_to_text(html: str) -> str:
    """The words of an HTML message, blocks on lines of their own, links as they read, list items with a dash."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects text and line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "title", "template"):
            self._silent += 1
        elif tag == "pre":
            self._verbatim += 1
        self._break(tag, start=True)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "title", "template"):
            self._silent = max(0, self._silent - 1)
        elif tag == "pre":
            self._verbatim = max(0, self._verbatim - 1)
        self._break(tag, start=False)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data if self._verbatim else re.sub(r"\s+", " ", data))

    def _break(self, tag: str, *, start: bool) -> None:
        if tag == "br" and start:
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- " if start else "")
        elif tag in ("td", "th") and not start:
            self.parts.append(" ")
        elif tag in BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")


def text_to_html(text: str) -> str:
    """Plain text as HTML: escaped, empty lines part paragraphs, line breaks kept, http(s) addresses become links."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))
    return "\n".join(f"<p>{_linked(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _linked(text: str) -> str:
    parts, end = [], 0
    for hit in URL.finditer(text):
        url = hit[0].rstrip(TRAILING)
        address = entities.escape(url)
        parts.append(entities.escape(text[end : hit.start()]))
        parts.append(f'<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>')
        end = hit.start() + len(url)
    return "".join(parts) + entities.escape(text[end:])
