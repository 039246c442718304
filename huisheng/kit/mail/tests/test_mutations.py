"""Whatever bytes come: a letter or Unreadable, soon, and nothing that a database refuses."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.kit.mail import Letter, Unreadable, parse_mail
from huisheng.kit.mail.quotes import fold
from huisheng.kit.mail.tests.make import make_mail, make_multipart, make_part, make_tnef
from huisheng.kit.mail.tests.test_bounces import make_report

SEEDS = [
    make_mail(
        "你好\n\n在 2024-03-05 10:02:11，客服 <a@b.example> 写道：\n> 尊敬的",
        charset="gb18030",
        headers=b"Date: Tue, 5 Mar 2024 1:2:3 +0800\n",
    ),
    make_mail("<p>你好<blockquote>x</blockquote>&amp;&#x4f60;<!-- c --><script>y</script>", subtype="html"),
    make_multipart(
        make_part("text/plain; format=flowed", b"a \nb"),
        make_part(
            "image/png", b"x", headers="Content-Disposition: attachment; filename*0*=gb18030''%CD; filename*1*=%BC\n"
        ),
        make_part("application/ms-tnef", make_tnef((2, 0x9002, b"x"), (2, 0x8010, b"a.txt\0"), (2, 0x800F, b"abc"))),
        make_part("message/rfc822", b"Subject: =?gbk?B?zbw=?=\n\nhi"),
        headers=b'References: <a@b> <c@d>\nCc: "A, B" <c@d.example>, group: e@f.example;\n',
    ),
    make_report("5.1.1", "550 5.1.1 unknown"),
]
PIECES = [
    b"=?gb2312?B?",
    b"?=",
    b"\n--edge\n",
    b"\n--edge--",
    b"<",
    b">",
    b'"',
    b"(",
    b"\n\n",
    b"\r",
    b"\x00",
    b"\xed\xa0\x80",
    b"%",
]
PIECES += [
    b"\xb0\xa1",
    b"Content-Type: multipart/mixed; boundary=edge\n",
    b"Content-Transfer-Encoding: base64\n",
    b"&#xd800;",
    b"=ED=A0=80",
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.integers(0, 40)))
        new = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(data[at:until] * 3)))
        data = data[:at] + new + data[until:]
    return data


def assert_storable(letter: Letter) -> None:
    for said in (
        letter.subject,
        letter.text,
        letter.reply_text,
        letter.quoted,
        letter.html,
        letter.message_id,
        letter.list_id,
    ):
        said.encode()
        assert "\x00" not in said
    for part in letter.attachments:
        assert part.filename
        assert "\x00" not in part.filename + part.content_type + part.content_id
        part.filename.encode()
    for person in (letter.sender, *letter.to, *letter.cc):
        f"{person.name}{person.address}".encode()
        assert "\x00" not in person.name + person.address


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_no_mutation_breaks_it(raw: bytes) -> None:
    try:
        letter = parse_mail(raw)
    except Unreadable:
        return
    assert_storable(letter)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "好的",
                "",
                "-- ",
                "在 2024-03-05 10:02，客服 写道：",
                "发件人: a@b.example",
                "主题: x",
                "---原始邮件---",
                "| |",
            ]
        )
    )
)
def test_folding_loses_nothing(lines: list[str]) -> None:
    folded = fold("\n".join(lines))
    assert sorted("".join(f"{folded.reply}{folded.quoted}".split())) == sorted("".join("".join(lines).split()))


HEAVY = {
    "angle brackets": make_mail("<" * 300_000, subtype="html"),
    "open comments": make_mail("<!--" * 100_000, subtype="html"),
    "open scripts": make_mail("<script>" * 60_000, subtype="html"),
    "open quotes": make_mail("<blockquote>" * 50_000, subtype="html"),
    "closing tags": make_mail("<b>" * 1_000 + "</i></b>" * 60_000, subtype="html"),
    "attributes": make_mail(f"<a {'class=' * 90_000}>x", subtype="html"),
    "labels": make_mail("From: a@b.example\n" * 30_000),
    "credits": make_mail("On 2024-03-05 10:02 a@b.example wrote:\n\n" * 15_000),
    "one long line": make_mail("在 2024 " * 100_000 + "写道："),
    "rules": make_mail("--\n" * 200_000),
    "quotes": make_mail("> \n" * 200_000 + "x"),
    "pipes": make_mail("| |\n" * 100_000),
    "spaces": make_mail(" " * 900_000 + "x"),
    "encoded words": b"Subject: " + b"=?utf-8?Q?a?= " * 5_000 + b"\n\nx",
    "an encoded word that never ends": b"Subject: " + b"=?utf-8?Q?" * 7_000 + b"\n\nx",
    "addresses": b"To: " + b'"' * 60_000 + b"\nCc: " + b"(" * 60_000 + b"\nSubject: x\n\nx",
    "angles in addresses": b"To: " + b"<" * 60_000 + b"\nFrom: " + b"a@" * 30_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain;" + b" a*0*=x;" * 8_000 + b"\n\nx",
    "boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 200_000,
    "nested multiparts": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 3_000,
    "base64 padding": b"Content-Transfer-Encoding: base64\nSubject: x\n\n" + b"A=" * 300_000,
    "header slips": b"Subject: x\n" + b"slip\n" * 100_000 + b"\nx",
    "spaces in a field": b"Subject: " + b" " * 60_000 + b"x\nTo: " + b"a:@" * 20_000 + b"\n\nx",
    "times": make_mail(f"{'1234:12 ' * 50}<a@b.example> x:\n" * 2_000),
    "small tags": make_mail("<b>" * 700_000, subtype="html"),
    "small lines, flowed": b"Content-Type: text/plain; format=flowed\n\n" + b"> \n" * 600_000,
    "padding in a file": b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + b"A=" * 2_000_000,
    "small lines, uuencoded": b"Content-Type: image/png\nContent-Transfer-Encoding: x-uuencode\n\n" + b"x\n" * 500_000,
    "attributes of winmail.dat": b"Content-Type: application/ms-tnef\n\n" + make_tnef(*[(2, 0x9002, b"")] * 50_000),
    "parts with slips": b"Content-Type: multipart/mixed; boundary=b\n\n" + (b"--b\n" + b"x\n" * 900 + b"To: x\n") * 300,
    "folded lines": b"Subject: x\n" + b" y\n" * 150_000 + b"\nx",
}


@pytest.mark.parametrize("kind", HEAVY)
def test_heavy_mails_are_read_soon(kind: str) -> None:
    began = time.process_time()
    assert_storable(parse_mail(HEAVY[kind]))
    assert time.process_time() - began < 8  # seconds of processor time; one or two here
