"""A letter to a customer as the customer expects it: in the same conversation, with what was said before, and its files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house, house_all
from huisheng.core.base.models import File
from huisheng.core.channels.connectors.email.marker import marked_subject, reply_subject
from huisheng.core.channels.connectors.email.sender import Sender, sender_for_all, sender_of
from huisheng.core.channels.letter import Quote
from huisheng.core.channels.models import Channel, Mailbox
from huisheng.core.customers.models import Identity
from huisheng.core.tickets.models import Attachment, Event, Message, Ticket
from huisheng.stages.handling.models import Solution
from huisheng.stages.handling.speech import moment
from huisheng.watch.notify.models import Delivery, NoticeTemplate
from huisheng.watch.notify.variables import Variables
from huisheng.watch.notify.wording import body_of, subject_of

WRITTEN = frozenset({"reply_sent", "customer_asked", "solution_offered"})  # by a person; all others by the machine
FIRST = "ticket_opened"
QUOTED = (Message.Kind.CUSTOMER, Message.Kind.REPLY)
MOST_QUOTED = 5  # messages below the new one; the page has them all
LONGEST_QUOTE = 1500  # characters
HOUR = timedelta(hours=1)
ROBOT = re.compile(
    r"(?:(?:.*[._+-])?(?:no|do[._-]?not|dont)[._-]?reply|mailer[._-]?daemon|postmaster|bounces?|auto(?:matic)?[._-]?reply)"
    r"(?:[._+-][^@]*)?@",
    re.IGNORECASE,
)  # nobody reads letters there
Files = list[tuple[str, File]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a colleague wrote: who, which message, the files that fit into a letter and the names of those that do not."""

    colleague: str
    message: Message
    files: Files
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What the letters of one event share, whoever reads them. `mails`: when the customer wrote by mail, and the
    Message-IDs; `sender`: where the latest of them came to, else the house's usual one."""

    event: Event
    ticket: Ticket
    mails: tuple[tuple[datetime, str], ...]
    sender: Sender
    answer: Answer | None
    most: int  # automatic letters per hour to one address, 0 = no limit

    @classmethod
    def about(cls, event: Event, code: str) -> "Correspondence":
        assert event.ticket is not None  # noqa: S101 - letters are about tickets
        found = _mails_on(event.ticket, code)
        mails = tuple((at, message_id) for at, message_id, _channel in found)
        settings = house_all()
        mailbox = _mailbox_of(found[-1][2]) if found else None
        sender = sender_of(mailbox) if mailbox else sender_for_all(settings["mail.sender"])
        answer = _answer_of(event, limit_mb=settings["mail.attach_mb"]) if code in WRITTEN else None
        return cls(event, event.ticket, mails, sender, answer, most=settings["mail.automatic_per_hour"])

    def letter_to(self, identity: Identity, template: NoticeTemplate, variables: Variables) -> dict[str, Any]:
        """What `queue_out` takes, for one reader, in the active language."""
        text = body_of(template, variables)
        below = self._below(template.code)
        return {
            "subject": self._subject(template, variables),
            "text": f"{text}\n\n{below}" if below else text,
            "about": self.ticket.number,
            "sender": self.sender,
            "chain": self._chain(identity, template.code),
            "quotes": _quotes_for(identity, self.answer),
            **linked(text, variables),
            **(_enclosed(self.answer) if self.answer else {}),
        }

    def held_back(self, identity: Identity, address: str, code: str) -> str:
        """Why this letter must not go there, a key of `HELD`, "" where it may: robots that answer each other never end."""
        if code in WRITTEN:
            return ""
        if ROBOT.match(address):
            return "robot"
        recent = Delivery.objects.filter(reader=reader_of(identity), at__gte=timezone.now() - HOUR)
        automatic = recent.exclude(code__in=WRITTEN).exclude(outbound=None)
        return "too_many" if self.most and automatic.count() >= self.most else ""

    def _subject(self, template: NoticeTemplate, variables: Variables) -> str:
        """The customer's own subject where the customer wrote by mail, else the notice's; the marker once either way."""
        if self.mails:
            return reply_subject(self.ticket.subject, self.ticket.number)
        return marked_subject(subject_of(template, variables), self.ticket.number)

    def _chain(self, identity: Identity, code: str) -> list[str]:
        """This reader's conversation, oldest first: the customer's mails, and our letters to this reader."""
        if code == FIRST:
            return [message_id for _at, message_id in self.mails]
        letters = Delivery.objects.filter(ticket=self.ticket, reader=reader_of(identity), outbound__isnull=False)
        ours = letters.values_list("outbound__created_at", "outbound__message_id")
        return [message_id for _at, message_id in sorted([*self.mails, *ours])]

    def _below(self, code: str) -> str:
        """What stands below the words: files that wait elsewhere, and how to answer."""
        lines = []
        if self.answer and self.answer.left_out:
            names = " · ".join(self.answer.left_out)
            lines.append(_("Too large to send along, waiting for you on the page: %(names)s") % {"names": names})
        if code in {"solution_offered", "confirmation_asked"}:
            lines.append(_("A mail reaches us as well, but only your click on the page says that it is solved."))
        elif self.sender.mailbox and code != "ticket_closed":
            lines.append(_("You can simply answer this mail."))
        return "\n".join(lines)


