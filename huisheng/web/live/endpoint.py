"""`GET /events`: server-sent events, beside Django, so that an open page costs neither a thread nor a connection."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from huisheng.web.live.access import client_for
from huisheng.web.live.hub import END, Client, event, hub

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PING_S = 15
RECHECK_S = 120  # how long a page may still hear news after its session ended or its rights changed
STREAMS_PER_PERSON = 20
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """Stream news to a logged-in page: 401 without a session, 405 but for GET, 429 with too many pages open."""
    if scope["method"] != "GET":
        await refuse(send, 405)
        return
    client = await asyncio.to_thread(client_for, *question(scope))
    if client is None:
        await refuse(send, 401)
    elif sum(other.owner == client.owner for other in hub.clients) >= STREAMS_PER_PERSON:
        await refuse(send, 429)
    elif hub.closing:
        await refuse(send, 503)
    else:
        await stream(scope, receive, send, client)


def question(scope: Scope) -> tuple[str, list[str]]:
    """The cookie header and the ticket numbers the page asks for."""
    wanted = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket", [])
    return header(scope, b"cookie"), wanted


def drawn_since(scope: Scope) -> float:
    """How many seconds ago the page began to be drawn; what is no number counts as long ago."""
    said = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ago", ["0"])[0]
    return int(said) / 1000 if said.isascii() and said.isdigit() and len(said) < 10 else float("inf")


def header(scope: Scope, name: bytes) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


async def refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def stream(scope: Scope, receive: Receive, send: Send, client: Client) -> None:
    hub.clients.add(client)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await write(send, b"id: 1\nretry: 2000\n\n")
        if header(scope, b"last-event-id"):  # the browser comes back after a break
            client.tell(event("resync", "{}"))
        else:
            hub.catch_up(client, drawn_since(scope))
        jobs = [asyncio.ensure_future(job) for job in (pump(send, client), gone(receive), watch(scope, client))]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
        await send({"type": "http.response.body", "body": b""})
    except OSError:
        pass  # the browser left while we wrote
    finally:
        hub.clients.discard(client)


async def write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def pump(send: Send, client: Client) -> None:
    """Write whatever waits, all of it at once, until the end mark; a comment now and then keeps proxies awake."""
    while True:
        try:
            async with asyncio.timeout(PING_S):
                lines = [await client.lines.get()]
        except TimeoutError:
            lines = [b": ping\n\n"]
        while not client.lines.empty():
            lines.append(client.lines.get_nowait())
        if END in lines:
            lines = lines[: lines.index(END)]
            await write(send, b"".join(lines))
            return
        await write(send, b"".join(lines))


async def gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def watch(scope: Scope, client: Client) -> None:
    """End the stream when the session is over; follow changed rights."""
    while True:
        await asyncio.sleep(RECHECK_S)
        now = await asyncio.to_thread(client_for, *question(scope))
        if now is None:
            return
        client.topics = now.topics
