"""`/events` from the outside: who gets in, what arrives, how it ends."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client as Browser
from procrastinate.contrib.django.utils import connector_params

from huisheng.core.accounts.models import Membership, Role, Staff, Team
from huisheng.core.base.news import push
from huisheng.web.live import endpoint
from huisheng.web.live.access import client_for, topics_of
from huisheng.web.live.hub import Hub

pytestmark = pytest.mark.django_db(transaction=True)


def make_staff(username: str = "lin", **changes: Any) -> Staff:
    role, _new = Role.objects.get_or_create(code="agent", defaults={"name": "客服", "rights": ["see_teams", "answer"]})
    return Staff.objects.create_user(username, password="a long password", name=username, role=role, **changes)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    fresh = Hub()
    monkeypatch.setattr(endpoint, "hub", fresh)
    yield fresh
    assert fresh.clients == set()


def cookie_of(staff: Staff) -> str:
    browser = Browser()
    browser.force_login(staff)
    return f"huisheng_session={browser.cookies['huisheng_session'].value}"


def scope(cookie: str = "", *, method: str = "GET", query: str = "") -> dict[str, Any]:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return {
        "type": "http",
        "method": method,
        "path": "/events",
        "query_string": quote(query, safe="=&").encode(),
        "headers": headers,
    }


class Page:
    """A browser's side of one request."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    async def reads(self, words: bytes, seconds: float = 5) -> bool:
        for _ in range(int(seconds * 50)):
            if words in self.body:
                return True
            await asyncio.sleep(0.02)
        return False


def visit(asked: dict[str, Any], then: Callable[[Page], Awaitable[None]], hub: Hub, *, listen: bool = False) -> Page:
    """Open the stream, do `then` while it is open, and wait for its end."""

    async def run() -> Page:
        page = Page()
        if listen:
            await hub.start(connector_params())
        stream = asyncio.create_task(endpoint.events(asked, page.receive, page.send))
        try:
            await then(page)
            await asyncio.wait_for(stream, 5)
        finally:
            stream.cancel()
            await hub.stop()
        return page

    return asyncio.run(run())


async def nothing(_page: Page) -> None:
    return None


def test_it_turns_strangers_away(hub: Hub) -> None:
    assert visit(scope(), nothing, hub).status == 401
    assert visit(scope("huisheng_session=guessed"), nothing, hub).status == 401
    assert visit(scope("bad=\x01;;=;"), nothing, hub).status == 401


def test_it_turns_away_who_has_left_the_house(hub: Hub) -> None:
    staff = make_staff()
    cookie = cookie_of(staff)
    staff.is_active = False
    staff.save()
    assert visit(scope(cookie), nothing, hub).status == 401


def test_it_only_answers_get(hub: Hub) -> None:
    assert visit(scope(cookie_of(make_staff()), method="POST"), nothing, hub).status == 405


def test_it_brings_news_from_another_connection(hub: Hub) -> None:
    staff = make_staff()

    async def hear(page: Page) -> None:
        assert await page.reads(b"retry: 2000")
        assert await listens(hub)
        await asyncio.to_thread(tell, f"staff:{staff.pk}", "staff:0")
        assert await page.reads(b"event: staff\n")
        page.left.set()

    page = visit(scope(cookie_of(staff)), hear, hub, listen=True)
    assert page.status == 200
    assert page.body.count(b"event: staff") == 1


def test_it_brings_what_was_said_while_the_page_was_drawn(hub: Hub) -> None:
    staff = make_staff()

    async def hear(page: Page) -> None:
        assert await page.reads(f'"topic": "staff:{staff.pk}"'.encode())
        page.left.set()

    hub.listening_since = time.monotonic() - 59
    hub.spread(json.dumps({"topics": [f"staff:{staff.pk}"], "kind": "notice", "id": 1}))
    assert b"resync" not in visit(scope(cookie_of(staff), query="ago=30000"), hear, hub).body


@pytest.mark.parametrize("ago", ["many", "-1", "99999999", "9" * 5000, "²"])
def test_it_asks_a_page_that_cannot_say_when_it_was_drawn_to_look_again(hub: Hub, ago: str) -> None:
    async def leave(page: Page) -> None:
        assert await page.reads(b"event: resync")
        page.left.set()

    visit(scope(cookie_of(make_staff()), query=f"ago={ago}"), leave, hub)


async def listens(hub: Hub) -> bool:
    for _look in range(500):
        if hub.listening_since != float("inf"):
            return True
        await asyncio.sleep(0.02)
    return False


def tell(*topics: str) -> None:
    push(*topics, kind="ticket_assigned", ident=7)
    connection.close()


def test_it_asks_a_returning_page_to_look_again(hub: Hub) -> None:
    asked = scope(cookie_of(make_staff()))
    asked["headers"].append((b"last-event-id", b"1"))

    async def leave(page: Page) -> None:
        assert await page.reads(b"event: resync")
        page.left.set()

    visit(asked, leave, hub)


def test_it_ends_when_the_process_stops(hub: Hub) -> None:
    async def stop(page: Page) -> None:
        assert await page.reads(b"retry")
        hub.end_all()

    assert visit(scope(cookie_of(make_staff())), stop, hub).status == 200


def test_it_limits_the_streams_of_one_person(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "STREAMS_PER_PERSON", 0)
    assert visit(scope(cookie_of(make_staff())), nothing, hub).status == 429


def test_it_ends_soon_after_the_session(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "RECHECK_S", 0.05)
    staff = make_staff()

    async def log_out(page: Page) -> None:
        assert await page.reads(b"retry")
        await asyncio.to_thread(dismiss, staff)

    visit(scope(cookie_of(staff)), log_out, hub)


def dismiss(staff: Staff) -> None:
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    connection.close()


def test_it_lets_people_hear_their_own_desk_and_teams_only() -> None:
    staff, other = make_staff(), make_staff("dan")
    mine = Team.objects.create(code="one", name="一组")
    theirs = Team.objects.create(code="two", name="二组")
    Membership.objects.create(staff=staff, team=mine)
    Membership.objects.create(staff=other, team=theirs)
    assert topics_of(staff, []) == {f"staff:{staff.pk}", f"team:{mine.pk}", "queue"}


def test_it_gives_no_topic_for_a_ticket_that_the_gate_hides() -> None:
    client = client_for(cookie_of(make_staff()), ["FB-20261121-0042", "nonsense", ""])
    assert client is not None
    assert not [topic for topic in client.topics if topic.startswith("ticket:")]
