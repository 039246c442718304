"""Rows that are stored without asking Django anew arrive as Django would have written them."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huisheng.core.base.models import File, Setting, SettingChange
from huisheng.core.base.rows import rewrite, store

pytestmark = pytest.mark.django_db
ODD = {"text": "50% “quoted” 货\n\\ ' \"", "list": [1, None, {"a": 2.5}]}


def change(**changes: object) -> SettingChange:
    return SettingChange(
        **({"subject": "form.notice", "before": ODD, "after": None, "by_kind": "staff", "by_id": 7} | changes)
    )


def as_stored(row: SettingChange) -> SettingChange:
    found = SettingChange.objects.get(pk=row.pk)
    assert (found.subject, found.before, found.after) == (row.subject, row.before, row.after)
    assert (found.by_kind, found.by_id, found.at) == (row.by_kind, row.by_id, row.at)
    return found


@pytest.mark.parametrize("count", [1, 2, 9])
def test_rows_arrive_in_one_statement_with_their_ids_in_order(count: int) -> None:
    rows = [change(by_id=n, before=ODD if n % 2 else None) for n in range(count)]
    with CaptureQueriesContext(connection) as seen:
        assert store(*rows)
    assert len(seen) == 1
    assert [as_stored(row).by_id for row in rows] == list(range(count))
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)
    assert not any(row._state.adding for row in rows)


def test_nothing_is_stored_without_a_statement() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert store()
    assert len(seen) == 0


def test_a_row_may_bring_its_id() -> None:
    store(Setting(key="a", value=ODD), Setting(key="b", value=[]))
    assert Setting.objects.get(key="a").value == ODD


@pytest.mark.parametrize("count", [1, 2])
def test_what_a_column_cannot_hold_is_refused_not_cut(count: int) -> None:
    with pytest.raises(DataError), transaction.atomic():
        store(*(change(subject="x" * 81) for _n in range(count)))


def test_what_is_there_already_is_refused_or_left_out() -> None:
    def file(digest: str) -> File:
        return File(sha256=digest, size=1, content_type="text/plain", family="text")

    store(file("a"))
    with pytest.raises(IntegrityError), transaction.atomic():
        store(file("a"))
    assert not store(file("a"), unless_there=True)
    assert not store(file("a"), file("b"), unless_there=True)
    assert store(file("c"), unless_there=True)
    assert File.objects.count() == 3


@pytest.mark.parametrize("count", [1, 2, 9])
def test_rows_are_rewritten_in_one_statement_and_only_as_asked(count: int) -> None:
    rows = [change(by_id=n) for n in range(count)]
    store(*rows)
    for row in rows:
        row.after, row.subject, row.by_kind = ODD, f"form.{row.by_id}", "token"
        row.at = row.at.replace(microsecond=123456)
    with CaptureQueriesContext(connection) as seen:
        rewrite(rows, "after", "subject", "at")
    assert len(seen) == 1
    for row in rows:
        row.by_kind = "staff"  # was not asked for
        as_stored(row)


def test_a_value_may_be_taken_away() -> None:
    row = change(by_id=3)
    store(row)
    row.by_id = None
    rewrite([row], "by_id")
    assert SettingChange.objects.get(pk=row.pk).by_id is None


def test_rewriting_nothing_says_nothing() -> None:
    with CaptureQueriesContext(connection) as seen:
        rewrite([], "after")
    assert len(seen) == 0


def test_what_a_column_cannot_hold_is_refused_when_rewritten() -> None:
    row = change()
    store(row)
    row.subject = "x" * 81
    with pytest.raises(DataError), transaction.atomic():
        rewrite([row], "subject")
