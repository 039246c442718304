"""What is left when the dust has settled, asked of the tables by plain SQL."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection

from huisheng.journey.reactions import REACTIONS
from tests.crash.load import Given

OPEN_WORK = """
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND queue_name <> 'bell')
         + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name <> 'bell')
         + (SELECT count(*) FROM channels_inbound WHERE state = 'waiting')
         + (SELECT count(*) FROM channels_outbound WHERE state = 'waiting')
"""
TICKETS = """
    SELECT t.number, t.grade_id IS NOT NULL, t.category_id IS NOT NULL, t.team_id IS NOT NULL,
           (SELECT count(*) FROM sla_clock c WHERE c.ticket_id = t.id),
           (SELECT string_agg(m.text, ' ') FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = 'customer')
    FROM tickets_ticket t
"""
UNDONE = """
    SELECT count(*) FROM tickets_event e CROSS JOIN unnest(%s::text[], %s::text[]) AS wanted(kind, effect)
    WHERE e.kind = wanted.kind AND NOT EXISTS (
        SELECT FROM journey_reaction r WHERE r.event_id = e.id AND r.effect = wanted.effect AND r.done_at IS NOT NULL)
"""
TWICE = {
    "receipts": "SELECT count(*) FROM (SELECT 1 FROM tickets_message WHERE kind = 'receipt'"
    " GROUP BY ticket_id HAVING count(*) > 1) twice",
    "openings": "SELECT count(*) FROM (SELECT 1 FROM tickets_event WHERE kind = 'ticket_opened'"
    " GROUP BY ticket_id HAVING count(*) > 1) twice",
    "letters": "SELECT count(*) FROM (SELECT 1 FROM notify_delivery GROUP BY event_id, code, reader"
    " HAVING count(*) > 1) twice",
    # one a kind; a clock that was replaced stands beside it only where the ticket was graded anew (a mass fault)
    "clocks": """
        SELECT count(*) FROM (
            SELECT 1 FROM sla_clock c GROUP BY ticket_id, kind
            HAVING count(*) FILTER (WHERE stopped_at IS NULL) > 1
                OR count(*) > (SELECT count(*) FROM triage_grading g WHERE g.ticket_id = c.ticket_id)) twice""",
}


@dataclass
class Verdict:
    """What was counted, and in `faults` every sentence that must not be."""

    counts: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def must(self, fine: bool, words: str) -> None:
        if not fine:
            self.faults.append(words)


def open_work(database: "Connection[Any]") -> int:
    """Jobs, items and letters that still wait for somebody, or for their next try."""
    row = database.execute(OPEN_WORK).fetchone()
    return int(row[0]) if row else 0


def judge(database: "Connection[Any]", given: Given, letters: Counter[str], files: Path, kills: int) -> Verdict:
    """Compare what was acknowledged with what is there."""
    verdict = Verdict()
    judge_tickets(verdict, database, given)
    judge_reactions(verdict, database)
    judge_letters(verdict, database, letters, kills)
    judge_files(verdict, database, given, files)
    verdict.must(not given.odd, f"answers that nobody should get: {given.odd[:3]}")
    failed = one(database, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' AND queue_name <> 'bell'")
    verdict.must(failed == 0, f"{failed} jobs failed for good")
    return verdict


def judge_tickets(verdict: Verdict, database: "Connection[Any]", given: Given) -> None:
    rows = database.execute(TICKETS).fetchall()
    by_number = {row[0]: row for row in rows}
    words = Counter(word for row in rows for word in (row[5] or "").split() if word in given.numbers)
    lost = [word for word, number in given.numbers.items() if number not in by_number]
    wrong = [word for word, number in given.numbers.items() if word not in (by_number.get(number) or [""] * 6)[5]]
    bare = [row[0] for row in rows if not (all(row[1:4]) and row[4])]
    twice = [word for word, count in words.items() if count > 1]
    verdict.counts |= {"acknowledged": len(given.numbers), "tickets": len(rows), "tries": given.tries}
    verdict.must(not lost, f"acknowledged and not there: {lost}")
    verdict.must(not wrong, f"acknowledged under another's number: {wrong}")
    verdict.must(not twice, f"there twice: {twice}")
    verdict.must(len(rows) == len(given.numbers), f"{len(rows)} tickets for {len(given.numbers)} acknowledgements")
    verdict.must(not bare, f"without grade, category, team or clocks: {bare}")


def judge_reactions(verdict: Verdict, database: "Connection[Any]") -> None:
    wanted = [(kind, effect.__name__) for kind, effects in REACTIONS.items() for effect in effects]
    undone = one(database, UNDONE, [[kind for kind, _effect in wanted], [effect for _kind, effect in wanted]])
    verdict.counts["reactions"] = one(database, "SELECT count(*) FROM journey_reaction WHERE done_at IS NOT NULL")
    verdict.must(undone == 0, f"{undone} reactions were never done")
    for what, query in TWICE.items():
        count = one(database, query)
        verdict.must(count == 0, f"{count} times two {what} where there should be one")


def judge_letters(verdict: Verdict, database: "Connection[Any]", letters: Counter[str], kills: int) -> None:
    """A letter may arrive twice only where a kill fell between the mail server's yes and our own note of it."""
    queued = {row[0]: row[1] for row in database.execute("SELECT message_id, state FROM channels_outbound")}
    doubles = {name: count for name, count in letters.items() if count > 1}
    missing = [name for name in queued if not letters[name]]
    verdict.counts |= {
        "letters": len(queued),
        "delivered": letters.total(),
        "doubles": sum(doubles.values()) - len(doubles),
    }
    verdict.must(not missing, f"queued and never delivered: {missing[:5]}")
    verdict.must(letters.keys() <= queued.keys(), "letters arrived that nobody queued")
    verdict.must(set(queued.values()) <= {"sent"}, f"letters in a state other than sent: {Counter(queued.values())}")
    verdict.must(verdict.counts["doubles"] <= kills * 4, "more doubles than the kills explain")  # 4 letters at once


def judge_files(verdict: Verdict, database: "Connection[Any]", given: Given, files: Path) -> None:
    stored = {row[0] for row in database.execute("SELECT sha256 FROM base_file")}
    torn = [sha for sha in stored if hashlib.sha256((files / sha[:2] / sha[2:4] / sha).read_bytes()).hexdigest() != sha]
    verdict.counts["files"] = len(stored)
    verdict.must(len(stored) == len(given.files), f"{len(stored)} files for {len(given.files)} that were sent")
    verdict.must(not torn, f"torn files: {torn}")


def one(database: "Connection[Any]", query: str, parameters: Any = None) -> int:
    row = database.execute(query, parameters).fetchone()
    return int(row[0]) if row else 0
