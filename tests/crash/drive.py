"""Start a real house, load it, kill one of its processes, wait until it has healed, again; then judge."""

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from huisheng.project import home
from huisheng.project.embedded import EmbeddedPostgres
from tests.crash.load import Given, Giver
from tests.crash.sink import sink
from tests.crash.verdict import Verdict, judge, open_work
from tests.project.conftest import CLONE, House, wait_until
from tests.project.grown import move_in

VICTIMS = ("web", "worker", "database")
WEIGHTS = (1, 2, 2)  # the death of web is the death of the whole tree, and the slowest to heal
GIVERS = ("api-a-", "api-b-", "form-a-")
DONE_SINCE = """
    SELECT 1 FROM procrastinate_events begun JOIN procrastinate_events ended USING (job_id)
    WHERE begun.type = 'started' AND begun.at > to_timestamp(%s) AND ended.type = 'succeeded' LIMIT 1
"""
PILE = 60  # jobs, items and letters that may wait when the next one is killed
FLOWS = 2  # acknowledgements between two kills, at least
HEALS_S = 90
SETTLES_S = 600

Say = Callable[[str], None]


@dataclass
class Run:
    """One run: what was killed, how long each took to heal, and the verdict."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    healed_s: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in VICTIMS})
    settled_s: float = 0
    seconds: float = 0
    slowest_s: float = 0
    verdict: Verdict = field(default_factory=Verdict)

    def table(self) -> str:
        """As it stands in the documents."""
        lines = ["| killed | times | back after, median s | longest s |", "|---|---|---|---|"]
        for name in VICTIMS:
            times = sorted(self.healed_s[name]) or [0.0]
            lines.append(f"| {name} | {self.kills[name]} | {times[len(times) // 2]:.1f} | {times[-1]:.1f} |")
        facts = {**self.verdict.counts, "settled after s": self.settled_s, "slowest acknowledgement s": self.slowest_s}
        facts |= {"seconds in all": self.seconds, "seed": self.seed}
        lines += ["", *(f"- {name}: {value}" for name, value in facts.items())]
        return "\n".join([*lines, *(f"- FAULT: {words}" for words in self.verdict.faults)])


class Scene:
    """A house in a folder, and the means to hurt it."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.home = folder / "home"
        move_in(self.home)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        known = {
            name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG_", "DATABASE_URL"))
        }
        self.environment = {
            **known, "HUISHENG_HOME": str(self.home), "PORT": str(self.port), "DEMO": "0", "HUISHENG_LOG_LEVEL": "WARNING",
        }  # fmt: skip
        self.log = folder / "house.log"
        self.token = self.furnish(smtp_port)
        self.cluster = EmbeddedPostgres(home.cluster_folder(self.home))
        self.house = self.start()
        self.house.be_ready(HEALS_S)

    def furnish(self, smtp_port: int) -> str:
        command = [sys.executable, "-m", "tests.crash.prepare", str(smtp_port)]
        done = subprocess.run(command, cwd=CLONE, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.split()[-1]

    def start(self) -> House:
        with self.log.open("ab") as words:
            command = [sys.executable, "-m", "huisheng", "serve"]
            process = subprocess.Popen(command, cwd=CLONE, env=self.environment, stdout=words, stderr=words)
        return House(process, self.port, self.home, self.log)

    def kill(self, victim: str) -> None:
        """kill -9, without a word before."""
        if victim == "web":
            self.house.process.kill()
            self.house.process.wait()
            self.house = self.start()  # as systemd or Docker would
        elif victim == "worker":
            wait_until(self.house.worker, HEALS_S)
            self.house.kill_worker()
        else:
            self.postmaster().kill()

    def works_since(self, moment: float) -> bool:
        """A job that began after `moment` has been done: whoever does it is not only there, but at work."""
        try:
            with self.cluster.connect() as database:
                return bool(database.execute(DONE_SINCE, [moment]).fetchone())
        except psycopg.Error:
            return False

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.cluster.data / "postmaster.pid").read_text().split()[0]))

    def is_well(self, since: float) -> bool:
        """Web answers out of the database, and work that began after the death is done."""
        return self.house.worker() is not None and self.works_since(since) and self.house.status("/") == 200

    def stop(self) -> None:
        self.house.process.terminate()
        try:
            self.house.process.wait(20)
        finally:
            for process in self.house.members:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()


def drive(folder: Path, *, kills: int, seed: int, say: Say = lambda _words: None) -> Run:
    """`kills` deaths in the order that `seed` gives; raises nothing for what it finds, that stands in the verdict."""
    run, chance, began, given = Run(seed), random.Random(seed), time.monotonic(), Given()
    with sink() as (smtp_port, letters):
        scene = Scene(folder, smtp_port)
        try:
            givers = [Giver(name, scene.port, scene.token, given, seed) for name in GIVERS]
            for giver in givers:
                giver.start()
            for number in range(kills):
                flow(scene, given)
                time.sleep(chance.uniform(0, 0.7))
                hurt(scene, run, victim(chance))
                say(f"{number + 1}/{kills} {dict(run.kills)} {len(given.numbers)} acknowledged")
            settle(scene, run, givers)
            with scene.cluster.connect() as database:
                run.verdict = judge(database, given, letters, scene.home / "files", kills)
        finally:
            scene.stop()
    run.slowest_s, run.seconds = round(given.slowest_s, 1), round(time.monotonic() - began, 1)
    return run


def victim(chance: random.Random) -> str:
    return chance.choices(VICTIMS, WEIGHTS)[0]


def flow(scene: Scene, given: Given) -> None:
    """Wait until the work flows again, and does not pile up: a kill that finds nobody at work proves nothing."""
    before = len(given.numbers)
    wait_until(lambda: len(given.numbers) >= before + FLOWS, HEALS_S)
    with scene.cluster.connect() as database:
        wait_until(lambda: open_work(database) < PILE, HEALS_S)


def hurt(scene: Scene, run: Run, victim: str) -> None:
    began, moment = time.monotonic(), time.time()
    scene.kill(victim)
    well = wait_until(lambda: scene.is_well(moment), HEALS_S)
    run.kills[victim] += 1
    run.healed_s[victim].append(time.monotonic() - began)
    assert well, f"the house did not heal from the death of its {victim}: {scene.log.read_text()[-3000:]}"


def settle(scene: Scene, run: Run, givers: list[Giver]) -> None:
    """Let everybody finish what they began, then wait until nothing waits any more."""
    began = time.monotonic()
    for giver in givers:
        giver.stopping.set()
    for giver in givers:
        giver.join(HEALS_S)
    with scene.cluster.connect() as database:
        quiet = wait_until(lambda: open_work(database) == 0, SETTLES_S)
        run.settled_s = round(time.monotonic() - began, 1)
        if not quiet:
            run.verdict.must(False, f"{open_work(database)} pieces of work were never done")
