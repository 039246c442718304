"""`python -m benchmarks.mail_delivery FOLDER`: every mail of a corpus delivered by SMTP, fetched by a running house,
answered by a colleague, and each answer read back from the mailbox of the other side.

A real mail server (root; see tests/mail), a house of its own with its worker, one mailbox. Each mail goes to an address
of its own (support+m0001@), so that it can be told what became of it. What the corpus holds as a bare body or a bare
winmail.dat gets the header a mail program would have written; whole mails go as they are. Printed: a table by kind.
"""

import argparse
import os
import re
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.table import Column, Table

from benchmarks.house import new_house
from benchmarks.mail_corpus import cases, raw_mail
from benchmarks.report import machine
from tests.mail.server import MailServer, why_not

ANSWERS = ("right", "wrong", "address refused", "no address", "robot", "lost")
OUTCOMES = ("ticket", "message", "noted", "refused", "the same again", "missing")
MBOX = re.compile(rb"\AFrom [^\r\n]*\r?\n")
TAG = re.compile(rb"support\+m(\d{4})@")
STUCK_S = 300  # nothing has moved for so long: it never will


@dataclass
class Sent:
    """One mail on its way, and what became of it."""

    path: Path
    raw: bytes
    kinds: list[str]
    refused_by_smtp: str = ""
    outcome: str = "missing"
    reason: str = ""
    number: str = ""  # of the ticket it became
    answer: str = ""  # what became of the answer to that ticket


@dataclass
class Tally:
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, one: Sent) -> None:
        for kind in ("all", one.path.parent.name, *(f"kind: {kind}" for kind in one.kinds)):
            self.by_kind.setdefault(kind, Counter()).update(filter(None, (one.outcome, one.answer)))


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.mail_delivery", description=__doc__)
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--each", action="store_true", help="show what became of each mail")
    options = wanted.parse_args()
    if trouble := why_not():
        raise SystemExit(trouble)
    server = MailServer()
    try:
        server.start()
        os.environ["SSL_CERT_FILE"] = str(server.certificate)
        with new_house() as house:
            house.start("web", "serve")
            from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

            with boot.house():
                measure(server, options)
    finally:
        server.stop()


def measure(server: MailServer, options: argparse.Namespace) -> None:
    from benchmarks.mail_answers import answer_all  # noqa: PLC0415

    console = Console(highlight=False, width=160)
    mailbox = connect(server)
    sent = [
        Sent(path, whole_mail(path, stated, place), list(stated.get("kind") or []))
        for place, (path, stated) in enumerate(cases(options.folder))
    ]
    console.print(f"Before: {machine()}.")
    began = time.monotonic()
    deliver(server, sent)
    handed_over = time.monotonic() - began
    standstill = settle(server, mailbox, least=sum(not one.refused_by_smtp for one in sent))
    took = time.monotonic() - began
    look(sent)
    answered = answer_all(server)
    for one in sent:
        one.answer = answered.by_ticket.get(one.number, "")
        if one.number in answered.reasons:
            console.print(
                f"{one.answer}: {one.path.parent.name}/{one.path.name} {answered.reasons[one.number]}", markup=False
            )
    show(console, sent, each=options.each)
    console.print(f"{len(sent)} mails handed over in {handed_over:.0f} s, all settled after {took:.0f} s,")
    console.print(
        f"the longest standstill {standstill:.1f} s; {len(answered.by_ticket)} tickets answered in {answered.seconds:.0f} s."
    )
    for what, count in sorted(answered.counts.items()):
        console.print(f"{what}: {count}", markup=False)
    for line in leftovers():
        console.print(line, markup=False)
    console.print(f"After: {machine()}.")


