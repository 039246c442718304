"""The page of numbers: who sees it, every number opens its list, lists page and travel safely."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.tickets.models import Ticket
from huisheng.watch.insight import behind
from huisheng.watch.insight.tests.make import House, make_house
from huisheng.web.workspace import figures
from tests.cast import Cast, gather

from .make import desk

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a[^>]* href="(/desk/numbers/[a-z0-9_]+/\?[^"]*)"[^>]*>([^<]*)</a>')
TOTAL = re.compile(r"data-total>(\d+) 件<")
Assert = Callable[..., Any]


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    cast = gather()
    return cast, make_house(cast.lin)


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def see(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def week(house: House) -> str:
    return f"week={house.period.first}"


def test_every_number_on_the_page_opens_a_list_as_long_as_it_says(cast: Cast, house: House) -> None:
    admin = desk(cast.admin)
    page = see(admin, f"/desk/numbers/?{week(house)}")
    wrong, seen = {}, set()
    for href, text in LINK.findall(page):
        address = unescape(href)
        if address in seen or not text.strip().isdecimal():
            continue
        seen.add(address)
        found = TOTAL.search(see(admin, address))
        if not found or found[1] != text.strip():
            wrong[address] = (text, found and found[1])
    assert wrong == {}
    assert len(seen) > 50
    assert any("/open_first/" in one and "day=" in one for one in seen)
    assert any("of=all" in one for one in seen)
    assert any("grade=" in one for one in seen)
    assert any("day=" in one for one in seen)


def test_the_page_says_it_in_a_sentence(cast: Cast, house: House) -> None:
    page = re.sub(r"<[^>]+>", "", see(desk(cast.admin), f"/desk/numbers/?{week(house)}"))
    lede = re.sub(r"\s+", " ", page)
    assert "收到 21 件反馈：线上 18 件，电话 3 件。" in lede
    assert "已解决 11 件（52%），其中 8 件一次解决。" in lede
    assert "3 件等首响超过 1 小时，最久的等了 3 小时。" in lede
    assert re.search(r"4 件客户不得不再来问，其中 \d 件是“\w+”。", lede)


def test_it_is_for_those_with_the_right(cast: Cast, house: House) -> None:
    chen = desk(cast.chen)
    assert "/desk/numbers/" in see(chen, "/desk/")
    see(chen, "/desk/numbers/")
    for person in (cast.lin, cast.wang):
        client = desk(person)
        assert 'href="/desk/numbers/"' not in see(client, "/desk/")
        for path in ("", "solved/", "solved/csv/"):
            assert client.get(f"/desk/numbers/{path}").status_code == 403


def test_a_supervisor_counts_the_own_departments(cast: Cast, house: House) -> None:
    Ticket.objects.update(team=cast.cs2, assignee=None)
    own = house.stories["slow"].ticket
    Ticket.objects.filter(pk=own.pk).update(team=cast.cs1)
    chen = desk(cast.chen)
    listed = see(chen, f"/desk/numbers/received/?{week(house)}")
    assert TOTAL.search(listed)[1] == "1"  # type: ignore[index]
    assert own.number in listed
    file = b"".join(chen.get(f"/desk/numbers/received/csv/?{week(house)}").streaming_content)  # type: ignore[attr-defined]
    assert file.decode().count("FB-") == 1


def test_a_list_pages_without_losing_or_repeating(cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "PAGE", 4)
    admin = desk(cast.admin)
    for key in ("received", "over_hour", "wait_longest"):
        seen: list[str] = []
        path = f"/desk/numbers/{key}/?{week(house)}"
        while path:
            page = see(admin, path)
            seen += re.findall(r'data-row href="/desk/tickets/([^/]+)/"', page)
            more = re.search(r'rel="next" href="([^"]+)"', page)
            path = unescape(more[1]) if more else ""
        assert len(seen) == len(set(seen)) == int(TOTAL.search(page)[1])  # type: ignore[index]


def test_the_longest_wait_comes_first(cast: Cast, house: House) -> None:
    page = see(desk(cast.admin), f"/desk/numbers/over_hour/?{week(house)}")
    order = re.findall(r'data-row href="/desk/tickets/([^/]+)/"', page)
    assert order == [house.stories[name].ticket.number for name in ("unanswered", "slowest", "slow")]


def test_the_download_holds_the_list_and_nothing_that_runs(cast: Cast, house: House) -> None:
    Ticket.objects.filter(pk=house.stories["slow"].ticket.pk).update(subject='=HYPERLINK("http://x.example","!")')
    answer = desk(cast.admin).get(f"/desk/numbers/solved/csv/?{week(house)}")
    assert answer.streaming
    assert answer["Content-Type"].startswith("text/csv")
    assert "huisheng-solved-" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads, *rows = list(csv.reader(io.StringIO(text)))
    assert heads[:3] == ["编号", "收到时间", "渠道"]
    assert len(rows) == 11
    slow = next(row for row in rows if row[0] == house.stories["slow"].ticket.number)
    assert slow[5].startswith("'=HYPERLINK")
    assert slow[9:] == ["90.0", "是", "3"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert "刘女士" not in text


def test_what_nobody_knows_is_missing_or_ignored(cast: Cast) -> None:
    admin = desk(cast.admin)
    assert admin.get("/desk/numbers/no_such/").status_code == 404
    assert admin.get("/desk/numbers/received/?cursor=nonsense").status_code in {400, 422}
    for odd in (
        "channel=x",
        "channel=99999999999999999999",
        "day=nonsense",
        "grade=none",
        "of=all",
        "tag=7",
        "from=2026-99-01",
        "from=0001-01-01",
        "week=x",
        "period=%00",
    ):
        assert admin.get(f"/desk/numbers/received/?{odd}").status_code == 200, odd
        assert admin.get(f"/desk/numbers/?{odd}").status_code == 200, odd


def test_english_readers_read_english(cast: Cast, house: House) -> None:
    admin = desk(cast.admin, headers={"Accept-Language": "en"})
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", see(admin, f"/desk/numbers/?{week(house)}")))
    assert "21 pieces of feedback came in: 18 online, 3 by phone." in page
    assert "the longest wait was 3 h." in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 秒"),
        (59, "59 秒"),
        (60, "1 分钟"),
        (3599, "59 分钟"),
        (3600, "1 小时"),
        (5100, "1 小时 25 分钟"),
        (10800, "3 小时"),
        (180000, "2 天 2 小时"),
    ],
)
def test_spans_are_said_in_two_units_at_most(seconds: int, words: str) -> None:
    assert figures.span(seconds) == words


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(117, 127, 92), (99, 127, 78), (0, 5, 0), (5, 5, 100), (999, 1000, 99), (1, 1000, 1), (0, 0, 0)],
)
def test_all_but_one_is_not_all(part: int, whole: int, shown: int) -> None:
    assert figures.percent(part, whole) == shown


def test_addresses_ask_for_the_same_period_again(cast: Cast, house: House) -> None:
    assert figures.address(house.period, "solved") == f"{reverse('desk:numbers_list', args=['solved'])}?{week(house)}"
