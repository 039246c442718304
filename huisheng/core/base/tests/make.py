"""Bytes for tests: small, real files."""

import io

from PIL import Image


def make_photo(*, gps: bool = False, colour: str = "red", size: int = 8, kind: str = "JPEG") -> bytes:
    """A picture of one colour; `gps` writes a place and a camera into it."""
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "Camera of Liu"
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    picture, out = Image.new("RGB", (size, size), colour), io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()