def whole_mail(path: Path, stated: dict[str, Any], place: int) -> bytes:
    """As it goes to the server: a bare body, HTML or winmail.dat gets a sender, a subject, a date and a Message-ID.

    The line with which mbox files keep mails apart ("From name date") is none of the mail's and stays behind.
    """
    raw = MBOX.sub(b"", raw_mail(path, stated), count=1)
    is_dressed = stated["expect"].get("html_body_only") or path.suffix == ".tnef"  # its type stands before it already
    if not is_dressed and not stated["expect"].get("body_only"):
        return raw
    headers = {
        "From": f"m{place:04}@outside.example", "Subject": f"Corpus {place}", "Date": format_datetime(timezone.now()),
        "Message-ID": f"<m{place:04}@outside.example>", "MIME-Version": "1.0",
    }  # fmt: skip
    if not is_dressed:
        headers |= {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
    head = "".join(f"{name}: {value}\n" for name, value in headers.items())
    return head.encode() + (b"" if is_dressed else b"\n") + raw


def connect(server: MailServer) -> Any:
    """Our mailbox, visited once by the running house."""
    from tests.mail.make import make_mailbox  # noqa: PLC0415

    mailbox = make_mailbox(server, connected=False, plus_addressing=True)
    while mailbox.last_uid is None:
        time.sleep(0.5)
        mailbox.refresh_from_db()
    return mailbox


def deliver(server: MailServer, sent: list[Sent]) -> None:
    for number, one in enumerate(sent):
        try:
            server.deliver(one.raw, to=f"support+m{number:04}@{server.domain}")
        except (smtplib.SMTPException, ValueError) as error:
            one.refused_by_smtp = str(error)


def settle(server: MailServer, mailbox: Any, *, least: int) -> float:
    """Until the box holds all mails, the house has fetched the last of them and nothing waits; the longest standstill.

    Gives up when nothing has moved for five minutes: what is missing then stands in the table.
    """
    from huisheng.core.channels.models import Inbound  # noqa: PLC0415

    moved, before, longest = time.monotonic(), (-1, -1, -1), 0.0
    while time.monotonic() - moved < STUCK_S:
        mailbox.refresh_from_db()
        count, last = lying(server)
        waiting = Inbound.objects.filter(state="waiting").count()
        if count >= least and mailbox.last_uid >= last and not waiting:
            return longest
        if (now := (count, mailbox.last_uid, waiting)) != before:
            longest, moved, before = max(longest, time.monotonic() - moved), time.monotonic(), now
        time.sleep(0.5)
    return time.monotonic() - moved


def lying(server: MailServer) -> tuple[int, int]:
    """How many mails lie in our box, and the number of the last."""
    with server.box(server.address) as box:
        numbers = box.uid("SEARCH", "", "ALL")[1][0].split()
    return len(numbers), int(numbers[-1]) if numbers else 0


def look(sent: list[Sent]) -> None:
    from huisheng.core.channels.connectors.email.raw import is_like, message_id_of  # noqa: PLC0415

    for place, outcome, reason, number in became():
        sent[place].outcome, sent[place].reason, sent[place].number = outcome, reason, number
    arrived = [one for one in sent if one.outcome != "missing"]
    for one in sent:
        twins = (other for other in arrived if message_id_of(other.raw) == message_id_of(one.raw))
        if one.outcome == "missing" and any(is_like(one.raw, other.raw) for other in twins):
            one.outcome = "the same again"


def became() -> Iterator[tuple[int, str, str, str]]:
    """(place in the corpus, outcome, reason, the ticket it began) of each stored item."""
    from huisheng.core.base import storage  # noqa: PLC0415
    from huisheng.core.channels.models import Inbound  # noqa: PLC0415
    from huisheng.core.tickets.models import Message  # noqa: PLC0415

    firsts = set(Message.objects.order_by("ticket", "id").distinct("ticket").values_list("inbound_id", flat=True))
    for item in Inbound.objects.select_related("raw").order_by("pk"):
        found = TAG.search(storage.read(item.raw)[:4000]) if item.raw else None
        if found:
            is_first = item.state == "accepted" and item.pk in firsts
            outcome = "ticket" if is_first else "message" if item.state == "accepted" else item.state
            yield int(found[1]), outcome, item.reason, item.about if is_first else ""


def show(console: Console, sent: list[Sent], *, each: bool) -> None:
    tally = Tally()
    for one in sent:
        tally.add(one)
        if each or one.outcome in ("refused", "missing"):
            words = one.reason or one.refused_by_smtp
            console.print(f"{one.outcome}: {one.path.parent.name}/{one.path.name} {words}", markup=False)
    columns = (*OUTCOMES, *(f"answer: {name}" for name in ANSWERS))
    table = Table(Column(no_wrap=True), *columns)
    for kind in sorted(tally.by_kind, key=lambda name: (":" in name, name)):
        table.add_row(kind, *(str(tally.by_kind[kind][column.removeprefix("answer: ")] or "") for column in columns))
    console.print(table)
    console.print("noted: " + str(dict(Counter(one.reason for one in sent if one.outcome == "noted"))), markup=False)


def leftovers() -> list[str]:
    """Items that wait for ever, and jobs that failed or had to be tried again: exceptions, that is."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    from huisheng.core.channels.models import Inbound  # noqa: PLC0415

    waiting = [f"waits: item {item.pk} {item.message_id}" for item in Inbound.objects.filter(state="waiting")]
    jobs: Any = ProcrastinateJob.objects.filter(task_name="receive")
    tried = jobs.filter(attempts__gt=1) | jobs.filter(status="failed")
    return [*waiting, *(f"tried again: job {job.id} {job.args} {job.status}" for job in tried)] or ["exceptions: none"]


if __name__ == "__main__":
    main()
