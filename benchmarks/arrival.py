"""Thousands of pieces of feedback through API and form at concurrency 16; then the reactions, then the truth."""

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from django.db import connection
from rich.progress import Progress

from benchmarks.calls import Line, Run, run
from benchmarks.house import House

AT_ONCE = 16
FORM = "application/x-www-form-urlencoded"
CUSTOMERS = 700  # in 1,000 calls: the others write again


@dataclass
class Acknowledged:
    """number → text of what we were told has arrived."""

    texts: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, number: str, text: str) -> None:
        with self.lock:
            assert number not in self.texts, f"{number} was given twice"
            self.texts[number] = text


def arrive(house: House, token: str, texts: list[str], progress: Progress) -> tuple[list[Run], Acknowledged]:
    """Half of the texts by API, half by form, while no worker runs: the cost of the answer alone."""
    told = Acknowledged()
    half = len(texts) // 2
    warm_up(house, token, progress)
    by_api = [partial(post, token=token, text=text, n=n, told=told) for n, text in enumerate(texts[:half])]
    by_form = [partial(fill_in, text=text, n=half + n, told=told) for n, text in enumerate(texts[half:])]
    runs = [
        run(house, "create by API", by_api, progress, at_once=AT_ONCE),
        run(house, "create by form", by_form, progress, at_once=AT_ONCE),
    ]
    return runs, told


def warm_up(house: House, token: str, progress: Progress) -> None:
    """Each thread of the server loads its rules, calendars and templates once."""
    nobody = Acknowledged()
    calls = [partial(post, token=token, text="热身", n=-n - 1, told=nobody) for n in range(48)]
    run(house, "warm up", calls, progress, at_once=AT_ONCE)


def phone(n: int) -> str:
    return f"137{(n * 7919 % CUSTOMERS if n % 3 else n) % 10**8:08d}"


def post(line: Line, *, token: str, text: str, n: int, told: Acknowledged) -> None:
    body = {"text": text, "customer": {"phone": phone(n)}, "order_number": f"DD-{100_000 + n}"}
    answer = line.call(
        "POST", "/api/v1/tickets", json.dumps(body).encode(),
        Authorization=f"Bearer {token}", Content_Type="application/json", Idempotency_Key=f"bench-{n}",
    )  # fmt: skip
    assert answer.status == 201, answer.body.decode()
    told.add(json.loads(answer.body)["number"], text)


def fill_in(line: Line, *, text: str, n: int, told: Acknowledged) -> None:
    """The page is opened once per client, as a person does; its key and the text together make a submission one."""
    if not line.cookies:
        open_form(line)
    fields = {
        "csrfmiddlewaretoken": line.cookies["form-token"], "stamp": line.cookies["form-stamp"], "text": text,
        "phone": phone(n), "order_number": f"DD-{200_000 + n}", "consent_service": "on",
    }  # fmt: skip
    answer = line.call("POST", "/", urlencode(fields).encode(), Content_Type=FORM)
    assert answer.status == 302, (answer.status, answer.body.decode()[:3000])
    told.add(answer.headers["location"].split("/")[2], text)


def open_form(line: Line) -> None:
    page = line.call("GET", "/").body.decode()
    for name, kept in (("csrfmiddlewaretoken", "form-token"), ("stamp", "form-stamp")):
        found = re.search(rf'name="{name}" value="([^"]+)"', page)
        assert found, f"the form has no {name}"
        line.cookies[kept] = found[1]


def react(house: House, progress: Progress) -> Run:
    """Start the worker on what waits and see it through: receipts, notices, letters."""
    jobs = waiting_jobs()
    task = progress.add_task("reactions", total=jobs)
    house.start("worker", "worker")
    while waiting_jobs() == jobs:
        time.sleep(0.05)
    began, before, first = time.perf_counter(), house.cpu_seconds(), done_jobs()
    while left := waiting_jobs():
        progress.update(task, completed=jobs - left)
        time.sleep(0.2)
    count = done_jobs() - first
    after, seconds = house.cpu_seconds(), time.perf_counter() - began
    progress.update(task, completed=jobs)
    house.stop("worker")
    cpu = {kind: (after[kind] - before[kind]) * 1000 / max(count, 1) for kind in after}
    return Run("reaction", seconds, [seconds / max(count, 1)] * count, cpu, {"jobs": count})


def waiting_jobs() -> int:
    return _count(
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now()"
    )


def done_jobs() -> int:
    return _count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'succeeded'")


def _count(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def untrue(told: Acknowledged) -> Iterator[str]:
    """Every acknowledged number that is not there word for word, graded, with a desk or pool, and with a promise."""
    question = """
        SELECT t.number, t.grade_id IS NOT NULL, t.team_id IS NOT NULL,
               EXISTS (SELECT FROM sla_clock c WHERE c.ticket_id = t.id),
               (SELECT text FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = 'customer' ORDER BY id LIMIT 1)
        FROM tickets_ticket t WHERE t.number = ANY(%s)"""
    with connection.cursor() as cursor:
        cursor.execute(question, [list(told.texts)])
        there = {number: rest for number, *rest in cursor.fetchall()}
    for number, text in told.texts.items():
        graded, routed, promised, kept = there.get(number, (False, False, False, None))
        same = kept is not None and kept.strip() == text.strip()
        if not (graded and routed and promised and same):
            yield f"{number}: there {kept is not None}, graded {graded}, routed {routed}, promised {promised}, same words {same}"
