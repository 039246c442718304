"""A question written once gives the same answers as the queryset it came from."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext

from huisheng.core.base.asked import Asked
from huisheng.core.base.models import Setting, SettingChange

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings_there(db: None) -> None:
    Setting.objects.all().delete()
    for key, value in (("a", 1), ("b", {"x": [1, "50%"]}), ("c", "")):
        Setting.objects.create(key=key, value=value)


def one(key: str) -> QuerySet[Setting]:
    return Setting.objects.filter(key=key).annotate(mark=Value("100%"))


@pytest.mark.usefixtures("settings_there")
def test_it_returns_rows_with_their_values_read() -> None:
    asked = Asked(one, str)
    (row,) = asked("b")
    assert (row.pk, row.value, vars(row)["mark"]) == ("b", {"x": [1, "50%"]}, "100%")
    assert asked("nowhere") == []
    assert asked.first("a") == Setting.objects.get(key="a")
    assert asked.first("nowhere") is None


@pytest.mark.usefixtures("settings_there")
def test_it_returns_tuples_of_values_lists() -> None:
    def among(keys: list[str]) -> QuerySet[Setting, tuple[Any, ...]]:
        return Setting.objects.filter(key__any=keys).order_by("-key").values_list("key", "value")

    asked = Asked(among, list)
    assert asked(["b", "a", "z"]) == [("b", {"x": [1, "50%"]}), ("a", 1)]
    assert asked([]) == []


def test_it_brings_related_rows_along() -> None:
    made = SettingChange.objects.create(subject="form.notice", before=1, after=2, by_kind="system")
    asked = Asked(lambda pk: SettingChange.objects.filter(pk=pk), int)
    assert asked.first(made.pk) == made


def test_values_go_where_their_kind_belongs() -> None:
    Session.objects.create(session_key="k", session_data="d", expire_date=NOON)
    asked = Asked(lambda key, now: Session.objects.filter(expire_date__gt=now, session_key=key), str, datetime)
    assert asked.first("k", NOON.replace(hour=11))
    assert not asked.first("k", NOON.replace(hour=13))


@pytest.mark.usefixtures("settings_there")
def test_what_never_changes_is_written_into_the_sql() -> None:
    asked = Asked(lambda key: Setting.objects.filter(key=key).exclude(value="50%"), str)
    with CaptureQueriesContext(connection) as seen:
        asked("a")
    assert "50%" in seen[0]["sql"]
    assert asked.plan
    assert asked.plan.places == (0,)
