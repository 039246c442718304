"""Who wrote what and when, in headers of every kind of program."""

import base64
from datetime import UTC, datetime

import pytest

from huisheng.kit.mail import Address, parse_mail
from huisheng.kit.mail.addresses import read_addresses
from huisheng.kit.mail.fields import field_text, filename, parameters
from huisheng.kit.mail.marks import read_date, read_id, read_ids
from huisheng.kit.mail.tests.make import make_mail

SUBJECT = "关于产品质量问题的投诉以及退货"


def split_word(text: str, charset: str, at: int) -> bytes:
    """The text as two encoded words, broken after `at` bytes, wherever that is."""
    data = text.encode(charset)
    words = (base64.b64encode(piece).decode() for piece in (data[:at], data[at:]))
    return "\n ".join(f"=?{charset}?B?{word}?=" for word in words).encode()


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8", "big5"])
@pytest.mark.parametrize("at", [3, 4, 5, 7])
def test_it_joins_words_that_were_split_inside_a_character(charset: str, at: int) -> None:
    text = "關於產品質量問題" if charset == "big5" else SUBJECT
    assert field_text(split_word(text, charset, at)) == text


@pytest.mark.parametrize(
    ("raw", "hint", "read"),
    [
        ("退款：张喆".encode("gb18030"), "gb2312", "退款：张喆"),
        ("退款问题".encode("gb18030"), "", "退款问题"),
        ("退款问题".encode(), "gb2312", "退款问题"),
        ("退貨問題".encode("big5"), "big5", "退貨問題"),
        ("Größe".encode("latin-1"), "", "Größe"),
        (b"=?gb2312?B?" + b"1cW0jA==?=", "", "张磳"),  # a character of GBK under the name gb2312
        (b"=?utf-8?Q?=E4=BD=A0=E5=A5=BD?= =?utf-8?Q?=EF=BC=81?=", "", "你好！"),
        (b"=?utf-8?Q?a_b?= c =?utf-8?Q?d?=", "", "a b c d"),
        (b"=?utf-8*zh?B?5L2g5aW9?=", "", "你好"),
        (b"=?nonsense?B?5L2g5aW9?=", "", "你好"),
        (b"=?utf-8?B?broken", "", "=?utf-8?B?broken"),
        (b"=?UTF-8?B?nnDusSNdG92w6Fuw61fMjAxOF8w?=", "", "=?UTF-8?B?nnDusSNdG92w6Fuw61fMjAxOF8w?="),
        (b"one\r\n\ttwo\r\n  three", "", "one two three"),
        (b"a\x00b\x07c", "", "abc"),
    ],
)
def test_it_reads_a_field(raw: bytes, hint: str, read: str) -> None:
    assert field_text(raw, hint) == read


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (b"a@b.example", [("", "a@b.example")]),
        (b'"=?gb18030?B?v823/g==?=" <a@b.example>', [("客服", "a@b.example")]),
        (b"=?utf-8?B?5byg5LiJ?=<a@b.example>", [("张三", "a@b.example")]),
        (b'"Zhang, San" <a@b.example>, b@b.example', [("Zhang, San", "a@b.example"), ("", "b@b.example")]),
        (b"Zhang, San <a@b.example>", [("Zhang, San", "a@b.example")]),
        (b"a@b.example (Zhang San)", [("Zhang San", "a@b.example")]),
        (b"Team: a@b.example, B <b@b.example>;", [("", "a@b.example"), ("B", "b@b.example")]),
        (b"undisclosed-recipients:;", []),
        (b"a@b.example; b@b.example;", [("", "a@b.example"), ("", "b@b.example")]),
        (b"'A' <a@b.example>", [("A", "a@b.example")]),
        (b"A <<a@b.example>>", [("A", "a@b.example")]),
        (b"A <a@b.example", [("A", "a@b.example")]),
        (b"a@b.example <a@b.example>", [("a@b.example", "a@b.example")]),
        (b"=?utf-8?Q?a=40b=2Eexample?=", [("", "a@b.example")]),
        (b"Only A Name", [("", "OnlyAName")]),
        (b"<>", []),
        (b"", []),
    ],
)
def test_it_reads_addresses(raw: bytes, read: list[tuple[str, str]]) -> None:
    assert read_addresses(raw) == tuple(Address(name, address) for name, address in read)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (b"Tue, 05 Mar 2024 15:21:33 +0800", (2024, 3, 5, 7, 21, 33)),
        (b"Tue, 05 Mar 2024 15:21:33 +0800 (CST)", (2024, 3, 5, 7, 21, 33)),
        (b"Wed, 20 Sep 1995 00:19:00 (EDT) -0400", (1995, 9, 20, 4, 19)),
        (b"5 Mar 24 15:21 GMT", (2024, 3, 5, 15, 21)),
        (b"2024-03-05 15:21:33 +0800", (2024, 3, 5, 7, 21, 33)),
        (b"2024-03-05T15:21:33Z", (2024, 3, 5, 15, 21, 33)),
        ("2024年3月5日 15:21".encode(), (2024, 3, 5, 15, 21)),
        (b"Tue, 05 Mar 2024 25:61:33 +0800", None),
        (b"Tue, 31 Feb 2024 12:00:00 +0800", None),
        (b"yesterday", None),
        (b"", None),
        (b"Mon, 01 Jan 0001 00:00:00 +2400", None),
        (b"Mon, 01 Jan 99999 00:00:00 +0000", None),
    ],
)
def test_it_reads_a_date_or_says_that_there_is_none(raw: bytes, moment: tuple[int, ...] | None) -> None:
    assert read_date(raw) == (datetime(*moment, tzinfo=UTC) if moment else None)  # type: ignore[arg-type, misc]


