"""The document itself: a cover, parts in the order of the steps, blocks of five kinds. Pure; it travels as JSON.

Everything in it is text for people, in one language: who sets it (`typeset/`, the page) adds no words of its own.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Side = Literal["customer", "house", "receipt", "note"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one beside the other."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. `widths` are shares of the breadth, one for each column."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Saying:
    """One message: who, when, as what, in which words, with which files."""

    who: str
    at: str
    side: Side
    label: str
    text: str
    quoted: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, in order."""

    title: str
    sayings: tuple[Saying, ...]
    kind: str = "talk"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `quiet` ones explain."""

    text: str
    quiet: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Ticks:
    """A line of boxes, ticked or not, as on a form."""

    label: str
    boxes: tuple[tuple[str, bool], ...]
    kind: str = "ticks"


Block = Facts | Table | Talk | Words | Ticks


@dataclass(frozen=True, slots=True)
class Part:
    """One step or one annex. Without blocks nothing of it happened."""

    code: str
    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands before everything. `number` is given when a file is made of it."""

    house: str
    title: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Annexed:
    """One attachment of the list: its number there, the stored file's id, size in bytes, when it came and from whom."""

    number: str
    name: str
    at: str
    who: str
    content_type: str
    size: int
    sha256: str
    file_id: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole. `words` are those the setting needs: contents, nothing, page, quoted, files, comma, and those of a ZIP."""

    language: str
    cover: Cover
    steps: tuple[Part, ...]
    annexes: tuple[Part, ...]
    words: dict[str, str] = field(default_factory=dict)
    files: tuple[Annexed, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.steps, *self.annexes)


def numbered(dossier: Dossier, number: str) -> Dossier:
    """The same document under its number."""
    return replace(dossier, cover=replace(dossier.cover, number=number))


def veiled(dossier: Dossier, veil: Callable[[str], str]) -> Dossier:
    """The same document, each text that tells something passed through `veil`; titles and heads are our own words."""
    cover = replace(
        dossier.cover,
        subject=veil(dossier.cover.subject),
        facts=tuple((name, veil(value)) for name, value in dossier.cover.facts),
    )
    steps, annexes = (tuple(_veiled_part(one, veil) for one in parts) for parts in (dossier.steps, dossier.annexes))
    files = tuple(replace(one, name=veil(one.name), who=veil(one.who)) for one in dossier.files)
    return replace(dossier, cover=cover, steps=steps, annexes=annexes, files=files)


def _veiled_part(part: Part, veil: Callable[[str], str]) -> Part:
    return replace(part, blocks=tuple(_veiled_block(one, veil) for one in part.blocks))


def _veiled_block(block: Block, veil: Callable[[str], str]) -> Block:
    match block:
        case Facts():
            return replace(block, rows=tuple((name, veil(value)) for name, value in block.rows))
        case Table():
            return replace(block, rows=tuple(tuple(map(veil, row)) for row in block.rows))
        case Talk():
            return replace(block, sayings=tuple(_veiled_saying(one, veil) for one in block.sayings))
        case Words():
            return replace(block, text=veil(block.text))
        case Ticks():
            return block


def _veiled_saying(one: Saying, veil: Callable[[str], str]) -> Saying:
    return replace(
        one,
        who=veil(one.who),
        label=veil(one.label),
        text=veil(one.text),
        quoted=veil(one.quoted),
        files=tuple(map(veil, one.files)),
    )


def packed(dossier: Dossier) -> str:
    """As JSON."""
    return json.dumps(asdict(dossier), ensure_ascii=False)


def unpacked(text: str) -> Dossier:
    """From JSON that `packed` made."""
    raw = json.loads(text)
    return Dossier(
        language=raw["language"],
        cover=Cover(**{**raw["cover"], "facts": _pairs(raw["cover"]["facts"]), "notes": tuple(raw["cover"]["notes"])}),
        steps=tuple(map(_part, raw["steps"])),
        annexes=tuple(map(_part, raw["annexes"])),
        words=raw["words"],
        files=tuple(Annexed(**one) for one in raw.get("files", ())),
    )


def _part(raw: Mapping[str, Any]) -> Part:
    return Part(raw["code"], raw["title"], tuple(_BLOCKS[one["kind"]](one) for one in raw["blocks"]))


def _pairs(raw: list[list[Any]]) -> tuple[tuple[Any, Any], ...]:
    return tuple((one[0], one[1]) for one in raw)


def _table(raw: Mapping[str, Any]) -> Table:
    rows = tuple(map(tuple, raw["rows"]))
    return Table(raw["title"], tuple(raw["heads"]), rows, tuple(raw["widths"]))


def _talk(raw: Mapping[str, Any]) -> Talk:
    return Talk(raw["title"], tuple(Saying(**{**one, "files": tuple(one["files"])}) for one in raw["sayings"]))


_BLOCKS: dict[str, Callable[[Mapping[str, Any]], Block]] = {
    "facts": lambda raw: Facts(_pairs(raw["rows"])),
    "table": _table,
    "talk": _talk,
    "words": lambda raw: Words(raw["text"], raw["quiet"]),
    "ticks": lambda raw: Ticks(raw["label"], _pairs(raw["boxes"])),
}
