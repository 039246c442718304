"""Mails as they were stored, opened and let through the line. Names in brackets: bugs of other systems."""

import pytest

from huisheng.core.channels.connectors.email.actions import add_mailbox, take_after_all, take_mail
from huisheng.core.channels.connectors.email.marker import house_mark, mark, marked_address
from huisheng.core.channels.models import Inbound, Mailbox, Outbound
from huisheng.core.channels.tests.make import make_letter, make_mail_item, make_mailbox
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.journey.route import Arrived, receive_item, receive_letter
from huisheng.journey.runner import receive_left_lying
from huisheng.journey.tests.make import make_offered
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from tests.cast import Cast
from tests.mail.make import LIU, make_mail

pytestmark = pytest.mark.django_db
OTHER = "someone@else.example"


def arrive(mail: bytes, *, mailbox: Mailbox | None = None) -> Arrived:
    """Fetched and received as feedback."""
    arrived = receive_letter(make_mail_item(mail, mailbox=mailbox))
    assert arrived is not None
    return arrived


def set_aside(mail: bytes, *, mailbox: Mailbox | None = None) -> Inbound:
    """Fetched, and found to be no feedback."""
    item = make_mail_item(mail, mailbox=mailbox)
    assert receive_letter(item) is None
    item.refresh_from_db()
    return item


def said(ticket: Ticket) -> list[str]:
    return list(ticket.messages.filter(kind=Message.Kind.CUSTOMER).values_list("text", flat=True))


def notes(ticket: Ticket) -> list[str]:
    return list(ticket.messages.filter(kind=Message.Kind.NOTE).values_list("text", flat=True))


# ── which ticket
def test_an_answer_to_our_letter_lands_on_its_ticket() -> None:
    """[Frappe #2310: one mail, many tickets]"""
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    again = arrive(make_mail("好的，我等着", message_id="<2@x.example>", in_reply_to=letter.message_id))
    assert (again.ticket, again.is_new) == (ticket, False)
    assert Ticket.objects.count() == 1


def test_an_answer_lands_though_only_references_are_left() -> None:
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    chain = f"<unknown@x.example> {letter.message_id} <unknown2@x.example>"
    assert arrive(make_mail("还有一件事", message_id="<2@x.example>", references=chain)).ticket == ticket


def test_an_answer_to_the_customers_own_first_mail_lands() -> None:
    ticket = arrive(make_mail()).ticket
    again = arrive(make_mail("补充一下", message_id="<2@x.example>", in_reply_to="<first@outside.example>"))
    assert again.ticket == ticket


def test_a_reply_with_our_address_only_in_cc_lands() -> None:
    """[Chatwoot #15365: silently dropped]"""
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    mail = make_mail(
        "您好，抄送给你们",
        message_id="<2@x.example>",
        to=OTHER,
        cc="support@shop.example",
        in_reply_to=letter.message_id,
    )
    assert arrive(mail).ticket == ticket


def test_the_signed_marker_in_the_subject_finds_the_ticket() -> None:
    ticket = arrive(make_mail()).ticket
    again = arrive(make_mail("继续", message_id="<2@x.example>", subject=f"回复：漏发配件 [{mark(ticket.number)}]"))
    assert again.ticket == ticket


def test_the_signed_marker_in_the_address_finds_the_ticket() -> None:
    ticket = arrive(make_mail()).ticket
    to = marked_address("support@shop.example", ticket.number)
    assert arrive(make_mail("继续", message_id="<2@x.example>", subject="没有主题", to=to)).ticket == ticket


def test_a_guessed_marker_opens_a_new_ticket() -> None:
    ticket = arrive(make_mail()).ticket
    forged = arrive(
        make_mail("我猜的", message_id="<2@x.example>", sender=OTHER, subject=f"[{ticket.number}-aaaaaaaa] 退款")
    )
    assert forged.is_new
    assert said(ticket) == ["漏发了配件，孩子生日要用，请尽快补发。"]


