"""The tree of a mail: header fields and where the parts lie in the raw bytes. Nothing is copied, nothing decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from huisheng.kit.mail import bounds
from huisheng.kit.mail.fields import parameters, raw_text

FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]*:[ \t]*")
LINE = re.compile(rb"[^\n]*\n?")
DASHES = re.compile(rb"^--([!-~][^\r\n]{0,200}?)[ \t]*\r?\n", re.MULTILINE)
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
KNOWN = frozenset(
    b"from to cc subject date message-id mime-version content-type content-transfer-encoding received return-path"
    b" reply-to sender in-reply-to references delivered-to x-mailer dkim-signature content-disposition".split()
)
COMMON = (b"x-", b"received", b"authentication-", b"arc-", b"list-", b"content-", b"thread-", b"dkim-")
REACH = 12  # lines in a row that are no field, inside a header
SLIPS = 200  # such lines of a header


@dataclass
class Entity:
    """A part: `fields` in order with lower-case names; its body is raw[start:end]."""

    raw: bytes
    start: int
    end: int
    fields: list[tuple[str, bytes]] = field(default_factory=list)
    parts: list["Entity"] = field(default_factory=list)
    default_type: str = "text/plain"
    depth: int = 0

    def __post_init__(self) -> None:
        self.content_type, self.type_parameters = self._content_type()

    def first(self, name: str) -> bytes:
        return next((value for known, value in self.fields if known == name), b"")

    def every(self, name: str) -> list[bytes]:
        return [value for known, value in self.fields if known == name]

    def body(self, limit: int | None = None) -> bytes:
        return self.raw[self.start : self.end if limit is None else min(self.end, self.start + limit)]

    def walk(self) -> Iterator["Entity"]:
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))

    def _content_type(self) -> tuple[str, dict[str, str]]:
        said = raw_text(self.first("content-type"))
        name = said.partition(";")[0].strip(" \t\"'").lower()
        if not said:
            return self.default_type, {}
        name = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(name, name)
        found = TYPE.match(name)
        return (found[0] if found else self.default_type), parameters(said)


@dataclass
class Budget:
    """What is left to spend on one mail."""

    parts: int = bounds.PARTS
    cut_short: bool = False


def read_tree(raw: bytes, budget: Budget) -> Entity:
    """The mail as a tree. Bytes that begin with no known header field are one body of plain text."""
    fields, start = read_fields(raw, 0, len(raw))
    if not any(name.encode("latin-1") in KNOWN for name, _ in fields):
        fields, start = [], 0
    root = Entity(raw, start, len(raw), fields)
    _open(root, budget)
    return root


def read_fields(raw: bytes, start: int, end: int) -> tuple[list[tuple[str, bytes]], int]:
    """The header fields from `start` on, and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    last = min(end, start + bounds.HEADER)
    at, slips = start, 0
    while at < last:
        line = LINE.match(raw, at, end)[0]  # type: ignore[index]  # matches always
        if not line.strip(b"\r\n"):
            at += len(line)
            break
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
        elif found := FIELD.match(line if fields else line.lstrip()):
            fields.append((found[1].decode("latin-1").lower(), [found.string[found.end() :]]))
        elif slips < SLIPS and _header_goes_on(raw, at + len(line), end):
            slips += 1
            if fields:
                fields[-1][1].append(b" " + line)  # broken without the white space that says so
        elif fields or not line.startswith((b"From ", b">From ")):
            break
        at += len(line)
        if len(fields) >= bounds.FIELDS:
            break
    return [(name, b"".join(lines)[: bounds.FIELD].strip()) for name, lines in fields], min(at, end)


def _header_goes_on(raw: bytes, at: int, end: int) -> bool:
    """Whether a line that is no field is a slip inside the header: a field that we know follows soon."""
    for _ in range(REACH):
        line = LINE.match(raw, at, min(end, at + 1_000))[0]  # type: ignore[index]
        if not line.strip():
            return False
        if (found := FIELD.match(line)) and (found[1].lower() in KNOWN or found[1].lower().startswith(COMMON)):
            return True
        at += len(line)
    return False


def _open(root: Entity, budget: Budget) -> None:
    """Find the parts of the parts, breadth first, until the bounds."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if not part.content_type.startswith("multipart/"):
            continue
        if part.depth >= bounds.DEPTH:
            budget.cut_short = True
            continue
        part.parts = _children(part, budget)
        waiting.extend(part.parts)


def _children(whole: Entity, budget: Budget) -> list[Entity]:
    default = "message/rfc822" if whole.content_type == "multipart/digest" else "text/plain"
    children = []
    for start, end in _spans(whole):
        if budget.parts <= 0:
            budget.cut_short = True
            break
        budget.parts -= 1
        fields, body = read_fields(whole.raw, start, end)
        children.append(Entity(whole.raw, body, end, fields, default_type=default, depth=whole.depth + 1))
    return children


def _spans(whole: Entity) -> Iterator[tuple[int, int]]:
    """Where the parts begin and end, also when the closing boundary, or any boundary parameter, is missing."""
    boundary = whole.type_parameters.get("boundary", "").encode("utf-8", "replace")[:250].rstrip()
    if not boundary or whole.raw.find(b"--" + boundary, whole.start, whole.end) < 0:
        found = DASHES.search(whole.raw, whole.start, whole.end)
        if not found or boundary:
            return
        boundary = found[1]
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z|(?<=--)[^\n]*\n?)", re.MULTILINE)
    begun = -1
    for hit in line.finditer(whole.raw, whole.start, whole.end):
        if begun >= 0:
            yield begun, _without_line_end(whole.raw, begun, hit.start())
        begun = -1 if hit[1] else hit.end()
    if 0 <= begun < whole.end:
        yield begun, whole.end


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    if end > start and raw[end - 1] == 10:
        end -= 1
        if end > start and raw[end - 1] == 13:
            end -= 1
    return end
