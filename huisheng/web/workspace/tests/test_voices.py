"""The page of ratings and callbacks: every number opens its list, nobody sees what the gate hides, lists travel."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from huisheng.core.accounts.models import Role
from huisheng.core.accounts.rights import Right
from huisheng.stages.followup.models import Callback
from huisheng.stages.winback.models import Lost
from huisheng.watch.insight.tests.calls import (
    answer,
    ask,
    make_call,
    make_customer,
    make_scenario,
    make_survey,
    missed,
    talk,
)
from huisheng.watch.insight.tests.make import House, make_house
from tests.cast import Cast, gather

from .make import desk
from .test_costs import FRAME, WHO
from .test_numbers import LINK, TOTAL, see, week

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    """A week of feedback, and in it callbacks, surveys and lost customers."""
    cast = gather()
    made = make_house(cast.lin)
    tell(cast, made)
    return cast, made


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def tell(cast: Cast, house: House) -> None:
    due, scenario = house.period.start + timedelta(days=2), make_scenario(name="=投诉满意度")
    slow = house.stories["slow"].ticket
    talk(make_call(scenario, due, ticket=slow, assignee=cast.lin), due - HOUR, stars=5, warm_words=["谢谢"])
    talk(make_call(scenario, due, team=cast.cs1), due - HOUR, minutes=12, robotic=True)
    missed(make_call(make_scenario(), due, team=cast.cs2), due, given_up=True)
    survey, other = make_survey("nps csat ces", moment="regular", name="季度关系调查"), make_survey("csat")
    for nps in (10, 9, 3):
        answer(ask(survey, due), due + HOUR, nps=nps, csat=4, ces=6, low=nps < 7)
    ask(other, due, ticket=slow)
    ask(survey, due, held="tired")
    for state, ended in (("returned", due + HOUR), ("asked", None)):
        Lost.objects.create(
            customer=make_customer(),
            why="said_so",
            state=state,
            flagged_at=due,
            asked_at=due,
            ended_at=ended,
            ticket=slow,
        )


def test_every_number_opens_a_list_as_long_as_it_says(cast: Cast, house: House) -> None:
    admin = desk(cast.admin)
    page = see(admin, f"/desk/numbers/voices/?{week(house)}")
    wrong, seen = {}, set()
    for href, text in LINK.findall(page):
        address, said = unescape(href), re.match(r"(\d+)$|(\d+) / \d+$", text.strip())
        if address in seen or not said or "of=all" in address:
            continue
        seen.add(address)
        found = TOTAL.search(see(admin, address))
        if not found or found[1] != (said[1] or said[2]):
            wrong[address] = (text, found and found[1])
    assert wrong == {}
    assert len(seen) > 8
    for of, text in ((unescape(href), text) for href, text in LINK.findall(page) if "of=all" in href):
        assert TOTAL.search(see(admin, of))[1] == text.strip().split(" / ")[-1], of  # type: ignore[index]


def test_it_says_it_in_words_and_never_a_score_without_who_answered(cast: Cast, house: House) -> None:
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", see(desk(cast.admin), f"/desk/numbers/voices/?{week(house)}")))
    assert "应回访 3 通，接通 2 通（67%）。 平均通话 9 分钟；50% 有温度；100% 的记录按时填全。" in page
    assert re.search(r"NPS（净推荐值）.{0,120} \+33 NPS 答题率 100%.{0,200} 3 / 3", page)
    assert re.search(r"回访满意度.{0,120} 5.0 回访评分率 50%", page)
    assert re.search(r"回流率.{0,150} 50% 1 / 2", page)


def test_a_supervisor_counts_what_the_gate_shows(cast: Cast, house: House) -> None:
    page = see(desk(cast.chen), f"/desk/numbers/calls/?{week(house)}")
    assert TOTAL.search(page)[1] == "2"  # type: ignore[index]
    for person in (cast.lin, cast.wang):
        assert desk(person).get("/desk/numbers/voices/").status_code == 403


@pytest.mark.parametrize(
    ("key", "heads", "rows"), [("calls", "应回访时间", 3), ("surveys", "询问时间", 4), ("lost", "发现时间", 2)]
)
def test_lists_travel_as_files_without_names(cast: Cast, house: House, key: str, heads: str, rows: int) -> None:
    file = desk(cast.admin).get(f"/desk/numbers/{key}/csv/?{week(house)}")
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    first, *others = list(csv.reader(io.StringIO(text)))
    assert (first[0], len(others)) == (heads, rows)
    assert "刘女士" not in text
    assert not any(cell.startswith(("=", "+", "@")) for row in others for cell in row)


def test_a_list_leads_to_the_feedback_and_back(cast: Cast, house: House) -> None:
    admin = desk(cast.admin)
    for key, more in (("calls", "通话 6 分钟"), ("nps", "NPS 10"), ("lost", "客户明说")):
        page = see(admin, f"/desk/numbers/{key}/?{week(house)}")
        assert f'href="/desk/numbers/voices/?{week(house)}"' in page
        assert more in page
    number = house.stories["slow"].ticket.number
    assert f'href="/desk/tickets/{number}/"' in see(admin, f"/desk/numbers/calls/?{week(house)}")


Assert = Callable[..., Any]


@pytest.mark.parametrize("told", [1, 3])
def test_the_page_costs_the_same_with_more(cast: Cast, django_assert_num_queries: Assert, told: int) -> None:
    house = House(cast.lin)
    house.begin("slow").reply(10).offer(10).answers(60, 5)
    for _each in range(told):
        tell(cast, house)
        house.begin("slow").reply(10).offer(10).answers(60, 5)
    admin = desk(cast.admin)
    see(admin, f"/desk/numbers/voices/?{week(house)}")
    # calls, surveys, lost: now and before; ratings, calls and surveys by part; categories, handlers, channels,
    # scenarios, callers, surveys
    with django_assert_num_queries(WHO + FRAME + 6 + 3 + 6):
        see(admin, f"/desk/numbers/voices/?{week(house)}")


def test_an_empty_week_says_what_will_be_here(cast: Cast) -> None:
    assert "这几天没有评价、回访或问卷。" in see(desk(cast.admin), "/desk/numbers/voices/")


def test_a_call_about_no_feedback_opens_its_own_page(cast: Cast, house: House) -> None:
    lonely = Callback.objects.get(ticket=None, team=cast.cs1)
    chen = desk(cast.chen)
    page = see(chen, f"/desk/numbers/calls/?{week(house)}")
    assert f'href="/desk/callbacks/{lonely.pk}/"' in page
    assert see(chen, f"/desk/callbacks/{lonely.pk}/")
    Role.objects.filter(code="supervisor").update(rights=[Right.NUMBERS, Right.SEE_TEAMS])
    assert f"/desk/callbacks/{lonely.pk}/" not in see(chen, f"/desk/numbers/calls/?{week(house)}")
