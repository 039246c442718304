"""Compressed RTF of Outlook (MS-OXRTFCP), unpacked."""

import struct

COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
DICTIONARY = 4096
LARGEST = 4 * 1024 * 1024
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
