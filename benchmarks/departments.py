"""`python -m benchmarks.departments`: the progress board and a ticket with everything on it, in a house of 100,000 tickets.

30,000 requests to departments, of which 300, then 3,000 are on their way. Asked inside this process, without a server:
only so each look has CPU of its own, the application's by the clock of the process, the database's by its backend's.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from benchmarks.house import new_house

LOOKS, WARM = 60, 5
BOARD = "/desk/progress/"
REQUESTS = """
    INSERT INTO collaboration_collabrequest (ticket_id, seq, team_id, lead, state, problem, need, due_at, customer_due_why,
        asked_at, accepted_at, answered_at, ended_at, told_customer_at, answer, urged, supervised, link_version, by_kind, by_id)
    SELECT x.id, 1, team.id, true, x.state, '客户收到的是 B 型，买的是 A 型', '确认是不是发错了，A 型有没有货、几点能发',
        x.asked + interval '2 hours', '', x.asked,
        CASE WHEN x.state <> 'asked' THEN x.asked + interval '12 minutes' END,
        CASE WHEN x.state = 'answered' THEN x.asked + interval '70 minutes' END,
        CASE WHEN x.state = 'answered' THEN x.asked + interval '70 minutes' END,
        CASE WHEN x.told THEN x.asked + interval '90 minutes' END,
        CASE WHEN x.state = 'answered' THEN '发错了，A 型有货，14:00 发出' ELSE '' END, 0, 0, 1, 'staff', x.assignee_id
    FROM (SELECT o.*, CASE WHEN {open} THEN (ARRAY['asked', 'accepted', 'answered'])[1 + o.n %% 3] ELSE 'answered' END AS state,
              CASE WHEN {open} THEN false ELSE o.n %% 20 > 0 END AS told,
              CASE WHEN {open} THEN now() - (o.n * 37 %% 180) * interval '1 minute' ELSE o.created_at + interval '1 hour' END AS asked
          FROM (SELECT t.id, t.created_at, t.assignee_id, (row_number() OVER (ORDER BY t.id))::int AS n FROM tickets_ticket t
                WHERE (t.status <> 'closed') = {open}
                  AND NOT EXISTS (SELECT 1 FROM collaboration_collabrequest r WHERE r.ticket_id = t.id)) o
          ORDER BY o.n LIMIT %(count)s) x
    JOIN LATERAL (SELECT id FROM accounts_team WHERE active ORDER BY rank DESC, id OFFSET x.n %% 3 LIMIT 1) team ON true"""
STEPS = """
    INSERT INTO collaboration_collabstep (request_id, kind, text, at, by_kind, by_id)
    SELECT r.id, k.kind, '', k.at, k.who, CASE WHEN k.who = 'staff' THEN r.by_id END
    FROM collaboration_collabrequest r CROSS JOIN LATERAL (VALUES ('asked', r.asked_at, 'staff'),
        ('opened', r.accepted_at, 'contact'), ('accepted', r.accepted_at, 'contact'), ('answered', r.answered_at, 'contact'),
        ('told_customer', r.told_customer_at, 'staff')) AS k(kind, at, who)
    WHERE r.id > %(last)s AND k.at IS NOT NULL ORDER BY k.at"""
TABLES = "collaboration_collabrequest", "collaboration_collabstep"


@dataclass
class Look:
    """One page asked many times: milliseconds of each look, statements, and how its rows were found."""

    name: str
    waits: list[float] = field(default_factory=list)
    app: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: int = 0
    found: str = ""


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.departments", description=__doc__)
    wanted.add_argument("--size", type=int, default=100_000, help="tickets")
    wanted.add_argument("--requests", type=int, default=30_000, help="requests to departments that are done")
    wanted.add_argument("--unfinished", type=int, nargs="*", default=[300, 3_000], help="requests on their way")
    options = wanted.parse_args()
    with new_house() as house:
        house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house(), Progress(console=Console(stderr=True)) as progress:
            from benchmarks import fill, story, texts  # noqa: PLC0415

            story.people()
            fill.fill(options.size, texts.some_texts(2_000), progress)
            measure(options.requests, options.unfinished)


def measure(done: int, unfinished: Sequence[int]) -> None:
    """In the house as it is: the requests, then the board at each number of unfinished ones, then the ticket page."""
    from huisheng.core.accounts.models import Staff  # noqa: PLC0415

    boss, agent = (Staff.objects.get(username=name) for name in ("boss", "agent01"))
    ask_departments(done, is_open=False)
    there = 0
    for count in unfinished:
        ask_departments(count - there, is_open=True)
        there = count
        show(f"{count:,} of {done + count:,} requests on their way", [ask(*one) for one in boards(boss, agent)])
    show("the ticket page and the queue", [ask(*one) for one in tickets(agent)])


def ask_departments(count: int, *, is_open: bool) -> None:
    """So many requests with their steps, one a ticket: on their way on open tickets, or answered and told on closed ones
    (one in twenty of them was never told)."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLES[0]}")
        (last,) = cursor.fetchone()
        cursor.execute(REQUESTS.format(open="true" if is_open else "false"), {"count": count})
        cursor.execute(STEPS, {"last": last})
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")


