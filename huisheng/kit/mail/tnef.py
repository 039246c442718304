"""winmail.dat (TNEF, MS-OXTNEF): the files inside, and the text if there is no other."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from huisheng.kit.mail import bounds, charsets
from huisheng.kit.mail.entity import TYPE
from huisheng.kit.mail.letter import Part
from huisheng.kit.mail.rtf import decompress

SIGNATURE = 0x223E9F78
MESSAGE, ATTACHMENT = 1, 2
ATT_BODY, ATT_CODEPAGE, ATT_MESSAGE_PROPS = 0x800C, 0x9007, 0x9003
ATT_RENDDATA, ATT_DATA, ATT_TITLE, ATT_PROPS = 0x9002, 0x800F, 0x8010, 0x9005
BODY, RTF, HTML = 0x1000, 0x1009, 0x1013
DATA, FILENAME, LONG_FILENAME, MIME_TAG, CONTENT_ID, DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001
FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8}
FIXED |= {0x0040: 8, 0x0048: 16}
TEXT8, TEXT16, OBJECT, BINARY, MANY = 0x001E, 0x001F, 0x000D, 0x0102, 0x1000
PROPERTIES = 5_000  # of one list
ATTRIBUTES = 10_000


@dataclass
class Packed:
    """What a winmail.dat holds."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    files: list[Part] = field(default_factory=list)


@dataclass
class _File:
    title: str = ""
    long_title: str = ""
    content_type: str = ""
    content_id: str = ""
    data: bytes = b""


def read_tnef(data: bytes) -> Packed | None:
    """The content of a winmail.dat; None when it is none. What is broken in it is left out, never an error."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        return None
    packed, files, codepage = Packed(), list[_File](), "cp1252"
    for level, kind, value in _attributes(data):
        if kind == ATT_CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif level == MESSAGE:
            _read_message(kind, value, packed, codepage)
        elif kind == ATT_RENDDATA and len(files) < bounds.FILES:
            files.append(_File())
        elif files:
            _read_attachment(kind, value, files[-1], codepage)
    packed.files = [_part(file, number) for number, file in enumerate(files, 1) if file.data or file.title]
    return packed


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    for _ in range(ATTRIBUTES):
        if at + 9 > len(data):
            return
        level, kind, _, length = struct.unpack_from("<BHHI", data, at)
        if level not in (MESSAGE, ATTACHMENT):
            return
        yield level, kind, data[at + 9 : at + 9 + length]
        at += 9 + length + 2  # two bytes of checksum


def _read_message(kind: int, value: bytes, packed: Packed, codepage: str) -> None:
    if kind == ATT_BODY:
        packed.text = packed.text or _text(value, codepage)
    elif kind == ATT_MESSAGE_PROPS:
        for name, said in _properties(value):
            if name == BODY:
                packed.text = packed.text or _text(said, codepage)
            elif name == HTML:
                packed.html = charsets.clean(charsets.decode(said[: bounds.TEXT_BYTES], codepage))
            elif name == RTF and not packed.rtf:
                packed.rtf = decompress(said)


def _read_attachment(kind: int, value: bytes, file: _File, codepage: str) -> None:
    if kind == ATT_TITLE:
        file.title = _text(value, codepage)
    elif kind == ATT_DATA:
        file.data = value
    elif kind == ATT_PROPS:
        for name, said in _properties(value):
            if name == DATA:
                file.data = file.data or said
            elif name == LONG_FILENAME or (name in (FILENAME, DISPLAY_NAME) and not file.long_title):
                file.long_title = _text(said, codepage)
            elif name == MIME_TAG:
                file.content_type = _text(said, codepage).lower()
            elif name == CONTENT_ID:
                file.content_id = _text(said, codepage).strip("<>")


def _text(value: bytes, codepage: str) -> str:
    """Text of either width: a property of two bytes per character was marked by _properties."""
    if value.startswith(b"\xff\xfe"):
        return charsets.clean(value[2:].decode("utf-16-le", "replace")).rstrip("\x00")
    return charsets.clean(charsets.decode(value[: bounds.TEXT_BYTES].rstrip(b"\x00"), codepage))


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(property, first value) of a MAPI property list."""
    if len(data) < 4:
        return
    count, at = min(struct.unpack_from("<I", data)[0], PROPERTIES), 4
    try:
        for _ in range(count):
            kind, name = struct.unpack_from("<HH", data, at)
            at += 4
            if name >= 0x8000:
                at = _after_name(data, at)
            value, at = _value(data, at, kind)
            yield name, value
    except (struct.error, ValueError):
        return


def _after_name(data: bytes, at: int) -> int:
    """Behind the long name of a named property: a GUID, then a number or a text."""
    by_text, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (length + (-length % 4) if by_text else 0)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    plain, many = kind & ~MANY, bool(kind & MANY)
    if plain in FIXED:
        values = struct.unpack_from("<I", data, at)[0] if many else 1
        at += 4 if many else 0
        size = FIXED[plain]
        if values * size > len(data) - at:
            raise ValueError("more values than bytes")
        return data[at : at + size], at + values * size
    if plain not in (TEXT8, TEXT16, OBJECT, BINARY):
        raise ValueError("a type that is not known")
    values = struct.unpack_from("<I", data, at)[0]
    at += 4
    first = b""
    for number in range(min(values, PROPERTIES)):
        length = struct.unpack_from("<I", data, at)[0]
        at += 4
        if length > len(data) - at:
            raise ValueError("longer than the data")
        if number == 0:
            first = data[at : at + length]
        at += length + (-length % 4)
    if plain == OBJECT:
        first = first[16:]  # behind the identifier of the interface
    return (b"\xff\xfe" + first if plain == TEXT16 else first), at


def _part(file: _File, number: int) -> Part:
    name = (file.long_title or file.title).replace("\n", " ").strip()
    name = name.replace("/", "\\").split("\\")[-1] or f"attachment-{number}.bin"
    kind = file.content_type if TYPE.fullmatch(file.content_type) else "application/octet-stream"
    return Part(name[: bounds.FILENAME], kind, file.data, bool(file.content_id), file.content_id[: bounds.MESSAGE_ID])
