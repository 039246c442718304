"""The search page, its suggestions, and the command bar, through the door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.automation.models import SavedView
from huisheng.watch.search.models import Recent
from huisheng.web.frame.spoken import typed_as
from tests.cast import Cast

from .make import desk

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
OYJ = {"phone": "13955557788"}


def page(client: Client, **asked: str) -> str:
    return client.get(reverse("desk:search"), asked).content.decode()


def test_finds_stand_in_groups_with_tabs_and_counts(cast: Cast) -> None:
    ticket = make_ticket("音乐盒少了钥匙", customer=make_customer("欧阳静", **OYJ), team=cast.cs1)
    make_message(make_ticket("别的事", team=cast.cs1), "音乐盒是坏的")
    text = page(desk(cast.lin), q="音乐盒")
    assert text.count("data-row") == 2
    assert "<mark>音乐盒</mark>少了钥匙" in text
    assert '反馈 <span class="hs-count">1</span>' in text
    text = page(desk(cast.lin), q="oyj")
    assert "<mark>欧阳静</mark>" in text
    assert "1 条反馈" in text
    assert ticket.number in page(desk(cast.lin), customer=str(ticket.customer_id))


def test_each_tab_shows_its_own(cast: Cast) -> None:
    make_ticket("音乐盒少了钥匙", customer=make_customer("欧阳静", **OYJ), team=cast.cs1)
    said = make_ticket("别的事", team=cast.cs1)
    make_message(said, "音乐盒是坏的")
    text = page(desk(cast.lin), q="音乐盒", tab="talk")
    assert said.number in text
    assert 'aria-current="page">对话' in text
    assert "<mark>欧阳</mark>静" in page(desk(cast.lin), q="欧阳", tab="people")
    assert "没有这样的客户" in page(desk(cast.lin), q="不存在", tab="people")
    assert "hs-seek-words" in page(desk(cast.lin), q="漏发", tab="handbook") + page(
        desk(cast.lin), q="您", tab="templates"
    )


def test_filters_are_chosen_or_typed(cast: Cast) -> None:
    ticket = make_ticket("退款没到", team=cast.cs1)
    assert ticket.number in page(desk(cast.lin), q="退款", status="new")
    assert ticket.number not in page(desk(cast.lin), q="退款", status="closed")
    assert ticket.number in page(desk(cast.lin), q="退款 状态:新")
    assert "没有叫“睡觉”的" in page(desk(cast.lin), q="退款 状态:睡觉")


def test_nobody_finds_at_the_desk_what_they_may_not_see(cast: Cast) -> None:
    ticket = make_ticket("音乐盒少了钥匙", customer=make_customer("欧阳静", **OYJ), team=cast.cs1)
    for asked in (
        {"q": "音乐盒"},
        {"q": "oyj"},
        {"q": "7788"},
        {"q": ticket.number},
        {"customer": str(ticket.customer_id)},
    ):
        for place in ("desk:search", "desk:search_suggest"):
            text = desk(cast.dan).get(reverse(place), asked).content.decode()
            assert f"/desk/tickets/{ticket.number}/" not in text
            assert "欧阳静" not in text


def test_what_was_looked_for_comes_back_and_can_be_forgotten(cast: Cast) -> None:
    lin = desk(cast.lin)
    page(lin, q="音乐盒")
    page(lin, q="音乐盒", tab="talk")
    assert Recent.objects.get().words == "音乐盒"
    assert "?q=%E9%9F%B3%E4%B9%90%E7%9B%92" in page(lin)
    assert "音乐盒" not in page(desk(cast.chen))
    desk(cast.chen).post(reverse("desk:search_forget"))
    assert Recent.objects.count() == 1
    lin.post(reverse("desk:search_forget"), {"words": "音乐盒"})
    assert Recent.objects.count() == 0


def test_suggestions_are_options(cast: Cast) -> None:
    ticket = make_ticket("音乐盒少了钥匙", customer=make_customer("欧阳静", **OYJ), team=cast.cs1)
    text = desk(cast.lin).get(reverse("desk:search_suggest"), {"q": "oyj"}).content.decode()
    assert text.count('role="option"') == 3  # the feedback, the customer, everywhere
    assert f"/desk/tickets/{ticket.number}/" in text
    assert 'data-text="状态:"' in desk(cast.lin).get(reverse("desk:search_suggest"), {"q": "状"}).content.decode()
    assert desk(cast.lin).get(reverse("desk:search_suggest")).content.decode().strip() == ""


def bar(client: Client, **asked: str) -> str:
    return client.get(reverse("desk:commands"), asked).content.decode()


def test_the_bar_offers_what_the_person_may_do(cast: Cast) -> None:
    kept = SavedView.objects.create(name="大额退款", owner=cast.lin)
    agents, admins = bar(desk(cast.lin)), bar(desk(cast.admin))
    assert reverse("settings:people") in admins
    assert reverse("settings:people") not in agents
    assert f'href="{reverse("desk:queue")}?view={kept.code}"' in agents
    assert "大额退款" not in bar(desk(cast.chen))
    assert "?view=unassigned" in agents


def test_what_the_bar_offers_is_found_in_three_ways_of_typing(cast: Cast) -> None:
    assert "|huashu|hs" in bar(desk(cast.admin))
    assert typed_as("Reply templates") == "reply templates|话术|huashu|hs"
    assert "|reply templates|" in typed_as("话术")
    assert typed_as("李四") == "李四|lisi|ls"


def test_the_open_feedback_brings_its_wording_filled_in(cast: Cast) -> None:
    ticket = make_ticket("音乐盒少了钥匙", customer=make_customer("欧阳静", **OYJ), team=cast.cs1)
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    text = bar(desk(cast.lin), ticket=ticket.number)
    assert 'data-insert="' in text
    assert "欧阳静" in text
    assert 'data-insert="' not in bar(desk(cast.lin))
    assert desk(cast.dan).get(reverse("desk:commands"), {"ticket": ticket.number}).status_code == 404


def test_what_was_run_lately_stands_first(cast: Cast) -> None:
    lin = desk(cast.lin)
    assert "最近用过" not in bar(lin)
    assert lin.post(reverse("desk:command_used"), {"name": "page:desk:notices"}).status_code == 204
    text = bar(lin)
    assert text.index("最近用过") < text.index(reverse("desk:notices")) < text.index("视图")
    assert text.count(f'href="{reverse("desk:notices")}"') == 1
    assert "最近用过" not in bar(desk(cast.dan))


def test_what_the_bar_costs(cast: Cast, django_assert_max_num_queries: Assert) -> None:
    ticket = make_ticket("音乐盒少了钥匙", team=cast.cs1)
    lin = desk(cast.lin)
    with django_assert_max_num_queries(12):
        bar(lin, ticket=ticket.number)
