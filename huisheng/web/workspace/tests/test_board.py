"""The page of the live board: who sees it, every number opens its list, what it costs."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.stages.rectify.tests.make import make_miss, switch_on, yesterday
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.insight.board.today import Day
from huisheng.watch.insight.period import last_days
from huisheng.watch.insight.tests.make import House
from huisheng.web.workspace import board
from tests.cast import Cast

from .make import YELLOW, arrive, desk
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LINK = re.compile(r'<a id="([\w-]+)" href="(/desk/(?:board|numbers)/[a-z0-9_]+/[^"]*)"[^>]*>(\d+)</a>')
ROWS = re.compile(r"<a class=\"hs-row\" data-row")
Assert = Callable[..., Any]


def see(client: Client, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.fixture
def busy(cast: Cast) -> list[Ticket]:
    """Five open ones with Lin, two of them answered, one in the pool."""
    tickets = [arrive(phone=f"1380000{n:04d}") for n in range(3)] + [
        arrive(YELLOW, phone=f"1390000{n:04d}") for n in range(3)
    ]
    for ticket in tickets:
        assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    assign_ticket(tickets[0], staff=None, team=cast.cs1, by=cast.chen.party)
    house = House(cast.lin, last_days(1))
    house.begin("answered", hour=0).reply(5)
    return tickets


def test_every_number_on_the_board_opens_a_list_as_long_as_it_says(cast: Cast, busy: list[Ticket]) -> None:
    admin = desk(cast.admin)
    page = see(admin, "/desk/board/")
    wrong, seen = {}, set()
    for name, href, number in LINK.findall(page):
        listed = see(admin, unescape(href))
        found = re.search(r"data-total>(\d+)", listed)
        length = found[1] if found else str(len(ROWS.findall(listed)))
        seen.add(name)
        if length != number:
            wrong[name] = (href, number, length)
    assert wrong == {}
    assert {"n-open", "n-waiting", "t-new"} <= seen
    assert any(one.startswith("c-") for one in seen)
    assert any(one.startswith("l-") for one in seen)
    assert any(one.startswith("p-") for one in seen)


def test_it_names_what_burns_with_owner_channel_and_time(cast: Cast, busy: list[Ticket]) -> None:
    page = see(desk(cast.chen), "/desk/board/")
    (row,) = re.findall(rf'<li><a class="hs-row" id="b-{busy[1].number}".*?</li>', page, re.DOTALL)
    for word in ("红", "首响", "林晓", "网页表单", "data-due=", "前</time>"):
        assert word in row, word
    assert f"/desk/tickets/{busy[1].number}/" in row


def test_it_is_for_those_with_the_right(cast: Cast, busy: list[Ticket]) -> None:
    assert 'href="/desk/board/"' in see(desk(cast.chen), "/desk/")
    for person in (cast.lin, cast.wang):
        client = desk(person)
        assert 'href="/desk/board/"' not in see(client, "/desk/")
        for path in ("/desk/board/", "/desk/board/open/", "/desk/wall/", "/desk/walls/"):
            assert client.get(path).status_code == 403, path


def test_a_supervisor_sees_the_own_teams_only(cast: Cast, busy: list[Ticket]) -> None:
    Ticket.objects.exclude(pk=busy[1].pk).update(team=cast.cs2, assignee=None)
    chen = desk(cast.chen)
    assert re.search(r'id="n-open" href="[^"]*">1<', see(chen, "/desk/board/"))
    listed = see(chen, "/desk/board/open/")
    assert listed.count("data-row") == 1
    assert busy[2].number not in listed
    assert see(chen, f"/desk/board/open/?team={cast.cs2.pk}").count("data-row") == 0


def test_it_names_the_days_nobody_signed(cast: Cast, busy: list[Ticket]) -> None:
    make_miss(cast.lin, cast.cs1)
    chen = desk(cast.chen)
    assert "还没签完的漏掉承诺" not in see(chen, "/desk/board/")
    switch_on()
    page = see(chen, "/desk/board/")
    assert f'<a href="/desk/check/?day={yesterday()}">{yesterday():%m-%d}</a> (0 / 1)' in page


def test_it_keeps_its_filters(cast: Cast, busy: list[Ticket]) -> None:
    admin = desk(cast.admin)
    page = see(admin, f"/desk/board/?team={cast.cs1.pk}&channel=nonsense&scheme=9999999999999999999999")
    assert f'<option value="{cast.cs1.pk}" selected>' in page
    assert f"part=1&amp;team={cast.cs1.pk}" in page or f"part=1&team={cast.cs1.pk}" in page
    assert all(f"team={cast.cs1.pk}" in unescape(href) for _name, href, _n in LINK.findall(page))
    assert see(admin, f"/desk/board/?team={cast.cs2.pk}").count('class="hs-row"') == 0


def test_htmx_asks_for_what_changes_alone(cast: Cast, busy: list[Ticket]) -> None:
    part = see(desk(cast.chen), "/desk/board/?part=1", headers=HTMX)
    assert part.lstrip().startswith('<div id="board"')
    assert "<html" not in part
    assert "data-drawn=" in part


def test_an_unknown_number_is_missing_and_a_broken_mark_is_refused(cast: Cast) -> None:
    admin = desk(cast.admin)
    assert admin.get("/desk/board/nonsense/").status_code == 404
    assert admin.get("/desk/board/open/?cursor=nonsense").status_code == 422
    assert admin.get("/desk/board/open/?owner=none&status=nonsense").status_code == 200
    assert admin.get("/desk/board/open/?owner=99999999999999999999999").status_code == 200


def test_lists_say_what_they_are_narrowed_to(cast: Cast, busy: list[Ticket]) -> None:
    page = see(desk(cast.admin), f"/desk/board/open/?team={cast.cs1.pk}&owner={cast.lin.pk}&status=new")
    assert "<h1>未完结 · 客服一组 · 新 · 林晓</h1>" in page
    assert page.count("data-row") == 5


def test_an_empty_house_says_what_will_stand_there(cast: Cast) -> None:
    page = see(desk(cast.admin), "/desk/board/")
    for words in ("没有着急的。", "没有正在升级的。", "没有停滞的。"):
        assert words in page
    assert "此刻没有。" in see(desk(cast.admin), "/desk/board/overdue/")


@pytest.mark.parametrize("more", [0, 6])
def test_what_the_board_costs(cast: Cast, busy: list[Ticket], django_assert_num_queries: Assert, more: int) -> None:
    for n in range(more):
        arrive(phone=f"1370000{n:04d}")
    chen = desk(cast.chen)
    chen.get("/desk/board/")  # promises and settings are remembered
    parts = 2 + 2 + 2 + 1 + 4  # heaps, today; what burns with its clocks; escalated, stuck; channels; load
    with django_assert_num_queries(WHO + 1 + parts):
        chen.get("/desk/board/?part=1", headers=HTMX)
    with django_assert_num_queries(WHO + FRAME + parts + 3):  # and what it can be narrowed to
        chen.get("/desk/board/")


def test_lights_and_shares() -> None:
    sums = {"overdue": 0, "due_60": 0}
    assert board.light(sums) == "green"
    assert board.light(sums | {"due_60": 1}) == "yellow"
    assert board.light(sums | {"due_60": 1, "overdue": 1}) == "red"
    assert board.share_text(Day()) == "–"
    assert board.share_text(Day(received=3, kept=2, known=3)) == "67%"


def test_it_says_of_which_moment_it_is(cast: Cast) -> None:
    page = see(desk(cast.admin), "/desk/board/")
    (drawn,) = re.findall(r'data-drawn="([^"]+)"', page)
    assert abs((timezone.now() - datetime.fromisoformat(drawn)).total_seconds()) < 60
    assert f"{timezone.localtime(datetime.fromisoformat(drawn)):%H:%M} 的情况" in page
