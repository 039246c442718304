"""winmail.dat."""

import struct

from huisheng.kit.mail import parse_mail
from huisheng.kit.mail.rtf import decompress, rtf_text
from huisheng.kit.mail.tests.make import make_multipart, make_part, make_properties, make_tnef
from huisheng.kit.mail.tnef import read_tnef

WIDE, NARROW, BINARY = 0x001F, 0x001E, 0x0102
FILE = [
    (2, 0x9002, b"\x01\x00"),
    (2, 0x8010, b"FATURE~1.PDF\x00"),
    (2, 0x800F, b"%PDF"),
    (
        2,
        0x9005,
        make_properties((WIDE, 0x3707, "发票.pdf\0".encode("utf-16-le")), (NARROW, 0x370E, b"application/pdf\0")),
    ),
]


def test_it_unpacks_files_with_their_long_names() -> None:
    packed = read_tnef(make_tnef(*FILE))
    assert packed is not None
    assert [(part.filename, part.content_type, part.data) for part in packed.files] == [
        ("发票.pdf", "application/pdf", b"%PDF")
    ]


def test_a_mail_shows_the_files_instead_of_winmail_dat() -> None:
    part = make_part("application/ms-tnef; name=winmail.dat", make_tnef(*FILE))
    letter = parse_mail(make_multipart(make_part("text/plain", b"see file"), part))
    assert (letter.text, [file.filename for file in letter.attachments]) == ("see file", ["发票.pdf"])


def test_its_text_counts_only_when_there_is_no_other() -> None:
    packed = make_tnef((1, 0x9007, struct.pack("<II", 936, 0)), (1, 0x800C, "你好".encode("gbk") + b"\0"))
    part = make_part("application/ms-tnef", packed)
    assert parse_mail(make_multipart(part)).text == "你好"
    assert parse_mail(make_multipart(make_part("text/plain", b"own"), part)).text == "own"


def test_html_inside_is_the_html_of_the_letter() -> None:
    packed = make_tnef((1, 0x9003, make_properties((BINARY, 0x1013, b"<p>rich</p>"))))
    letter = parse_mail(make_multipart(make_part("application/ms-tnef", packed)))
    assert (letter.text, letter.html) == ("rich", "<p>rich</p>")


def test_what_is_no_winmail_dat_stays_a_file() -> None:
    letter = parse_mail(make_multipart(make_part("application/ms-tnef; name=winmail.dat", b"nonsense")))
    assert [part.filename for part in letter.attachments] == ["winmail.dat"]


def test_it_survives_every_cut_and_wrong_length() -> None:
    whole = make_tnef(*FILE)
    cuts = [whole[:end] for end in range(len(whole))]
    wrong = [whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :] for at in range(6, len(whole))]
    for damaged in (*cuts, *wrong):
        found = read_tnef(damaged)
        assert found is None or sum(len(part.data) for part in found.files) <= len(damaged)


def test_it_unpacks_rtf() -> None:
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompress(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert (
        decompress(packed[:30]) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"[: len(decompress(packed[:30]))]
    )
    assert decompress(b"") == b""
    assert decompress(struct.pack("<IIII", 12, 3, 0x414C454D, 0) + b"{\\rtf1}") == b"{\\r"


def test_it_reads_the_words_of_rtf() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}{\*\generator x;}\f0 \'c4\'e3\'ba\'c3, \u24744?\par line \{2\}\line\tab three}"
    assert rtf_text(rtf) == "你好, 您\nline {2}\n\tthree"
    assert rtf_text(b"{\\rtf1 {{{{open") == "open"
    assert rtf_text(b"") == ""


def test_the_words_of_rtf_are_the_text_of_a_mail_that_has_no_other() -> None:
    words = b"{\\rtf1 the lamp is broken}"
    stored = struct.pack("<IIII", 0, len(words), 0x414C454D, 0) + words
    packed = make_tnef((1, 0x9003, make_properties((BINARY, 0x1009, stored))))
    letter = parse_mail(make_multipart(make_part("application/ms-tnef", packed)))
    assert letter.text == "the lamp is broken"
    assert [part.filename for part in letter.attachments] == ["body.rtf"]


def test_a_broken_one_is_kept_as_a_file_where_nothing_else_is_said() -> None:
    head = b"Subject: x\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
    broken = struct.pack("<IH", 0x223E9F78, 1) + b"?" * 40
    assert [part.filename for part in parse_mail(head + broken).attachments] == ["winmail.dat"]
