"""Warn steps and scopes, as forms read and write them."""

from typing import Any

import pytest
from django.utils.translation import override

from huisheng.stages.sla.scope import read_scope, write_scope
from huisheng.stages.sla.steps import UnreadableSteps, read_steps, step_rows, warn_steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", []),
        ("50% 80%", [{"percent": 50}, {"percent": 80}]),
        ("50%,80％、60分钟", [{"percent": 50}, {"percent": 80}, {"minutes": 60}]),
        ("60", [{"minutes": 60}]),
        ("60 min; 90 minutes", [{"minutes": 60}, {"minutes": 90}]),
        ("1h 2 小时", [{"minutes": 60}, {"minutes": 120}]),
        ("due-30 min", [{"minutes": 30, "before": True}]),
        ("due - 1h", [{"minutes": 60, "before": True}]),
        ("30 min before due", [{"minutes": 30, "before": True}]),
        ("到期前30分", [{"minutes": 30, "before": True}]),
        ("到期前 2 小时、80%", [{"minutes": 120, "before": True}, {"percent": 80}]),
        ("Due-15 60 min", [{"minutes": 15, "before": True}, {"minutes": 60}]),
    ],
)
def test_it_reads_steps_as_people_write_them(text: str, steps: list[dict[str, Any]]) -> None:
    assert read_steps(text) == steps


@pytest.mark.parametrize(
    "text", ["soon", "50% soon", "80%%", "-5", "1.5h", "50 apples", "due-20%", "80% before due", "due"]
)
def test_it_refuses_what_is_no_step(text: str) -> None:
    with pytest.raises(UnreadableSteps):
        read_steps(text)


def test_steps_that_tell_the_same_people_by_the_same_ways_are_one_row() -> None:
    warn = [
        {"percent": 50, "tell": ["assignee"]},
        {"percent": 80, "tell": ["assignee"]},
        {"minutes": 60, "tell": ["supervisor"], "ways": ["app", "email"]},
    ]
    with override("en"):
        assert step_rows(warn) == [
            ("50% 80%", ["assignee"], []),
            ("60 min", ["supervisor"], ["app", "email"]),
        ]


def test_the_app_alone_is_the_usual_way_and_goes_without_saying() -> None:
    rows = [([{"percent": 80}], ["assignee"], ["app"]), ([{"minutes": 5}], ["supervisor"], ["robot"])]
    assert warn_steps(rows) == [
        {"percent": 80, "tell": ["assignee"]},
        {"minutes": 5, "tell": ["supervisor"], "ways": ["robot"]},
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_written_reads_back_the_same(language: str) -> None:
    warn = [
        {"percent": 50, "tell": ["assignee"]},
        {"minutes": 90, "tell": ["assignee", "supervisor"], "ways": ["email"]},
        {"minutes": 30, "before": True, "tell": ["role:agent"]},
    ]
    with override(language):
        rows = [(read_steps(text), tell, ways) for text, tell, ways in step_rows(warn)]
    assert warn_steps(rows) == warn


@pytest.mark.parametrize(
    ("condition", "scope"),
    [
        ({}, {}),
        ({"field": "channel", "op": "is", "value": "web"}, {"channel": ["web"]}),
        (
            {
                "all": [
                    {"field": "category", "op": "in", "value": ["complaint", "repair"]},
                    {"field": "tier", "op": "is", "value": "core"},
                ]
            },
            {"category": ["complaint", "repair"], "tier": ["core"]},
        ),
        ({"field": "text", "op": "has_any", "value": ["漏发"]}, None),
        ({"not": {"field": "channel", "op": "is", "value": "web"}}, None),
        ({"any": [{"field": "channel", "op": "is", "value": "web"}]}, None),
        ({"all": [{"field": "tier", "op": "is", "value": "a"}, {"field": "tier", "op": "is", "value": "b"}]}, None),
        ({"field": "channel", "op": "is_empty"}, None),
    ],
)
def test_it_knows_which_conditions_the_lists_can_show(condition: dict[str, Any], scope: dict[str, Any] | None) -> None:
    assert read_scope(condition) == scope


@pytest.mark.parametrize(
    "scope", [{}, {"channel": ["web"]}, {"category": ["a", "b"], "channel": ["web"], "tier": ["x"]}]
)
def test_a_scope_reads_back_the_same(scope: dict[str, list[str]]) -> None:
    assert read_scope(write_scope(scope)) == scope
