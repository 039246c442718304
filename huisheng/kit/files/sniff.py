"""Tell a file's kind by its bytes. The name only tells a table from a text."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

import filetype

Family = Literal["image", "audio", "video", "document", "archive", "text"]
OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, tuple[str, Family]] = {
    "image/jpeg": ("jpg", "image"),
    "image/png": ("png", "image"),
    "image/gif": ("gif", "image"),
    "image/webp": ("webp", "image"),
    "image/bmp": ("bmp", "image"),
    "image/heic": ("heic", "image"),
    "audio/mpeg": ("mp3", "audio"),
    "audio/mp4": ("m4a", "audio"),
    "audio/ogg": ("ogg", "audio"),
    "audio/x-wav": ("wav", "audio"),
    "audio/amr": ("amr", "audio"),
    "audio/aac": ("aac", "audio"),
    "video/mp4": ("mp4", "video"),
    "video/quicktime": ("mov", "video"),
    "video/webm": ("webm", "video"),
    "video/3gpp": ("3gp", "video"),
    "application/pdf": ("pdf", "document"),
    f"{OFFICE}wordprocessingml.document": ("docx", "document"),
    f"{OFFICE}spreadsheetml.sheet": ("xlsx", "document"),
    f"{OFFICE}presentationml.presentation": ("pptx", "document"),
    "application/msword": ("doc", "document"),
    "application/vnd.ms-excel": ("xls", "document"),
    "application/vnd.ms-powerpoint": ("ppt", "document"),
    "application/zip": ("zip", "archive"),
    "application/x-7z-compressed": ("7z", "archive"),
    "application/vnd.rar": ("rar", "archive"),
    "text/plain": ("txt", "text"),
    "text/csv": ("csv", "text"),
}
ALIASES = {
    "image/apng": "image/png",
    "video/x-m4v": "video/mp4",
    "audio/wav": "audio/x-wav",
    "application/x-rar-compressed": "application/vnd.rar",
}
BRANDS = {  # of ISO media files, by the first four letters after "ftyp"
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
} | dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), "image/heic")
OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
OLD_OFFICE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
ZIPPED = {"word/": "wordprocessingml.document", "xl/": "spreadsheetml.sheet", "ppt/": "presentationml.presentation"}
MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|style|meta|link|math|form|img)\b", re.I
)
PROGRAMS = re.compile(r"\s*(?:#!|@echo\b|<\?|%!ps|\{\\rtf|on error resume|set-executionpolicy)", re.I)
PROGRAM_NAMES = frozenset(
    """
    html htm xhtml shtml svg xml js mjs jsx ts css php py rb pl sh bash ps1 psm1 bat cmd vbs vbe wsf hta jar exe msi
    dll scr com lnk url reg app apk ipa dmg deb rpm swf docm xlsm pptm mht mhtml eml desktop scpt
    """.split()  # noqa: SIM905 - extensions read better as words
)
TEXT_NAMES = ("txt", "csv", "tsv", "log", "md")  # "BMW…" would else be taken for a bitmap
HEAD = 8192


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: the type to serve it as, the extension it deserves, and the family a screen shows it as."""

    content_type: str
    extension: str
    family: Family


def sniff(data: bytes, name: str) -> FileKind | None:
    """The kind of a file we take, or None: web pages, drawings with scripts, programs and the unknown are refused."""
    extension = PurePath(name).suffix.lower().removeprefix(".")
    if not data or extension in PROGRAM_NAMES:
        return None
    content_type = _text(data, extension) if extension in TEXT_NAMES else None
    content_type = content_type or _media(data) or _zipped(data) or _old_office(data, extension) or _guessed(data)
    content_type = content_type or _text(data, extension)
    if content_type not in KINDS:
        return None
    return FileKind(content_type, *KINDS[content_type])


def _media(data: bytes) -> str | None:
    """ISO media files, of which HEIC, MOV and M4A need a look at their brand."""
    return BRANDS.get(data[8:12]) if data[4:8] == b"ftyp" else None


def _zipped(data: bytes) -> str | None:
    """Office files are archives; those with macros are refused, other archives stay archives."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "refused"
    if any(name.lower().endswith(("vbaproject.bin", ".class", "androidmanifest.xml")) for name in names):
        return "refused"
    if "[Content_Types].xml" not in names:
        return "application/zip"
    kind = next((kind for folder, kind in ZIPPED.items() if any(name.startswith(folder) for name in names)), None)
    return OFFICE + kind if kind else "refused"


def _old_office(data: bytes, extension: str) -> str | None:
    return OLD_OFFICE.get(extension, "refused") if data.startswith(OLD_OFFICE_MARK) else None


def _guessed(data: bytes) -> str | None:
    """What the library knows. A type we do not take is returned too, so that it is not mistaken for text."""
    guess = filetype.guess(data[:HEAD])
    return ALIASES.get(guess.mime, guess.mime) if guess else None


def _text(data: bytes, extension: str) -> str | None:
    """Plain text in UTF-8, UTF-16 or GB 18030 that no browser or shell would run."""
    text = _decoded(data)
    if text is None or MARKUP.search(text[:HEAD]) or PROGRAMS.match(text):
        return None
    return "text/csv" if extension in ("csv", "tsv") else "text/plain"


def _decoded(data: bytes) -> str | None:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(char < " " and char not in "\t\r\n\f\x1b" for char in text)
        return None if controls else text
    return None
