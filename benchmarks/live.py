"""`python -m benchmarks.live`: 500 open pages that listen, 50 events a second, how long until a page has read each.

The pages are raw sockets of this process (no browser draws anything), so its own lag counts as theirs; the table is
written into docs/performance.md by hand, with the day and the load it was measured under.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Console

from benchmarks.house import House, new_house
from benchmarks.report import machine, markdown

PAGES, PEOPLE = 500, 25  # a person may have 20 pages open
EVENTS_A_SECOND, SECONDS = 50, 20
SETTLE_S = 3.0


@dataclass
class Heard:
    """Delays in ms from just before NOTIFY until a page had the line, and how many lines there should be."""

    name: str
    delays: list[float] = field(default_factory=list)
    expected: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0

    def row(self) -> list[str]:
        ranked = sorted(self.delays)
        at = [ranked[min(int(len(ranked) * part), len(ranked) - 1)] for part in (0.5, 0.95, 0.99, 1.0)]
        share = len(ranked) / self.expected
        cpu = f"{self.cpu['web'] / SECONDS:.0%} + {self.cpu['postgres'] / SECONDS:.0%}"
        return [self.name, f"{len(ranked):,} ({share:.1%})", *(f"{one:.0f}" for one in at), cpu, f"{self.memory:.0f}"]


class Pages:
    """Everything that listens."""

    def __init__(self) -> None:
        self.heard: Heard | None = None
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self, port: int, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /events HTTP/1.1\r\nHost: localhost\r\nCookie: huisheng_session={cookie}\r\n\r\n".encode())
        first = await reader.readline()
        assert b" 200 " in first, first
        self.tasks.append(asyncio.create_task(self.listen(reader, writer)))

    async def listen(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if self.heard is not None and b"measured" in line:
                sent = json.loads(line.partition(b"data: ")[2])["sent"]
                self.heard.delays.append((time.monotonic_ns() - sent) / 1e6)


def main() -> None:
    with new_house() as house:
        house.start("web", "serve")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            rows = asyncio.run(measure(house))
        Console().print(f"{machine()}\n\n{table(rows)}", markup=False, soft_wrap=True)


def table(rows: list[Heard]) -> str:
    head = [
        "who hears an event",
        "lines read",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "most ms",
        "CPU web + database",
        "web, MB",
    ]
    return markdown(head, (one.row() for one in rows))


async def measure(house: House) -> list[Heard]:
    """Idle first, then each way of telling, one after the other."""
    people = await asyncio.to_thread(colleagues)
    pages = Pages()
    before = house.memory_mb()["web"][1]
    for count in range(PAGES):
        await pages.open(house.port, people[count % PEOPLE][1])
    await asyncio.sleep(SETTLE_S)
    idle = house.memory_mb()["web"][1]
    Console().print(f"{PAGES} idle pages: {before:.0f} → {idle:.0f} MB (PSS, web and worker)", markup=False)
    ways = [
        ("one person's 20 pages", [f"staff:{pk}" for pk, _cookie in people], PAGES // PEOPLE),
        ("all 500 pages", ["queue"], PAGES),
    ]
    return [await one_way(house, pages, name, topics, each) for name, topics, each in ways]


async def one_way(house: House, pages: Pages, name: str, topics: list[str], each: int) -> Heard:
    heard = Heard(name, expected=EVENTS_A_SECOND * SECONDS * each)
    began = house.cpu_seconds()
    pages.heard = heard
    teller = threading.Thread(target=tell, args=(topics,))
    teller.start()
    await asyncio.to_thread(teller.join)
    await asyncio.sleep(SETTLE_S)
    pages.heard = None
    heard.cpu = {kind: used - began[kind] for kind, used in house.cpu_seconds().items()}
    heard.memory = house.memory_mb()["web"][1]
    return heard


def tell(topics: list[str]) -> None:
    """As the house does: NOTIFY after a commit, from another process than the one that streams."""
    from django.db import transaction  # noqa: PLC0415

    from huisheng.core.base.news import push  # noqa: PLC0415

    for count, due in enumerate(ticks()):
        time.sleep(max(0.0, due - time.monotonic()))
        with transaction.atomic():
            push(topics[count % len(topics)], kind="measured", ident=count, sent=time.monotonic_ns())


def ticks() -> Iterator[float]:
    began = time.monotonic()
    return (began + count / EVENTS_A_SECOND for count in range(EVENTS_A_SECOND * SECONDS))


def colleagues() -> list[tuple[int, str]]:
    """Id and session of everybody who has pages open."""
    from benchmarks.pages import login  # noqa: PLC0415
    from huisheng.core.accounts.tests.make import make_staff  # noqa: PLC0415

    made = [make_staff(f"live{n:02}", name=f"同事{n}", teams=["cs1"]) for n in range(PEOPLE)]
    return [(one.pk, login(one)["huisheng_session"]) for one in made]


if __name__ == "__main__":
    main()
