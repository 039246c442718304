"""Small mails to try things on."""

import base64
import struct

SENDER = b"From: =?utf-8?B?5byg5LiJ?= <zhang@buyer.example>\n"


def make_mail(
    body: str | bytes = "你好",
    *,
    sender: str = "",
    subject: str = "x",
    charset: str = "utf-8",
    subtype: str = "plain",
    headers: bytes = b"",
) -> bytes:
    """One part of text, base64. `headers`: further lines as they are."""
    data = body if isinstance(body, bytes) else body.encode(charset)
    who = f"From: {sender}\n".encode() if sender else SENDER
    lines = who + f"To: shop@house.example\nSubject: {subject}\n".encode() + headers
    kind = f"Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: base64\n".encode()
    return lines + kind + b"\n" + base64.encodebytes(data)


def make_multipart(*parts: bytes, subtype: bytes = b"mixed", headers: bytes = b"") -> bytes:
    """Parts (header, empty line, body) between boundaries."""
    inside = b"".join(b"--edge\n" + part + b"\n" for part in parts)
    kind = b"Content-Type: multipart/" + subtype + b"; boundary=edge\n"
    return SENDER + b"To: shop@house.example\nSubject: x\n" + headers + kind + b"\n" + inside + b"--edge--\n"


def make_part(kind: str, body: bytes, *, headers: str = "") -> bytes:
    return f"Content-Type: {kind}\n{headers}\n".encode() + body


def make_tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    """A winmail.dat of (level, attribute, value)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for level, kind, value in attributes:
        out += struct.pack("<BHHI", level, kind, 0, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return out


def make_properties(*properties: tuple[int, int, bytes]) -> bytes:
    """A MAPI list of (type, property, value) with one value of variable length each."""
    out = struct.pack("<I", len(properties))
    for kind, name, value in properties:
        out += struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out
