"""A month of closing the loop: its states add up, and every number is what a second, independent question says."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.metrics import BY_KEY, METRICS, STATES, Section, Thing
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.queries import Numbers, Value, numbers, numbers_of

from .closing import Month
from .closing_by_hand import AROUND, QUESTIONS

pytestmark = pytest.mark.django_db
PIECES = int(os.environ.get("HUISHENG_CLOSING", "70"))
SEED = int(os.environ.get("HUISHENG_SEED", "1"))
SECTIONS = {
    Section.COMPLAINTS, Section.AMENDS, Section.VOICE, Section.STARS, Section.ENDINGS, Section.CALLS, Section.TALKS,
    Section.SURVEYS, Section.NPS,
}  # fmt: skip
ASKED_ELSEWHERE = {"offered", "said_yes", "said_no", "silent"}  # insight/tests/test_numbers.py
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def month(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Month]:
    """Played once for all tests of this file, and taken back after them. It ended a fortnight ago."""
    with django_db_blocker.unblock(), transaction.atomic():
        last = timezone.localdate() - 14 * DAY
        agent = make_staff("teller", name="林晓", teams=["cs1"], capacity=500)
        boss = make_staff("caller", name="方敏", role="admin", teams=["cs1"], capacity=500)
        played = Month(agent, boss, Period("own", last - 29 * DAY, last), Random(SEED))
        played.pass_by(PIECES)
        yield played
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def counted(month: Month, django_db_blocker: DjangoDbBlocker) -> dict[str, Value]:
    with django_db_blocker.unblock():
        return {key: value for one in asked(month) for key, value in one.values.items()}


def asked(month: Month) -> list[Numbers]:
    return [
        numbers(month.boss, month.period),
        *(numbers_of(thing, month.boss, month.period) for thing in (Thing.CALLS, Thing.ASKED)),
    ]


def by_hand(month: Month, question: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(AROUND + question, {"start": month.period.start, "stop": month.period.stop})
        [row] = cursor.fetchall()
    return tuple(row)


def test_closure_states_add_up_by_day_and_in_sum(month: Month, counted: dict[str, Value]) -> None:
    [found, *_others] = asked(month)
    by_state: Counter[str] = Counter()
    by_day: Counter[date] = Counter()
    for day, state, n in found.states:
        by_state[state] += n
        by_day[day] += n
    assert by_state == {state: counted[state].count for state in STATES if counted[state].count}
    assert sum(by_state.values()) == counted["arrived"].count > PIECES
    assert len(by_state) == len(STATES)  # none of them is missing in this month
    with connection.cursor() as cursor:
        cursor.execute(AROUND + "SELECT (created_at AT TIME ZONE %(zone)s)::date, count(*) FROM everything GROUP BY 1",
                       {"start": month.period.start, "stop": month.period.stop, "zone": timezone.get_default_timezone_name()})  # fmt: skip
        assert by_day == dict(cursor.fetchall())
    apart = sum(counted[state].count for state in ("merged", "spam"))
    assert counted["received"].count == counted["arrived"].count - apart


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_number_is_what_sql_written_by_hand_says(month: Month, counted: dict[str, Value], key: str) -> None:
    count, of, measured = by_hand(month, QUESTIONS[key])
    value = counted[key]
    assert (value.count, value.of) == (count, of)
    assert value.measured == (None if measured is None else pytest.approx(float(measured)))
    behind = rows_behind(month.boss, month.period, BY_KEY[key])
    assert behind.total == count


def test_every_number_of_these_sections_is_asked_twice() -> None:
    wanted = {one.key for one in METRICS if one.section in SECTIONS} - ASKED_ELSEWHERE
    assert wanted <= set(QUESTIONS)


def test_the_month_has_something_of_everything(counted: dict[str, Value]) -> None:
    """A number that is zero on both sides would prove nothing."""
    assert {key for key in QUESTIONS if not counted[key].count} <= {"calls_by_handler", "surveys_held"}
    certain = {
        "calls_on_time",
        "calls_by_handler",
        "call_rated",
    }  # stars belong to a complete record; one team, one owner
    assert {key for key in QUESTIONS if counted[key].share == 1} <= certain


def test_a_supervisor_of_nothing_counts_nothing(month: Month) -> None:
    stranger: Staff = make_staff("stranger", role="colleague")
    for one in (
        numbers(stranger, month.period),
        *(numbers_of(thing, stranger, month.period) for thing in (Thing.CALLS, Thing.ASKED)),
    ):
        assert {value.count for value in one.values.values()} == {0}
