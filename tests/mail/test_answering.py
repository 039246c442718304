"""What the customer gets, read back from the customer's own mailbox; and what comes of an answer to it."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.connectors.email.marker import mark, marked_address
from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.handling.actions import add_note, offer_solution, send_reply
from huisheng.watch.notify.models import Notice
from tests.cast import Cast
from tests.mail.make import LIU, fetch, make_mail, make_mailbox
from tests.mail.server import DOMAIN, REFUSING, MailServer

pytestmark = pytest.mark.django_db
RunJobs = Callable[..., int]


@pytest.fixture
def post(cast: Cast, mail_server: MailServer, run_jobs: RunJobs) -> "Post":
    return Post(mail_server, run_jobs, cast.lin)


class Post:
    """A customer who writes, the house that answers, and the mailboxes between them."""

    def __init__(self, server: MailServer, run_jobs: RunJobs, lin: Staff) -> None:
        self.server, self.run_jobs, self.lin = server, run_jobs, lin
        self.mailbox = make_mailbox(server, plus_addressing=True)
        self.delivered = 0

    def write(self, **mail: Any) -> Ticket:
        """A customer's mail comes in and is received."""
        envelope = mail.pop("envelope", "")
        self.server.deliver(make_mail(**mail), to=envelope)
        self.delivered += 1
        fetch(self.mailbox, least=self.delivered, server=self.server)
        self.run_jobs()
        return Ticket.objects.get(number=Inbound.objects.latest("pk").about)

    def write_later(self) -> Ticket:
        """The same while nobody takes mail: it lies in the box already."""
        self.server.put(make_mail())
        fetch(self.mailbox)
        self.run_jobs()
        return Ticket.objects.get()

    def answer(self, ticket: Ticket, text: str = "查到了，漏的配件今天补发。", **more: Any) -> EmailMessage:
        """A colleague's reply, as it lies in the customer's mailbox."""
        before = len(self.server.raw(LIU))
        send_reply(ticket, text=text, by=self.lin.party, **more)
        self.run_jobs()
        return self.server.inbox(LIU, least=before + 1)[-1]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_the_receipt_stands_below_the_customers_mail(post: Post) -> None:
    ticket = post.write()
    [receipt] = post.server.inbox(LIU)
    assert receipt["Subject"] == f"Re: 漏发配件 [{mark(ticket.number)}]"
    assert receipt["In-Reply-To"] == "<first@outside.example>"
    assert receipt["References"] == "<first@outside.example>"
    assert receipt["From"] == f"回声 <support@{DOMAIN}>"
    assert receipt["To"] == LIU
    assert receipt["Auto-Submitted"] == "auto-generated"
    assert ticket.number in words(receipt)


def test_a_reply_is_as_the_customer_expects_it(post: Post) -> None:
    ticket = post.write(cc="husband@outside.example")
    add_note(ticket, text="这个客户很急", by=post.lin.party)
    photo = store_file(make_photo(), name="a.jpg")
    mail = post.answer(ticket, files=[("补发的配件.jpg", photo)])
    receipt = Outbound.objects.earliest("pk")
    assert mail["Subject"] == f"Re: 漏发配件 [{mark(ticket.number)}]"
    assert mail["In-Reply-To"] == receipt.message_id
    assert mail["References"].split() == ["<first@outside.example>", receipt.message_id]
    assert mail["From"] == f"林晓（回声） <support@{DOMAIN}>"
    assert marked_address(f"support@{DOMAIN}", ticket.number) in mail["Reply-To"]
    assert mail["Auto-Submitted"] is None
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == (LIU, None, None)
    assert "查到了，漏的配件今天补发。" in words(mail)
    assert "> 漏发了配件，孩子生日要用，请尽快补发。" in words(mail)
    assert "这个客户很急" not in words(mail) + words(mail, "html")
    assert ticket.public_path in words(mail, "html")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["补发的配件.jpg"]
    assert post.server.raw("husband@outside.example", least=0) == []


@pytest.mark.parametrize("by", ["references", "address", "subject"])
def test_an_answer_to_it_finds_its_ticket(post: Post, by: str) -> None:
    ticket = post.write()
    mail = post.answer(ticket)
    ways: dict[str, dict[str, str]] = {
        "references": {"in_reply_to": mail["Message-ID"], "subject": "另一个标题"},
        "address": {
            "envelope": marked_address(f"support@{DOMAIN}", ticket.number),
            "to": marked_address(f"support@{DOMAIN}", ticket.number),
        },
        "subject": {"subject": f"回复：{mail['Subject']}".replace("[", "【").replace("]", "】")},
    }
    again = post.write(text="好的，谢谢，什么时候能到？", message_id="<second@outside.example>", **ways[by])
    assert again == ticket
    assert Ticket.objects.count() == 1
    texts = ticket.messages.filter(kind=Message.Kind.CUSTOMER).values_list("text", flat=True)
    assert "好的，谢谢，什么时候能到？" in texts


