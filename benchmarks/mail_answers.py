"""Answer every ticket that came of the corpus, and read each letter back from the mailbox of the other side.

A letter is *right* when it lies there once, under its Message-ID, in the customer's conversation, with the words that
were said, the customer's own words below them, our mark in its subject, and nobody else in To, Cc or Bcc.
"""

import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.actions import SEND_TASK
from huisheng.core.channels.connectors.email.marker import mark
from huisheng.core.channels.connectors.email.smtp import envelope_address
from huisheng.core.channels.connectors.email.thread import known_ids
from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.project.office import add_person
from huisheng.stages.handling.actions import send_reply
from huisheng.watch.notify.models import Delivery
from tests.mail.server import MailServer

SENT, FAILED = Outbound.State.SENT, Outbound.State.FAILED
STUCK_S = 120
BLANKS = re.compile(r"\s+")


@dataclass
class Answered:
    """Tickets by what became of the answer, with the reasons; and what was counted beside."""

    by_ticket: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    def put(self, number: str, outcome: str, reason: str = "") -> None:
        self.by_ticket[number] = outcome
        if reason:
            self.reasons[number] = reason


def answer_all(server: MailServer) -> Answered:
    """A colleague answers each ticket; then everybody's mailbox is opened."""
    found, began = Answered(), time.monotonic()
    add_person("lin", name="林晓", role="agent", teams=["cs1"], email="")
    lin = Staff.objects.get(username="lin")
    held = set(Event.objects.filter(kind="notice_held", payload__why="robot").values_list("ticket__number", flat=True))
    asked: dict[str, Event] = {}
    for ticket in Ticket.objects.order_by("pk"):
        readers = Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL)
        if ticket.number in held:
            found.put(ticket.number, "robot")
        elif not readers:
            found.put(ticket.number, "no address", f"From: {sender_of(ticket)!r}")
        else:
            message = send_reply(ticket, text=words_for(ticket), by=lin.party)
            asked[ticket.number] = Event.objects.get(kind="message_added", payload__message=message.pk)
    wait_until_all_left()
    found.seconds = time.monotonic() - began
    judge(found, server, asked)
    return found


def sender_of(ticket: Ticket) -> str:
    """What stood in From where nobody can be answered."""
    item = Inbound.objects.filter(about=ticket.number, state="accepted").order_by("pk").first()
    return str(item.content["email"]) if item else ""


def words_for(ticket: Ticket) -> str:
    return f"您好，{ticket.number} 已经查到了，今天下班前给您答复。"