def test_a_bare_number_counts_only_from_an_address_of_the_ticket() -> None:
    ticket = arrive(make_mail()).ticket
    subject = f"关于 {ticket.number}"
    assert arrive(make_mail("我自己", message_id="<2@x.example>", subject=subject)).ticket == ticket
    assert arrive(make_mail("别人", message_id="<3@x.example>", subject=subject, sender=OTHER)).is_new


def test_a_strangers_answer_is_heard_and_marked_and_makes_nobody_a_participant() -> None:
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    mail = make_mail("我是她先生", message_id="<2@x.example>", sender=OTHER, in_reply_to=letter.message_id)
    message = arrive(mail).message
    assert (message.ticket, message.written_from) == (ticket, "s***@else.example")
    assert [one.identity.value for one in ticket.participants.select_related("identity")] == [LIU]


def test_an_answer_to_a_closed_ticket_reopens_it(cast: Cast) -> None:
    ticket = arrive(make_mail()).ticket
    close_withdrawn(ticket, reason="客户撤回", by=cast.chen.party)
    letter = make_letter(LIU, about=ticket.number)
    arrive(make_mail("又坏了，怎么办？", message_id="<2@x.example>", in_reply_to=letter.message_id))
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_yes_by_mail_closes_nothing(cast: Cast) -> None:
    """The link does; a mail is a message, and the agent sees it."""
    ticket = arrive(make_mail()).ticket
    make_offered(ticket, by=cast.lin)
    letter = make_letter(LIU, about=ticket.number)
    arrive(make_mail("是的，解决了，谢谢！", message_id="<2@x.example>", in_reply_to=letter.message_id))
    ticket.refresh_from_db()
    assert ticket.status == Status.AWAITING_CONFIRMATION
    assert said(ticket)[-1] == "是的，解决了，谢谢！"


# ── who
def test_the_sender_is_recognised_but_not_believed() -> None:
    first, second = arrive(make_mail()), arrive(make_mail("另一件事", message_id="<2@x.example>", subject="发票"))
    assert first.ticket.customer == second.ticket.customer
    assert not first.ticket.participants.get().identity.verified


@pytest.mark.parametrize("sender", ["", "刘女士", "<>", "刘 <not an address>"])
def test_a_mail_without_a_usable_sender_is_taken_too(sender: str) -> None:
    mail = b"\r\n".join([f"From: {sender}".encode(), b"Subject: hello", b"", b"my parcel is missing"])
    ticket = arrive(mail).ticket
    assert said(ticket) == ["my parcel is missing"]
    assert not ticket.participants.exists()


def test_a_colleagues_mail_on_a_ticket_stays_inside(cast: Cast) -> None:
    """From proves nothing: it is a note without a name, it wakes no clock and the customer never sees it."""
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    mail = make_mail(
        "这位客户脾气不好", message_id="<2@x.example>", sender=cast.lin.email, in_reply_to=letter.message_id
    )
    message = arrive(mail).message
    assert (message.kind, message.by.kind) == (Message.Kind.NOTE, "system")
    assert message.written_from
    assert said(ticket) == ["漏发了配件，孩子生日要用，请尽快补发。"]


def test_what_a_colleague_forwards_is_a_new_ticket(cast: Cast) -> None:
    mail = make_mail("转：客户投诉发错货", message_id="<2@x.example>", subject="Fwd: 发错货", sender=cast.lin.email)
    assert arrive(mail).is_new


def test_mail_from_an_alias_of_ours_stays_inside() -> None:
    make_mailbox(aliases=["help@shop.example"])
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    mail = make_mail("自动抄送", message_id="<2@x.example>", sender="help@shop.example", in_reply_to=letter.message_id)
    assert arrive(mail).message.kind == Message.Kind.NOTE


# ── once
def test_the_same_mail_twice_is_one_message() -> None:
    arrive(make_mail())
    box = Mailbox.objects.get()
    again = b"Received: from another.example by us; Sat, 21 Nov 2026 10:00:00 +0800\r\n" + make_mail()
    assert take_mail(box, make_mail(), uid=2, step=False) is None
    assert take_mail(box, again, uid=3, step=False) is None
    assert Ticket.objects.count() == 1