def linked(text: str, variables: Variables) -> dict[str, Any]:
    """The language of a letter, and the address that becomes a button, where the wording has it."""
    link = variables.get("link", "")
    return {"language": get_language() or "", "link": link if link in text else ""}


def reader_of(identity: Identity) -> str:
    return f"identity:{identity.pk}"


def _mails_on(ticket: Ticket, code: str) -> list[tuple[datetime, str, int]]:
    """The customer's own mails: when, Message-ID, channel. A receipt need not ask where the first word was no mail."""
    if code == FIRST and ticket.channel.kind != Channel.Kind.EMAIL:
        return []
    theirs = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, written_from="")
    rows = theirs.filter(inbound__message_id__gt="").order_by("inbound__received_at", "id")
    return list(rows.values_list("inbound__received_at", "inbound__message_id", "inbound__channel"))


def _mailbox_of(channel_id: int) -> Mailbox | None:
    """The mailbox the customer wrote to, also while it is paused: answers to it wait there and are not lost."""
    return Mailbox.objects.filter(channel=channel_id).select_related("channel").first()


def _answer_of(event: Event, *, limit_mb: int) -> Answer | None:
    message = _message_of(event)
    if message is None:
        return None
    writer = Staff.objects.filter(pk=message.by_id or 0).first() if message.by_kind == "staff" else None
    enclosed = Attachment.objects.filter(message=message).select_related("file").order_by("pk")
    files, left_out = _fitting([(one.name, one.file) for one in enclosed], limit=limit_mb * 1024 * 1024)
    return Answer(writer.name if writer else "", message, files, tuple(left_out))


def _enclosed(answer: Answer) -> dict[str, Any]:
    return {"colleague": answer.colleague, "files": answer.files, "automatic": False}


def _quotes_for(identity: Identity, answer: Answer | None) -> tuple[Quote, ...]:
    """What this reader and we said before, newest first: no notes, no receipts, no words of anybody else."""
    if answer is None:
        return ()
    said = Message.objects.filter(ticket=answer.message.ticket_id, kind__in=QUOTED, pk__lt=answer.message.pk)
    latest = said.exclude(text="").order_by("-id")[: 3 * MOST_QUOTED]
    known = [message for message in latest if _may_read(identity, message)][:MOST_QUOTED]
    names = _names(known)
    return tuple(Quote(_head(message, names), _cut(message.text.strip())) for message in known)


def _message_of(event: Event) -> Message | None:
    if event.kind == "solution_offered":
        return Solution.objects.select_related("message").get(pk=event.payload["solution"]).message
    return Message.objects.filter(pk=event.payload.get("message")).first()


def _fitting(files: Files, *, limit: int) -> tuple[Files, list[str]]:
    """As many as fit, in their order; a small one after a large one still goes along."""
    kept: Files = []
    left_out: list[str] = []
    room = limit
    for name, file in files:
        if file.size <= room:
            kept.append((name, file))
            room -= file.size
        else:
            left_out.append(name)
    return kept, left_out


def _may_read(identity: Identity, message: Message) -> bool:
    """Our replies, and the words of the customer this address belongs to."""
    if message.kind == Message.Kind.REPLY:
        return True
    return message.by_kind == "customer" and message.by_id == identity.customer_id and not message.written_from


def _names(messages: Iterable[Message]) -> dict[int, str]:
    wanted = {message.by_id or 0 for message in messages if message.by_kind == "staff"}
    return dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + "…"


def _head(message: Message, names: dict[int, str]) -> str:
    who = (
        pgettext("writer", "you")
        if message.kind == Message.Kind.CUSTOMER
        else names.get(message.by_id or 0, "") or house("house.name")
    )
    # Translators: above words quoted in a mail: 11月21日 18:30，林晓：
    return _("%(when)s, %(who)s:") % {"when": moment(message.at), "who": who}
