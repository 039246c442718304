"""Two worker processes ring, and are killed while they do: `python -m tests.crash.ringing --kills 50`."""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import psycopg

from huisheng.project import home
from huisheng.project.embedded import EmbeddedPostgres
from tests.project.conftest import CLONE, wait_until
from tests.project.grown import move_in

WORKERS = 2
BOTH = 0.3  # how often both die at once; else the other one goes on ringing
PROMISED_S = 2.0  # how late an alarm may be while somebody lives (requirements A5)
STARTS_S = 60
SETTLES_S = 120
RUNG = """
    SELECT a.id, a.ring_at, (SELECT count(*) FROM tickets_event e WHERE (e.payload->>'alarm')::bigint = a.id),
           (SELECT min(e.at) FROM tickets_event e WHERE (e.payload->>'alarm')::bigint = a.id),
           (SELECT count(*) FROM notify_notice n JOIN tickets_event e ON e.id = n.event_id
            WHERE (e.payload->>'alarm')::bigint = a.id AND n.code <> 'clock_digest'),
           (SELECT count(DISTINCT n.staff_id) FROM notify_notice n JOIN tickets_event e ON e.id = n.event_id
            WHERE (e.payload->>'alarm')::bigint = a.id AND n.code <> 'clock_digest')
    FROM sla_alarm a ORDER BY a.ring_at
"""
UNHEARD = """
    SELECT count(*) FROM tickets_event e WHERE e.payload ? 'alarm' AND NOT EXISTS (
        SELECT FROM journey_reaction r WHERE r.event_id = e.id AND r.effect = 'tell_who_must_know' AND r.done_at IS NOT NULL)
"""
HEARERS = 2


@dataclass
class Ringing:
    """One run: who died when, and what it came to."""

    deaths: int = 0
    silences: list[tuple[datetime, datetime]] = field(default_factory=list)  # nobody lived from … until …
    alarms: int = 0
    notices: int = 0
    latest_s: float = 0  # while somebody lived
    latest_after_s: float = 0  # after the end of a silence
    seconds: float = 0
    faults: list[str] = field(default_factory=list)

    def table(self) -> str:
        longest = max((until - since for since, until in self.silences), default=timedelta()).total_seconds()
        lines = [
            f"- workers killed: {self.deaths}; times without any worker: {len(self.silences)}",
            f"- alarms: {self.alarms}, notices: {self.notices}",
            f"- latest ring while a worker lived: {self.latest_s:.2f} s",
            f"- longest time without any worker: {longest:.1f} s; latest ring after its end: {self.latest_after_s:.2f} s",
            f"- seconds in all: {self.seconds:.0f}",
        ]
        return "\n".join([*lines, *(f"- FAULT: {words}" for words in self.faults)])


