"""Remove where a picture or a film was taken."""

import re
import struct

from huisheng.kit.files.images import BrokenFile, without_metadata

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"})
FILMS = frozenset({"image/heic", "video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"})
ATOM = re.compile(rb"\x00\x00..(?:\xa9xyz|loci)", re.DOTALL)
COORDINATES = re.compile(rb"[+-]\d{2}\.\d{2,}[+-]\d{3}\.\d{2,}(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/")
XMP_PLACE = re.compile(rb"(?<!/)exif:GPS\w+(?:\s*=\s*[\"']|>)([^\"'<]{1,100})(?=[\"'<])")
TIFF = re.compile(rb"II\*\x00|MM\x00\*")
GPS_TAG = 0x8825
TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
MOST_ENTRIES = 500


def strip_location(data: bytes, content_type: str) -> bytes:
    """The same file without its place. Pictures are written again with their pixels only; in HEIC, MP4 and MOV the
    coordinates are blanked byte by byte, so that size and all offsets stay. Other types come back unchanged.

    Raises BrokenFile for a picture or film that is none.
    """
    if content_type in PICTURES:
        return without_metadata(data)
    if content_type not in FILMS:
        return data
    if data[4:8] != b"ftyp":
        raise BrokenFile
    film = bytearray(data)
    _blank_atoms(film)
    _blank_texts(film)
    for header in TIFF.finditer(data):
        _blank_gps(film, header.start(), "<" if header[0][:1] == b"I" else ">")
    return bytes(film)


def _blank_atoms(film: bytearray) -> None:
    """Atoms ©xyz (QuickTime, Android) and loci (3GPP) become free space."""
    for hit in list(ATOM.finditer(film)):
        start, size = hit.start(), int.from_bytes(hit[0][:4])
        if 8 < size <= len(film) - start:
            film[start + 4 : start + size] = b"free" + bytes(size - 8)


def _blank_texts(film: bytearray) -> None:
    """Coordinates as Apple's metadata and XMP write them."""
    for hit in list(COORDINATES.finditer(film)):
        film[hit.start() : hit.end()] = b" " * len(hit[0])
    for hit in list(XMP_PLACE.finditer(film)):
        film[hit.start(1) : hit.end(1)] = b" " * len(hit[1])


def _blank_gps(film: bytearray, base: int, order: str) -> None:
    """Empty the GPS directory of one TIFF block (EXIF inside HEIC): its values, then its entries."""
    first = _number(film, base + 4, order, 4)
    for entry in _entries(film, base + first, order):
        if _number(film, entry, order, 2) == GPS_TAG and _number(film, entry + 2, order, 2) == 4:
            directory = base + _number(film, entry + 8, order, 4)
            for place in _entries(film, directory, order):
                _blank_value(film, base, place, order)
            film[entry : entry + 12] = bytes(12)


def _entries(film: bytearray, at: int, order: str) -> list[int]:
    """Where the 12-byte entries of a directory stand; none when it is no directory."""
    count = _number(film, at, order, 2)
    if not 0 < count <= MOST_ENTRIES or at + 2 + 12 * count > len(film):
        return []
    return [at + 2 + 12 * n for n in range(count)]


def _blank_value(film: bytearray, base: int, entry: int, order: str) -> None:
    size = TYPE_SIZES.get(_number(film, entry + 2, order, 2), 0) * _number(film, entry + 4, order, 4)
    if 4 < size < 4096:
        start = base + _number(film, entry + 8, order, 4)
        end = min(start + size, len(film))
        film[start:end] = bytes(max(0, end - start))
    film[entry + 8 : entry + 12] = bytes(4)


def _number(film: bytearray, at: int, order: str, size: int) -> int:
    """An unsigned number, 0 behind the end."""
    if at < 0 or at + size > len(film):
        return 0
    return int(struct.unpack_from(order + {2: "H", 4: "I"}[size], film, at)[0])