def boards(boss: Any, agent: Any) -> list[tuple[str, Any, str]]:
    """Name, person and address of each list of the board."""
    from huisheng.core.accounts.models import Team  # noqa: PLC0415

    team = Team.objects.filter(active=True).order_by("-rank", "id").values_list("pk", flat=True)[0]
    queries = {
        "on their way": "", "stuck": "show=stuck", "customer not told": "show=to_tell", "done": "show=done",
        "one department": f"team={team}", "one owner": f"owner={agent.pk}", "due today": "today=1", "mine": "mine=1",
    }  # fmt: skip
    looks = [(f"supervisor: {name}", boss, f"{BOARD}?{query}") for name, query in queries.items()]
    looks += [(f"agent: {name}", agent, f"{BOARD}?{queries[name]}") for name in ("on their way", "done", "mine")]
    return looks


def tickets(agent: Any) -> list[tuple[str, Any, str]]:
    """Two tickets of one colleague: as `benchmarks.fill` makes them, and with everything that can lie on one."""
    from huisheng.core.tickets.models import IS_OPEN, Ticket  # noqa: PLC0415

    plain, full = Ticket.objects.filter(IS_OPEN, assignee=agent, status="open").order_by("-id")[:2]
    load(full, agent)
    return [
        ("queue of an agent", agent, "/desk/?view=mine"),
        ("ticket", agent, f"/desk/tickets/{plain.number}/"),
        ("ticket with everything", agent, f"/desk/tickets/{full.number}/"),
    ]


def load(ticket: Any, agent: Any) -> None:
    """By the verbs: two more requests, three drafts, a planned answer, four watchers, a part and two relatives, three notes."""
    from django.utils import timezone  # noqa: PLC0415

    from huisheng.core.accounts.models import Staff, Team  # noqa: PLC0415
    from huisheng.core.tickets.actions import link_tickets  # noqa: PLC0415
    from huisheng.core.tickets.models import Ticket  # noqa: PLC0415
    from huisheng.stages.collaboration.actions import accept_request, answer_request, ask_department  # noqa: PLC0415
    from huisheng.stages.collaboration.actions.watching import watch  # noqa: PLC0415
    from huisheng.stages.handling.actions import Words, add_note, hold_words, save_draft  # noqa: PLC0415

    now, by = timezone.now(), agent.party
    wanted = {"problem": "客户收到的是 B 型，买的是 A 型", "need": "确认是不是发错了，A 型有没有货", "by": by}
    teams = Team.objects.filter(active=True).order_by("-rank", "id")[:2]
    asked = [ask_department(ticket, team=team, due=now + timedelta(hours=2), **wanted) for team in teams]
    accept_request(asked[0], by=by)
    answer_request(asked[0], text="发错了，A 型有货，14:00 发出", by=by)
    for kind, name in (("reply", "text"), ("note", "text"), ("solution", "measure")):
        save_draft(ticket, staff=agent, kind=kind, fields={name: "您好，换新的今天发出"}, version=0)
    held = Words("reply", {"text": "仓库确认后马上告诉您"})
    hold_words(ticket, held, why="chosen", due_at=now + timedelta(days=1), by=by, at=now)
    for one in Staff.objects.filter(username__startswith="agent").exclude(pk=agent.pk)[:4]:
        watch(ticket, staff=one, by=by)
    kin = Ticket.objects.filter(assignee=agent, status="open").exclude(pk=ticket.pk).order_by("id")[:3]
    for other, kind in zip(kin, ("part", "related", "repeat"), strict=True):
        link_tickets(ticket, other=other, kind=kind, by=by)
    for n in range(3):
        add_note(ticket, text=f"第 {n + 1} 次问仓库", by=by)


def ask(name: str, person: Any, path: str) -> Look:
    """Ask for a page until it is warm, then LOOKS times."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client, look = Client(HTTP_HOST="localhost"), Look(name)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    for _ in range(WARM):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    look.statements, look.found = len(asked), found_by(asked)
    backend = backend_clock()
    for _ in range(LOOKS):
        began, app, database = time.perf_counter(), time.process_time(), backend()
        client.get(path)
        look.waits.append((time.perf_counter() - began) * 1000)
        look.app.append((time.process_time() - app) * 1000)
        look.database.append((backend() - database) * 1000)
    return look


def backend_clock() -> Callable[[], float]:
    """Seconds of CPU the database's process of this connection has used (Linux keeps them to the nanosecond)."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(spent.read_text().split()[0]) / 1e9


def found_by(asked: Any) -> str:
    """The indexes of requests that the plans name, and the tables of requests that are read from end to end."""
    from django.db import connection  # noqa: PLC0415

    plans = []
    for sql in (one["sql"] for one in asked if TABLES[0] in one["sql"] and one["sql"].startswith("SELECT")):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    whole = "\n".join(plans)
    indexes = set(re.findall(r"(?:using|Scan on) ((?:request|step)_\w+)", whole))
    scans = {f"all of {name.split('_')[1]}" for name in re.findall(r"Seq Scan on (collaboration_\w+)", whole)}
    return ", ".join(sorted(indexes | scans))


def show(title: str, looks: Sequence[Look]) -> None:
    from benchmarks.report import machine, markdown, yardstick  # noqa: PLC0415

    def both(values: Sequence[float]) -> str:
        return f"{statistics.median(values):.1f} / {sorted(values)[int(len(values) * 0.95)]:.1f}"

    head = ("page", "waiting p50 / p95, ms", "application CPU", "database CPU", "statements", "requests found by")
    rows = [
        (one.name, both(one.waits), both(one.app), both(one.database), str(one.statements), one.found) for one in looks
    ]
    console = Console(width=220)
    console.print(f"\n{title}. Machine: {machine()}; yardstick {yardstick():.1f} ms.\n", markup=False)
    console.print(markdown(head, rows), markup=False)


if __name__ == "__main__":
    main()
