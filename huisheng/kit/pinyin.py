"""Chinese names as people type them on a Latin keyboard: 刘女士 is "liunvshi", "lns", or a beginning of either.

The table beside this file knows 20,924 characters (about 65 KB; a library with phrases would cost 57 MB and 0.16 s a process).
A character with several readings (单, 曾, 仇, 重) is found by each of them; which one is meant, the reader knows.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

TABLE = Path(__file__).with_name("pinyin.txt")
MOST_READINGS = 8  # of one text; four characters with two readings each would be sixteen
LONGEST = 40  # characters of a text that are read
PIECE = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")
TYPED = re.compile(r"[^a-z0-9]")


def full(text: str) -> str:
    """The first reading of every character, without tones and spaces: 曾女士 → "cengnvshi"."""
    return "".join(readings[0] for readings in _pieces(text))


def initials(text: str) -> str:
    """The first letter of every character; Latin words and numbers stay whole: VIP客户 → "vipkh"."""
    return "".join(_short(readings[0], piece) for readings, piece in zip(_pieces(text), _split(text), strict=True))


def spelled(text: str) -> str:
    """What is stored beside a name, for a prefix search: every reading, full and short, from each character on.

    王小明 → "m ming wangxiaoming wxm xiaoming xm"; words apart by spaces, in alphabetical order.
    """
    pieces, split = _pieces(text), _split(text)
    words: set[str] = set()
    for chosen in islice(product(*pieces), MOST_READINGS):
        for at in range(len(chosen)):
            words.add("".join(chosen[at:]))
            words.add("".join(_short(*pair) for pair in zip(chosen[at:], split[at:], strict=True)))
    return " ".join(sorted(words))


def reads(typed: str, text: str) -> bool:
    """Whether `typed` reads `text` from some character on: whole syllables, first letters, or a mix ("liuns", "lnvs").

    The last syllable may be unfinished. Signs and spaces in what was typed do not count; nothing typed reads nothing.
    """
    letters = latin(typed)
    if not letters:
        return False
    pieces = _pieces(text)
    return any(_reads(letters, pieces[at:]) for at in range(len(pieces)))


def latin(typed: str) -> str:
    """What was typed, as the table spells: lower case, ü as v, letters and digits only. "" when it has Chinese in it."""
    text = unicodedata.normalize("NFKC", typed).lower().replace("ü", "v")
    return "" if any(char in _table() for char in text) else TYPED.sub("", text)


def _reads(letters: str, pieces: list[tuple[str, ...]]) -> bool:
    """Each piece takes a syllable or its first letter; `reached` is how many letters are taken, in all ways at once."""
    reached = {0}
    for readings in pieces:
        ways = [(reading, letters[at:], at) for reading in readings for at in reached]
        if any(reading.startswith(rest) for reading, rest, _at in ways):
            return True
        reached = {
            at + len(part) for reading, rest, at in ways for part in (reading, reading[0]) if rest.startswith(part)
        }
    return False


def _pieces(text: str) -> list[tuple[str, ...]]:
    return [_table().get(piece, (piece,)) for piece in _split(text)]


def _split(text: str) -> list[str]:
    return PIECE.findall(unicodedata.normalize("NFKC", text[:LONGEST]).lower())


def _short(reading: str, piece: str) -> str:
    return piece if piece.isascii() else reading[0]


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for reading, characters in _lines():
        for character in characters:
            found[character] = (*found.get(character, ()), reading)
    return found


def _lines() -> Iterator[tuple[str, str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line[0] not in "#-":
            reading, _, characters = line.partition(" ")
            yield reading, characters
