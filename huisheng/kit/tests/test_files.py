"""Files are what their bytes say, and tell nobody where they were made."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from huisheng.kit.files import BrokenFile, FileKind, safe_name, sniff, strip_location, thumbnail
from huisheng.kit.files.images import MAX_PIXELS
from huisheng.kit.tests.make import make_animation, make_atom, make_exif, make_film, make_picture, make_zip

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
PLACE = b"+31.2304+121.4737+004.0/"


@pytest.mark.parametrize(
    ("data", "name", "extension", "family"),
    [
        (make_picture("JPEG"), "a.jpg", "jpg", "image"),
        (make_picture("PNG"), "really.jpg", "png", "image"),
        (make_picture("WEBP"), "noname", "webp", "image"),
        (make_animation("GIF"), "a.gif", "gif", "image"),
        (make_picture("BMP"), "a.bmp", "bmp", "image"),
        (make_animation("PNG"), "a.png", "png", "image"),
        (make_film(b"heic"), "IMG_1.HEIC", "heic", "image"),
        (make_film(b"mif1"), "IMG_1.HEIC", "heic", "image"),
        (make_film(b"isom"), "a.mp4", "mp4", "video"),
        (make_film(b"mp42"), "a.mp4", "mp4", "video"),
        (make_film(b"qt  "), "a.mov", "mov", "video"),
        (make_film(b"M4A "), "a.m4a", "m4a", "audio"),
        (make_film(b"3gp4"), "a.3gp", "3gp", "video"),
        (b"ID3\x03" + bytes(100), "a.mp3", "mp3", "audio"),
        (b"#!AMR\n" + bytes(20), "a.amr", "amr", "audio"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20), "a.wav", "wav", "audio"),
        (b"OggS" + bytes(30), "a.ogg", "ogg", "audio"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "pdf", "document"),
        (make_zip("[Content_Types].xml", "word/document.xml"), "a.docx", "docx", "document"),
        (make_zip("[Content_Types].xml", "xl/workbook.xml"), "a.zip", "xlsx", "document"),
        (make_zip("[Content_Types].xml", "ppt/a.xml"), "a.pptx", "pptx", "document"),
        (make_zip("photo.jpg"), "a.zip", "zip", "archive"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "a.rar", "rar", "archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(20), "a.7z", "7z", "archive"),
        (OLE, "a.doc", "doc", "document"),
        (OLE, "a.xls", "xls", "document"),
        ("聊天记录\n第二行".encode(), "a.txt", "txt", "text"),
        ("订单号,问题\n1023,破损".encode("gb18030"), "a.csv", "csv", "text"),
        ("\ufeff订单".encode(), "a.csv", "csv", "text"),
        ("订单".encode("utf-16"), "log", "txt", "text"),
        (b"BMW 3 broke down", "a.txt", "txt", "text"),
        (b"2 < 3 and 5 > 4", "a.txt", "txt", "text"),
    ],
)
def test_it_tells_what_a_file_is(data: bytes, name: str, extension: str, family: str) -> None:
    kind = sniff(data, name)
    assert isinstance(kind, FileKind)
    assert (kind.extension, kind.family) == (extension, family)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b"<html><body>hi", "a.txt"),
        (b"  \n<!DOCTYPE html>", "a.txt"),
        (b"hello <script>alert(1)</script>", "a.txt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png"),
        (b"<?xml version='1.0'?><x/>", "a.txt"),
        (b"<?php system('x');", "a.txt"),
        (b"alert(1)", "a.js"),
        (b"hello", "a.HTML"),
        (make_picture("JPEG"), "a.exe"),
        (b"MZ\x90\x00" + bytes(100), "a.jpg"),
        (b"\x7fELF" + bytes(100), "a.bin"),
        (b"#!/bin/sh\nrm -rf /", "a.txt"),
        (b"@echo off", "a.txt"),
        (b"{\\rtf1 x}", "a.rtf"),
        (b"\x00\x01\x02\x03", "a.dat"),
        (b"\xff\xfe\x00", "a.txt"),
        (make_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"),
        (make_zip("[Content_Types].xml", "other/x"), "a.docx"),
        (make_zip("META-INF/MANIFEST.MF", "A.class"), "a.zip"),
        (make_zip("AndroidManifest.xml"), "a.zip"),
        (b"PK\x03\x04 broken", "a.zip"),
        (OLE, "setup.bin"),
        (make_film(b"avif"), "a.avif"),
    ],
)
def test_it_refuses_what_may_do_harm(data: bytes, name: str) -> None:
    assert sniff(data, name) is None


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_upset_it(data: bytes, name: str) -> None:
    kind = sniff(data, name)
    assert kind is None or kind.extension


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_loses_its_story(format: str) -> None:
    data = make_picture(format)
    assert b"Phone" in data or b"Shanghai" in data
    clean = strip_location(data, f"image/{format.lower()}")
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.format == format
        assert picture.size == (20, 40)  # turned upright, as it was meant
        assert dict(picture.getexif()) == {}
        red, green, blue = picture.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 200
        assert max(green, blue) < 100
    assert not any(word in clean for word in (b"Phone", b"Shanghai", b"Exif"))


@pytest.mark.parametrize(
    ("format", "content_type"), [("GIF", "image/gif"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_moving_picture_keeps_moving(format: str, content_type: str) -> None:
    clean = strip_location(make_animation(format), content_type)
    with Image.open(io.BytesIO(clean)) as picture:
        assert getattr(picture, "n_frames", 1) == 3
    assert b"Shanghai" not in clean


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA", "1", "I;16"])
def test_all_kinds_of_png_stay_readable(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (4, 4)).save(out, "PNG")
    with Image.open(io.BytesIO(strip_location(out.getvalue(), "image/png"))) as picture:
        assert picture.size == (4, 4)


def test_two_pictures_in_one_jpeg_become_one() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    with Image.open(io.BytesIO(strip_location(out.getvalue(), "image/jpeg"))) as picture:
        assert picture.format == "JPEG"


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png", "image/heic", "video/mp4"])
@pytest.mark.parametrize("data", [b"", b"junk", make_picture("JPEG")[:80], make_picture("PNG")[:60]])
def test_a_broken_file_is_said_to_be_broken(data: bytes, content_type: str) -> None:
    with pytest.raises(BrokenFile) as refused:
        strip_location(data, content_type)
    assert str(refused.value) == "这个文件已损坏或太大，打不开，请换一个。"


@given(
    st.binary(max_size=200),
    st.sampled_from(["image/jpeg", "image/png", "image/gif", "image/bmp", "image/heic", "video/mp4"]),
)
def test_hostile_bytes_end_in_an_answer_or_in_that(data: bytes, content_type: str) -> None:
    for candidate in (data, make_picture("BMP")[:30] + data, make_film(b"heic", data)):
        try:
            assert strip_location(candidate, content_type)
        except BrokenFile:
            assert thumbnail(candidate, 10) is None or content_type in ("image/heic", "video/mp4")


def test_a_bomb_is_refused_before_it_bursts() -> None:
    bomb = io.BytesIO()
    Image.new("1", (10_000, MAX_PIXELS // 10_000 + 1)).save(bomb, "PNG")
    with pytest.raises(BrokenFile):
        strip_location(bomb.getvalue(), "image/png")
    assert thumbnail(bomb.getvalue(), 100) is None


def test_other_files_pass_unchanged() -> None:
    assert strip_location(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"


@pytest.mark.parametrize(
    "atom",
    [
        make_atom(b"\xa9xyz", b"\x00\x18\x15\xc7" + PLACE),
        make_atom(b"loci", bytes(6) + b"Shanghai\x00\x00" + b"\x00\x79\x79\x45\x00\x1f\x3a\xf5" + bytes(6)),
        make_atom(b"data", b"\x00\x00\x00\x01\x00\x00\x00\x00" + PLACE),
        make_atom(b"uuid", b'<x exif:GPSLatitude="31,13.8N"><exif:GPSLongitude>121,28.4E</exif:GPSLongitude>'),
    ],
)
def test_a_film_keeps_its_length_and_loses_its_place(atom: bytes) -> None:
    film = make_film(b"isom", make_atom(b"moov", make_atom(b"udta", atom)), make_atom(b"mdat", b"pixels"))
    clean = strip_location(film, "video/mp4")
    assert len(clean) == len(film)
    assert clean.endswith(make_atom(b"mdat", b"pixels"))
    for told in (PLACE, b"Shanghai", b"31,13.8N", b"121,28.4E", b"\x00\x79\x79\x45"):
        assert told not in clean


def test_a_film_without_a_place_is_left_alone() -> None:
    film = make_film(b"qt  ", make_atom(b"mdat", bytes(range(256)) * 8))
    assert strip_location(film, "video/quicktime") == film


@pytest.mark.parametrize("order", [">", "<"])
def test_a_heic_photo_loses_its_place_and_keeps_the_rest(order: str) -> None:
    block = make_exif(order)
    with Image.open(io.BytesIO(make_picture("JPEG", exif=b"Exif\x00\x00" + block))) as check:
        assert check.getexif().get_ifd(0x8825)[2] == (31.0, 13.0, 49.0)  # the block is a real one
    photo = make_film(b"heic", make_atom(b"mdat", b"\x00\x00\x00\x06Exif\x00\x00" + block + b"pixels"))
    clean = strip_location(photo, "image/heic")
    at = clean.index(b"Exif\x00\x00")
    left = Image.Exif()
    left.load(clean[at:])
    assert left[0x010F] == "Phone"
    assert dict(left.get_ifd(0x8825)) == {}
    assert block[-24:] not in clean
    assert (len(clean), clean[-6:]) == (len(photo), b"pixels")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_thumbnail_is_small_upright_and_silent(format: str) -> None:
    small = thumbnail(make_picture(format, size=(400, 200)), 64)
    assert small is not None
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.format == "WEBP"
        assert max(picture.size) == 64
        assert picture.size == ((64, 32) if format == "GIF" else (32, 64))
        assert dict(picture.getexif()) == {}


def test_a_thumbnail_never_grows_and_keeps_transparency() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(thumbnail(out.getvalue(), 64) or b"")) as picture:
        assert picture.size == (10, 10)
        assert picture.mode == "RGBA"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", make_film(b"heic"), make_picture("JPEG")[:100]])
def test_what_is_no_picture_has_no_thumbnail(data: bytes) -> None:
    assert thumbnail(data, 64) is None


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("图片 1.jpg", "图片 1.jpg"),
        ("../../.bashrc", "bashrc"),
        ("C:\\fakepath\\a.png", "a.png"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ('a"<b>:c|?*.txt', "abc.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("con.txt", "_con.txt"),
        ("contract.txt", "contract.txt"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("文" * 300, "文" * 120),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_it_makes_names_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text())
def test_every_name_becomes_safe_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 121
    assert not set(safe) & set('/\\<>:"|?*\r\n\x00')
    assert not safe.startswith(".")
