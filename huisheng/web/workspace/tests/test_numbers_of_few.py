"""The pages of numbers in a house that is empty, or has little; the full one is in `test_numbers.py`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast

from .make import arrive, desk
from .test_costs import FRAME, WHO
from .test_numbers import see

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_full_or_empty(cast: Cast, django_assert_num_queries: Assert, count: int) -> None:
    for n in range(count):
        arrive("漏发了配件", phone=f"1380000000{n}")
    chen = desk(cast.chen)
    see(chen, "/desk/numbers/?period=30")  # what is remembered is remembered
    with django_assert_num_queries(WHO + FRAME + 4):  # now, before, channels, grades; words of repeat contacts if any
        page = see(chen, "/desk/numbers/?period=30")
    assert f">{count}</a> 件反馈" in page
    with django_assert_num_queries(WHO + FRAME + 2):  # the list, its rows
        see(chen, "/desk/numbers/received/?period=30")


def test_an_untouched_house_is_told_what_will_be_here(cast: Cast) -> None:
    admin = desk(cast.admin)
    assert "还没有反馈。" in see(admin, "/desk/numbers/")
    arrive()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "这几天没有收到反馈。" in see(admin, f"/desk/numbers/?from={tomorrow}&to={tomorrow}")


def test_without_complaints_it_says_what_will_stand_here(cast: Cast) -> None:
    assert "这几天没有投诉。" in desk(cast.admin).get("/desk/complaints/").content.decode()