class Belfry:
    """A house without a web process: the database, held by us, and two workers."""

    def __init__(self, folder: Path, *, alarms: int, span_s: float) -> None:
        self.home, self.log = folder / "home", folder / "workers.log"
        move_in(self.home)
        known = {name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG_", "DATABASE_"))}
        self.environment = {**known, "HUISHENG_HOME": str(self.home), "HUISHENG_LOG_LEVEL": "WARNING"}
        self.cluster = EmbeddedPostgres(home.cluster_folder(self.home))
        self.run("tests.crash.prepare_ringing", str(alarms), str(span_s))
        self.cluster.acquire()
        self.began = datetime.now().astimezone()
        self.workers = [self.start() for _ in range(WORKERS)]
        self.first_up = self.wait_for(0, WORKERS)

    def run(self, *words: str) -> None:
        command = [sys.executable, "-m", *words]
        done = subprocess.run(command, cwd=CLONE, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    def start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as words:
            command = [sys.executable, "-m", "huisheng", "worker"]
            return subprocess.Popen(command, cwd=CLONE, env=self.environment, stdout=words, stderr=words)

    def kill(self, numbers: list[int]) -> None:
        for number in numbers:
            self.workers[number].kill()
        for number in numbers:
            self.workers[number].wait()

    def revive(self, numbers: list[int]) -> datetime:
        """Start them again and wait until all have said that they work; when the first did."""
        before = int(self.ask("SELECT coalesce(max(id), 0) FROM procrastinate_workers"))
        for number in numbers:
            self.workers[number] = self.start()
        return self.wait_for(before, len(numbers))

    def wait_for(self, before: int, count: int) -> datetime:
        question = f"SELECT count(*) FROM procrastinate_workers WHERE id > {int(before)}"  # noqa: S608 - a number of ours
        assert wait_until(lambda: self.ask(question), STARTS_S), self.log.read_text()[-3000:]
        first = datetime.now().astimezone()
        assert wait_until(lambda: self.ask(question) >= count, STARTS_S), self.log.read_text()[-3000:]
        return first

    def ask(self, question: str) -> Any:
        with self.cluster.connect() as database:
            row = database.execute(question).fetchone()
        return row[0] if row else None

    def stop(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.cluster.release()


def drive(folder: Path, *, kills: int, alarms: int, span_s: float, seed: int = 20261121) -> Ringing:
    """Kill workers `kills` times while `alarms` ring over `span_s` seconds; then judge."""
    run, chance, began = Ringing(), random.Random(seed), time.monotonic()
    belfry = Belfry(folder, alarms=alarms, span_s=span_s)
    run.silences.append((belfry.began, belfry.first_up))
    try:
        assert wait_until(lambda: belfry.ask("SELECT count(*) FROM sla_alarm WHERE rung_at IS NOT NULL"), STARTS_S)
        while run.deaths < kills:
            time.sleep(chance.uniform(0.2, 1.2))
            hurt(belfry, run, chance)
        settle(belfry, run)
        with belfry.cluster.connect() as database:
            judge(run, database)
    finally:
        belfry.stop()
    run.seconds = time.monotonic() - began
    return run


def hurt(belfry: Belfry, run: Ringing, chance: random.Random) -> None:
    numbers = list(range(WORKERS)) if chance.random() < BOTH else [chance.randrange(WORKERS)]
    since = datetime.now().astimezone()
    belfry.kill(numbers)
    first_up = belfry.revive(numbers)
    run.deaths += len(numbers)
    if len(numbers) == WORKERS:
        run.silences.append((since, first_up))


def settle(belfry: Belfry, run: Ringing) -> None:
    """Until every alarm rang and was heard. The dead are declared dead at once: the house itself waits 25 s for them."""
    quiet = wait_until(lambda: belfry.ask("SELECT count(*) FROM sla_alarm WHERE rung_at IS NULL") == 0, SETTLES_S)
    with belfry.cluster.connect() as database:
        database.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    heard = wait_until(lambda: belfry.ask(UNHEARD) == 0, SETTLES_S)
    if not quiet or not heard:
        run.faults.append(f"{belfry.ask(UNHEARD)} alarms nobody heard")


def judge(run: Ringing, database: "psycopg.Connection[Any]") -> None:
    """Every alarm once, every notice once, nothing later than the restart."""
    for ident, ring_at, rung, at, notices, hearers in database.execute(RUNG).fetchall():
        run.alarms, run.notices = run.alarms + rung, run.notices + notices
        if rung != 1:
            run.faults.append(f"alarm {ident} rang {rung} times")
            continue
        if (notices, hearers) != (HEARERS, HEARERS):
            run.faults.append(f"alarm {ident} made {notices} notices for {hearers} people")
        silence = next((until for since, until in run.silences if since <= at and ring_at <= until), None)
        late = (at - ring_at).total_seconds()
        if silence is None:
            run.latest_s = max(run.latest_s, late)
        else:
            run.latest_after_s = max(run.latest_after_s, (at - max(silence, ring_at)).total_seconds())


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=50)
    words.add_argument("--alarms", type=int, default=600)
    words.add_argument("--span", type=float, default=120)
    words.add_argument("--seed", type=int, default=20261121)
    given = words.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="huisheng-ringing-"))
    folder.chmod(0o711)
    run = drive(folder, kills=given.kills, alarms=given.alarms, span_s=given.span, seed=given.seed)
    click.echo(run.table())
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if run.faults or max(run.latest_s, run.latest_after_s) > PROMISED_S else 0


if __name__ == "__main__":
    sys.exit(main())
