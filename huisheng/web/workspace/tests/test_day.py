"""What did I do today: counted from what was done, for oneself and for who leads."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.praise.actions import keep_praise
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.models import Clock
from huisheng.watch.insight.my_day import chosen_day, day_of
from huisheng.watch.insight.period import Period, midnight
from huisheng.watch.insight.tests.make import House
from tests.cast import Cast

from .make import arrive, desk
from .test_board import see
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
DAY = date(2026, 11, 23)


@pytest.fixture
def house(cast: Cast) -> House:
    """A Monday of Lin's: three answered, two offered, one praised, one asked of the warehouse."""
    made = House(cast.lin, Period("own", DAY, DAY))
    made.begin("first", hour=10).reply(10).offer(20).answers(30, 5)
    made.begin("second", hour=11).reply(20).offer(5).answers(30, 2)
    third = made.begin("third", hour=13).reply(30)
    ask_department(
        third.ticket, team=cast.warehouse, problem="发错型号", need="有没有货", due=third.at + timedelta(hours=1),
        by=cast.lin.party, at=third.at,
    )  # fmt: skip
    for one in made.stories.values():
        assign_ticket(
            one.ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party, at=midnight(DAY) + timedelta(hours=20)
        )
    other = made.begin("of a colleague", hour=10)
    other.who = cast.chen
    other.reply(5)
    return made


def test_it_counts_what_was_done(cast: Cast, house: House) -> None:
    found = day_of(cast.lin, cast.lin, DAY)
    assert (found.touched, found.solutions, found.requests, found.praise) == (3, 2, 1, 1)
    assert (found.first_answers, found.first_wait) == (3, timedelta(minutes=20))
    assert found.tickets[0].number == house.stories["third"].ticket.number
    assert found.replies == 5  # three answers, and each offer is one, too
    assert day_of(cast.lin, cast.lin, DAY + timedelta(days=1)).is_empty


def test_promises_are_kept_in_time_or_broken_on_the_own_desk(cast: Cast, house: House) -> None:
    before = day_of(cast.lin, cast.lin, DAY)
    assert before.kept >= 3
    late = house.begin("late", hour=8).ticket
    late.refresh_from_db()
    Clock.objects.filter(ticket=late).update(breached_at=midnight(DAY) + timedelta(hours=9))
    Ticket.objects.filter(pk=late.pk).update(assignee=cast.lin)
    after = day_of(cast.lin, cast.lin, DAY)
    assert after.broken == before.broken + Clock.objects.filter(ticket=late).count()
    Ticket.objects.filter(pk=late.pk).update(assignee=cast.chen)
    assert day_of(cast.lin, cast.lin, DAY).broken == before.broken


def test_the_page_says_it_in_words(cast: Cast, house: House) -> None:
    page = see(desk(cast.lin), f"/desk/day/?day={DAY}")
    for name, n in (("处理过的反馈", 3), ("首次答复", 3), ("给出的方案", 2), ("请部门协助", 1), ("收到的好评", 1)):
        assert re.search(rf"<dt>{name}</dt><dd>{n}</dd>", page), name
    assert "一半在 20 分钟内" in page
    assert 'href="/desk/day/"' in see(desk(cast.lin), "/desk/")


def test_a_day_without_anything_says_what_will_stand_there(cast: Cast) -> None:
    assert "还没有记录。" in see(desk(cast.lin), "/desk/day/")


def test_only_who_leads_looks_at_the_day_of_others(cast: Cast, house: House) -> None:
    path = f"/desk/day/?day={DAY}&person={cast.lin.pk}"
    assert "林晓，11-23" in see(desk(cast.chen), path)
    assert "林晓，11-23" in see(desk(cast.admin), path)
    for person in (cast.dan, cast.wang):
        assert desk(person).get(path).status_code == 404
    assert desk(cast.chen).get(f"/desk/day/?person={cast.dan.pk}").status_code == 404
    assert desk(cast.lin).get(f"/desk/day/?person={cast.chen.pk}").status_code == 404
    assert desk(cast.lin).get("/desk/day/?person=nonsense").status_code == 404
    choices = see(desk(cast.chen), "/desk/day/")
    assert f'<option value="{cast.lin.pk}"' in choices
    assert f'<option value="{cast.dan.pk}"' not in choices


def test_what_the_reader_may_not_see_is_counted_and_not_named(cast: Cast, house: House) -> None:
    ticket = house.stories["third"].ticket
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.cs2, assignee=cast.dan)
    assert ticket.number not in [one.number for one in day_of(cast.lin, cast.lin, DAY).tickets]
    assert day_of(cast.lin, cast.lin, DAY).touched == 3


@pytest.mark.parametrize("text", ["nonsense", "2099-01-01", "", "2026-13-01"])
def test_a_day_that_is_none_is_today(text: str) -> None:
    assert chosen_day(text) == timezone.localdate()


@pytest.mark.parametrize("count", [1, 4])
def test_what_it_costs(cast: Cast, django_assert_num_queries: Assert, count: int) -> None:
    made = House(cast.lin, Period("own", DAY, DAY))
    for n in range(count):
        made.begin(str(n), hour=9 + n).reply(3).offer(5)
    lin = desk(cast.lin)
    see(lin, f"/desk/day/?day={DAY}")
    with django_assert_num_queries(WHO + FRAME + 5):  # lines, first answers, clocks, stars, the list
        see(lin, f"/desk/day/?day={DAY}")
    arrive()


def test_the_words_of_customers_are_fetched_beside(cast: Cast) -> None:
    keep_praise(words="小林很耐心", source="callback", origin="callback:1", by=cast.lin.party, people=[cast.lin])
    assert "小林很耐心" in see(desk(cast.lin), "/desk/day/?words")
    assert "小林很耐心" not in see(desk(cast.chen), "/desk/day/?words")
    assert "小林很耐心" in see(desk(cast.chen), f"/desk/day/?words&person={cast.lin.pk}")
    assert desk(cast.dan).get(f"/desk/day/?words&person={cast.lin.pk}").status_code == 404
