"""Lists: which column holds what, which lines can be rung up, and what is left of the file."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import (
    ListOver,
    ListRefused,
    begin_list,
    bring_list,
    drop_list,
    forget_lists,
    lines_of,
    map_list,
    rows_of,
    take_list,
)
from huisheng.stages.followup.actions.lists import head_words
from huisheng.stages.followup.lists import MOST_ROWS, columns_of, head_of, line_of, read_lines
from huisheng.stages.followup.models import Callback, CallList, Scenario

HEAD = "姓名,手机号码,客户ID,会员等级,注册渠道,注册时间\n"


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["姓名", "电话", "客户ID", "会员等级", "注册渠道", "注册时间"],
         ["name", "phone", "external", "level", "source", "registered"]),
        (["客户姓名 *", "联系 方式：", "用户编号"], ["name", "phone", "external"]),
        (["Full Name", "Phone-Number", "Customer ID", "Batch"], ["name", "phone", "external", "batch"]),
        (["手机", "电话"], ["phone", ""]),  # the first one wins
        (["甲", "乙"], ["", ""]),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_heads(head: list[str], columns: list[str]) -> None:
    assert columns_of(head, head_words()) == columns


def test_a_title_above_the_heads_is_passed_over() -> None:
    rows = [["十一月新客名单", ""], ["", ""], ["姓名", "电话"], ["刘女士", "13812345678"]]
    assert head_of(rows, head_words()) == (2, ["name", "phone"])
    assert head_of([["刘女士", "13812345678"]], head_words()) == (0, ["", ""])


@pytest.mark.parametrize(
    ("values", "phone", "refused"),
    [
        ({"phone": "138 1234 5678"}, "+8613812345678", ""),
        ({"phone": "１３８１２３４５６７８"}, "+8613812345678", ""),
        ({"phone": "1.3812345678E+10"}, "+8613812345678", ""),
        ({"phone": "1.38E+10"}, "1.38E+10", "rounded_phone"),
        ({"phone": "12345"}, "", "bad_phone"),
        ({"phone": "010-62345678"}, "+861062345678", ""),
        ({"name": "刘女士"}, "", "no_phone"),
        ({"external": "0042"}, "", ""),  # known by the number, perhaps with a phone
        ({"phone": "13812345678", "email": "liu@"}, "+8613812345678", "bad_email"),
    ],
)
def test_a_line_says_why_nobody_can_be_rung_up(values: dict[str, str], phone: str, refused: str) -> None:
    line = line_of(7, values)
    assert (line.number, line.values.get("phone", ""), line.refused) == (7, phone, refused)


def test_what_the_card_shows_is_kept_and_nothing_else() -> None:
    line = line_of(1, {"phone": "13812345678", "name": "刘女士", "source": "官网", "batch": "3.2"})
    assert line.facts == {"source": "官网", "batch": "3.2"}


def test_doubles_empty_lines_and_a_list_too_long() -> None:
    rows = [["电话"], ["13812345678"], [""], ["+86 138-1234-5678"], ["13912345678"]]
    found = list(read_lines(rows, ["phone"], head=0))
    assert [(one.number, one.refused) for one in found] == [(2, ""), (4, "twice"), (5, "")]
    long = [["客户ID"], *([str(number)] for number in range(MOST_ROWS + 5))]
    *_taken, last = read_lines(long, ["external"], head=0)
    assert (last.number, last.refused) == (MOST_ROWS + 2, "too_many")


# -- taken -------------------------------------------------------------------------------------------------------

db = pytest.mark.django_db


def bring(text: str, *, encoding: str = "gb18030", code: str = "new_user") -> CallList:
    scenario = Scenario.objects.get(code=code)
    return bring_list(scenario, (HEAD + text).encode(encoding), name="十一月新客.csv", by=SYSTEM)


GOOD = "刘女士,13812345678,0042,VIP3,官网,2026-11-20\n赵先生,13912345678,0043,,门店,2026-11-21\n"


@db
def test_a_list_is_read_first_and_planned_when_somebody_says_so(run_jobs: Callable[..., int]) -> None:
    make_staff("lin", teams=["cs1"])
    row = bring(GOOD + "没号码,,,,,\n")
    assert (row.state, Callback.objects.count(), Customer.objects.count()) == ("read", 0, 0)
    assert [one.refused for one in lines_of(row)] == ["", "", "no_phone"]
    begin_list(row)
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.rows, row.taken, row.known, row.refused) == ("done", 3, 2, 0, [[4, "no_phone"]])
    callback = Callback.objects.get(customer__name="刘女士")
    assert callback.facts == {"level": "VIP3", "source": "官网", "registered": "2026-11-20"}
    assert (callback.list, callback.reason) == (row, f"list:{row.pk}")


@db
def test_no_number_stands_open_in_the_table() -> None:
    row = bring(GOOD)
    assert row.sealed is not None
    assert b"13812345678" not in bytes(row.sealed)
    assert rows_of(row)[1][1][1] == "13812345678"


@db
def test_afterwards_only_the_refused_lines_are_left_and_those_for_thirty_days() -> None:
    row = begin_list(bring(GOOD + "没号码,,,,,\n坏号码,123,,,,\n"))
    take_list(row.pk)
    row.refresh_from_db()
    assert [cells[0] for cells in rows_of(row)[1]] == ["姓名", "没号码", "坏号码"]
    assert forget_lists() == 0
    assert forget_lists(at=timezone.now() + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert rows_of(row) == (0, [])


@db
def test_one_who_is_known_stays_who_she_is_and_is_rung_up_once(run_jobs: Callable[..., int]) -> None:
    known = make_customer("刘丽", phone="13812345678")
    begin_list(bring(GOOD))
    run_jobs()
    assert Callback.objects.filter(customer=known).count() == 1
    known.refresh_from_db()
    assert known.name == "刘丽"


@db
def test_a_list_that_stopped_in_the_middle_goes_on_without_doubles() -> None:
    row = begin_list(bring(GOOD))
    take_list(row.pk)
    CallList.objects.filter(pk=row.pk).update(state="taking", taken=0)
    CallList.objects.filter(pk=row.pk).update(sealed=bring(GOOD).sealed)
    take_list(row.pk)
    row.refresh_from_db()
    assert (row.taken, row.known, Callback.objects.count()) == (0, 2, 2)


@db
def test_who_agreed_to_nothing_is_refused_where_offers_are_made() -> None:
    row = begin_list(bring(GOOD, code="win_back"))
    take_list(row.pk)
    row.refresh_from_db()
    assert row.refused == [[2, "no_consent"], [3, "no_consent"]]


@db
def test_a_customer_number_nobody_has_makes_no_customer(run_jobs: Callable[..., int]) -> None:
    row = begin_list(bring("谁也不是,,9999,,,\n" + GOOD))
    run_jobs()
    row.refresh_from_db()
    assert (row.taken, row.refused, Customer.objects.count()) == (2, [[2, "no_phone"]], 2)
    again = begin_list(bring("刘女士,,0042,,,\n"))
    run_jobs()
    again.refresh_from_db()
    assert (again.taken, again.refused) == (1, []), "a number we know is enough"


@db
def test_a_scenario_that_was_switched_off_meanwhile_is_the_reason(run_jobs: Callable[..., int]) -> None:
    row = begin_list(bring(GOOD))
    Scenario.objects.filter(code="new_user").update(active=False)
    run_jobs()
    row.refresh_from_db()
    assert row.refused == [[2, "switched_off"], [3, "switched_off"]]


@db
def test_columns_nobody_knows_are_named_by_a_person() -> None:
    scenario = Scenario.objects.get(code="trial")
    row = bring_list(scenario, "甲,乙\n刘女士,13812345678\n".encode(), name="", by=SYSTEM)
    assert row.columns == ["", ""]
    with pytest.raises(ListRefused):
        map_list(row, ["name", ""])
    assert [one.refused for one in lines_of(map_list(row, ["name", "phone"]))] == [""]


@db
def test_a_list_without_anybody_is_refused_and_one_that_is_over_stays_over() -> None:
    empty = bring("没号码,,,,,\n")
    with pytest.raises(ListRefused):
        begin_list(empty)
    gone = drop_list(empty)
    assert (gone.state, gone.sealed) == ("dropped", None)
    for verb in (begin_list, drop_list):
        with pytest.raises(ListOver):
            verb(gone)


@db
@pytest.mark.parametrize("data", [b"", b"\x89PNG\x00\x00", b"x" * (10 * 1024 * 1024 + 1)])
def test_what_is_no_table_is_said_so(data: Any) -> None:
    with pytest.raises(ListRefused):
        bring_list(Scenario.objects.get(code="trial"), data, name="x", by=SYSTEM)
