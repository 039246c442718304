"""Pictures: opened with care, written again without what they tell about their maker, and made small."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence

from huisheng.kit.errors import Refused

MAX_PIXELS = 60_000_000  # a 48-megapixel photo passes, a bomb does not
MAX_MOVING = 240_000_000  # all frames of a moving picture together
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


class BrokenFile(Refused):
    """A file that cannot be read, or a picture too large to be opened."""

    code = "broken_file"
    message = _("This file is damaged or too large to open. Please choose another one.")


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """A picture whose size was judged before any pixel is read. Raises BrokenFile for whatever goes wrong with it."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            pixels = picture.width * picture.height
            if pixels > MAX_PIXELS or pixels * getattr(picture, "n_frames", 1) > MAX_MOVING:
                raise BrokenFile
            yield picture
    except Refused:
        raise
    except Exception as broken:  # Pillow's readers raise nearly everything on hostile bytes
        raise BrokenFile from broken


def without_metadata(data: bytes) -> bytes:
    """The same picture, turned upright, with nothing but its pixels, colours and frames. Raises BrokenFile."""
    with opened(data) as picture:
        kind = "JPEG" if picture.format == "MPO" else picture.format or "PNG"  # phones write two pictures in one JPEG
        settings: dict[str, object] = {"quality": 90} if kind in ("JPEG", "WEBP") else {}
        if profile := picture.info.get("icc_profile"):
            settings["icc_profile"] = profile
        if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
            return _animated(picture, kind, settings)
        upright = ImageOps.exif_transpose(picture)
        if kind == "JPEG" and upright.mode not in ("RGB", "L", "CMYK"):
            upright = upright.convert("RGB")
        return _written(_bare(upright), kind, settings)


def _animated(picture: Image.Image, kind: str, settings: dict[str, object]) -> bytes:
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(frame.info.get("duration", 100))
        frames.append(_bare(frame))
    more = {"save_all": True, "append_images": frames[1:], "duration": durations, "loop": picture.info.get("loop", 0)}
    return _written(frames[0], kind, settings | more)


def _bare(picture: Image.Image) -> Image.Image:
    """A copy that forgot comments, text chunks, EXIF and XMP but knows its transparency."""
    copy = picture.copy()
    copy.info = {name: picture.info[name] for name in ("transparency", "background") if name in picture.info}
    copy.getexif().clear()
    return copy


def _written(picture: Image.Image, kind: str, settings: dict[str, object]) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=kind, **settings)
    return out.getvalue()


def thumbnail(data: bytes, size: int) -> bytes | None:
    """A WebP at most `size` pixels wide and high, upright; None for what is no picture we can open."""
    try:
        with opened(data) as picture:
            picture.draft("RGB", (size * 2, size * 2))
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((size, size))
            has_alpha = "A" in small.getbands() or "transparency" in small.info
            return _written(_bare(small.convert("RGBA" if has_alpha else "RGB")), "WEBP", {"quality": 80})
    except BrokenFile:
        return None
