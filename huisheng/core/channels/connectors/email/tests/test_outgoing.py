import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest

from huisheng.core.base.actions import change_setting, store_file
from huisheng.core.base.house import house_all
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.connectors.email.faults import AddressImpossible
from huisheng.core.channels.connectors.email.marker import house_mark, is_house_mark, marked_address
from huisheng.core.channels.connectors.email.outgoing import mail_of
from huisheng.core.channels.connectors.email.sender import sender_of
from huisheng.core.channels.connectors.email.smtp import envelope_address
from huisheng.core.channels.letter import Quote
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.tests.make import make_letter, make_mailbox
from huisheng.kit.party import SYSTEM

pytestmark = pytest.mark.django_db
NUMBER = "FB-20261121-0007"
LINK = "https://hs.shop.example/f/FB-20261121-0007/abc/"


def mail(letter: Outbound) -> EmailMessage:
    read = message_from_bytes(mail_of(letter, house_all()), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def body(letter: Outbound, kind: str = "plain") -> str:
    part = mail(letter).get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_it_says_who_writes_to_whom_and_since_when() -> None:
    letter = make_letter(sender=sender_of(make_mailbox()), colleague="林晓", automatic=False)
    read = mail(letter)
    assert read["From"] == "林晓（回声） <support@shop.example>"
    assert read["To"] == "liu@example.com"
    assert read["Message-ID"] == letter.message_id
    assert read["Date"] == format_datetime(letter.created_at)
    assert read["Cc"] is None
    assert read["Bcc"] is None


def test_a_house_may_keep_its_colleagues_names_to_itself() -> None:
    change_setting("mail.show_colleague", False, by=SYSTEM)
    assert mail(make_letter(colleague="林晓"))["From"].startswith("回声 <")


def test_only_what_no_person_wrote_calls_itself_automatic() -> None:
    machine, person = mail(make_letter()), mail(make_letter(automatic=False))
    assert machine["Auto-Submitted"] == "auto-generated"
    assert person["Auto-Submitted"] is None
    assert "OOF" in person["X-Auto-Response-Suppress"]
    for read in (machine, person):
        assert "NDR" not in read["X-Auto-Response-Suppress"]  # we want to know what came back
        assert "All" not in read["X-Auto-Response-Suppress"]


def test_every_letter_is_known_as_ours() -> None:
    read = mail(make_letter())
    assert is_house_mark(read["X-Huisheng-Id"])
    assert read["X-Loop"] == house_mark()
    assert not is_house_mark("hs-0123456789abcdef")


def test_it_stands_in_its_conversation() -> None:
    read = mail(make_letter(chain=["<first@qq.com>", "broken id", "<second@shop.example>", "<first@qq.com>"]))
    assert read["In-Reply-To"] == "<second@shop.example>"
    assert read["References"].split() == ["<first@qq.com>", "<second@shop.example>"]


def test_a_long_conversation_keeps_its_beginning_and_its_end() -> None:
    chain = [f"<{'x' * 200}{number}@qq.com>" for number in range(60)]
    letter = make_letter(chain=chain)
    found = mail(letter)["References"].split()
    assert (found[0], found[-1], len(found)) == (chain[0], chain[-1], 20)
    assert max(map(len, mail_of(letter, house_all()).split(b"\r\n"))) < 998


def test_answers_come_back_with_the_mark_where_the_server_can() -> None:
    letter = make_letter(sender=sender_of(make_mailbox(plus_addressing=True)), about=NUMBER)
    assert marked_address("support@shop.example", NUMBER) in mail(letter)["Reply-To"]
    assert mail(make_letter(about=NUMBER, sender=sender_of(make_mailbox("hi@shop.example"))))["Reply-To"] is None


def test_no_word_makes_a_header_of_its_own() -> None:
    evil = "您好\r\nBcc: all@example.com\r\n\r\n<b>x</b>\u2028Cc: all@example.com"
    change_setting("house.name", "店\nBcc: all@example.com", by=SYSTEM)
    photo = store_file(make_photo(), name="a.jpg")
    letter = make_letter(subject=evil, colleague=evil, files=[("a\r\nX-Evil: 1.jpg", photo)])
    read = mail(letter)
    assert read["Bcc"] is read["Cc"] is read["X-Evil"] is None
    assert read["Subject"].startswith("您好 Bcc: all@example.com")
    assert all(part["X-Evil"] is None for part in read.walk())


@pytest.mark.parametrize("name", ['A, "B" <c@d.example>', "回声，客服（总部）", "a@b.example", "名" * 80])
def test_any_name_of_a_house_is_one_sender(name: str) -> None:
    change_setting("house.name", name, by=SYSTEM)
    letter = make_letter(sender=sender_of(make_mailbox(plus_addressing=True)), about=NUMBER)
    read = mail(letter)
    [sender] = read["From"].addresses
    [answer_to] = read["Reply-To"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "support@shop.example")
    assert (answer_to.display_name, answer_to.addr_spec) == (name, marked_address("support@shop.example", NUMBER))


def test_the_words_stand_as_text_and_as_a_simple_page() -> None:
    letter = make_letter(text=f"刘女士，您好！\n\n<b>查到了</b>：\n{LINK}\n\n林晓", link=LINK)
    text, page = body(letter), body(letter, "html")
    assert LINK in text
    assert "<b>查到了</b>" in text
    assert "&lt;b&gt;查到了&lt;/b&gt;" in page
    assert f'<a href="{LINK}">' in page
    assert "style=" not in page
    assert page.index("刘女士") < page.index(LINK) < page.index("林晓")


def test_what_was_said_before_stands_below() -> None:
    letter = make_letter(quotes=(Quote("11月21日 18:30，刘女士：", "漏发了配件\n孩子生日要用"), Quote("更早", "在吗")))
    text, page = body(letter), body(letter, "html")
    assert "11月21日 18:30，刘女士：\n> 漏发了配件\n> 孩子生日要用" in text
    assert page.count("<blockquote") == 2
    assert page.index("您好") < page.index("孩子生日要用") < page.index("在吗")


def test_files_go_along_with_their_names() -> None:
    photo = store_file(make_photo(), name="a.jpg")
    [part] = list(mail(make_letter(files=[("缺的配件.jpg", photo)])).iter_attachments())
    assert part.get_filename() == "缺的配件.jpg"
    assert part.get_content_type() == "image/jpeg"
    assert len(part.get_content()) == photo.size


def test_lines_are_safe_on_every_server() -> None:
    raw = mail_of(make_letter(text="长" * 5000, subject="长" * 150), house_all())
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 998
    assert b"\r\nSubject: =?utf-8?b?" in raw
    assert base64.b64encode("长长长".encode()) in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("address", ["刘@shop.example", "liu\n@shop.example", f"liu@{'例' * 60}.com"])
def test_an_address_no_server_carries_is_refused_by_name(address: str) -> None:
    with pytest.raises(AddressImpossible):
        envelope_address(address)


def test_a_domain_of_another_script_is_carried_as_ascii() -> None:
    assert envelope_address("liu@例子.公司") == "liu@xn--fsqu00a.xn--55qx5d"
    assert mail(make_letter(to="liu@例子.公司"))["To"] == "liu@xn--fsqu00a.xn--55qx5d"


def test_the_page_speaks_the_readers_language() -> None:
    def button(**changes: Any) -> str:
        return body(make_letter(text=LINK, link=LINK, **changes), "html")

    assert "Open my feedback" in button(language="en")
    assert "查看我的反馈" in button(language="zh-hans")
