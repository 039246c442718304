"""`python -m benchmarks.clocks`: the bell, the queue and the preview of a policy with 10,000, 100,000 and 1,000,000 open clocks.

Every ticket is open and has one running clock with two alarms; beside each time stands what PostgreSQL itself needs for
the same rows, in the same run.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from benchmarks.house import new_house

LOOKS = 200
BATCH = 50
FILL = (
    """
    INSERT INTO tickets_ticket (number, customer_id, channel_id, subject, status, order_number, created_at, last_message_at,
        link_version, category_id, grade_id, severity, team_id, assignee_id, first_owner_id, next_due_at, urged)
    SELECT 'CL-' || n, t.customer_id, t.channel_id, '试验 ' || n, 'open', '', now() - (n %% 43200) * interval '1 minute',
           now(), 1, t.category_id, g.id, g.severity, t.team_id, s.id, s.id,
           now() + ((n * 37) %% 28800 - 300) * interval '1 minute', 0
    FROM generate_series(%(first)s::int, %(last)s::int) n
    JOIN tickets_ticket t ON t.id = %(model)s
    JOIN LATERAL (SELECT id, severity FROM catalogue_grade WHERE scheme_id = %(scheme)s ORDER BY severity OFFSET n %% 3 LIMIT 1) g
        ON true
    JOIN LATERAL (SELECT id FROM accounts_staff WHERE id = ANY(%(staff)s) ORDER BY id OFFSET n %% %(people)s LIMIT 1) s ON true""",
    """
    INSERT INTO tickets_message (ticket_id, kind, channel_id, text, quoted, written_from, at, by_kind, by_id)
    SELECT t.id, 'customer', t.channel_id, '漏发了一个配件，请尽快补发', '', '', t.created_at, 'customer', t.customer_id
    FROM tickets_ticket t WHERE t.id > %(ticket)s""",
    """
    INSERT INTO sla_clock (ticket_id, round, kind, subject, unit, commitment_id, calendar_id, calendar_version, started_at, due_at)
    SELECT t.id, 1, 'resolve', '', '', %(commitment)s, %(calendar)s, 1, t.created_at, t.next_due_at
    FROM tickets_ticket t WHERE t.id > %(ticket)s""",
    """
    INSERT INTO sla_alarm (clock_id, step, level, rule, tell, ways, ring_at, rung_at)
    SELECT c.id, s.step, 0, '{}', '["assignee"]', '[]', c.due_at - s.early, CASE WHEN c.due_at - s.early < now() THEN now() END
    FROM sla_clock c CROSS JOIN (VALUES ('warn', interval '1 hour'), ('breach', interval '0')) AS s(step, early)
    WHERE c.ticket_id > %(ticket)s""",
)
WORDS = "message_text_bigrams", "ticket_subject_bigrams", "ticket_keys_bigrams"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds, medians; `floor` is the same answer by one prepared statement, without the application."""

    size: int
    look: float
    ring: float
    queue: float
    queue_floor: float
    due: float
    preview_s: float
    worked_through: int


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.clocks", description=__doc__)
    wanted.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000], help="open clocks")
    options = wanted.parse_args()
    with new_house() as house:
        house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            show(measure(options.sizes))


def measure(sizes: Sequence[int]) -> list[Cost]:
    from benchmarks import ringing  # noqa: PLC0415
    from benchmarks.story import people  # noqa: PLC0415
    from huisheng.core.accounts.models import Staff  # noqa: PLC0415
    from huisheng.core.accounts.tests.make import make_staff  # noqa: PLC0415
    from huisheng.journey.tests.make import make_received  # noqa: PLC0415
    from huisheng.stages.sla.models import Alarm, Clock  # noqa: PLC0415

    people()
    owner = make_staff("bell", name="林晓", teams=["cs1"])
    tickets = [make_received(owner=owner) for _ in range(BATCH)]
    rung = [Clock.objects.filter(ticket=ticket).earliest("pk") for ticket in tickets]
    Alarm.objects.all().delete()
    staff = list(Staff.objects.filter(teams__code="cs1").values_list("pk", flat=True))
    costs, there = [], 0
    for size in sizes:
        seconds = fill(there, size, model=tickets[0], staff=staff)
        Console(stderr=True).print(f"{size:,} open clocks after {seconds:.0f} s")
        there = size
        storms = [ringing.ring_a_storm(rung) / BATCH for _ in range(10)]
        costs.append(cost_at(size, statistics.median(storms), owner))
    return costs


def fill(there: int, size: int, *, model: Any, staff: list[int]) -> float:
    """Open tickets with their clocks, by SQL; the word indexes are built anew at the end. Returns seconds."""
    from django.db import connection  # noqa: PLC0415

    from huisheng.stages.sla.models import Commitment  # noqa: PLC0415

    commitment = Commitment.objects.select_related("policy").filter(kind="resolve").earliest("pk")
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET maintenance_work_mem = '128MB'")
        cursor.execute("SELECT max(id) FROM tickets_ticket")
        (last,) = cursor.fetchone()
        wanted = {
            "first": there + 1, "last": size, "model": model.pk, "scheme": model.grade.scheme_id, "staff": staff,
            "people": len(staff), "ticket": last, "commitment": commitment.pk, "calendar": commitment.policy.calendar_id,
        }  # fmt: skip
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(WORDS)])
        rebuilt = [definition for (definition,) in cursor.fetchall()]
        cursor.execute("; ".join(f"DROP INDEX IF EXISTS {name}" for name in WORDS))
        for statement in FILL:
            cursor.execute(statement, wanted)
        for definition in rebuilt:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
    return time.monotonic() - began