def wait_until_all_left() -> None:
    """Until no letter waits and none is being written. Gives up when nothing has moved for two minutes."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    jobs: Any = ProcrastinateJob.objects.filter(status__in=("todo", "doing"), task_name__in=("react", SEND_TASK))
    since, before = time.monotonic(), (-1, -1)
    while (now := (jobs.count(), Outbound.objects.filter(state="waiting").count())) != (0, 0):
        if now != before:
            since, before = time.monotonic(), now
        if time.monotonic() - since > STUCK_S:
            return
        time.sleep(0.5)


def judge(found: Answered, server: MailServer, asked: dict[str, Event]) -> None:
    boxes = Boxes(server)
    for number, event in asked.items():
        letters = [one.outbound for one in Delivery.objects.filter(event=event).select_related("outbound")]
        found.put(number, *verdict(boxes, number, [letter for letter in letters if letter]))
    receipts = Delivery.objects.filter(code="ticket_opened", outbound__isnull=False).select_related("outbound")
    for delivery in receipts:
        letter = delivery.outbound
        state = letter.state if letter else ""
        there = len(boxes.copies(letter)) if letter and state == SENT else 0
        outcome = "read back" if there == 1 else "address refused" if state == FAILED else f"{state} ×{there}"
        found.counts[f"receipts: {outcome}"] += 1
    for event in Event.objects.filter(kind="notice_held"):
        found.counts[f"receipts held back: {event.payload['why']}"] += 1
    ours = set(Outbound.objects.values_list("message_id", flat=True))
    found.counts["letters in others' mailboxes that are none of ours"] = boxes.strangers(ours)
    found.counts["letters that lie there twice"] = boxes.doubles()


def verdict(boxes: "Boxes", number: str, letters: list[Outbound]) -> tuple[str, str]:
    """(outcome, why) of one answer; a ticket with two readers has two letters, and both must be right."""
    if not letters:
        return "lost", "no letter was written"
    for letter in letters:
        if letter.state == FAILED:
            return "address refused", letter.last_error
        copies = boxes.copies(letter)
        if letter.state != SENT or not copies:
            return "lost", f"{letter.state}, not in the mailbox of {letter.masked_to}"
        if wrong := what_is_wrong(copies, letter, number):
            return "wrong", wrong
    return "right", ""


def what_is_wrong(copies: list[bytes], letter: Outbound, number: str) -> str:
    """In a few words, "" for nothing."""
    mail = message_from_bytes(copies[0], policy=policy.default)
    ticket = Ticket.objects.get(number=number)
    theirs = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, written_from="")
    ids = known_ids(theirs.order_by("pk").values_list("inbound__message_id", flat=True))  # theirs, none made up here
    said = plain(mail)
    first = next((line for line in (theirs.order_by("-pk").values_list("text", flat=True)[0]).splitlines() if line), "")
    faults = {
        "more than once": len(copies) != 1,
        "other readers": sent_to(mail) != [envelope_address(letter.to)] or bool(mail["Cc"] or mail["Bcc"]),
        "the words": words_for(ticket) not in said,
        "the mark": mark(number) not in str(mail["Subject"]),
        "the history": squeezed(first[:60]) not in squeezed(said),
        "the conversation": any(one not in raw_header(copies[0], "References") for one in ids[-1:]),
        "an automatic letter": mail["Auto-Submitted"] is not None,
    }
    return ", ".join(name for name, is_so in faults.items() if is_so)


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def sent_to(mail: EmailMessage) -> list[str]:
    return [address for _name, address in getaddresses([str(one) for one in mail.get_all("To", [])])]


def squeezed(text: str) -> str:
    return BLANKS.sub("", text)


def raw_header(raw: bytes, name: str) -> str:
    """Unfolded, as it lies there."""
    head = re.sub(rb"\r?\n[ \t]+", b" ", raw.partition(b"\r\n\r\n")[0]).decode("utf-8", "replace")
    return " ".join(line.partition(":")[2] for line in head.splitlines() if line.lower().startswith(f"{name.lower()}:"))


class Boxes:
    """Everybody's mailbox, opened by IMAP with their own name, once."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.opened: dict[str, dict[str, list[bytes]]] = {}

    def copies(self, letter: Outbound) -> list[bytes]:
        return self.box(envelope_address(letter.to)).get(letter.message_id, [])

    def box(self, address: str) -> dict[str, list[bytes]]:
        local, _at, domain = address.rpartition("@")
        name = f"{local.partition('+')[0]}@{domain}".lower()  # the server files support+anything under support
        if name not in self.opened:
            mine: dict[str, list[bytes]] = defaultdict(list)
            for raw in self.server.raw(name, least=1):
                mine[raw_header(raw, "Message-ID").strip()].append(raw)
            self.opened[name] = mine
        return self.opened[name]

    def strangers(self, ours: set[str]) -> int:
        """Also in mailboxes of people we did not mean to write to."""
        for path in (self.server.home / "mail").iterdir():
            if path.name != self.server.address and not path.name.endswith(f"@{self.server.domain}"):
                self.box(path.name)
        return sum(len(raws) for box in self.opened.values() for name, raws in box.items() if name not in ours)

    def doubles(self) -> int:
        return sum(len(raws) - 1 for box in self.opened.values() for raws in box.values())
