"""The page of the weekly review: for whom, with what, and what was agreed on."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.stages.improvement.actions import open_improvement
from huisheng.stages.improvement.models import Improvement
from huisheng.watch.insight.period import DAY, midnight, week_of
from huisheng.watch.insight.tests.calls import make_call, make_scenario, talk
from tests.cast import Cast

from .make import desk
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
HERE = "/desk/callbacks/review/"


def monday() -> Any:
    return week_of(timezone.localdate() - 14 * DAY).first


def told(cast: Cast, who: Any, count: int = 3, **said: Any) -> None:
    for n in range(count):
        at = midnight(monday()) + timedelta(days=n, hours=10)
        one = make_call(make_scenario(name="投诉回访"), at + timedelta(hours=2), team=cast.cs1, assignee=who)
        talk(one, at, **{"problem": "物流", "opening": 30, **said})


def see(person: Any, **asked: Any) -> str:
    answer = desk(person).get(HERE, asked or {"week": monday()})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_supervisor_has_problems_steps_and_who_could_use_a_hand(cast: Cast) -> None:
    told(cast, cast.lin)
    page = see(cast.chen)
    assert "物流" in page
    assert "可以帮一把的同事" in page
    assert "林晓" in page
    assert "15 秒内说完开场：3 通里 0 通" in page
    links = [one.replace("&amp;", "&") for one in re.findall(r'href="(/desk/callbacks/review/list/[^"]+)"', page)]
    assert len(links) == 2  # the problem, the openings
    for link in links:
        assert desk(cast.chen).get(link).content.decode().count("投诉回访") >= 3


def test_a_colleague_sees_the_own_talks_and_no_name_that_needs_help(cast: Cast) -> None:
    told(cast, cast.lin)
    page = see(cast.lin)
    assert "可以帮一把的同事" not in page
    assert "可以留意：" in page
    assert "/desk/callbacks/review/list/" not in page
    assert "至少 3 位同事打过，才显示全组合计" in page
    assert desk(cast.lin).get(f"{HERE}list/?of=late").status_code == 403


def test_a_team_of_three_callers_has_sums_for_all(cast: Cast) -> None:
    for person in (cast.lin, cast.chen, cast.dan):
        told(cast, person, 1)
    page = see(cast.lin)
    assert "最常遇到的问题" in page
    assert "至少 3 位同事打过" not in page


def test_calls_to_share_show_kind_words_without_phones(cast: Cast) -> None:
    told(cast, cast.lin, 1, stars=5, warm=True, words="谢谢小林，我的电话 13812345678")
    page = see(cast.lin)
    assert "谢谢小林" in page
    assert "13812345678" not in page


def test_what_was_agreed_on_stands_there_until_it_is_done(cast: Cast) -> None:
    first = monday()
    client = desk(cast.chen)
    assert f"/desk/improvements/new/?review={first}" in see(cast.chen)
    form = {"title": "开场先报姓名", "kind": "corrective", "action": "练习", "owner": cast.lin.pk, "checker": cast.chen.pk, "due_on": timezone.localdate() + 7 * DAY}  # fmt: skip
    assert client.post(f"/desk/improvements/new/?review={first}", form).status_code == 302
    assert Improvement.objects.get().review_of == first
    assert "开场先报姓名" in see(cast.chen)
    later = see(cast.chen, week=first + 7 * DAY)
    assert "开场先报姓名" in later
    assert f"来自 {first} 的回顾" in later
    assert "开场先报姓名" not in see(cast.chen, week=first - 7 * DAY)


def test_other_improvements_are_none_of_its(cast: Cast) -> None:
    open_improvement(title="换纸箱", action="换", owner=cast.lin, checker=cast.chen, due_on=timezone.localdate(), by=cast.chen)  # fmt: skip
    assert "换纸箱" not in see(cast.chen)


@pytest.mark.parametrize("asked", [{}, {"week": "x"}, {"month": "2026-13"}, {"month": "9999-12"}, {"week": "0001-01-01"}, {"from": "2026-01-01"}])  # fmt: skip
def test_odd_days_are_last_week(cast: Cast, asked: dict[str, str]) -> None:
    page = desk(cast.chen).get(HERE, asked).content.decode()
    assert f"?review={week_of(timezone.localdate() - 7 * DAY).first}" in page


def test_a_month_can_be_asked_for(cast: Cast) -> None:
    assert "?review=2026-09-01" in see(cast.chen, month="2026-09")


@pytest.mark.parametrize("odd", ["of=nonsense", "of=category&value=x", "of=problem", "of=problem&value=%00", "of=category&value=99999999999999999999"])  # fmt: skip
def test_what_nobody_knows_is_missing(cast: Cast, odd: str) -> None:
    assert desk(cast.chen).get(f"{HERE}list/?{odd}").status_code == 404


def test_who_rings_nobody_up_has_no_review(cast: Cast) -> None:
    assert desk(cast.wang).get(HERE).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_for_one_or_many(cast: Cast, django_assert_num_queries: Assert, count: int) -> None:
    told(cast, cast.lin, count)
    chen = desk(cast.chen)
    chen.get(HERE, {"week": monday()})
    with django_assert_num_queries(
        WHO + FRAME + 14 + (count > 2)
    ):  # one more where somebody could use a hand: the names
        chen.get(HERE, {"week": monday()})
