"""Small files to try things on."""

import io
import struct
import zipfile
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE = (31.0, 13.0, 49.0)


def make_picture(format: str = "JPEG", *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **changes: Any) -> bytes:
    """A red picture that was taken somewhere, lying on its side."""
    picture = Image.new(mode, size, "red")
    exif = picture.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "E", 4: (121.0, 28.0, 1.0)})
    out = io.BytesIO()
    more: dict[str, Any] = {"exif": exif} if format in ("JPEG", "PNG", "WEBP") else {}
    if format == "PNG":
        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Comment", "Shanghai")
    if format == "JPEG":
        more["comment"] = b"Shanghai"
    picture.save(out, format, **more | changes)
    return out.getvalue()


def make_animation(format: str = "GIF", frames: int = 3) -> bytes:
    """A short moving picture."""
    pictures = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")][:frames]
    out = io.BytesIO()
    pictures[0].save(out, format, save_all=True, append_images=pictures[1:], duration=70, comment=b"Shanghai")
    return out.getvalue()


def make_zip(*names: str) -> bytes:
    """An archive of empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return out.getvalue()


def make_atom(kind: bytes, content: bytes = b"") -> bytes:
    """One atom of an ISO media file."""
    return struct.pack(">I", 8 + len(content)) + kind + content


def make_film(brand: bytes = b"isom", *atoms: bytes) -> bytes:
    """The outline of an ISO media file."""
    return make_atom(b"ftyp", brand + bytes(4) + brand) + b"".join(atoms)


def make_exif(order: str = ">") -> bytes:
    """A TIFF block with a maker and a place, as it lies inside HEIC."""
    head = (b"MM\x00*" if order == ">" else b"II*\x00") + struct.pack(f"{order}I", 8)
    maker, gps = 64, 38
    directory = struct.pack(f"{order}H", 2)
    directory += struct.pack(f"{order}HHII", 0x010F, 2, 6, maker)
    directory += struct.pack(f"{order}HHII", 0x8825, 4, 1, gps)
    directory += struct.pack(f"{order}I", 0)
    places = struct.pack(f"{order}H", 1) + struct.pack(f"{order}HHII", 2, 5, 3, 72) + struct.pack(f"{order}I", 0)
    values = b"Phone\x00\x00\x00" + struct.pack(f"{order}6I", 31, 1, 13, 1, 49, 1)
    return (head + directory).ljust(gps, b"\x00") + places.ljust(maker - gps, b"\x00") + values
