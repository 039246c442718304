"""A house in a temporary folder: its processes, what they cost in CPU and memory."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CLONE = Path(__file__).resolve().parent.parent
PATIENCE_S = 120


@dataclass
class House:
    """The folder, the port, and the processes started so far by their name."""

    home: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> float:
        """Start `huisheng WORDS` and wait until it answers (web) or lives (worker); seconds until then."""
        began = time.monotonic()
        log = (self.home / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "huisheng", *words], cwd=CLONE, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        log.close()
        while name != "worker" and not self._answers():
            if time.monotonic() - began > PATIENCE_S or self.running[name].poll() is not None:
                raise SystemExit(f"{name} did not start; see {self.home / name}.log")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        process.terminate()
        process.wait(30)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> dict[str, list[psutil.Process]]:
        """By kind: web, worker, postgres."""
        kinds: dict[str, list[psutil.Process]] = {"web": [], "worker": [], "postgres": self._postgres()}
        for process in self.running.values():
            root = psutil.Process(process.pid)
            for one in [root, *root.children(recursive=True)]:
                words = one.cmdline()
                if "huisheng" in words:
                    kinds["worker" if "worker" in words else "web"].append(one)
        return kinds

    def _postgres(self) -> list[psutil.Process]:
        [pid_file] = self.home.glob("*/**/postmaster.pid")
        master = psutil.Process(int(pid_file.read_text().split()[0]))
        return [master, *master.children(recursive=True)]

    def cpu_seconds(self) -> dict[str, float]:
        """CPU used so far by each kind of process, ended children of the database server included."""
        used = {}
        for kind, processes in self.processes().items():
            times = [one.cpu_times() for one in processes]
            used[kind] = sum(one.user + one.system for one in times)
            if kind == "postgres":
                used[kind] += times[0].children_user + times[0].children_system
        return used

    def memory_mb(self) -> dict[str, tuple[float, float]]:
        """(RSS, PSS) in MB by kind. PSS counts shared pages once."""
        return {
            kind: (
                sum(one.memory_info().rss for one in processes) / 1e6,
                sum(one.memory_full_info().pss for one in processes) / 1e6,
            )
            for kind, processes in self.processes().items()
        }


@contextmanager
def new_house() -> Iterator[House]:
    """An empty folder with a free port; the environment of this process points to it. All is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="huisheng-bench-"))
    folder.chmod(0o711)  # the database server may run as a user of its own
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ.update(HUISHENG_HOME=str(folder / "home"), PORT=str(port), DEMO="0", HUISHENG_LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    house = House(folder / "home", port)
    house.home.mkdir()
    house.home.chmod(0o711)
    try:
        yield house
    finally:
        for name in list(house.running):
            house.stop(name)
        shutil.rmtree(folder, ignore_errors=True)
