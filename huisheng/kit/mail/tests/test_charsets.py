"""Texts whose label is wrong."""

import pytest

from huisheng.kit.mail import parse_mail
from huisheng.kit.mail.charsets import clean, codec, decode
from huisheng.kit.mail.tests.make import make_mail
from huisheng.kit.mail.transfer import base64, undo, uudecode

TEXT = "收件人姓名里的“喆”“堃”字显示成问号了，请修正。"


@pytest.mark.parametrize(
    ("encoded", "label"),
    [
        ("gb18030", "gb2312"),
        ("gbk", "GB2312"),
        ("gbk", "x-gbk"),
        ("gb18030", "chinese"),
        ("gb18030", ""),
        ("gb18030", "us-ascii"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", "no-such-charset"),
        ("gb18030", "utf-8"),
        ("utf-8", "gb2312"),
        ("utf-8", "us-ascii"),
        ("utf-8", ""),
        ("utf-8", '"utf8"'),
        ("utf-16", "utf-16"),
    ],
)
def test_it_reads_chinese_under_a_wrong_name(encoded: str, label: str) -> None:
    assert decode(TEXT.encode(encoded), label).lstrip("\ufeff") == TEXT


@pytest.mark.parametrize(
    ("text", "encoded", "label"),
    [
        ("請問訂單何時出貨", "big5", "big5"),
        ("着裏", "big5hkscs", "Big5"),
        ("注文はいつですか", "iso2022_jp", "iso-2022-jp"),
        ("注文はいつですか", "cp932", "Shift_JIS"),
        ("주문 언제", "cp949", "ks_c_5601-1987"),
        ("Où est ma commande", "latin-1", "iso-8859-1"),
        ("ÄÖ", "latin-1", "iso-8859-1"),
        ("Größe, Übermaß, größer, süß", "latin-1", "iso-8859-1"),
        ("Übergrößenträger", "latin-1", ""),
        ("請問訂單何時出貨，謝謝您的回覆", "big5", ""),
        ("您好，我的订单到现在还没有发货", "gbk", ""),
        ("“quotes”", "cp1252", "iso-8859-1"),
        ("Где заказ", "koi8-r", "koi8-r"),
        ("𠮷野家", "gb18030", "gb18030"),
    ],
)
def test_it_reads_what_is_labelled_well(text: str, encoded: str, label: str) -> None:
    assert decode(text.encode(encoded), label) == text


@pytest.mark.parametrize(
    "label", ["unicode_escape", "base64", "rot13", "idna", "zlib", "undefined", "punycode", "\x00"]
)
def test_it_uses_no_codec_that_is_no_charset(label: str) -> None:
    assert codec(label) == ""


def test_it_leaves_nothing_that_a_database_refuses() -> None:
    said = clean("a\x00b\ud800c\r\nd\re\x0bf\ufeff")
    assert said == "ab\ufffdc\nd\ne\nf"
    letter = parse_mail(make_mail(b"a\x00b\xed\xa0\x80c"))
    assert "\x00" not in letter.text
    letter.text.encode()


def test_a_cut_character_does_not_spoil_the_rest() -> None:
    assert decode(TEXT.encode()[:-1], "utf-8").startswith(TEXT[:-1])
    assert decode(TEXT.encode("gbk")[:-1], "gb2312").startswith(TEXT[:-1])


@pytest.mark.parametrize(
    ("data", "encoding", "read"),
    [
        (b"5L2g\r\n5aW9", "base64", "你好"),
        (b"5L2g5aW9=", "base64", "你好"),
        (b"5L2g!\n5aW9 ", '"Base64"', "你好"),
        (b"5L2g\n5aW", "base64", "你"),
        (b"5L2g5aU=5L2g", "base64", None),
        ("你好，这不是编码".encode(), "base64", "你好，这不是编码"),
        (b"a=E4=BD=A0=\r\nb", "quoted-printable", "a你b"),
        (b"a=ZZ=E4=BD=A0", "quoted-printable", "a=ZZ你"),
        (b"plain", "8bit", "plain"),
        (b"plain", "", "plain"),
        (b"plain", "7-bit nonsense", "plain"),
    ],
)
def test_it_undoes_transfer_encodings(data: bytes, encoding: str, read: str | None) -> None:
    said = undo(data, encoding, text=True).decode("utf-8", "ignore")
    assert said == read if read is not None else "你" in said


def test_it_joins_base64_that_was_padded_in_the_middle() -> None:
    assert base64(b"YQ==YWI=YWJj") == b"aababc"


def test_it_reads_uuencode() -> None:
    assert uudecode(b"begin 644 a.txt\n#86)C\n`\nend\n") == b"abc"