def test_the_same_mail_in_two_mailboxes_is_one_message() -> None:
    """To one address of ours, Cc to another."""
    mail = make_mail(cc="complaints@shop.example")
    ticket = arrive(mail, mailbox=make_mailbox()).ticket
    second = make_mailbox("complaints@shop.example")
    item = set_aside(b"Received: by the other box\r\n" + mail, mailbox=second)
    assert (item.state, item.reason, item.about) == (Inbound.State.NOTED, "duplicate", ticket.number)
    assert len(said(ticket)) == 1


def test_the_same_mail_without_an_id_in_two_mailboxes_is_one_message() -> None:
    mail = make_mail(message_id="")
    ticket = arrive(mail, mailbox=make_mailbox()).ticket
    item = set_aside(b"Received: by the other box\r\n" + mail, mailbox=make_mailbox("complaints@shop.example"))
    assert (item.reason, item.about) == ("duplicate", ticket.number)


def test_the_same_text_with_another_attachment_is_two() -> None:
    one = arrive(make_mail(files=(("a.txt", "text/plain", b"first list"),)))
    two = arrive(make_mail(files=(("a.txt", "text/plain", b"second list"),)))
    assert one.message != two.message
    assert Inbound.objects.filter(state=Inbound.State.ACCEPTED).count() == 2


def test_received_twice_is_once() -> None:
    item = make_mail_item(make_mail())
    first, second = receive_item(item), receive_item(item)
    assert first is not None
    assert second is not None
    assert first.message == second.message
    assert Ticket.objects.count() == 1


# ── what came along
def test_attachments_pass_the_checks_of_uploads() -> None:
    files = (
        ("清单.txt", "text/plain", "灯笼 两个".encode()),
        ("setup.exe", "application/x-msdownload", b"MZ" + bytes(64)),
    )
    arrived = arrive(make_mail(files=files))
    assert [one.name for one in arrived.message.attachments.all()] == ["清单.txt"]
    (note,) = notes(arrived.ticket)
    assert "setup.exe" in note


def test_a_mail_with_nothing_but_a_forbidden_file_is_a_ticket_that_says_so() -> None:
    mail = make_mail("", subject="", files=(("setup.exe", "application/x-msdownload", b"MZ" + bytes(64)),))
    (note,) = notes(arrive(mail).ticket)
    assert "setup.exe" in note


def test_quoted_text_is_folded_and_kept() -> None:
    text = "已经收到，谢谢，但是颜色不对。\n\n在 2026年11月20日，客服 <support@shop.example> 写道：\n> 您的配件已寄出。\n> 请查收。"
    message = arrive(make_mail(text)).message
    assert message.text == "已经收到，谢谢，但是颜色不对。"
    assert "您的配件已寄出" in message.quoted


def test_a_mail_with_nothing_but_a_subject_is_taken() -> None:
    assert said(arrive(make_mail("", subject="订单 1023 少发一件")).ticket) == ["订单 1023 少发一件"]


# ── what is no feedback
def test_an_automatic_answer_is_noted_on_its_ticket_and_is_no_message() -> None:
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    mail = make_mail(
        "我休假到周五", message_id="<2@x.example>", in_reply_to=letter.message_id, auto_submitted="auto-replied"
    )
    item = set_aside(mail)
    assert (item.state, item.reason, item.about) == (Inbound.State.NOTED, "auto_reply", ticket.number)
    assert Event.objects.filter(ticket=ticket, kind="auto_reply_noted").count() == 1
    assert len(said(ticket)) == 1


def test_an_automatic_answer_to_nothing_is_no_ticket() -> None:
    assert set_aside(make_mail("Out of office", auto_submitted="auto-replied")).reason == "auto_reply"
    assert not Ticket.objects.exists()


def test_our_own_letter_coming_back_is_a_loop() -> None:
    assert set_aside(make_mail(x_loop=house_mark())).reason == "loop"
    letter = make_letter(LIU)
    assert set_aside(make_mail(message_id=letter.message_id)).reason == "loop"


