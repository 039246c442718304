"""The line from a baseline to a goal, by table: where it stands, how a number stands to it, what people may type."""

from datetime import date

import pytest

from huisheng.watch.insight.metrics import Unit
from huisheng.watch.insight.targets.plan import (
    Plan,
    State,
    behind_in_a_row,
    changed_by,
    last_of,
    middle_of,
    months_between,
    months_later,
    state_of,
)
from huisheng.watch.insight.targets.writing import amount_of, percent_of, typed

DAY = date.fromisoformat
CSAT = Plan(65, 90, date(2026, 1, 1), 18)  # complaints: 65 → 90 in 18 months (requirements A14, S4)
APPEALED = Plan(0.18, 0.03, date(2026, 1, 1), 24)
RATING = Plan(None, 4.5, date(2026, 1, 1), 0)  # holds from the first day on
UNKNOWN = Plan(None, 0.05, date(2026, 1, 1), 24)
ANSWER = Plan(48 * 3600, 12 * 3600, date(2026, 1, 1), 12)
TALK = Plan(270, 216, date(2026, 1, 1), 6)
GOOD, FINE, LATE, NONE = State.REACHED, State.ON_TRACK, State.BEHIND, State.UNKNOWN


@pytest.mark.parametrize(
    ("plan", "day", "planned"),
    [
        (CSAT, "2025-06-01", 65),
        (CSAT, "2026-01-01", 65),
        (CSAT, "2026-10-01", 77.5),  # 273 of 546 days: the very middle
        (CSAT, "2027-07-01", 90),
        (CSAT, "2030-01-01", 90),
        (APPEALED, "2026-01-01", 0.18),
        (APPEALED, "2027-01-01", 0.105),
        (APPEALED, "2028-01-01", 0.03),
        (RATING, "2020-01-01", 4.5),
        (RATING, "2026-01-01", 4.5),
        (UNKNOWN, "2026-05-01", None),
        (UNKNOWN, "2028-01-01", 0.05),
    ],
)
def test_the_line_runs_straight(plan: Plan, day: str, planned: float | None) -> None:
    found = plan.at(DAY(day))
    assert found == (planned if planned is None else pytest.approx(planned, abs=0.0002))


@pytest.mark.parametrize(
    ("plan", "amount", "day", "how", "state"),
    [
        (CSAT, 78, "2026-10-01", (Unit.SCORE, "up"), FINE),
        (CSAT, 77.6, "2026-10-01", (Unit.SCORE, "up"), FINE),  # both read 78
        (CSAT, 77.4, "2026-10-01", (Unit.SCORE, "up"), LATE),
        (CSAT, 90, "2026-10-01", (Unit.SCORE, "up"), GOOD),
        (CSAT, 89.6, "2026-10-01", (Unit.SCORE, "up"), GOOD),  # reads 90
        (CSAT, None, "2026-10-01", (Unit.SCORE, "up"), NONE),
        (APPEALED, 0.10, "2027-01-01", (Unit.SHARE, "down"), FINE),
        (APPEALED, 0.12, "2027-01-01", (Unit.SHARE, "down"), LATE),
        (APPEALED, 0.03, "2027-01-01", (Unit.SHARE, "down"), GOOD),
        (RATING, 4.46, "2026-01-01", (Unit.STARS, "up"), GOOD),  # reads 4.5
        (RATING, 4.4, "2026-01-01", (Unit.STARS, "up"), LATE),
        (ANSWER, 30.9 * 3600, "2026-07-02", (Unit.TIME, "down"), FINE),  # both read 1 day 6 h
        (ANSWER, 31 * 3600, "2026-07-02", (Unit.TIME, "down"), LATE),
        (TALK, 240, "2026-01-15", (Unit.TIME, "down"), FINE),  # 4 min; the goal reads 3 min
        (TALK, 239, "2026-01-15", (Unit.TIME, "down"), GOOD),
        (UNKNOWN, 0.2, "2026-05-01", (Unit.SHARE, "down"), NONE),
    ],
)
def test_it_is_behind_or_not(plan: Plan, amount: float | None, day: str, how: tuple[Unit, str], state: State) -> None:
    unit, better = how
    assert state_of(amount, plan, DAY(day), unit=unit, better=better) is state


@pytest.mark.parametrize(
    ("states", "count"),
    [([], 0), ([LATE], 1), ([FINE, LATE, LATE], 2), ([LATE, LATE, FINE], 0), ([LATE, NONE, LATE], 1), ([LATE] * 3, 3)],
)
def test_a_month_without_a_number_breaks_the_row(states: list[State], count: int) -> None:
    assert behind_in_a_row(states) == count


def test_a_change_is_of_the_baseline() -> None:
    assert changed_by(300, -20) == 240
    assert changed_by(None, -20) is None


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-15", 2, "2027-01-15"),
        ("2026-01-01", -1, "2025-12-01"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, later: str) -> None:
    assert months_later(DAY(day), months) == DAY(later)


def test_a_months_number_stands_in_its_middle() -> None:
    assert middle_of(date(2026, 2, 1)) == date(2026, 2, 15)
    assert last_of(date(2026, 12, 1)) == date(2026, 12, 31)
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("90%", Unit.SHARE, 0.9),
        ("90", Unit.SHARE, 0.9),
        ("2.5 ％", Unit.SHARE, 0.025),
        ("48 h", Unit.TIME, 172800),
        ("48小时", Unit.TIME, 172800),
        ("3 天", Unit.TIME, 259200),
        ("10", Unit.TIME, 600),
        ("1.5 d", Unit.TIME, 129600),
        ("4.5", Unit.STARS, 4.5),
        ("−5", Unit.NPS, -5),
        ("75", Unit.NPS, 75),
        ("¥50", Unit.MONEY, 5000),
        ("7", Unit.COUNT, 7),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, unit: Unit, amount: float) -> None:
    assert amount_of(text, unit) == pytest.approx(amount)
    assert amount_of(typed(amount, unit), unit) == pytest.approx(amount)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", Unit.SHARE),
        ("140%", Unit.SHARE),
        ("-1", Unit.SHARE),
        ("90 h", Unit.SHARE),
        ("6", Unit.STARS),
        ("101", Unit.SCORE),
        ("-101", Unit.NPS),
        ("4.5%", Unit.STARS),
        ("three", Unit.TIME),
        ("3 weeks", Unit.TIME),
        ("1e9", Unit.COUNT),
        ("nan", Unit.COUNT),
    ],
)
def test_what_is_no_such_amount_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(ValueError, match=r".*"):
        amount_of(text, unit)


@pytest.mark.parametrize(("text", "percent"), [("-20", -20), ("−20%", -20), ("+30", 30)])
def test_changes_are_per_cent(text: str, percent: float) -> None:
    assert percent_of(text) == percent


@pytest.mark.parametrize("text", ["", "-120", "20 min", "x"])
def test_other_changes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        percent_of(text)
