"""Keeps the worker child of `serve` alive: whatever way it ends, it is started again until we stop."""

import subprocess
import sys
import threading
import time

import structlog

BACKOFF_S = (0.5, 1, 2, 5)
HEALTHY_S = 20  # a child that lived this long starts with a clean record
STOP_WAIT_S = 7

log = structlog.get_logger("huisheng.supervisor")


class Supervisor:
    """Runs one command as a child in a session of its own; the child holds a pipe from us and leaves with us."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.turn = threading.Lock()  # a child is born or told to leave, never both at once
        self.thread = threading.Thread(target=self.keep_alive, name="supervisor", daemon=True)

    def start(self) -> None:
        self.child = self.spawn()
        self.thread.start()

    def spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True)

    def keep_alive(self) -> None:
        failures = 0
        while self.child is not None:
            began = time.monotonic()
            code = self.child.wait()
            if self.stopping.is_set():
                return
            failures = 0 if time.monotonic() - began > HEALTHY_S else failures + 1
            log.warning("worker ended, starting it again", code=code)
            self.stopping.wait(BACKOFF_S[min(max(failures, 1), len(BACKOFF_S)) - 1])
            with self.turn:
                if self.stopping.is_set():
                    return
                self.child = self.spawn()

    def stop(self) -> None:
        """Ask the child to finish; kill it when it does not (its jobs are taken up again by the next worker)."""
        with self.turn:
            self.stopping.set()
            child = self.child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self.thread.join(1)
        if child.stdin is not None:
            child.stdin.close()


def worker_command() -> list[str]:
    return [sys.executable, "-m", "huisheng", "worker", "--child"]
