"""The page of numbers says the sentence of requirements S0 about the demo's week."""

from datetime import datetime, timedelta

import pytest

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.metrics import BY_KEY, METRICS
from huisheng.watch.insight.metrics.shape import Thing
from huisheng.watch.insight.period import Period, week_of
from huisheng.watch.insight.queries import Numbers, numbers, numbers_of
from huisheng.web.workspace.figures import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(loaded: datetime) -> Period:
    return week_of(loaded.date() - timedelta(days=7))


@pytest.fixture
def admin() -> Staff:
    return Staff.objects.get(username="admin")


@pytest.fixture
def found(admin: Staff, week: Period, loaded: datetime) -> Numbers:
    return numbers(admin, week, now=loaded)


def test_it_says_the_sentence_of_the_week(found: Numbers) -> None:
    told = {key: found.values[key].count for key in ("received", "online", "phone", "solved", "once", "over_hour")}
    assert told == {"received": 127, "online": 98, "phone": 29, "solved": 117, "once": 99, "over_hour": 29}
    shown = {key: text_of(found.values[key]) for key in ("solved", "once", "over_hour", "wait_longest")}
    assert shown == {"solved": "92%", "once": "78%", "over_hour": "23%", "wait_longest": "3 小时"}


def test_eleven_had_to_ask_again_where_their_parcel_was(found: Numbers, admin: Staff, week: Period) -> None:
    late = Category.objects.get(code="complaint_delay")
    assert dict(found.categories)[late.pk] == 11
    assert rows_behind(admin, week, BY_KEY["again"], parts={"category": late.pk}).total == 11


def test_every_number_of_the_week_is_as_long_as_its_list(
    found: Numbers, admin: Staff, week: Period, loaded: datetime
) -> None:
    listed = {one.key: rows_behind(admin, week, one, now=loaded).total for one in METRICS}
    counted = {key: value.count for key, value in found.values.items()}
    for thing in {one.thing for one in METRICS} - {Thing.TICKETS}:
        counted |= {key: value.count for key, value in numbers_of(thing, admin, week, now=loaded).values.items()}
    assert counted == listed