def test_a_conversation_stays_one_thread_for_the_customer(post: Post) -> None:
    ticket = post.write()
    first = post.answer(ticket, "在查")
    post.write(text="还没消息吗", message_id="<second@outside.example>", in_reply_to=first["Message-ID"])
    last = post.answer(ticket, "明天送到")
    chain = last["References"].split()
    assert chain[0] == "<first@outside.example>"
    assert chain[-1] == last["In-Reply-To"] == "<second@outside.example>"
    assert first["Message-ID"] in chain
    assert last["Subject"] == first["Subject"]
    said = words(last)
    assert said.index("明天送到") < said.index("> 还没消息吗") < said.index("> 在查") < said.index("> 漏发了配件")


def test_the_solution_by_mail_names_the_link_and_a_yes_by_mail_closes_nothing(post: Post) -> None:
    ticket = post.write()
    post.server.inbox(LIU)  # the receipt is there first
    elements: dict[str, Any] = {"measure": "今天补发配件", "timing": "11月22日 18:00 前送到", "responsible": "林晓"}
    offer_solution(ticket, **elements, text="让您久等了，抱歉。", by=post.lin.party)
    post.run_jobs()
    offer = post.server.inbox(LIU, least=2)[-1]
    for said in (*elements.values(), "让您久等了，抱歉。", ticket.public_path, "页面上点一下"):
        assert said in words(offer)
    post.write(text="解决了，同意", message_id="<yes@outside.example>", in_reply_to=offer["Message-ID"])
    ticket.refresh_from_db()
    assert ticket.status == Status.AWAITING_CONFIRMATION
    assert ticket.messages.filter(text="解决了，同意").exists()


def test_a_quoted_letter_of_ours_brings_no_open_link_back(post: Post) -> None:
    ticket = post.write()
    mail = post.answer(ticket)
    assert ticket.secret in words(mail)
    quoted = "\n".join(f"> {line}" for line in words(mail).splitlines())
    post.write(
        text=f"好的\n\n在 2026年11月22日，林晓（回声）写道：\n\n{quoted}",
        message_id="<second@outside.example>",
        in_reply_to=mail["Message-ID"],
    )
    message = ticket.messages.filter(kind=Message.Kind.CUSTOMER).latest("id")
    assert message.text == "好的"
    assert "查到了，漏的配件今天补发。" in message.quoted
    assert ticket.secret not in message.text + message.quoted


def test_a_letter_that_came_back_is_known_on_the_ticket(post: Post) -> None:
    """exim takes the letter, cannot deliver it, and writes to our mailbox; our program reads that."""
    ticket = post.write(sender=f"刘女士 <liu@{REFUSING}>")
    post.server.raw(post.mailbox.address, least=2)
    fetch(post.mailbox)
    post.run_jobs()
    letter = Outbound.objects.earliest("pk")
    event = ticket.events.get(kind="letter_bounced")
    assert (letter.state, letter.bounce_kind) == (Outbound.State.BOUNCED, "no_such_user")
    assert event.payload == {"outbound": letter.pk, "bounce": "no_such_user"}
    assert Inbound.objects.latest("pk").about == ticket.number
    assert Ticket.objects.count() == 1
    assert Notice.objects.filter(code="letter_bounced", ticket=ticket).exists()


def test_a_letter_refused_at_once_is_known_on_the_ticket(post: Post) -> None:
    ticket = post.write(sender=f"刘女士 <nobody-here@{DOMAIN}>")
    event = ticket.events.get(kind="letter_bounced")
    assert event.payload["bounce"] == "no_such_user"
    assert Outbound.objects.get().state == Outbound.State.FAILED


def test_what_waits_for_the_server_goes_on_when_it_is_back(post: Post) -> None:
    post.server.stop_smtp()
    try:
        ticket = post.write_later()
        letter = Outbound.objects.get()
        assert (letter.state, letter.tries) == (Outbound.State.WAITING, 1)
        assert "邮件服务器" in letter.trouble
    finally:
        post.server.start_smtp()
    post.run_jobs(until=timezone.now() + timedelta(minutes=2))
    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == (Outbound.State.SENT, "")
    [mail] = post.server.inbox(LIU)
    assert mail["Message-ID"] == letter.message_id
    assert ticket.number in mail["Subject"]
