"""A mail from outside becomes a message, by way of real servers."""

from collections.abc import Callable

import pytest

from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.tickets.models import Message, Ticket
from tests.mail.make import LIU, fetch, make_mail, make_mailbox, states
from tests.mail.server import MailServer

pytestmark = pytest.mark.django_db
RunJobs = Callable[..., int]


def test_a_mail_becomes_a_ticket(mail_server: MailServer, run_jobs: RunJobs) -> None:
    mailbox = make_mailbox(mail_server)
    mail_server.deliver(make_mail())
    assert fetch(mailbox, least=1, server=mail_server) == 1
    run_jobs()
    ticket = Ticket.objects.get()
    message = ticket.messages.filter(kind=Message.Kind.CUSTOMER).get()
    assert (ticket.subject, message.text) == ("漏发配件", "漏发了配件，孩子生日要用，请尽快补发。")
    assert ticket.customer.name == "刘女士"
    assert [one.identity.value for one in ticket.participants.select_related("identity")] == [LIU]
    assert Inbound.objects.get().about == ticket.number
    assert not ticket.participants.get().identity.verified


def test_the_raw_mail_is_kept_byte_for_byte(mail_server: MailServer, run_jobs: RunJobs) -> None:
    mailbox = make_mailbox(mail_server)
    mail_server.deliver(make_mail())
    fetch(mailbox, least=1, server=mail_server)
    item = Inbound.objects.get()
    assert item.state == Inbound.State.WAITING
    assert item.raw is not None
    assert item.raw.content_type == "message/rfc822"


def test_it_stays_unread_on_the_server(mail_server: MailServer, run_jobs: RunJobs) -> None:
    mailbox = make_mailbox(mail_server)
    mail_server.deliver(make_mail())
    fetch(mailbox, least=1, server=mail_server)
    assert mail_server.unread() == 1


def test_connecting_a_mailbox_writes_to_no_old_sender(mail_server: MailServer, run_jobs: RunJobs) -> None:
    """Frappe #2433: 20 000 mails sent in a day after connecting a mailbox."""
    mail_server.put(
        *(make_mail(message_id=f"<old-{n}@outside.example>", sender=f"a{n}@outside.example") for n in range(500))
    )
    mailbox = make_mailbox(mail_server)
    fetch(mailbox)
    run_jobs()
    assert (Inbound.objects.count(), Ticket.objects.count(), Outbound.objects.count()) == (0, 0, 0)
    mail_server.deliver(make_mail(message_id="<new@outside.example>"))
    assert fetch(mailbox, least=501, server=mail_server) == 1
    run_jobs()
    assert Ticket.objects.count() == 1


def test_it_is_fetched_once(mail_server: MailServer, run_jobs: RunJobs) -> None:
    mailbox = make_mailbox(mail_server)
    mail_server.deliver(make_mail())
    assert fetch(mailbox, least=1, server=mail_server) == 1
    assert fetch(mailbox) == 0
    run_jobs()
    assert states() == {"accepted": [Ticket.objects.get().number]}
