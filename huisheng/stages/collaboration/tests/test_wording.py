"""张总, order 1023 (requirements S0): the message composed from the three elements and the customer's own deadline."""

from datetime import datetime

import pytest
from django.utils import translation

from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.wording import request_text
from huisheng.stages.sla.tests.make import at

NOW = at(9, 30)


def of_1023(**changes: datetime | str | None) -> CollabRequest:
    given = {
        "problem": "物流一直显示「已揽收」，3 天没有更新",
        "need": "确认现在到哪里了、什么时候能到",
        "due_at": at(11),
        "customer_due_at": at(14),
        "customer_due_why": "客户要开会汇报",
    }
    return CollabRequest(**{**given, **changes})


def test_it_says_problem_need_deadline_and_what_hangs_on_it() -> None:
    assert request_text(of_1023(), owner="林晓", order_number="1023", now=NOW).splitlines() == [
        "问题：订单 1023：物流一直显示「已揽收」，3 天没有更新",
        "需求：确认现在到哪里了、什么时候能到",
        "时限：请在今天（11月23日）11:00 前答复",
        "客户那边的时间：今天（11月23日）14:00，客户要开会汇报",
        "提出人：林晓",
    ]


def test_it_says_it_in_english() -> None:
    request = of_1023(
        problem="tracking says “picked up” for 3 days", need="where it is, when it arrives", customer_due_why="meeting"
    )
    with translation.override("en"):
        assert request_text(request, order_number="1023", now=NOW).splitlines() == [
            "Problem: order 1023: tracking says “picked up” for 3 days",
            "Need: where it is, when it arrives",
            "Deadline: please answer by today (23 Nov) 11:00",
            "The customer's own time: today (23 Nov) 14:00, meeting",
        ]


@pytest.mark.parametrize("problem", ["订单 1023 三天没动静", "1023 三天没动静"])
def test_the_order_is_said_once(problem: str) -> None:
    assert request_text(of_1023(problem=problem), order_number="1023", now=NOW).count("1023") == 1


def test_another_day_is_named_and_what_is_not_there_is_left_out() -> None:
    lines = request_text(of_1023(due_at=at(9, day=24), customer_due_at=None), now=NOW).splitlines()
    assert lines[2:] == ["时限：请在11月24日 09:00 前答复"]
