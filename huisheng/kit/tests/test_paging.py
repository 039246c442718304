"""Pages that start where the last one ended."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.paging import BadCursor, Order, decode_cursor, encode_cursor, keyset_q, page

values = st.lists(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(),
        st.datetimes(timezones=st.just(UTC)),
        st.dates(),
        st.uuids(),
        st.decimals(allow_nan=False, allow_infinity=False),
    )
)


@given(values)
def test_a_cursor_keeps_its_values(row: list[Any]) -> None:
    cursor = encode_cursor(row)
    assert decode_cursor(cursor) == row
    assert list(map(type, decode_cursor(cursor))) == list(map(type, row))
    assert cursor.replace("-", "").replace("_", "").isalnum()


@given(st.text())
def test_any_other_text_is_a_bad_cursor_or_plain_values(text: str) -> None:
    try:
        row = decode_cursor(text)
    except BadCursor:
        return
    assert encode_cursor(row)


@pytest.mark.parametrize(
    "cursor", ["x", "中", "e30", "W3siYSI6MX1d", "W3sidCI6InllcyJ9XQ", "W1sxXV0", "bnVsbA", "W3t9XQ"]
)
def test_it_refuses_a_cursor_of_nobody(cursor: str) -> None:
    with pytest.raises(BadCursor) as refused:
        decode_cursor(cursor)
    assert str(refused.value) == "翻页位置已失效，请从第一页重新看起。"


def test_it_packs_only_what_can_be_read_again() -> None:
    with pytest.raises(TypeError):
        encode_cursor([object()])
    stored = [datetime(2026, 11, 21, tzinfo=UTC), date(2026, 11, 21), Decimal("1.50"), UUID(int=7)]
    assert decode_cursor(encode_cursor(stored)) == stored


def test_it_writes_the_comparison_out() -> None:
    order: Order = [("due", "asc"), ("id", "desc")]
    later = Q(pk__in=[]) | Q(due__gt=5) | Q(due=5, id__lt=9)
    assert keyset_q(order, [5, 9]) == Q(due__gte=5) & later
    assert keyset_q(order, [5, 9], {"due"}) == Q(pk__in=[]) | (Q(due__gt=5) | Q(due__isnull=True)) | Q(due=5, id__lt=9)


@pytest.mark.parametrize("row", [[], [1], [1, 2, 3], [None, 1]])
def test_it_refuses_values_that_do_not_fit(row: list[Any]) -> None:
    with pytest.raises(BadCursor):
        keyset_q([("name", "asc"), ("id", "asc")], row)


@pytest.fixture
def rows(db: None) -> list[int]:
    kind = ContentType.objects.create(app_label="kit", model="row")
    names = ["b", "a", "c", "a", "b", "", "a", "", "c", "d"]
    made = [Permission(name=name, codename=str(n), content_type=kind) for n, name in enumerate(names)]
    return [row.pk for row in Permission.objects.bulk_create(made)]


ORDERS: list[Order] = [
    [("id", "asc")],
    [("id", "desc")],
    [("name", "asc"), ("id", "desc")],
    [("name", "desc"), ("id", "asc")],
    [("content_type__model", "asc"), ("name", "desc"), ("pk", "desc")],
    [("empty", "asc"), ("id", "desc")],
    [("empty", "desc"), ("id", "asc")],
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 10, 11])
def test_pages_together_are_the_whole_list(rows: list[int], order: Order, size: int) -> None:
    queryset = Permission.objects.filter(pk__in=rows).annotate(empty=NullIf(F("name"), Value("")))
    whole = list(queryset.order_by(*(name if way == "asc" else f"-{name}" for name, way in order)))
    seen: list[Permission] = []
    cursor = None
    for _turn in range(len(rows) + 1):
        part = page(queryset, order, cursor, size)
        seen, cursor = seen + part.rows, part.next_cursor
        if cursor is None:
            break
        assert len(part.rows) == size
    assert seen == whole


def test_rows_of_values_are_paged_too(rows: list[int]) -> None:
    queryset = Permission.objects.filter(pk__in=rows).values("id")
    first = page(queryset, [("id", "asc")], None, 4)
    assert [row["id"] for row in page(queryset, [("id", "asc")], first.next_cursor, 4).rows] == rows[4:8]


def test_a_cursor_of_another_order_is_refused(rows: list[int]) -> None:
    foreign = encode_cursor(["no number"])
    with pytest.raises(BadCursor):
        page(Permission.objects.all(), [("id", "asc")], foreign, 3)


def test_a_page_costs_one_query(rows: list[int], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page(Permission.objects.all(), [("name", "asc"), ("id", "asc")], encode_cursor(["a", 1]), 3)


@pytest.mark.django_db
def test_an_annotation_that_is_always_filled_is_bounded_like_a_column() -> None:
    kind = ContentType.objects.create(app_label="kit", model="page")
    for name in "abc":
        Permission.objects.create(name=name, codename=name, content_type=kind)
    rows = Permission.objects.filter(content_type=kind).annotate(said=F("name"))
    order: Order = (("said", "asc"), ("id", "asc"))
    first = page(rows, order, None, 2, filled=["said"])
    assert [row.name for row in page(rows, order, first.next_cursor, 2, filled=["said"]).rows] == ["c"]
    bounded = str(rows.filter(keyset_q(order, ["b", 1])).query)
    assert "IS NULL" not in bounded
    assert "IS NULL" in str(rows.filter(keyset_q(order, ["b", 1], ["said"])).query)
