"""HTTP calls on connections that stay open, one after the other or sixteen at a time."""

import http.client
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

from rich.progress import Progress

from benchmarks.house import House


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """One connection of one client; cookies are kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body or None, sent)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return Answer(answer.status, dict(answer.getheaders()), answer.read())


@dataclass
class Run:
    """What a series of calls took. CPU in ms for each call, by kind of process."""

    name: str
    seconds: float = 0
    waits: list[float] = field(default_factory=list)  # seconds
    cpu_ms: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds if self.seconds else 0

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0

    @property
    def app_ms(self) -> float:
        return self.cpu_ms.get("web", 0) + self.cpu_ms.get("worker", 0)

    @property
    def database_ms(self) -> float:
        return self.cpu_ms.get("postgres", 0)


def run(
    house: House, name: str, calls: Iterable[Callable[[Line], Any]], progress: Progress, *, at_once: int = 1
) -> Run:
    """Make all calls, `at_once` at a time, each client on its own connection. An exception of a call ends the program."""
    waiting: SimpleQueue[Callable[[Line], Any]] = SimpleQueue()
    total = 0
    for total, call in zip(count(1), calls):  # noqa: B007
        waiting.put(call)
    task = progress.add_task(name, total=total)
    done, failed = Run(name), []
    before, began = house.cpu_seconds(), time.perf_counter()

    def client() -> None:
        line = Line(house.port)
        while not failed:
            try:
                call = waiting.get_nowait()
            except Empty:
                return
            start = time.perf_counter()
            try:
                call(line)
            except Exception as error:
                failed.append(error)
                return
            done.waits.append(time.perf_counter() - start)
            progress.advance(task)

    threads = [threading.Thread(target=client) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    done.seconds = time.perf_counter() - began
    after = house.cpu_seconds()
    done.cpu_ms = {kind: (after[kind] - before[kind]) * 1000 / max(total, 1) for kind in after}
    return done
