"""The own words first; a team's sums without names; the score while one writes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_settings
from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.watch.warmth.actions import weigh_waiting
from huisheng.watch.warmth.models import Weighed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
COLD = "您的问题已记录，请耐心等待"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket("漏发了配件，孩子生日要用", customer=cast.liu, team=cast.cs1, assignee=cast.lin)


def said(ticket: Ticket, text: str, by: Staff, *, days: int = 0) -> Message:
    at = timezone.now() - timedelta(days=days, minutes=1)
    return make_message(ticket, text, kind=Message.Kind.REPLY, by=by.party, at=at)


def page(client: Client, path: str, who: Staff) -> str:
    client.force_login(who)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_writer_sees_the_own_hits_at_once(client: Client, cast: Cast, ticket: Ticket) -> None:
    message = said(ticket, COLD, cast.lin)
    weigh_waiting()
    seen = page(client, "/desk/warmth/", cast.lin)
    recorded = Phrase.objects.get(code="recorded")
    assert f"phrase={recorded.pk}" in seen
    assert COLD in seen
    bill = page(client, f"/desk/warmth/replies/{message.pk}/", cast.lin)
    assert "像机器人的话" in bill
    assert "您的问题已记录" in bill


def test_nobody_opens_what_others_said(client: Client, cast: Cast, ticket: Ticket) -> None:
    message = said(ticket, COLD, cast.lin)
    weigh_waiting()
    assert COLD not in page(client, "/desk/warmth/", cast.chen)
    for other in (cast.chen, cast.admin, cast.dan):
        client.force_login(other)
        assert client.get(f"/desk/warmth/replies/{message.pk}/").status_code == 404


def test_a_team_shows_sums_of_three_people_and_more_and_not_the_last_days(
    client: Client, cast: Cast, ticket: Ticket
) -> None:
    others = [make_staff(f"w{n}", name=name, teams=["cs1"]) for n, name in enumerate(("吴小雨", "卫平"))]
    said(ticket, COLD, cast.lin, days=5)
    said(ticket, "请耐心等待，会有专人联系", others[0], days=5)
    weigh_waiting()
    few = page(client, "/desk/warmth/teams/", cast.chen)
    assert "只有 2 个人写过回复" in few
    assert "平均温度" not in few
    said(ticket, "刘女士，配件明天上午到", others[1], days=1)  # still its writer's own
    weigh_waiting()
    assert "只有 2 个人写过回复" in page(client, "/desk/warmth/teams/", cast.chen)
    change_settings({"warmth.own_days": 0}, by=cast.admin.party)
    sums = page(client, "/desk/warmth/teams/", cast.chen)
    assert "平均温度" in sums
    assert "耐心" in sums
    for one in (cast.lin, *others):
        assert one.name not in sums


def test_a_supervisor_sees_the_teams_led_and_no_other(client: Client, cast: Cast) -> None:
    foreign = make_ticket("换货一直没到", team=cast.cs2)
    for n in range(3):
        said(foreign, COLD, make_staff(f"x{n}", teams=["cs2"]), days=5)
    weigh_waiting()
    assert "客服二组" not in page(client, "/desk/warmth/teams/", cast.chen)
    assert "客服二组" in page(client, "/desk/warmth/teams/", cast.admin)
    client.force_login(cast.lin)
    assert client.get("/desk/warmth/teams/").status_code == 403


def test_the_pages_cost_the_same_for_one_reply_or_a_hundred(
    client: Client, cast: Cast, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        said(ticket, f"{COLD}，第 {n} 次", cast.lin, days=n % 20)
    weigh_waiting()
    client.force_login(cast.lin)
    client.get("/desk/warmth/")
    with django_assert_max_num_queries(24):
        client.get("/desk/warmth/")


@pytest.mark.parametrize("query", ["?days=x", "?phrase=x", "?phrase=99999999999", "?mark=%00", "?days=7&mark=named"])
def test_odd_questions_are_answered(client: Client, cast: Cast, ticket: Ticket, query: str) -> None:
    said(ticket, COLD, cast.lin)
    weigh_waiting()
    assert "我的话有多暖" in page(client, f"/desk/warmth/{query}", cast.lin)


def test_an_empty_page_says_what_will_stand_there(client: Client, cast: Cast) -> None:
    assert "回复发出一分钟后" in page(client, "/desk/warmth/", cast.lin)
    assert "您带的部门回复客户几天之后" in page(client, "/desk/warmth/teams/", cast.chen)


def test_words_are_weighed_before_they_leave_and_nothing_is_kept(client: Client, cast: Cast, ticket: Ticket) -> None:
    client.force_login(cast.lin)
    look = f"/desk/tickets/{ticket.number}/warmth/look/"
    seen = client.post(look, {"form": "reply", "text": "刘女士，配件明天上午 11:00 前送到"}).content.decode()
    assert "温度 " in seen
    assert "<q>刘女士</q>" in seen
    assert Weighed.objects.count() == 0
    offer = {"form": "solution", "measure": "补发配件", "timing": "明天 18:00 前", "responsible": "林晓"}
    assert "<q>明天</q>" in client.post(look, offer).content.decode()
    assert "请先写一句话" in client.post(look, {"form": "reply", "text": " "}).content.decode()
    client.force_login(cast.dan)
    assert client.post(look, {"form": "reply", "text": "刘女士"}).status_code == 404


def test_the_cost_of_weighing_is_fixed(
    client: Client, cast: Cast, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.lin)
    for n in range(30):
        make_message(ticket, f"还没收到 {n}")
    look = f"/desk/tickets/{ticket.number}/warmth/look/"
    client.post(look, {"form": "reply", "text": COLD})
    with django_assert_max_num_queries(12):
        client.post(look, {"form": "reply", "text": COLD})
