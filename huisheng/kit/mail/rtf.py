"""RTF of Outlook: unpacked (MS-OXRTFCP), and its words."""

import re
import struct
from itertools import islice

from huisheng.kit.mail import bounds, charsets

COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
DICTIONARY = 4096
LARGEST = 1024 * 1024
DEEPEST = 200  # groups in groups
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
SILENT = {
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"header",
    b"footer",
    b"generator",
    b"themedata",
}
BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"row": "\n", b"tab": "\t", b"cell": " "}
QUOTES = {
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    b"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompress(data: bytes) -> bytes:
    """The RTF, at most LARGEST bytes; as far as it goes when it is broken; b"" when it is none."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<4xII", data)
    if kind == PLAIN:
        return data[16 : 16 + min(size, LARGEST)]
    return _unpacked(data, min(size, LARGEST)) if kind == COMPRESSED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    window = bytearray(START.ljust(DICTIONARY, b"\0"))
    write, at, out = len(START), 16, bytearray()
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out[:size])
                reference = data[at] << 8 | data[at + 1]
                at += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == write:
                    return bytes(out[:size])
                copied = [0] * length
            elif at < len(data):
                copied, offset, length = [data[at]], -1, 1
                at += 1
            else:
                return bytes(out[:size])
            for step in range(length):
                byte = copied[0] if offset < 0 else window[(offset + step) % DICTIONARY]
                window[write] = byte
                write = (write + 1) % DICTIONARY
                out.append(byte)
    return bytes(out[:size])


def rtf_text(rtf: bytes) -> str:
    """The words of an RTF text, lines as they are."""
    page = re.search(rb"\\ansicpg(\d{3,5})", rtf[:1_000])
    reader = _Words(f"cp{page[1].decode()}" if page else "cp1252")
    for token in islice(TOKEN.finditer(rtf), bounds.HTML_PIECES):
        reader.take(token)
    return charsets.clean(reader.finish()).strip("\n")


class _Words:
    """Follows groups; what lies in fonts, pictures and unknown destinations is not text."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._out: list[str] = []
        self._bytes = bytearray()
        self._silent = [False]
        self._skip = 0  # characters that stand in for a Unicode character

    def take(self, token: re.Match[bytes]) -> None:
        word, number, hexadecimal, symbol, brace, text = token.groups()
        if brace:
            self._group(opens=brace == b"{")
        elif symbol == b"*" or word in SILENT:
            self._silent[-1] = True
        elif self._silent[-1]:
            return
        elif hexadecimal or text:
            self._say(bytes.fromhex(hexadecimal.decode()) if hexadecimal else text)
        elif word == b"u" and number:
            self._flush()
            self._out.append(chr(int(number) % 0x10000))
            self._skip = 1
        else:
            self._flush()
            self._out.append(BREAKS.get(word or b"", "") or QUOTES.get(word or b"", "") or self._symbol(symbol))

    def _symbol(self, symbol: bytes | None) -> str:
        return {b"~": " ", b"_": "-"}.get(
            symbol or b"", symbol.decode("latin-1") if symbol in (b"\\", b"{", b"}") else ""
        )

    def _group(self, *, opens: bool) -> None:
        self._flush()
        if opens and len(self._silent) < DEEPEST:
            self._silent.append(self._silent[-1])
        elif not opens and len(self._silent) > 1:
            self._silent.pop()

    def _say(self, data: bytes) -> None:
        self._bytes += data[self._skip :]
        self._skip = max(0, self._skip - len(data))

    def _flush(self) -> None:
        self._out.append(charsets.decode(bytes(self._bytes), self._page) if self._bytes else "")
        self._bytes.clear()

    def finish(self) -> str:
        self._flush()
        return "".join(self._out)
