"""Header fields as text: raw 8-bit bytes, encoded words, parameters, file names."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from huisheng.kit.mail import bounds, charsets, transfer

FOLD = re.compile(r"[\r\n]+[ \t]*|\t+")
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,20000})\?=")
WORDS = re.compile(r"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,20000}\?=)(?:\s*(?==\?[^?\s]{1,60}\?[bBqQ]\?))?")
PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))')
CONTINUED = re.compile(r"^(.{1,60}?)\*(\d{1,3})?(\*)?$")
ESCAPED = re.compile(r'\\(["\\])')  # other backslashes are parts of a path


def raw_text(value: bytes, hint: str = "") -> str:
    """A field on one line, 8-bit bytes read (`hint`: the charset of the body), encoded words as they are."""
    return FOLD.sub(" ", charsets.decode(value[: bounds.FIELD], "", hint)).strip()


def field_text(value: bytes, hint: str = "") -> str:
    """A field as a person reads it, on one line."""
    return one_line(decode_words(raw_text(value, hint)))


def one_line(text: str) -> str:
    """The text without control characters, its white space folded."""
    return " ".join(charsets.clean(text).split())


def decode_words(text: str) -> str:
    """Encoded words decoded; neighbours of one charset are joined as bytes first, so characters cut in two are whole."""
    if "=?" not in text:
        return text
    out: list[str] = []
    waiting, label, kept = b"", "", ""
    for piece in _pieces(text):
        word = WORD.fullmatch(piece)
        if not word:
            out.append(_said(waiting, label, kept))
            waiting, label, kept = b"", "", ""
            out.append(piece)
            continue
        charset = word[1].split("*")[0]
        if waiting and charsets.codec(charset) != charsets.codec(label):
            out.append(_said(waiting, label, kept))
            waiting, kept = b"", ""
        waiting, label, kept = waiting + _word_bytes(word[2], word[3]), charset, kept + piece
    return "".join([*out, _said(waiting, label, kept)])


def _pieces(text: str) -> list[str]:
    """Encoded words and what lies between them; white space between two words is gone."""
    pieces, end = [], 0
    for hit in WORDS.finditer(text):
        if hit.start() > end:
            pieces.append(text[end : hit.start()])
        pieces.append(hit[1])
        end = hit.end()
    return [*pieces, text[end:]] if end < len(text) else pieces


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "surrogatepass")
    if encoding in "bB":
        return transfer.base64(data)
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)


def _said(data: bytes, label: str, kept: str) -> str:
    """The text of joined words; words that make no sense at all stay as they were written."""
    if not data or not charsets.readable(data, label):
        return kept
    return charsets.decode(data, label)


def parameters(value: str) -> dict[str, str]:
    """name → value of `type; name=value; …` with RFC 2231 (charset, continuation), encoded words and raw bytes read."""
    plain: dict[str, str] = {}
    parts: dict[str, list[tuple[int, bool, str]]] = {}
    for found in PARAMETER.finditer(";" + value.partition(";")[2]):
        name = found[1].lower()
        said = ESCAPED.sub(r"\1", found[2]) if found[2] is not None else found[3].strip().strip('"')
        if (pieces := CONTINUED.match(name)) and len(parts) < 100:
            place = parts.setdefault(pieces[1], [])
            place.append((int(pieces[2] or 0), bool(pieces[3]) or pieces[2] is None, said))
        else:
            plain.setdefault(name, said)
    return plain | {name: _joined(pieces) for name, pieces in parts.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    pieces.sort(key=lambda piece: piece[0])
    first = pieces[0][2]
    label = first.split("'")[0] if pieces[0][1] and first.count("'") >= 2 else ""
    data = b""
    for number, (_, encoded, said) in enumerate(pieces):
        shown = said.split("'", 2)[2] if encoded and number == 0 and said.count("'") >= 2 else said
        data += unquote_to_bytes(shown) if encoded else shown.encode("utf-8", "surrogatepass")
    return charsets.decode(data, label)


def filename(disposition: dict[str, str], content_type: dict[str, str]) -> str:
    """The file name a part has for people, "" when it has none. Path parts are gone."""
    said = disposition.get("filename") or content_type.get("name") or disposition.get("name") or ""
    if "%" in said and re.search(r"%[89A-F][0-9A-F]%", said, re.IGNORECASE):
        said = charsets.decode(unquote_to_bytes(said))
    name = one_line(decode_words(said))
    return re.split(r"[/\\]", name)[-1].strip(". \"'")[-bounds.FILENAME :]
