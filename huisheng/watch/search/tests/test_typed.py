"""Stretches of time as people type them."""

from datetime import date

import pytest

from huisheng.watch.search.typed import days_of, split_filters

TODAY = date(2026, 11, 29)  # a Sunday


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("今天", "11-29", "11-30"), ("today", "11-29", "11-30"), ("昨天", "11-28", "11-29"), ("前天", "11-27", "11-28"),
        ("7天", "11-23", "11-30"), ("近7天", "11-23", "11-30"), ("7d", "11-23", "11-30"), ("1天", "11-29", "11-30"),
        ("本周", "11-23", "11-30"), ("上周", "11-16", "11-23"), ("本月", "11-01", "12-01"), ("上月", "10-01", "11-01"),
        ("2026-11", "11-01", "12-01"), ("2026-11-20", "11-20", "11-21"), ("2026-11-01..2026-11-03", "11-01", "11-04"),
        ("2026-11-1至2026-11-3", "11-01", "11-04"),
    ],
)  # fmt: skip
def test_a_stretch_of_days(typed: str, since: str, until: str) -> None:
    found = days_of(typed, TODAY)
    assert found is not None
    assert [day.isoformat()[5:] for day in found] == [since, until]


@pytest.mark.parametrize("typed", ["", "明年", "2026-13", "2026-02-31", "x天", "2026", "9999天后"])
def test_what_is_no_time(typed: str) -> None:
    assert days_of(typed, TODAY) is None


def test_a_filter_needs_a_known_key_and_a_value() -> None:
    assert split_filters("状态:新 a:b 组: 破损") == ([("status", "新")], "a:b 组: 破损")
