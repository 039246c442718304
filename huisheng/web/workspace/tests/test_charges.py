"""The bar of the ticket page: whose time it was."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.kit.charges import Charge, Holder, Who
from huisheng.stages.handling.actions import offer_solution
from huisheng.watch.insight.tests.requests import make_request
from huisheng.web.workspace.charges import bar_of
from tests.cast import Cast

from .make import arrive, desk, path

MINUTE = timedelta(minutes=1)
TEAMS, PEOPLE = {7: "仓库"}, {1: "林晓", 2: "陈蔚"}


def charge(who: Who, minutes: float, ident: int | None = None, worked: float = 0) -> Charge:
    return Charge(Holder(who, ident), minutes * MINUTE, worked)


ZHAO = [
    charge(Who.CUSTOMER, 130, worked=60),
    charge(Who.DEPARTMENT, 28, 7, worked=28),
    charge(Who.DESK, 15, 1),
    charge(Who.UNANSWERED, 7, 7),
    charge(Who.DESK, 5, 2),
    charge(Who.QUEUE, 3),
]


def test_one_calm_bar_with_numbers() -> None:
    bar = bar_of(ZHAO, teams=TEAMS, people=PEOPLE)
    said = " · ".join(f"{one.name} {one.minutes}" for one in bar.parts)
    assert said == "客户 2 小时 10 分钟 · 仓库 35 分钟 · 客服 20 分钟 · 排队 3 分钟"
    assert bar.total == "3 小时 8 分钟"


def test_the_parts_lie_side_by_side_and_fill_it() -> None:
    parts = bar_of(ZHAO, teams=TEAMS, people=PEOPLE).parts
    assert [one.x for one in parts] == [0, *(one.x + one.width for one in parts[:-1])]
    assert parts[-1].x + parts[-1].width == 1000


def test_the_details_name_people_states_and_working_hours() -> None:
    rows = [(one.name, one.state, one.minutes, one.worked) for one in bar_of(ZHAO, teams=TEAMS, people=PEOPLE).rows]
    assert rows[:3] == [
        ("客户", "等客户回复", "2 小时 10 分钟", "1 小时"),
        ("仓库", "已接单，处理中", "28 分钟", "28 分钟"),
        ("林晓", "在手上", "15 分钟", "0 分钟"),
    ]
    assert rows[3][:2] == ("仓库", "已提交，未接单")


def test_a_new_ticket_has_an_empty_bar() -> None:
    bar = bar_of([], teams={}, people={})
    assert (bar.parts, bar.rows, bar.total) == ([], [], "0 分钟")


def test_somebody_who_is_gone_still_has_a_line() -> None:
    rows = bar_of([charge(Who.DESK, 1, 99), charge(Who.DEPARTMENT, 1, 99)], teams={}, people={}).rows
    assert [one.name for one in rows] == ["同事", "某个部门"]


@pytest.mark.django_db
def test_it_stands_on_the_ticket_page(cast: Cast) -> None:
    ticket = arrive()
    began = timezone.now() - timedelta(hours=3)
    ticket.events.update(at=began)
    ticket.created_at = began
    ticket.save(update_fields=["created_at"])
    make_request(ticket, at=began + 20 * MINUTE, accepted=5, answered=35)
    offered: datetime = began + 60 * MINUTE
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party, at=offered)
    page = desk(cast.lin).get(path(ticket)).content.decode()
    words = re.sub(r"<[^>]+>|\s+", " ", page[page.index("hs-charge-words") :])
    assert "客户 2 小时 仓库 35 分钟 客服 25 分钟" in re.sub(" +", " ", words)
    assert page.count('class="hs-charge-bar"') == 1
