"""Transfer encodings undone, also where they were done badly."""

import binascii
import re
from itertools import islice

NOT_BASE64 = bytes(n for n in range(256) if not re.match(rb"[A-Za-z0-9+/=_-]", bytes([n])))
URL_SAFE = bytes.maketrans(b"-_", b"+/")  # a dialect with other letters for the last two
PADDING = re.compile(rb"=+")
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]{1,250}\r?\n", re.MULTILINE)
JOINED = 1_000  # blocks with padding of their own
UU_LINES = 1_500_000
UU_BROKEN = 1_000  # lines that cannot be read, after which we stop
LINE = re.compile(rb"[^\r\n]+")
PLAIN_SHARE = 0.15  # of letters that base64 does not know, above which a "base64" text was never encoded


def undo(data: bytes, encoding: str, *, text: bool = False) -> bytes:
    """The bytes that were meant. An unknown or missing encoding changes nothing. `text`: it is a text part, so what
    is plainly not base64 is left as it is.
    """
    name = encoding.strip(" \t\"';").lower().replace("_", "-")
    if name in ("base64", "base-64", "b", "b64"):
        return data if text and _never_encoded(data) else base64(data)
    if name in ("quoted-printable", "quotedprintable", "qp", "q", "quoted-printeable", "quoted/printable"):
        return binascii.a2b_qp(data)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uudecode(data)
    return data


def base64(data: bytes) -> bytes:
    """All that decodes, blocks that were joined after their padding included."""
    usual = b"+" in data or b"/" in data
    kept = data.translate(None, NOT_BASE64 + b"-_") if usual else data.translate(URL_SAFE, NOT_BASE64)
    if kept.rstrip(b"=").count(b"=") > JOINED:
        kept = kept.replace(b"=", b"")
    if b"=" not in kept.rstrip(b"="):
        return _block(kept.rstrip(b"="))
    return b"".join(_block(block) for block in PADDING.split(kept))


def uudecode(data: bytes) -> bytes:
    """The bytes of uuencoded text; broken lines are skipped, as many as `UU_BROKEN`."""
    begun = UU_BEGIN.search(data)
    out, broken = [], 0
    for found in islice(LINE.finditer(data, begun.end() if begun else 0), UU_LINES):
        if found[0].strip() in (b"end", b"`") or broken > UU_BROKEN:
            break
        line = _uu_line(found[0])
        broken += line is None
        out.append(line or b"")
    return b"".join(out)


def _uu_line(line: bytes) -> bytes | None:
    length = (((line[0] - 32) & 63) * 4 + 5) // 3  # without the garbage that some encoders put behind
    for said in (line, line[:length]):
        try:
            return binascii.a2b_uu(said)
        except binascii.Error:
            continue
    return None


def _block(block: bytes) -> bytes:
    whole = block[: len(block) - 1] if len(block) % 4 == 1 else block
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _never_encoded(data: bytes) -> bool:
    sample = data[:4_000].strip()
    letters = re.sub(rb"\s+", b"", sample)
    foreign = letters.translate(None, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
    spaced = sample.count(b" ") * 12 > len(sample)
    return len(foreign) > len(letters) * PLAIN_SHARE or (spaced and b"=" not in sample)