def test_a_machine_that_answers_each_of_our_letters_is_noted_at_last() -> None:
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number)
    answers = [
        receive_letter(
            make_mail_item(make_mail(f"第 {n} 次", message_id=f"<r{n}@x.example>", in_reply_to=letter.message_id))
        )
        for n in range(25)
    ]
    assert [one is not None for one in answers] == [True] * 19 + [False] * 6
    assert Inbound.objects.filter(reason="too_many", about=ticket.number).count() == 6


def test_a_machine_that_opens_tickets_is_noted_at_last() -> None:
    for n in range(12):
        receive_letter(make_mail_item(make_mail(f"alarm {n}", message_id=f"<m{n}@x.example>", subject=f"alarm {n}")))
    assert Ticket.objects.count() == 10
    assert Inbound.objects.filter(reason="too_many").count() == 2
    arrive(make_mail("我是另一个人", message_id="<other@x.example>", sender=OTHER))


def test_a_bounce_is_no_ticket_and_names_the_letter() -> None:
    ticket = arrive(make_mail()).ticket
    letter = make_letter(LIU, about=ticket.number, state=Outbound.State.SENT)
    item = set_aside(bounce_of(letter))
    letter.refresh_from_db()
    assert (item.reason, item.about) == ("bounce", ticket.number)
    assert (letter.state, letter.bounce_kind) == (Outbound.State.BOUNCED, "no_such_user")
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"   \n"])
def test_what_cannot_be_read_is_refused_and_kept(raw: bytes) -> None:
    item = set_aside(raw)
    assert (item.state, item.reason) == (Inbound.State.REFUSED, "unreadable")
    assert item.raw is not None


def test_a_mail_too_large_is_refused_visibly_and_can_be_taken_after_all() -> None:
    item = make_mail_item(b"From: liu@outside.example\r\nSubject: photos\r\n\r\n", trouble="too_large")
    assert receive_letter(item) is None
    item.refresh_from_db()
    assert (item.state, item.reason) == (Inbound.State.REFUSED, "too_large")
    take_after_all(item, by=SYSTEM)
    arrived = receive_item(item)
    assert arrived is not None
    assert said(arrived.ticket) == ["photos"]


def test_a_noted_mail_becomes_a_ticket_when_a_colleague_says_so() -> None:
    item = set_aside(make_mail(auto_submitted="auto-replied"))
    take_after_all(item, by=SYSTEM)
    arrived = receive_item(item)
    assert arrived is not None
    assert arrived.is_new
    item.refresh_from_db()
    assert (item.state, item.about) == (Inbound.State.ACCEPTED, arrived.ticket.number)


def test_a_bad_mail_does_not_block_those_behind_it() -> None:
    make_mail_item(b"")
    make_mail_item(make_mail())
    Inbound.objects.update(received_at="2026-01-01T00:00:00Z")
    receive_left_lying()
    assert Ticket.objects.count() == 1
    assert set(Inbound.objects.values_list("state", flat=True)) == {"accepted", "refused"}


def test_two_mailboxes_have_two_channels() -> None:
    fields = {"imap_host": "127.0.0.1", "imap_user": "x"}
    first = add_mailbox(name="客服邮箱", address="Support@Shop.example", by=SYSTEM, **fields)
    second = add_mailbox(name="投诉邮箱", address="complaints@shop.example", by=SYSTEM, **fields)
    assert (first.channel.code, second.channel.code) == ("email", "email-2")
    assert first.address == "support@shop.example"
    assert Customer.objects.count() == 0


def bounce_of(letter: Outbound) -> bytes:
    return f"""From: Mail Delivery System <MAILER-DAEMON@outside.example>
To: support@shop.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@outside.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.outside.example

Final-Recipient: rfc822; {LIU}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--B
Content-Type: message/rfc822

From: support@shop.example
To: {LIU}
Subject: reply
Message-ID: {letter.message_id}

hello
--B--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("text", ["a" * 200_000, "QUJDRA" * 2000, "长" * 100_000, "https://x.example/" + "p" * 9000])
def test_monstrous_words_do_not_break_the_search_index(text: str) -> None:
    assert arrive(make_mail(text)).message.text
