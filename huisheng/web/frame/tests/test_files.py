"""Stored files go out whole or in part, under their name, and never act as a page of ours."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import cast

import pytest
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from huisheng.core.base.models import File
from huisheng.core.base.storage import keep
from huisheng.web.frame.files import Part, serve_file

DATA = bytes(range(256)) * 1000


def make_file(data: bytes = DATA, content_type: str = "video/mp4") -> File:
    sha256 = hashlib.sha256(data).hexdigest()
    keep(sha256, data)
    return File(sha256=sha256, size=len(data), content_type=content_type, family="video")


OPEN: list[HttpResponseBase] = []


@pytest.fixture(autouse=True)
def server_closes_answers(db: None) -> Iterator[None]:
    """What Django's handler does when an answer is out, read or not; it looks at the database's connection, too."""
    yield
    while OPEN:
        OPEN.pop().close()


def get(file: File, name: str = "a.mp4", *, inline: bool = True, **headers: str) -> HttpResponseBase:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    answer = serve_file(RequestFactory().get("/f", headers=named), file, name, inline=inline)
    OPEN.append(answer)
    return answer


def body(response: HttpResponseBase) -> bytes:
    return b"".join(cast(Iterable[bytes], cast(StreamingHttpResponse, response).streaming_content))


def test_it_sends_the_whole_file() -> None:
    answer = get(make_file())
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert body(answer) == DATA


def test_it_lets_go_of_the_file_even_if_nobody_reads_the_answer() -> None:
    answer = cast(StreamingHttpResponse, get(make_file()))
    part = cast(Part, answer._resource_closers[0].__self__)  # type: ignore[attr-defined]
    answer.close()
    assert part.handle.closed


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100000-", 100000, 255999),
        ("bytes=-10", 255990, 255999),
        ("bytes=255999-999999", 255999, 255999),
        ("bytes=-999999999", 0, 255999),
    ],
)
def test_it_sends_the_part_that_was_asked_for(asked: str, start: int, end: int) -> None:
    answer = get(make_file(), Range=asked)
    assert body(answer) == DATA[start : end + 1]
    if (start, end) != (0, 255999):
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {start}-{end}/256000"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=-0", "bytes=9-3"])
def test_it_refuses_parts_outside_the_file(asked: str) -> None:
    answer = get(make_file(), Range=asked)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "bytes=-", "lines=1-2", "bytes=x-"])
def test_it_sends_everything_when_the_range_makes_no_sense(asked: str) -> None:
    assert get(make_file(), Range=asked).status_code == 200


def test_it_sends_everything_when_the_file_is_another_than_before() -> None:
    assert get(make_file(), Range="bytes=0-9", If_Range='"old"').status_code == 200


def test_it_saves_the_bytes_when_the_browser_has_them() -> None:
    file = make_file()
    answer = get(file, If_None_Match=f'"{file.sha256}"')
    assert answer.status_code == 304
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("content_type", "inline", "disposition", "sent_as"),
    [
        ("image/jpeg", True, "inline", "image/jpeg"),
        ("image/jpeg", False, "attachment", "image/jpeg"),
        ("image/svg+xml", True, "attachment", "application/octet-stream"),
        ("text/html", True, "attachment", "application/octet-stream"),
        ("application/pdf", True, "attachment", "application/pdf"),
        ("audio/mpeg", True, "inline", "audio/mpeg"),
    ],
)
def test_only_harmless_kinds_are_shown(content_type: str, inline: bool, disposition: str, sent_as: str) -> None:
    answer = get(make_file(content_type=content_type), inline=inline)
    assert answer.headers["Content-Disposition"].startswith(disposition)
    assert answer.headers["Content-Type"] == sent_as
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "破损照片.jpg",
            "attachment; filename=\"____.jpg\"; filename*=UTF-8''%E7%A0%B4%E6%8D%9F%E7%85%A7%E7%89%87.jpg",
        ),
        ('a"b\r\n/../c.txt', "attachment; filename=\"a_b___.._c.txt\"; filename*=UTF-8''a_b___.._c.txt"),
        ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
def test_it_names_the_file_safely_in_any_script(name: str, header: str) -> None:
    assert get(make_file(), name, inline=False).headers["Content-Disposition"] == header


def test_it_says_not_found_when_the_folder_lost_the_bytes() -> None:
    with pytest.raises(Http404):
        get(File(sha256="0" * 64, size=3, content_type="image/png", family="image"))
