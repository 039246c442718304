"""Hand out a stored file: never as a page of ours, with ranges for sound and film."""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import quote

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from huisheng.core.base.models import File
from huisheng.core.base.storage import path_of

SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/bmp")
PLAYED = ("audio/", "video/")
RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
BLOCK = 64 * 1024
SAFE_NAME = re.compile(r'[\x00-\x1f\x7f/\\"]')


def serve_file(request: HttpRequest, file: File, name: str, *, inline: bool = False) -> HttpResponseBase:
    """The bytes of `file` under `name`. The caller has checked that this person may have it.

    `inline` shows pictures and plays sound and film; every other kind is always downloaded. Browsers may keep it but
    ask each time, so that taking a right away works at once. Raises Http404 when the folder lost the file.
    """
    etag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match") == etag:
        return dressed(HttpResponse(status=304), file, name, inline=inline)
    span = asked_range(request, file, etag)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    start, end = span
    try:
        handle = cast(BinaryIO, storages["files"].open(path_of(file.sha256), "rb"))
    except FileNotFoundError as lost:
        raise Http404(name) from lost
    whole = (start, end) == (0, file.size - 1)
    response = StreamingHttpResponse(Part(handle, start, end), status=200 if whole else 206)
    response.headers["Content-Length"] = str(end - start + 1)
    if not whole:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{file.size}"
    return dressed(response, file, name, inline=inline)


def asked_range(request: HttpRequest, file: File, etag: str) -> tuple[int, int] | None:
    """First and last byte wanted; the whole file unless exactly one range is asked for; None: outside the file."""
    everything = (0, file.size - 1)
    found = RANGE.match(request.headers.get("Range", ""))
    if not found or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return everything
    first, last = found.groups()
    if first == "":  # the last so many bytes
        return (max(0, file.size - int(last)), file.size - 1) if int(last) else None
    end = min(int(last), file.size - 1) if last else file.size - 1
    return (int(first), end) if int(first) <= end else None


class Part:
    """The bytes from `start` to `end` of an open file, in blocks. Django closes it, also when nobody reads it."""

    def __init__(self, handle: BinaryIO, start: int, end: int) -> None:
        self.handle, self.start, self.end = handle, start, end

    def __iter__(self) -> Iterator[bytes]:
        self.handle.seek(self.start)
        rest = self.end - self.start + 1
        while rest > 0 and (block := self.handle.read(min(BLOCK, rest))):
            rest -= len(block)
            yield block

    def close(self) -> None:
        self.handle.close()


def dressed(response: HttpResponseBase, file: File, name: str, *, inline: bool) -> HttpResponseBase:
    """The headers that keep an uploaded file from acting as one of our pages."""
    shown = inline and (file.content_type in SHOWN or file.content_type.startswith(PLAYED))
    headers = {
        "Content-Type": file.content_type if shown else download_type(file.content_type),
        "Content-Disposition": disposition(name, inline=shown),
        "Content-Security-Policy": "default-src 'none'; img-src 'self'; media-src 'self'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.sha256}"',
    }
    for key, value in headers.items():
        response.headers[key] = value
    return response


def download_type(content_type: str) -> str:
    """Markup and scripts go out as plain bytes; other kinds keep their type, so that phones open the right app."""
    risky = ("html", "xml", "svg", "javascript")
    return "application/octet-stream" if any(word in content_type for word in risky) else content_type


def disposition(name: str, *, inline: bool) -> str:
    """RFC 6266 with RFC 5987: a plain ASCII name for old programs, the true one for all others."""
    clean = SAFE_NAME.sub("_", name).strip() or "file"
    plain = clean.encode("ascii", "replace").decode().replace("?", "_")
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"
