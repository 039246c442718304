"""One listener per web process: hears NOTIFY, hands each line to the pages that asked for its topic."""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import psycopg
import structlog
from psycopg import sql

from huisheng.core.base.news import CHANNEL

QUEUE_LIMIT = 500  # lines a page may lag behind before it is sent away; its browser comes back and asks again
MEMORY = 1_000  # notices kept for pages that were still on their way
MEMORY_S = 60
CHECK_S = 30  # how often a silent listening connection is tried
PASSING = {"presence"}  # true for a moment only: a page that comes later asks who is there
BACKOFF_S = (0.2, 0.5, 1, 2, 5)
END = b""  # the mark that ends a stream

log = structlog.get_logger("huisheng.live")


@dataclass(eq=False)
class Client:
    """One open page: the topics it may hear and the lines it has not read yet."""

    topics: frozenset[str]
    owner: int
    lines: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE_LIMIT))

    def tell(self, line: bytes) -> None:
        """Add a line; a page that does not keep up is ended."""
        try:
            self.lines.put_nowait(line)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """Drop what is unread and end the stream."""
        while not self.lines.empty():
            self.lines.get_nowait()
        self.lines.put_nowait(END)


class Hub:
    """Everything here runs on the event loop of the web process; only `end_soon` may be called from elsewhere."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.task: asyncio.Task[None] | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.closing = False
        self.memory: deque[tuple[float, frozenset[str], dict[str, Any]]] = deque(maxlen=MEMORY)
        self.listening_since = float("inf")

    async def start(self, connection: dict[str, Any]) -> None:
        """Begin to listen; `connection` holds psycopg's connection parameters."""
        self.loop = asyncio.get_running_loop()
        self.closing = False
        self.task = self.loop.create_task(self.listen_forever(connection), name="live hub")

    async def stop(self) -> None:
        self.end_all()
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
            self.task = None

    def end_soon(self) -> None:
        """End all streams, from a signal handler or another thread."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.end_all)

    def end_all(self) -> None:
        self.closing = True
        for client in list(self.clients):
            client.end()

    async def listen_forever(self, connection: dict[str, Any]) -> None:
        failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**connection, autocommit=True) as listener:
                    await listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    self.listening_since = time.monotonic()
                    self.memory.clear()
                    self.resync()
                    failures = 0
                    await self.listen(listener)
            except psycopg.Error as error:
                self.listening_since = float("inf")
                log.warning("live hub lost its connection", error=str(error).strip())
                await asyncio.sleep(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])
                failures += 1

    async def listen(self, listener: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notice in listener.notifies(timeout=CHECK_S):
                self.spread(notice.payload)
            await listener.execute("SELECT 1")  # a connection that died in silence raises here

    def spread(self, payload: str) -> None:
        """Hand one notice to the pages that listen to one of its topics; a malformed one is dropped."""
        try:
            notice = json.loads(payload)
            topics = frozenset(map(str, notice.pop("topics")))
            news = {"kind": str(notice["kind"]), "id": notice["id"], **notice}
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if news["kind"] not in PASSING:
            self.memory.append((time.monotonic(), topics, news))
        made: dict[str, bytes] = {}  # one line for all pages that hear the same topic
        for client in list(self.clients):
            for topic in sorted(topics & client.topics):
                if topic not in made:
                    made[topic] = line_of(topic, news)
                client.tell(made[topic])

    def catch_up(self, client: Client, ago_s: float) -> None:
        """Tell a page what was said in the last `ago_s` seconds, while it was being drawn and could not hear yet."""
        since = time.monotonic() - ago_s
        oldest = self.memory[0][0] if len(self.memory) == MEMORY else self.listening_since
        if ago_s > MEMORY_S or oldest > since:
            client.tell(event("resync", "{}"))
            return
        for at, topics, news in list(self.memory):
            if at >= since:
                for line in lines_of(topics & client.topics, news):
                    client.tell(line)

    def resync(self) -> None:
        """Something may have been missed: every page asks again for what it shows."""
        for client in list(self.clients):
            client.tell(event("resync", "{}"))


def lines_of(heard: frozenset[str], news: dict[str, Any]) -> list[bytes]:
    """One event for each sort of topic that is heard (queue, staff, team, ticket): pages wait for them by name."""
    return [line_of(topic, news) for topic in sorted(heard)]


def line_of(topic: str, news: dict[str, Any]) -> bytes:
    """One piece of news, as pages that listen to this topic read it."""
    return event(topic.partition(":")[0], json.dumps({"topic": topic, **news}))


def event(name: str, data: str) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {' '.join(data.splitlines())}\n\n".encode()


hub = Hub()
