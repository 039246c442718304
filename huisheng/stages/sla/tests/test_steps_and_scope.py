"""Warn steps and scopes, as forms read and write them."""

from typing import Any

import pytest

from huisheng.stages.sla.scope import read_scope, write_scope
from huisheng.stages.sla.steps import UnreadableSteps, read_steps, warn_steps, write_steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", []),
        ("50% 80%", [(50, None), (80, None)]),
        ("50%,80％、60分钟", [(50, None), (80, None), (None, 60)]),
        ("60", [(None, 60)]),
        ("60 min; 90 minutes", [(None, 60), (None, 90)]),
        ("1h 2 小时", [(None, 60), (None, 120)]),
    ],
)
def test_it_reads_steps_as_people_write_them(text: str, steps: list[tuple[int | None, int | None]]) -> None:
    assert read_steps(text) == steps


@pytest.mark.parametrize("text", ["soon", "50% soon", "80%%", "-5", "1.5h", "50 apples"])
def test_it_refuses_what_is_no_step(text: str) -> None:
    with pytest.raises(UnreadableSteps):
        read_steps(text)


def test_a_step_that_tells_both_is_one_step() -> None:
    warn = warn_steps({"assignee": [(50, None), (80, None)], "supervisor": [(80, None), (None, 60)]})
    assert warn == [
        {"percent": 50, "tell": ["assignee"]},
        {"percent": 80, "tell": ["assignee", "supervisor"]},
        {"minutes": 60, "tell": ["supervisor"]},
    ]


def test_what_was_written_reads_back_the_same() -> None:
    warn = [{"percent": 50, "tell": ["assignee"]}, {"minutes": 90, "tell": ["assignee", "supervisor"]}]
    told = {audience: read_steps(write_steps(warn, audience)) for audience in ("assignee", "supervisor")}
    assert warn_steps(told) == warn


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
