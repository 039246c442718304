"""Why it happened follows from what the customer said, and is written down by the owner at the desk."""

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from huisheng.project.demo.engine.deck import all_cases
from huisheng.project.demo.engine.shifts import is_at_work
from huisheng.project.demo.findings import ANY, PADDED, REASONS, finding_of, found_in
from huisheng.project.presets.amends_data import CAUSES
from huisheng.project.presets.catalogue_data import TEAMS

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 15, tzinfo=SHANGHAI)  # a Wednesday
YOUNG, OLD = timedelta(days=3), PADDED + timedelta(days=1)


def folder(closed: datetime | None, *, kind: str = "confirmed", category: str = "complaint_delay") -> Any:
    ticket = SimpleNamespace(
        closed_at=closed, category=SimpleNamespace(code=category), assignee=SimpleNamespace(username="he")
    )
    closure = SimpleNamespace(kind=kind) if closed else None
    opening = SimpleNamespace(key="k", text="快递停了三天", at=NOW - timedelta(days=5))
    return SimpleNamespace(ticket=ticket, closure=closure, opening=opening)


@pytest.mark.parametrize(
    ("text", "category", "age", "cause"),
    [
        ("杯子碎了", "complaint_quality", OLD, "packing"),
        ("杯子碎了", "complaint_quality", YOUNG, "courier"),
        ("少了一根线", "complaint_quality", YOUNG, "packing"),
        ("发成 B 款了", "complaint_quality", YOUNG, "packing"),
        ("三个月就掉漆", "complaint_quality", YOUNG, "goods"),
        ("预售说好 10 号发货", "complaint_delay", YOUNG, "stock"),
        ("快递停了三天", "complaint_delay", YOUNG, "courier"),
        ("跟机器人说话一样", "complaint_service", YOUNG, "manner"),
        ("师傅没来", "complaint_service", YOUNG, "slow"),
        ("券用不了", "complaint", YOUNG, "unclear"),
        ("发票抬头错了", "complaint", YOUNG, "handover"),
        ("闪退", "repair_app", YOUNG, "app"),
        ("不制冷", "repair_product", YOUNG, "goods"),
        ("怎么连不上手机", "repair_product", YOUNG, "use"),
    ],
)
def test_the_cause_follows_from_what_was_said(text: str, category: str, age: timedelta, cause: str) -> None:
    assert found_in(text, category, key="k", age=age).cause == cause


def test_every_case_has_a_reason_and_no_reason_is_idle() -> None:
    causes = {
        found_in(one.text, one.category, key=one.key, age=age).cause
        for one in all_cases()
        if one.category in ANY
        for age in (YOUNG, OLD)
    }
    assert causes >= {
        "packing",
        "courier",
        "goods",
        "design",
        "app",
        "stock",
        "handover",
        "slow",
        "manner",
        "unclear",
        "use",
    }


def test_it_speaks_of_causes_and_teams_of_the_house() -> None:
    assert {one.cause for one in REASONS} <= {code for code, _name, _english in CAUSES}
    assert {one.team for one in REASONS} <= {"", *(one.code for one in TEAMS)}


def test_it_is_written_down_when_the_owner_is_at_the_desk() -> None:
    asleep = NOW.replace(hour=2)
    found = finding_of(folder(asleep), NOW)
    assert found is not None
    assert found.at > asleep + timedelta(hours=5)
    assert is_at_work("he", found.at) or is_at_work("he", found.at - timedelta(minutes=41))


def test_it_is_not_written_down_before_it_could_be() -> None:
    assert finding_of(folder(NOW - timedelta(minutes=1)), NOW) is None


@pytest.mark.parametrize(
    "of",
    [folder(None), folder(NOW - timedelta(days=1), kind="spam"), folder(NOW - timedelta(days=1), category="consult")],
)
def test_nobody_asks_why_of_what_is_open_or_junk_or_a_question(of: Any) -> None:
    assert finding_of(of, NOW) is None
