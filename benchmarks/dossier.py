"""`python -m benchmarks.dossier`: the dossier of a ticket with 500 messages: composed, as a page, as PDF, as Word file.

Asked inside this process, without a server, in a house with the presets and this one ticket.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.house import new_house

ROUNDS = 5
SENTENCES = (
    "配件还没有收到，孩子后天生日，请问什么时候能发出来？",
    "您好，仓库说今天 18:00 前发出，单号发出后马上告诉您。",
    "物流三天没有更新了，能不能帮我催一下，我下午两点要向领导汇报。",
)


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.dossier", description=__doc__)
    wanted.add_argument("--messages", type=int, default=500)
    options = wanted.parse_args()
    with new_house() as house:
        house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            measure(options.messages)


def measure(messages: int) -> None:
    """In the house as it is."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks import story  # noqa: PLC0415
    from huisheng.core.accounts.models import Staff  # noqa: PLC0415
    from huisheng.watch.dossier.paper import numbered, packed  # noqa: PLC0415
    from huisheng.watch.dossier.typeset.pdf import pdf_of  # noqa: PLC0415
    from huisheng.watch.dossier.typeset.word import docx_of  # noqa: PLC0415
    from huisheng.web.workspace.dossier import dossier_for  # noqa: PLC0415

    story.people()
    agent = Staff.objects.get(username="agent01")
    ticket = long_ticket(agent, messages)
    paper = numbered(dossier_for(ticket, maker=agent.name), f"{ticket.number}-D1")
    client = Client(HTTP_HOST="localhost")
    client.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    table = Table(title=f"dossier of {messages} messages")
    for column in ("what", "median ms", "CPU ms", "KB"):
        table.add_column(column, justify="left" if column == "what" else "right")
    looks: dict[str, Callable[[], Any]] = {
        "composed": lambda: packed(dossier_for(ticket, maker=agent.name)).encode(),
        "page": lambda: client.get(f"/desk/tickets/{ticket.number}/dossier/").content,
        "PDF": lambda: pdf_of(paper, at=timezone.now()),
        "Word": lambda: docx_of(paper, at=timezone.now()),
    }
    for name, look in looks.items():
        table.add_row(name, *timed(look))
    Console().print(table)
    Console().print(f"most memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def long_ticket(agent: Any, messages: int) -> Any:
    """By the verbs: so many messages, by turns of the customer and of us."""
    from huisheng.core.channels.actions import take_in  # noqa: PLC0415
    from huisheng.core.tickets.access import ticket_for  # noqa: PLC0415
    from huisheng.core.tickets.actions import add_message  # noqa: PLC0415
    from huisheng.journey.route import receive  # noqa: PLC0415
    from huisheng.kit.party import SYSTEM  # noqa: PLC0415
    from huisheng.stages.routing.actions import assign_ticket  # noqa: PLC0415

    item, _new = take_in("web", {"text": SENTENCES[0], "name": "刘女士", "phone": "13800001234"}, by=SYSTEM, key="long")
    ticket = receive(item).ticket
    assign_ticket(ticket, staff=agent, by=SYSTEM)
    for n in range(messages - 1):
        kind, by = ("reply", agent.party) if n % 2 else ("customer", ticket.customer.party)
        add_message(ticket, kind=kind, text=f"{n + 1}. {SENTENCES[n % 3] * (1 + n % 4)}", by=by)
    return ticket_for(agent, ticket.number)


def timed(look: Callable[[], Any]) -> tuple[str, str, str]:
    """Median of the wall clock and of the CPU in ms, and the size."""
    look()
    walls, cpus, size = [], [], 0
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        size = len(look())
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return f"{statistics.median(walls):.0f}", f"{statistics.median(cpus):.0f}", f"{size / 1024:.0f}" if size else "–"


if __name__ == "__main__":
    main()