def cost_at(size: int, ring: float, owner: Any) -> Cost:
    from benchmarks.ringing import median_ms  # noqa: PLC0415
    from huisheng.core.accounts.tests.make import make_staff  # noqa: PLC0415
    from huisheng.stages.sla.actions import ring_due  # noqa: PLC0415
    from huisheng.watch.automation.models import DeskLook  # noqa: PLC0415
    from huisheng.web.workspace.desk_views import view_of  # noqa: PLC0415
    from huisheng.web.workspace.queue import queue_page  # noqa: PLC0415

    team, due = (view_of(code, (), DeskLook()) for code in ("team", "due"))
    boss = make_staff(f"boss{size}", name="陈蔚", role="supervisor", teams=["cs1"], leads=True)
    seconds, seen = preview()
    return Cost(
        size=size,
        look=median_ms(lambda: ring_due(limit=BATCH), LOOKS),
        ring=ring,
        queue=median_ms(lambda: queue_page(boss, team, filters={}), LOOKS),
        queue_floor=median_ms(floor(boss.team_ids), LOOKS),
        due=median_ms(lambda: queue_page(boss, due, filters={}), LOOKS),
        preview_s=seconds,
        worked_through=seen,
    )


def floor(teams: list[int]) -> Callable[[], object]:
    """The rows of the first page of the team's desk by SQL alone."""
    from django.db import connection  # noqa: PLC0415

    statement = """
        SELECT t.id, t.number, t.subject, t.next_due_at, c.name, g.name, s.name FROM tickets_ticket t
        JOIN customers_customer c ON c.id = t.customer_id LEFT JOIN catalogue_grade g ON g.id = t.grade_id
        LEFT JOIN accounts_staff s ON s.id = t.assignee_id
        WHERE t.status <> 'closed' AND t.team_id = %s ORDER BY t.severity DESC, t.next_due_at, t.id LIMIT 41"""

    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, [teams[0]])
            return cursor.fetchall()

    return ask


def preview() -> tuple[float, int]:
    """Before and after: yellow feedback is promised an answer in 20 minutes instead of 30."""
    from huisheng.core.tickets.models import Ticket  # noqa: PLC0415
    from huisheng.stages.sla.actions import CommitmentDraft  # noqa: PLC0415
    from huisheng.stages.sla.edited import in_force, with_edit  # noqa: PLC0415
    from huisheng.stages.sla.models import ServicePolicy  # noqa: PLC0415
    from huisheng.stages.sla.rehearsal import rehearse  # noqa: PLC0415

    yellow = ServicePolicy.objects.select_related("calendar", "scheme").get(code="ryg_yellow")
    answers = {"name": yellow.name, "calendar": yellow.calendar, "scheme": yellow.scheme, "enabled": True}
    drafts = [CommitmentDraft("first_response", 20, grade_code="yellow")]
    began = time.perf_counter()
    found = rehearse(in_force(), with_edit("ryg_yellow", answers, drafts), Ticket.objects.all())
    return time.perf_counter() - began, found.seen


def show(costs: Sequence[Cost]) -> None:
    """The table of docs/performance.md, and how much the largest house costs more than the smallest."""
    from benchmarks.report import machine, markdown, yardstick  # noqa: PLC0415

    head = (
        "open clocks", "a look of the bell, nothing due, ms", f"ringing, ms an alarm ({BATCH} at once)",
        "queue of a team, ms", "its rows by SQL alone, ms", "due soon, ms", "preview of a policy, s", "worked through",
    )  # fmt: skip
    rows = [
        (
            f"{one.size:,}", f"{one.look:.2f}", f"{one.ring:.2f}", f"{one.queue:.2f}", f"{one.queue_floor:.2f}",
            f"{one.due:.2f}", f"{one.preview_s:.2f}", f"{one.worked_through:,}",
        )
        for one in costs
    ]  # fmt: skip
    first, last = costs[0], costs[-1]
    growth = {
        "a look": last.look / first.look,
        "ringing": last.ring / first.ring,
        "queue": last.queue / first.queue,
        "due soon": last.due / first.due,
        "preview": last.preview_s / first.preview_s,
    }
    console = Console(width=200)
    console.print(f"Machine: {machine()}; yardstick {yardstick():.1f} ms.\n", markup=False)
    console.print(markdown(head, rows), markup=False)
    console.print("\n" + ", ".join(f"{name} ×{ratio:.2f}" for name, ratio in growth.items()), markup=False)
    console.print(f"queue against SQL alone: ×{last.queue / last.queue_floor:.1f}", markup=False)


if __name__ == "__main__":
    main()
