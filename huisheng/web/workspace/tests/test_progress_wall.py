"""The progress board on the wall: what it shows, and what it never shows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.base.models import SettingChange
from huisheng.core.tickets.models import Ticket
from huisheng.watch.insight.actions import create_wall
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.tests.requests import make_request
from tests.cast import Cast

from .make import arrive, desk
from .test_board import HTMX, see

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    found = arrive("漏发了配件，急等着用", name="赵小先", phone="13911112222")
    now = timezone.now()
    words: dict[str, Any] = {"problem": "赵小先收到的是 B 型", "need": "赵小先的 A 型有没有货"}
    make_request(found, at=now - timedelta(minutes=90), accepted=5, **words)
    make_request(found, at=now - timedelta(minutes=10), **words)
    make_request(found, at=now - timedelta(minutes=80), answered=10, **words)
    return found


def link(cast: Cast, **changes: Any) -> str:
    made = {"team": None, "by": cast.admin, "kind": Wall.Kind.PROGRESS} | changes
    return f"/wall/{create_wall('三楼', **made)[1]}/"


def test_a_link_shows_three_numbers_and_the_steps(cast: Cast, ticket: Ticket) -> None:
    page = see(Client(), link(cast))
    for words in (
        "<dt>卡住了</dt><dd>2</dd>", "<dt>已答复，待同步客户</dt><dd>1</dd>", "<dt>进行中</dt><dd>3</dd>",
        "仓库", "已超时 30 分钟", "接单", "同步客户", ticket.number[-4:],
    ):  # fmt: skip
        assert words in page, words


def test_it_names_no_customer_no_colleague_and_no_word_of_a_request(cast: Cast, ticket: Ticket) -> None:
    path = link(cast)
    for headers in ({}, HTMX):
        page = see(Client(), path, headers=headers)
        for word in ("赵", "B 型", "A 型", "林晓", "漏发", ticket.number, "/desk/", "csrf", "data-events"):
            assert word not in page, word


def test_a_team_sees_its_own_and_a_calm_house_says_so(cast: Cast, ticket: Ticket) -> None:
    assert "没有等着部门答复的请求。" in see(Client(), link(cast, team=cast.cs2))


def test_with_a_login_it_is_for_those_with_the_right(cast: Cast, ticket: Ticket) -> None:
    assert "已超时" in see(desk(cast.chen), "/desk/progress/wall/")
    assert desk(cast.lin).get("/desk/progress/wall/").status_code == 403
    narrowed = see(desk(cast.admin), f"/desk/progress/wall/?team={cast.cs1.pk}", headers=HTMX)
    assert "没有等着部门答复的请求。" in narrowed
    assert f'hx-get="/desk/progress/wall/?team={cast.cs1.pk}"' in narrowed


def test_its_kind_is_chosen_when_the_link_is_made(cast: Cast, ticket: Ticket) -> None:
    admin = desk(cast.admin)
    admin.post("/desk/walls/", {"name": "仓库门口", "kind": "progress", "team": ""})
    wall = Wall.objects.get()
    assert wall.kind == Wall.Kind.PROGRESS
    assert (SettingChange.objects.get(subject=f"insight.Wall:{wall.pk}").after or {})["kind"] == "progress"
    assert "跨部门进度看板 · 全部" in see(admin, "/desk/walls/")
    admin.post("/desk/walls/", {"name": "三楼", "team": ""})
    assert Wall.objects.latest("id").kind == Wall.Kind.LIVE


@pytest.mark.parametrize("more", [0, 6])
def test_what_a_look_costs(cast: Cast, ticket: Ticket, django_assert_num_queries: Assert, more: int) -> None:
    for _n in range(more):
        make_request(ticket, at=timezone.now())
    path = link(cast)
    see(Client(), path, headers=HTMX)
    with django_assert_num_queries(6):  # the link, its looks, the settings of the house, rows (2), sums
        see(Client(), path, headers=HTMX)
