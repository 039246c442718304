import io

import pytest
from PIL import Image

from huisheng.core.base import storage
from huisheng.core.base.actions import FileRefused, change_setting, store_file
from huisheng.core.base.models import File
from huisheng.kit.party import SYSTEM

from .make import make_photo

pytestmark = pytest.mark.django_db


def test_it_keeps_the_bytes_under_their_content() -> None:
    file = store_file("订单号 1023".encode(), name="note.txt")
    assert storage.read(file) == "订单号 1023".encode()
    assert (file.family, file.size) == ("text", 14)
    assert storage.path_of(file.sha256).endswith(file.sha256)


def test_it_keeps_the_same_content_once_whatever_its_name() -> None:
    first = store_file(make_photo(), name="a.jpg")
    second = store_file(make_photo(), name="another name.png")
    assert first == second
    assert File.objects.count() == 1


def test_it_judges_by_content_not_by_name() -> None:
    assert store_file(make_photo(kind="PNG"), name="photo.jpg").content_type == "image/png"


def test_it_forgets_where_a_photo_was_taken() -> None:
    data = make_photo(gps=True)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    kept = Image.open(io.BytesIO(storage.read(store_file(data, name="door.jpg")))).getexif()
    assert not kept.get_ifd(0x8825)
    assert "Liu" not in str(dict(kept))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.jpg"),
        (b"MZ\x90\x00" + b"\0" * 200, "invoice.pdf"),
        (b"#!/bin/sh\nrm -rf ~\n", "readme.sh"),
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg"),
        (make_photo()[:60], "half.jpg"),
    ],
)
def test_it_refuses_what_is_dangerous_unknown_or_broken(data: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        store_file(data, name=name)
    assert name in str(refusal.value)
    assert not File.objects.exists()


def test_it_refuses_files_above_the_limit_of_the_house() -> None:
    change_setting("form.upload_mb", 1, by=SYSTEM)
    with pytest.raises(FileRefused, match="1 MB"):
        store_file(b"a" * (1024 * 1024 + 1), name="long.txt")
    assert store_file(b"a" * 1024 * 1024, name="just.txt").size == 1024 * 1024
