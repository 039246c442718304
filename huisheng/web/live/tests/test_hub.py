"""The hub: who hears what, and what happens to a page that does not keep up."""

import asyncio
import json
import time

from huisheng.web.live.hub import END, MEMORY, MEMORY_S, QUEUE_LIMIT, Client, Hub, event


def unread(client: Client) -> list[bytes]:
    return [client.lines.get_nowait() for _ in range(client.lines.qsize())]


def client(*topics: str) -> Client:
    return Client(frozenset(topics), owner=1)


def notice(*topics: str) -> str:
    return json.dumps({"topics": topics, "kind": "ticket_assigned", "id": 7})


def heard(topic: str) -> bytes:
    return event(topic.partition(":")[0], json.dumps({"topic": topic, "kind": "ticket_assigned", "id": 7}))


def test_it_tells_only_those_who_listen_to_the_topic() -> None:
    hub, near, far = Hub(), client("team:1", "queue"), client("team:2")
    hub.clients = {near, far}
    hub.spread(notice("queue", "team:1", "ticket:FB-1"))
    assert unread(near) == [heard("queue"), heard("team:1")]
    assert unread(far) == []


def listening() -> Hub:
    hub = Hub()
    hub.listening_since = time.monotonic() - MEMORY_S
    return hub


def test_it_tells_a_page_what_was_said_while_it_was_drawn() -> None:
    hub, late = listening(), client("team:1")
    hub.spread(notice("queue", "team:1"))
    hub.spread(notice("team:2"))
    hub.catch_up(late, 5)
    assert unread(late) == [heard("team:1")]


def test_who_looks_is_told_on_and_not_remembered() -> None:
    hub, page, late = listening(), client("ticket:FB-1"), client("ticket:FB-1")
    hub.clients = {page}
    hub.spread(json.dumps({"topics": ["ticket:FB-1"], "kind": "presence", "id": "FB-1", "staff": 3, "name": "林晓"}))
    (line,) = unread(page)
    assert json.loads(line.split(b"data: ")[1]) == {
        "topic": "ticket:FB-1", "kind": "presence", "id": "FB-1", "staff": 3, "name": "林晓",
    }  # fmt: skip
    hub.catch_up(late, 5)
    assert unread(late) == []


def test_it_does_not_tell_what_the_page_shows_already() -> None:
    hub, page = listening(), client("team:1")
    hub.spread(notice("team:1"))
    hub.catch_up(page, 0)
    assert unread(page) == []


def test_it_asks_a_page_to_look_again_where_its_memory_ends() -> None:
    long_drawn, early, crowded = client("team:1"), client("team:1"), client("team:1")
    listening().catch_up(long_drawn, MEMORY_S + 1)
    Hub().catch_up(early, 0)  # not listening yet
    full = listening()
    for _ in range(MEMORY + 1):
        full.spread(notice("team:2"))
    full.catch_up(crowded, 30)
    assert unread(long_drawn) == unread(early) == unread(crowded) == [event("resync", "{}")]


def test_it_drops_what_it_cannot_read() -> None:
    hub, page = Hub(), client("queue")
    hub.clients = {page}
    for payload in ("", "no json", "[]", '{"kind": "x"}', "7", '{"topics": 7, "kind": "x", "id": 1}'):
        hub.spread(payload)
    assert unread(page) == []


def test_it_ends_a_page_that_does_not_keep_up() -> None:
    hub, slow = Hub(), client("queue")
    hub.clients = {slow}
    for _ in range(QUEUE_LIMIT + 1):
        hub.spread(notice("queue"))
    assert unread(slow) == [END]


def test_it_writes_an_event_on_lines_of_its_own() -> None:
    assert event("queue", "{}\nevent: evil") == b"event: queue\ndata: {} event: evil\n\n"


def test_it_ends_every_page_when_the_process_stops() -> None:
    async def stop() -> list[bytes]:
        hub, page = Hub(), client("queue")
        hub.clients, hub.loop = {page}, asyncio.get_running_loop()
        page.tell(b"unread")
        hub.end_soon()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return unread(page)

    assert asyncio.run(stop()) == [END]
