"""`python -m benchmarks.mail_delivery FOLDER`: every mail of a corpus delivered by SMTP, fetched by a running house.

A real mail server (root; see tests/mail), a house of its own with its worker, one mailbox. Each mail goes to an address
of its own (support+m0001@), so that it can be told what became of it. Printed: a table by kind of mail.
"""

import argparse
import os
import re
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.house import new_house
from benchmarks.mail_corpus import cases, raw_mail
from tests.mail.server import MailServer, why_not

OUTCOMES = ("ticket", "message", "noted", "refused", "the same again", "missing")
TAG = re.compile(rb"support\+m(\d{4})@")
QUIET_S = 45  # nothing new for so long: it is over
PATIENCE_S = 900


@dataclass
class Sent:
    """One mail on its way, and what became of it."""

    path: Path
    raw: bytes
    kinds: list[str]
    refused_by_smtp: str = ""
    outcome: str = "missing"
    reason: str = ""


@dataclass
class Tally:
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, one: Sent) -> None:
        for kind in ("all", one.path.parent.name, *(f"kind: {kind}" for kind in one.kinds)):
            self.by_kind.setdefault(kind, Counter())[one.outcome] += 1


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
    console = Console(highlight=False)
    connect(server)
    sent = [
        Sent(path, raw_mail(path, stated), list(stated.get("kind") or [])) for path, stated in cases(options.folder)
    ]
    began = time.monotonic()
    deliver(server, sent)
    handed_over = time.monotonic() - began
    settle()
    took = time.monotonic() - began - QUIET_S
    look(sent)
    show(console, sent, each=options.each)
    console.print(f"{len(sent)} mails handed over in {handed_over:.0f} s, all settled after {took:.0f} s.")
    for line in leftovers():
        console.print(line, markup=False)


def connect(server: MailServer) -> None:
    from tests.mail.make import make_mailbox  # noqa: PLC0415

    mailbox = make_mailbox(server, connected=False, smtp_host="")
    while mailbox.last_uid is None:
        time.sleep(0.5)
        mailbox.refresh_from_db()


def deliver(server: MailServer, sent: list[Sent]) -> None:
    for number, one in enumerate(sent):
        try:
            server.deliver(one.raw, to=f"support+m{number:04}@{server.domain}")
        except (smtplib.SMTPException, ValueError) as error:
            one.refused_by_smtp = str(error)


def settle() -> None:
    """Until nothing has changed for a while and nothing waits."""
    from huisheng.core.channels.models import Inbound  # noqa: PLC0415

    end, quiet, before = time.monotonic() + PATIENCE_S, time.monotonic(), (-1, -1)
    while time.monotonic() < end and time.monotonic() - quiet < QUIET_S:
        now = (Inbound.objects.count(), Inbound.objects.filter(state="waiting").count())
        if now != before:
            quiet, before = time.monotonic(), now
        time.sleep(1)


def look(sent: list[Sent]) -> None:
    from huisheng.core.channels.connectors.email.raw import is_like, message_id_of  # noqa: PLC0415

    for number, outcome, reason in became():
        sent[number].outcome, sent[number].reason = outcome, reason
    arrived = [one for one in sent if one.outcome != "missing"]
    for one in sent:
        twins = (other for other in arrived if message_id_of(other.raw) == message_id_of(one.raw))
        if one.outcome == "missing" and any(is_like(one.raw, other.raw) for other in twins):
            one.outcome = "the same again"


def became() -> Iterator[tuple[int, str, str]]:
    """(number, outcome, reason) of each stored item."""
    from huisheng.core.base import storage  # noqa: PLC0415
    from huisheng.core.channels.models import Inbound  # noqa: PLC0415
    from huisheng.core.tickets.models import Message  # noqa: PLC0415

    firsts = set(Message.objects.order_by("ticket", "id").distinct("ticket").values_list("inbound_id", flat=True))
    for item in Inbound.objects.select_related("raw").order_by("pk"):
        found = TAG.search(storage.read(item.raw)[:4000]) if item.raw else None
        if found:
            accepted = "ticket" if item.pk in firsts else "message"
            yield int(found[1]), accepted if item.state == "accepted" else item.state, item.reason


def show(console: Console, sent: list[Sent], *, each: bool) -> None:
    tally = Tally()
    for one in sent:
        tally.add(one)
        if each or one.outcome in ("refused", "missing"):
            words = one.reason or one.refused_by_smtp
            console.print(f"{one.outcome}: {one.path.parent.name}/{one.path.name} {words}", markup=False)
    table = Table("", *OUTCOMES)
    for kind in sorted(tally.by_kind, key=lambda name: (":" in name, name)):
        table.add_row(kind, *(str(tally.by_kind[kind][outcome] or "") for outcome in OUTCOMES))
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
