"""Callbacks, surveys and lost customers: counted over facts of their own, as far as the gate lets a person see them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.customers.models import Customer
from huisheng.kit.paging import BadCursor
from huisheng.stages.followup.models import Callback
from huisheng.stages.survey.models import Invitation
from huisheng.stages.winback.models import Lost
from huisheng.watch.insight import behind
from huisheng.watch.insight.behind import every_row_behind, rows_behind
from huisheng.watch.insight.metrics import BY_KEY, Thing, of_thing
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.queries import Value, by_parts, numbers_of
from huisheng.watch.insight.tests.calls import (
    MINUTE,
    answer,
    ask,
    make_call,
    make_customer,
    make_scenario,
    make_survey,
    missed,
    talk,
)
from huisheng.watch.insight.tests.make import a_week
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def week() -> Period:
    return a_week()


@pytest.fixture
def calls(cast: Cast, week: Period) -> dict[str, Callback]:
    """Callbacks of every kind, all owed on the second day at noon but for the last."""
    due, scenario = week.start + timedelta(days=1, hours=12), make_scenario()

    def make(**changes: Any) -> Callback:
        return make_call(scenario, due, **{"team": cast.cs1, "assignee": cast.lin} | changes)

    return {
        "warm": talk(make(), due - HOUR, minutes=6, stars=5, warm_words=["谢谢"], problem="物流", solved=True),
        "ticked": talk(make(), due - HOUR, minutes=8, stars=4, warm=True, warm_words=[], opening=None),
        "cold": talk(make(), due + HOUR, minutes=10, opening=40, stars=2, robotic=True, problem="物流", solved=False),
        "late record": talk(make(), due - HOUR, minutes=4, recorded=15),
        "no record": talk(make(), due - HOUR, minutes=2, recorded=None),
        "second try": talk(missed(make(), due - 2 * HOUR), due + HOUR, minutes=6, stars=None),
        "nobody there": missed(make(), due - HOUR, due, due + HOUR, given_up=True),
        "never tried": make(by_handler=True),
        "called off": make(state=Callback.State.CANCELLED, ended_at=due),
        "of a neighbour": make(team=cast.cs2, assignee=None),
        "week after": make_call(scenario, week.stop, team=cast.cs1),
    }  # fmt: skip


def values(cast: Cast, thing: Thing, week: Period) -> dict[str, Value]:
    return numbers_of(thing, cast.admin, week).values


def listed(cast: Cast, week: Period, key: str, named: dict[str, Any], *, base: bool = False) -> set[str]:
    found = rows_behind(cast.admin, week, BY_KEY[key], base=base)
    names = {one.pk: name for name, one in named.items()}
    assert len(found.rows) == found.total
    return {names[row["id"]] for row in found.rows}


TALKED = {"warm", "ticked", "cold", "late record", "no record", "second try"}
DONE = TALKED - {"no record"}
COUNTED = {
    "calls": TALKED | {"nobody there", "never tried", "of a neighbour"},
    "calls_reached": TALKED,
    "calls_on_time": TALKED - {"cold"} | {"nobody there"},
    "calls_given_up": {"nobody there"},
    "calls_open": {"never tried", "of a neighbour"},
    "calls_by_handler": {"never tried"},
    "calls_off": {"called off"},
    "talk_mean": TALKED,
    "opening_kept": TALKED - {"cold", "ticked"},
    "record_complete": DONE - {"late record"},
    "call_rating": {"warm", "ticked", "cold"},
    "call_rated": {"warm", "ticked", "cold"},
    "once_calls": {"warm"},
    "warm": {"warm", "ticked"},
    "robotic": {"cold"},
}
BASES = {
    "calls_reached": TALKED | {"nobody there"}, "calls_given_up": TALKED | {"nobody there"},
    "calls_on_time": COUNTED["calls"], "calls_open": COUNTED["calls"], "calls_by_handler": COUNTED["calls"],
    "opening_kept": TALKED - {"ticked"}, "record_complete": TALKED, "call_rated": DONE,
    "once_calls": {"warm", "cold"}, "warm": DONE, "robotic": DONE,
}  # fmt: skip


def test_each_number_counts_the_callbacks_it_says(cast: Cast, week: Period, calls: dict[str, Callback]) -> None:
    found = values(cast, Thing.CALLS, week)
    assert {key: listed(cast, week, key, calls) for key in COUNTED} == COUNTED
    assert {key: listed(cast, week, key, calls, base=True) for key in BASES} == BASES
    assert set(COUNTED) == {one.key for one in of_thing(Thing.CALLS)}
    assert {key: found[key].count for key in COUNTED} == {key: len(names) for key, names in COUNTED.items()}
    assert {key: found[key].of for key in BASES} == {key: len(names) for key, names in BASES.items()}
    assert found["talk_mean"].measured == pytest.approx(60 * 6)
    assert found["call_rating"].measured == pytest.approx(11 / 3)


def test_a_past_week_does_not_change(cast: Cast, week: Period) -> None:
    """Tried, talked, recorded after its end: for that week it is still to be made."""
    call = make_call(make_scenario(), week.stop - HOUR)
    talk(call, week.stop + HOUR, stars=5)
    found = values(cast, Thing.CALLS, week)
    counts = (found["calls"].count, found["calls_reached"].count, found["calls_open"].count, found["call_rated"].count)
    assert counts == (1, 0, 1, 0)
    assert (found["calls_on_time"].count, found["calls_on_time"].of) == (0, 1)


def test_a_record_that_is_not_due_yet_is_not_late(cast: Cast, week: Period) -> None:
    due = week.start + HOUR
    call = talk(make_call(make_scenario(), due), due - 10 * MINUTE, minutes=5, recorded=None)
    now = due + MINUTE
    assert numbers_of(Thing.CALLS, cast.admin, week, now=now).values["record_complete"].of == 0
    assert call.record_due_at
    later = numbers_of(Thing.CALLS, cast.admin, week, now=call.record_due_at + MINUTE).values["record_complete"]
    assert (later.count, later.of) == (0, 1)


def test_without_a_ticket_it_is_seen_by_caller_and_team(cast: Cast, week: Period, calls: dict[str, Callback]) -> None:
    everything = len(COUNTED["calls"])
    assert numbers_of(Thing.CALLS, cast.chen, week).values["calls"].count == everything - 1
    assert numbers_of(Thing.CALLS, make_staff("stranger", role="colleague"), week).values["calls"].count == 0
    caller = make_staff("caller", role="colleague")
    Callback.objects.filter(pk=calls["cold"].pk).update(assignee=caller)
    assert [row["id"] for row in rows_behind(caller, week, BY_KEY["calls"]).rows] == [calls["cold"].pk]


def test_callbacks_add_up_by_scenario_and_caller(cast: Cast, week: Period, calls: dict[str, Callback]) -> None:
    found = by_parts(cast.admin, week, ("scenario_id", "assignee_id"), ("calls", "calls_reached"))
    [scenario] = found["scenario_id"]
    assert scenario.values["calls"].count == len(COUNTED["calls"])
    assert {row.part: row.values["calls"].count for row in found["assignee_id"]} == {cast.lin.pk: 8, None: 1}
    part = rows_behind(cast.admin, week, BY_KEY["calls"], parts={"assignee": None})
    assert part.total == 1


def test_lists_page_and_travel(
    cast: Cast, week: Period, calls: dict[str, Callback], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "PAGE", 4)
    seen, cursor = [], ""
    while True:
        page = rows_behind(cast.admin, week, BY_KEY["calls"], cursor=cursor)
        seen += [row["id"] for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == len(COUNTED["calls"])
    assert [row["id"] for row in every_row_behind(cast.admin, week, BY_KEY["calls"])] == seen
    with pytest.raises(BadCursor):
        rows_behind(cast.admin, week, BY_KEY["calls"], cursor="nonsense")


# -- Surveys


@pytest.fixture
def surveys(cast: Cast, week: Period) -> dict[str, Invitation]:
    at, survey, plain = week.start + HOUR, make_survey("nps ces csat"), make_survey("words")
    asked = {name: ask(survey, at) for name in ("ten", "nine", "eight", "six", "zero", "silent", "too late")}
    told = {"ten": (10, 7, 5), "nine": (9, 6, 5), "eight": (8, 5, 4), "six": (6, 4, 3), "zero": (0, 1, 1)}
    for name, (nps, ces, csat) in told.items():
        answer(asked[name], at + HOUR, nps=nps, ces=ces, csat=csat, low=nps < 7)
    answer(asked["too late"], week.stop + HOUR, nps=0, csat=1)
    asked["spared"] = ask(survey, at, held=Invitation.Held.TIRED)
    asked["no scale"] = ask(plain, at)
    return asked


def test_nps_is_promoters_minus_detractors_beside_who_answered(
    cast: Cast, week: Period, surveys: dict[str, Invitation]
) -> None:
    found = values(cast, Thing.ASKED, week)
    assert found["nps"].measured == pytest.approx(100 * (2 - 2) / 5)
    assert (found["nps_answered"].count, found["nps_answered"].of) == (5, 7)
    assert [found[key].count for key in ("promoters", "passives", "detractors")] == [2, 1, 2]
    assert found["ces"].measured == pytest.approx((7 + 6 + 5 + 4 + 1) / 5)
    assert found["survey_csat"].measured == pytest.approx((100 + 100 + 75 + 50 + 0) / 5)
    assert (found["surveys"].count, found["surveys_answered"].count, found["surveys_held"].count) == (8, 5, 1)
    assert (found["surveys_low"].count, found["surveys_low"].of) == (2, 5)
    assert listed(cast, week, "surveys_held", surveys) == {"spared"}
    assert listed(cast, week, "nps_answered", surveys, base=True) == set(surveys) - {"spared", "no scale"}


def test_a_survey_told_on_the_phone_counts_as_asked_and_answered(cast: Cast, week: Period) -> None:
    survey = make_survey("nps")
    told = answer(None, week.start + HOUR, survey, nps=9)
    found = values(cast, Thing.ASKED, week)
    assert (found["surveys"].count, found["surveys_answered"].count, found["nps"].measured) == (1, 1, 100)
    [row] = rows_behind(cast.admin, week, BY_KEY["nps"]).rows
    assert (row["id"], row["nps"], row["customer__name"]) == (told.pk, 9, "刘女士")


def test_surveys_without_a_ticket_are_for_the_own_agent_and_the_house(
    cast: Cast, week: Period, surveys: dict[str, Invitation]
) -> None:
    assert numbers_of(Thing.ASKED, cast.chen, week).values["surveys"].count == 0
    Customer.objects.filter(pk=surveys["ten"].customer_id).update(agent=cast.chen)
    assert [row["nps"] for row in rows_behind(cast.chen, week, BY_KEY["surveys"]).rows] == [10]


# -- Lost customers


def lost(at: datetime, *, asked: datetime | None = None, ended: datetime | None = None, **changes: Any) -> Lost:
    return Lost.objects.create(
        customer=make_customer(), why="said_so", flagged_at=at, asked_at=asked, ended_at=ended, **changes
    )


def test_the_return_rate_is_of_those_who_were_asked(cast: Cast, week: Period) -> None:
    at, later = week.start + HOUR, week.start + 2 * HOUR
    named = {
        "back": lost(at, asked=later, ended=later, state="returned"),
        "gone": lost(at, asked=later, ended=later, state="gone"),
        "back after": lost(at, asked=later, ended=week.stop + HOUR, state="returned"),
        "planned": lost(at, state="planned", owner=cast.chen),
        "in peace": lost(at, ended=later, state="left_alone"),
        "week after": lost(week.stop, state="flagged"),
    }
    found = values(cast, Thing.LOST, week)
    assert [found[key].count for key in ("lost", "lost_asked", "returned", "left_alone")] == [5, 3, 1, 1]
    assert (found["returned"].of, found["lost_asked"].of) == (3, 5)
    assert listed(cast, week, "returned", named) == {"back"}
    assert [row["owner__name"] for row in rows_behind(cast.chen, week, BY_KEY["lost"]).rows] == [cast.chen.name]


@pytest.mark.parametrize("thing", [Thing.CALLS, Thing.ASKED, Thing.LOST])
def test_an_empty_week_divides_by_nothing(cast: Cast, week: Period, thing: Thing) -> None:
    found = values(cast, thing, week)
    assert {value.count for value in found.values()} == {0}
    assert {value.share for value in found.values()} == {None}
