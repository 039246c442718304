"""A condition as rows or as JSON, and back."""

from typing import Any

import pytest
from django.http import QueryDict

from huisheng.kit.conditions import FieldSpec
from huisheng.stages.triage.condition_form import Row, read, show

FIELDS = {
    "text": FieldSpec("text", "text", "文字"),
    "category": FieldSpec("category", "choice", "分类", choices={"quality": "产品质量", "delay": "延迟"}),
    "tags": FieldSpec("tags", "list", "标签", choices={"urgent": "紧急"}),
    "repeat_count": FieldSpec("repeat_count", "number", "次数"),
}


def sent(*rows: Row, join: str = "all", **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"mode": "rows", "join": join, **more})
    for row in rows:
        for key in ("field", "op", "value", "least", "unit", "unless"):
            data.appendlist(key, getattr(row, key))
    return data


@pytest.mark.parametrize(
    ("row", "leaf"),
    [
        (
            Row("text", "has_any", "破损 | 碎了、裂了"),
            {"field": "text", "op": "has_any", "value": ["破损", "碎了", "裂了"]},
        ),
        (
            Row("text", "has_any", "破损", unless="没破损"),
            {"field": "text", "op": "has_any", "value": ["破损"], "unless": ["没破损"]},
        ),
        (Row("text", "matches", "晚了.{1,3}天"), {"field": "text", "op": "matches", "value": "晚了.{1,3}天"}),
        (
            Row("text", "quantity", "延迟|晚", least="3", unit="day"),
            {
                "field": "text",
                "op": "quantity",
                "value": {"words": ["延迟", "晚"], "unit": "day", "at_least": 3},
            },
        ),
        (Row("category", "in", "产品质量"), {"field": "category", "op": "in", "value": ["quality"]}),
        (Row("category", "is", "延迟 | quality"), {"field": "category", "op": "in", "value": ["delay", "quality"]}),
        (Row("tags", "has_any", "紧急"), {"field": "tags", "op": "any_of", "value": ["urgent"]}),
        (Row("repeat_count", "gte", "2.5"), {"field": "repeat_count", "op": "gte", "value": 2.5}),
        (Row("text", "is_empty", "x"), {"field": "text", "op": "is_empty"}),
    ],
)
def test_it_reads_a_row_and_shows_it_again(row: Row, leaf: dict[str, Any]) -> None:
    form = read(sent(row, Row(), Row()), FIELDS)
    assert (form.errors, form.condition) == ([], leaf)
    again = show(form.condition, FIELDS)
    assert again.fits_rows
    assert not again.expert
    assert read(sent(*again.rows), FIELDS).condition == leaf


@pytest.mark.parametrize("join", ["all", "any"])
def test_it_joins_rows(join: str) -> None:
    form = read(sent(Row("text", "has_any", "甲"), Row(), Row("repeat_count", "gte", "2"), join=join), FIELDS)
    assert list(form.condition) == [join]
    assert len(form.condition[join]) == 2
    assert show(form.condition, FIELDS).join == join


def test_no_rows_always_hit() -> None:
    assert read(sent(Row(), Row()), FIELDS).condition == {}
    assert show({}, FIELDS).fits_rows


def test_it_offers_spare_rows() -> None:
    assert show({"field": "text", "op": "is_empty"}, FIELDS).rows[1:] == [Row(), Row()]


@pytest.mark.parametrize(
    "condition",
    [
        {"not": {"field": "text", "op": "is_empty"}},
        {"all": [{"any": [{"field": "text", "op": "is_empty"}]}]},
        {"field": "text", "op": "has_any", "value": ["甲"], "negation": False},
        {"field": "text", "op": "quantity", "value": {"unit": "day", "at_most": 3}},
        {"field": "unknown", "op": "is", "value": "x"},
    ],
)
def test_what_rows_cannot_say_is_json(condition: dict[str, Any]) -> None:
    form = show(condition, FIELDS)
    assert form.expert
    assert not form.fits_rows
    assert read(sent(mode="expert", json=form.json), FIELDS).condition == condition


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Row("text", "has_any", "|"), "文字"),
        (Row("category", "in", "没有这类"), "没有这类"),
        (Row("repeat_count", "gte", "很多"), "很多"),
        (Row("text", "quantity", "晚", least="", unit="day"), "文字"),
        (Row("text", "gte", "3"), "文字"),
        (Row("text", "matches", "(("), "文字"),
    ],
)
def test_it_says_what_is_wrong_with_a_row(row: Row, words: str) -> None:
    form = read(sent(row), FIELDS)
    assert words in " ".join(form.errors)
    assert form.sentence == ""
    assert form.rows[0] == row


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "[" * 3000])
def test_it_refuses_json_that_is_no_condition(text: str) -> None:
    form = read(sent(mode="expert", json=text), FIELDS)
    assert form.errors
    assert (form.condition, form.json) == ({}, text)
