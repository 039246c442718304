"""Folders and whole houses for the tests of the project floor."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.project.grown import move_in

CLONE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the server's own user can reach, too (pytest's own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="huisheng-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class House:
    """A real house, started by its command, as a user would."""

    process: subprocess.Popen[bytes]
    port: int
    home: Path
    log: Path

    @property
    def members(self) -> list[psutil.Process]:
        """Every process that belongs to this house: the tree, and the database server."""
        mine = str(self.home)
        found = []
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), process.environ().get("HUISHENG_HOME", "")]
            except psutil.Error:
                continue
            if any(mine in word for word in words) and process.pid != os.getpid():
                found.append(process)
        return found

    def be_ready(self, seconds: float = 90) -> None:
        """Wait until the house answers and is in order; fail with its own words if it ends instead."""
        in_order = wait_until(lambda: self.process.poll() is not None or self.status("/readyz") == 200, seconds)
        assert in_order and self.process.poll() is None, self.log.read_text()[-3000:]  # noqa: PT018

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def worker(self) -> psutil.Process | None:
        """The worker that lives; None between two."""
        with contextlib.suppress(psutil.Error):  # somebody died between two looks
            for child in psutil.Process(self.process.pid).children():
                if child.status() != psutil.STATUS_ZOMBIE and "worker" in child.cmdline():
                    return child
        return None

    def kill_worker(self) -> psutil.Process:
        """kill -9, and wait until it is buried: what `worker` finds then is another."""
        victim = self.worker()
        assert victim is not None
        victim.kill()
        assert wait_until(lambda: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE)
        return victim


def wait_until(true: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return bool(true())


@pytest.fixture
def start_house(open_folder: Path) -> Iterator[Callable[..., House]]:
    """Start `huisheng serve` on a free port with a data folder of its own; whatever is left at the end is killed.

    The house is set up already, unless it shall be `fresh`.
    """
    houses: list[House] = []

    def start(*, fresh: bool = False, **environment: str) -> House:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        home = open_folder / "home"
        if not fresh and not home.exists():
            move_in(home)
        known = {
            name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG_", "DATABASE_URL"))
        }
        env = {**known, "HUISHENG_HOME": str(home), "PORT": str(port), "DEMO": "0", **environment}
        log = open_folder / f"{port}.log"
        with log.open("wb") as words:
            command = [sys.executable, "-m", "huisheng", "serve"]
            process = subprocess.Popen(command, cwd=CLONE, env=env, stdout=words, stderr=words)
        houses.append(House(process, port, home, log))
        return houses[-1]

    yield start
    for house in houses:
        house.process.kill()
        house.process.wait()
        for process in house.members:
            with contextlib.suppress(psutil.NoSuchProcess):  # it left by itself meanwhile
                process.kill()