def test_it_takes_the_date_that_can_be_read() -> None:
    letter = parse_mail(make_mail(headers=b"Date: nonsense\nDate: Tue, 05 Mar 2024 15:21:33 +0800\n"))
    assert letter.date == datetime(2024, 3, 5, 7, 21, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"<a@x> <b@x>", ("<a@x>", "<b@x>")),
        (b"<a@x><b@x>,<a@x>", ("<a@x>", "<b@x>")),
        (b"<a\r\n b@x>", ("<ab@x>",)),
        (b"a@x b@x", ("<a@x>", "<b@x>")),
        (b'Your message of "Tue" <a@x>', ("<a@x>",)),
        (b"", ()),
    ],
)
def test_it_reads_message_ids(raw: bytes, ids: tuple[str, ...]) -> None:
    assert read_ids(raw) == ids


def test_it_bounds_references_and_keeps_the_first_and_the_newest() -> None:
    ids = read_ids(" ".join(f"<{n}@x>" for n in range(3_000)).encode())
    assert (len(ids), ids[0], ids[1], ids[-1]) == (100, "<0@x>", "<2901@x>", "<2999@x>")
    assert max(map(len, read_ids(b"<" + b"a" * 1_000 + b"@x>"))) == 250


def test_it_reads_a_message_id_without_brackets_or_at() -> None:
    assert read_id(b"a.b-c") == "<a.b-c>"
    assert read_id(b"") == ""


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=a.pdf", "a.pdf"),
        ('attachment; filename="a b;c.pdf"', "a b;c.pdf"),
        ("attachment; filename*=UTF-8''%E5%9B%BE.jpg", "图.jpg"),
        ("attachment; filename*0*=gb18030''%CD; filename*1*=%BC; filename*2=.jpg", "图.jpg"),
        ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
        ('attachment; filename="=?gbk?B?zbwuanBn?="', "图.jpg"),
        ('attachment; filename="=?utf-8?Q?=E5=9B?=\n =?utf-8?Q?=BE.jpg?="', "图.jpg"),
        ('attachment; filename="%E5%9B%BE.jpg"', "图.jpg"),
        ('attachment; filename="C:\\photos\\a.jpg"', "a.jpg"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="a\x00b.jpg"', "ab.jpg"),
        ("attachment", ""),
    ],
)
def test_it_reads_a_file_name(disposition: str, name: str) -> None:
    assert filename(parameters(disposition.replace("\n", "")), {}) == name


def test_it_reads_a_file_name_in_raw_gbk() -> None:
    raw = (
        b'Content-Type: application/pdf\nContent-Disposition: attachment; filename="'
        + "发票.pdf".encode("gbk")
        + b'"\n\nx'
    )
    assert [part.filename for part in parse_mail(b"Subject: x\n" + raw).attachments] == ["发票.pdf"]


def test_it_takes_the_from_that_has_an_address() -> None:
    letter = parse_mail(b"From: nobody\nFrom: A <a@b.example>\nSubject: x\n\nhi")
    assert letter.sender.address in ("nobody", "a@b.example")
    assert parse_mail(b"Sender: S <s@b.example>\nSubject: x\n\nhi").sender == Address("S", "s@b.example")
    assert parse_mail(b"Subject: x\n\nhi").sender == Address("", "")


def test_it_skips_slips_inside_a_header_and_the_line_of_a_mail_folder() -> None:
    letter = parse_mail(b"From x Tue\nReceived: from a\nby b with SMTP\nFrom: a@b.example\n__\nSubject: hello\n\nhi")
    assert (letter.sender.address, letter.subject, letter.text) == ("a@b.example", "hello", "hi")
