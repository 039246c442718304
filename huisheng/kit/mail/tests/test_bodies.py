"""Words and files out of the parts of a mail."""

import base64

import pytest

from huisheng.kit.mail import Letter, Unreadable, bounds, parse_mail
from huisheng.kit.mail.htmltext import html_text
from huisheng.kit.mail.tests.make import make_mail, make_multipart, make_part

PICTURE = "Content-Disposition: inline; filename=a.png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n"


def names(letter: Letter) -> list[str]:
    return [part.filename for part in letter.attachments]


def test_it_prefers_plain_text_and_keeps_the_html() -> None:
    letter = parse_mail(
        make_multipart(
            make_part("text/plain", b"plain"), make_part("text/html", b"<p>rich</p>"), subtype=b"alternative"
        )
    )
    assert (letter.text, letter.html, letter.attachments) == ("plain", "<p>rich</p>", ())


@pytest.mark.parametrize("plain", [b"", b" \n\n ", b"\xc2\xa0"])
def test_it_reads_the_html_when_the_plain_text_is_empty(plain: bytes) -> None:
    parts = make_part("text/plain; charset=utf-8", plain), make_part("text/html", b"<p>one</p><p>two<br>three</p>")
    assert parse_mail(make_multipart(*parts, subtype=b"alternative")).text == "one\n\ntwo\nthree"


def test_html_may_say_its_charset_itself() -> None:
    html = "<html><head><meta charset='koi8-r'></head><body>Где заказ</body></html>".encode("koi8-r")
    assert parse_mail(b"Subject: x\nContent-Type: text/html\n\n" + html).text == "Где заказ"


def test_it_joins_texts_around_files_in_order() -> None:
    letter = parse_mail(
        make_multipart(
            make_part("text/plain", b"before"),
            make_part("image/png", b"x", headers="Content-Disposition: attachment; filename=a.png\n"),
            make_part("text/html", b"<b>after</b>"),
        )
    )
    assert (letter.text, names(letter)) == ("before\nafter", ["a.png"])
    assert "before" in letter.html
    assert "<b>after</b>" in letter.html


def test_it_knows_inline_pictures() -> None:
    related = make_multipart(
        make_part("text/html", b'<p>look <img src="cid:pic@x"></p>'),
        make_part("image/png", base64.b64encode(b"png"), headers=PICTURE),
        make_part("image/png", b"x", headers="Content-Disposition: attachment; filename=b.png\n"),
        subtype=b"related",
    )
    first, second = parse_mail(related).attachments
    assert (first.filename, first.data, first.inline, first.content_id) == ("a.png", b"png", True, "pic@x")
    assert (second.filename, second.inline) == ("b.png", False)


def test_a_picture_that_the_html_shows_is_inline_whatever_it_says() -> None:
    mail = make_multipart(
        make_part("text/html", b'<img src="cid:pic@x">'),
        make_part("image/png", b"x", headers="Content-Disposition: attachment; filename=a.png\nContent-ID: <pic@x>\n"),
    )
    assert [part.inline for part in parse_mail(mail).attachments] == [True]


def test_it_keeps_a_forwarded_mail_as_a_file_named_by_its_subject() -> None:
    inner = b"Subject: =?utf-8?B?6YCA5qy+?=\n\ninside"
    letter = parse_mail(make_multipart(make_part("text/plain", b"see below"), make_part("message/rfc822", inner)))
    assert (letter.text, names(letter), letter.attachments[0].data) == ("see below", ["退款.eml"], inner)


def test_it_shows_the_forwarded_words_when_there_are_no_others() -> None:
    inner = b"From: a@b.example\nSubject: x\n\ninside"
    letter = parse_mail(make_multipart(make_part("message/rfc822", inner)))
    assert (letter.text, len(letter.attachments)) == ("inside", 1)


def test_it_reads_flowed_text() -> None:
    body = b"This is \none line.\n> a \n> quote\n-- \nme"
    letter = parse_mail(b"Subject: x\nContent-Type: text/plain; format=flowed\n\n" + body)
    assert letter.text == "This is one line.\n> a quote\n-- \nme"


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: multipart/mixed; boundary=missing\nSubject: x\n\nall of it",
        b"Content-Type: multipart/mixed\nSubject: x\n\n--a\n\nall of it",
        b"Content-Type: multipart/mixed; boundary=a\nSubject: x\n\n--a\n\nall of it\n",
        b"Content-Type: text/plain; charset\nSubject: x\n\nall of it",
        b"Content-Type: nonsense\nSubject: x\n\nall of it",
        b"Content-Type: text\nSubject: x\n\nall of it",
        b"Subject: x\n\nall of it",
        b"all of it",
        b"Subject: x\rFrom: a@b.example\r\rall of it",
        b"Subject: x\r\n\r\nall of it\r\n",
    ],
)
def test_it_reads_broken_structures(mail: bytes) -> None:
    assert parse_mail(mail).text.strip() == "all of it"


@pytest.mark.parametrize("raw", [b"", b" \r\n\n", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_it_refuses_what_is_no_mail(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse_mail(raw)


def test_a_text_with_a_file_name_is_a_file_unless_it_is_all_there_is() -> None:
    log = make_part("text/plain; name=a.txt", b"log", headers="Content-Disposition: attachment; filename=a.txt\n")
    letter = parse_mail(make_multipart(make_part("text/plain", b"see"), log))
    assert (letter.text, names(letter)) == ("see", ["a.txt"])
    inline = make_part("text/plain; name=a.txt", b"log", headers="Content-Disposition: inline; filename=a.txt\n")
    assert (parse_mail(make_multipart(inline)).text, names(parse_mail(make_multipart(inline)))) == ("log", ["a.txt"])


def test_files_without_a_name_get_one() -> None:
    mail = make_multipart(make_part("image/jpeg", b"x"), make_part("application/odd", b"y"))
    assert names(parse_mail(mail)) == ["attachment-1.jpg", "attachment-2.bin"]


def test_depth_parts_and_size_are_bounded() -> None:
    deep = b"Subject: x\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(300)
    )
    assert parse_mail(deep + b"\nhi").cut_short
    many = parse_mail(make_multipart(*[make_part("image/png", b"x")] * (bounds.PARTS + 50)))
    assert (len(many.attachments), many.cut_short) == (bounds.FILES, True)
    long = parse_mail(make_mail(b"x" * (bounds.TEXT_BYTES + 1_000)))
    assert (len(long.text), long.cut_short) == (bounds.TEXT, True)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>你好<br>谢谢</p>", "你好\n谢谢"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<style>p{}</style><script>x<y</script><!-- c -->a", "a"),
        ("<head><title>t</title></head><body>a</body>", "a"),
        ("a &lt;b&gt; &amp;amp; &nbsp; c", "a <b> &amp; c"),
        ("1 < 2 and <3", "1 < 2 and <3"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n> b\n>> c\nd"),
        ("<blockquote>all</blockquote>", "all"),
        ('a<div class="gmail_quote">b</div>', "a\n> b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<!-- never closed b", "a never closed b"),
        ("a<script>never closed", "anever closed"),
        ("</p></div>a</blockquote>", "a"),
        ("a<p", "a<p"),
    ],
)
def test_it_reads_html(html: str, text: str) -> None:
    assert html_text(html) == text
