"""Duty is planned by pattern, copied, moved and taken out; nobody is on duty twice at once."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.actions import (
    RosterRefused,
    add_shifts,
    change_shift,
    clear_week,
    copy_week,
    plan_shifts,
    remove_shifts,
)
from huisheng.core.accounts.duty import manager_on_duty, off_duty
from huisheng.core.accounts.models import Calendar, Shift, Staff
from huisheng.core.accounts.planning import people_planned_by, people_seen_by
from huisheng.core.accounts.roster_file import read_shifts, write_shifts
from huisheng.core.accounts.shifts import Pattern
from huisheng.core.base.models import SettingChange
from huisheng.core.base.tests.make import last_change
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

from .make import make_staff

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
EVERY_DAY = frozenset(range(7))


def pattern(**changes: Any) -> Pattern:
    """Monday to Friday 9-18 in the week of MONDAY."""
    given = {"weekdays": frozenset(range(5)), "opens": time(9), "closes": time(18)}
    return Pattern(**{**given, "first": MONDAY, "last": date(2026, 11, 29), **changes})


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def told(person: Staff) -> list[str]:
    """The shifts of a person in local time: 11-23 09:00–18:00."""
    rows = [(timezone.localtime(one.since), timezone.localtime(one.until)) for one in person.shifts.all()]
    return [f"{since:%m-%d %H:%M}–{until:%d %H:%M}" for since, until in rows]


PATTERNS: list[tuple[dict[str, Any], list[str]]] = [
    ({"weekdays": frozenset({0, 2})}, ["11-23 09:00–23 18:00", "11-25 09:00–25 18:00"]),
    ({"weekdays": frozenset({6}), "opens": time(22), "closes": time(6)}, ["11-29 22:00–30 06:00"]),
    ({"weekdays": frozenset({5}), "opens": time(0), "closes": time(0)}, ["11-28 00:00–29 00:00"]),
    ({"weekdays": frozenset({5}), "opens": time(9), "closes": time(9)}, ["11-28 09:00–29 09:00"]),
    ({"weekdays": frozenset({1}), "opens": time(13, 30), "closes": time(0)}, ["11-24 13:30–25 00:00"]),
    ({"last": MONDAY}, ["11-23 09:00–23 18:00"]),
    ({"weekdays": EVERY_DAY, "first": date(2026, 11, 28)}, ["11-28 09:00–28 18:00", "11-29 09:00–29 18:00"]),
]


@pytest.mark.parametrize(("changes", "shifts"), PATTERNS)
def test_a_pattern_becomes_shifts(changes: dict[str, Any], shifts: list[str]) -> None:
    person = make_staff()
    assert plan_shifts([person], pattern(**changes), by=SYSTEM) == len(shifts)
    assert told(person) == shifts


def test_days_on_which_a_calendar_is_closed_are_left_out() -> None:
    person, office = make_staff(), Calendar.objects.get(code="office")
    week = pattern(weekdays=EVERY_DAY, first=date(2026, 10, 5), last=date(2026, 10, 11), skips=office)
    plan_shifts([person], week, by=SYSTEM)
    assert [one[:5] for one in told(person)] == ["10-08", "10-09", "10-10"], "国庆 is off, its Saturday works"


def test_several_people_are_planned_at_once_and_audited_in_one_line() -> None:
    lin, chen = make_staff(name="林晓"), make_staff(name="陈蔚")
    assert plan_shifts([lin, chen], pattern(note=" 早班 "), by=SYSTEM) == 10
    assert set(Shift.objects.values_list("note", flat=True)) == {"早班"}
    assert last_change().after == {"name": "林晓, 陈蔚", "shifts": 10, "from": "2026-11-23", "to": "2026-11-27"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"weekdays": frozenset()}, "weekdays"),
    ({"weekdays": frozenset({6}), "last": MONDAY}, "weekdays"),
    ({"last": date(2026, 11, 22)}, "last"),
    ({"last": date(2028, 1, 1)}, "last"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_pattern_without_days_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RosterRefused) as refusal:
        plan_shifts([make_staff()], pattern(**changes), by=SYSTEM)
    assert field in refusal.value.fields


def test_nobody_chosen_is_refused() -> None:
    with pytest.raises(RosterRefused):
        plan_shifts([], pattern(), by=SYSTEM)


OVERLAPS = [
    ("2026-11-25 17:59", "2026-11-25 20:00", True),
    ("2026-11-25 18:00", "2026-11-25 20:00", False),
    ("2026-11-25 08:00", "2026-11-25 09:00", False),
    ("2026-11-25 08:00", "2026-11-25 09:01", True),
    ("2026-11-25 10:00", "2026-11-25 11:00", True),
    ("2026-11-24 00:00", "2026-11-26 00:00", True),
    ("2026-11-25 09:00", "2026-11-25 18:30", True),
]


@pytest.mark.parametrize(("since", "until", "refused"), OVERLAPS)
def test_nobody_is_on_the_same_duty_twice(since: str, until: str, *, refused: bool) -> None:
    person = make_staff(name="林晓")
    plan_shifts([person], pattern(), by=SYSTEM)
    extra = Shift(staff=person, since=at(since), until=at(until))
    if not refused:
        assert add_shifts([extra], by=SYSTEM) == 1
        return
    with pytest.raises(RosterRefused) as refusal:
        add_shifts([extra], by=SYSTEM)
    assert "林晓" in str(refusal.value)
    assert "11-25 09:00" in str(refusal.value) or "11-24" in str(refusal.value)
    assert person.shifts.count() == 5


def test_one_overlap_refuses_the_whole_act() -> None:
    free, busy = make_staff(), make_staff()
    plan_shifts([busy], pattern(weekdays=frozenset({4})), by=SYSTEM)
    audited = SettingChange.objects.count()
    with pytest.raises(RosterRefused):
        plan_shifts([free, busy], pattern(), by=SYSTEM)
    assert not free.shifts.exists()
    assert SettingChange.objects.count() == audited


def test_a_manager_stands_by_while_at_the_desk() -> None:
    person = make_staff()
    plan_shifts([person], pattern(), by=SYSTEM)
    plan_shifts([person], pattern(kind="manager", opens=time(9), closes=time(9)), by=SYSTEM)
    Staff.objects.filter(pk=person.pk).update(rostered=True)
    assert manager_on_duty(at("2026-11-24 03:00")) == person
    assert off_duty([person.pk], at("2026-11-24 03:00")) == {person.pk}
    assert off_duty([person.pk], at("2026-11-24 10:00")) == set()


def test_a_week_is_copied_with_its_nights_and_twice_is_once() -> None:
    person, other = make_staff(), make_staff()
    plan_shifts([person, other], pattern(weekdays=frozenset({0, 6}), opens=time(22), closes=time(6)), by=SYSTEM)
    assert copy_week([person], date(2026, 11, 30), by=SYSTEM) == 2
    assert copy_week([person], date(2026, 11, 30), by=SYSTEM) == 0
    assert told(person)[2:] == ["11-30 22:00–01 06:00", "12-06 22:00–07 06:00"]
    assert other.shifts.count() == 2


def test_what_is_planned_already_stays_or_refuses_the_copy() -> None:
    person = make_staff()
    plan_shifts([person], pattern(weekdays=frozenset({0, 1})), by=SYSTEM)
    next_week = {"first": date(2026, 11, 30), "last": date(2026, 12, 6)}
    plan_shifts([person], pattern(weekdays=frozenset({0}), **next_week), by=SYSTEM)
    assert copy_week([person], date(2026, 11, 30), by=SYSTEM) == 1
    clear_week([person], date(2026, 11, 30), by=SYSTEM)
    plan_shifts([person], pattern(weekdays=frozenset({1}), opens=time(17), **next_week), by=SYSTEM)
    with pytest.raises(RosterRefused, match="重叠"):
        copy_week([person], date(2026, 11, 30), by=SYSTEM)
    with pytest.raises(RosterRefused):
        copy_week([person], date(2027, 6, 7), by=SYSTEM)


def test_a_copied_week_keeps_its_local_times_over_a_clock_change() -> None:
    person = make_staff()
    with timezone.override("America/New_York"):
        sunday = pattern(weekdays=frozenset({6}), first=date(2026, 10, 26), last=date(2026, 11, 1))
        plan_shifts([person], sunday, by=SYSTEM)  # the clocks go back that morning
        plan_shifts(
            [person], pattern(weekdays=frozenset({5}), first=date(2026, 10, 31), last=date(2026, 10, 31)), by=SYSTEM
        )
        copy_week([person], date(2026, 11, 2), by=SYSTEM)
        assert told(person) == [f"{day} 09:00–{day[3:]} 18:00" for day in ("10-31", "11-01", "11-07", "11-08")]
    assert [one.since.astimezone(UTC).hour for one in person.shifts.all()] == [13, 14, 14, 14]


def test_a_shift_is_moved_but_not_onto_another() -> None:
    person = make_staff()
    plan_shifts([person], pattern(), by=SYSTEM)
    monday, tuesday = person.shifts.all()[:2]
    change_shift(monday, since=monday.since, until=at("2026-11-23 20:00"), note="晚走", by=SYSTEM)
    assert told(person)[0] == "11-23 09:00–23 20:00"
    assert last_change().after["note"] == "晚走"
    with pytest.raises(RosterRefused):
        change_shift(tuesday, since=at("2026-11-23 19:00"), until=tuesday.until, by=SYSTEM)
    assert told(person)[1] == "11-24 09:00–24 18:00"


@pytest.mark.parametrize(("until"), ["2026-11-23 09:00", "2026-11-23 08:00", "2026-12-23 09:00"])
def test_a_shift_has_a_length_and_no_more_than_a_week(until: str) -> None:
    person = make_staff()
    with pytest.raises(RosterRefused):
        add_shifts([Shift(staff=person, since=at("2026-11-23 09:00"), until=at(until))], by=SYSTEM)


def test_a_shift_or_a_week_is_taken_out() -> None:
    person, other = make_staff(name="林晓"), make_staff()
    plan_shifts([person, other], pattern(), by=SYSTEM)
    assert remove_shifts([person.shifts.all()[0]], by=SYSTEM) == 1
    assert last_change().before == {"name": "林晓", "duty": "desk", "hours": "11-23 09:00–18:00", "note": ""}
    assert clear_week([person], MONDAY, by=SYSTEM) == 4
    assert other.shifts.count() == 5
    assert clear_week([person], MONDAY, by=SYSTEM) == 0


def test_what_is_written_as_csv_is_read_again() -> None:
    person = make_staff("lin", name="=林晓")
    plan_shifts([person], pattern(opens=time(22), closes=time(6), note="-夜班"), by=SYSTEM)
    plan_shifts([person], pattern(kind="manager", last=MONDAY), by=SYSTEM)
    text = write_shifts(Shift.objects.select_related("staff"))
    assert "'=林晓" in text
    again = read_shifts(text, {"lin": person})
    wanted = [(one.kind, one.since, one.until, one.note) for one in Shift.objects.all()]
    assert [(one.kind, one.since, one.until, one.note) for one in again] == wanted
    assert add_shifts(again, by=SYSTEM) == 0


def test_a_file_may_speak_either_language_and_write_dates_as_excel_does() -> None:
    person = make_staff("lin")
    text = "lin,,manager,2026/12/1 9:00,2026/12/1 18:00:00\nlin,,在岗,2026-12-01T09:00,2026-12-01 18:00,早\nlin,,,2026.12.2 9:00,2026.12.2 10:00"
    assert [one.kind for one in read_shifts(text, {"lin": person})] == ["manager", "desk", "desk"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dan,,desk,2026-12-01 09:00,2026-12-01 18:00", ("第 1 行", "dan")),
        ("h\nlin,,boss,2026-12-01 09:00,2026-12-01 18:00", ("第 2 行", "boss", "值班经理")),
        ("lin,,desk,2026-12-01 09:00,tomorrow", ("第 1 行", "tomorrow")),
        ("login,name,duty,from,until,note\n", ("没有班次",)),
        ("h\nlin,,desk,2026-13-01 09:00,2026-12-01 18:00\n", ("第 2 行", "2026-13-01")),
        ("lin,,desk,2026-12-01 09:00,2026-12-01 18:00\n" * 5_001, ("5000",)),
        ("", ("没有班次",)),
        ("h\n" + "x" * 200_000, ("第 2 行",)),
    ],
)
def test_a_wrong_line_of_a_roster_is_named(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(RosterRefused) as refusal:
        read_shifts(text, {"lin": make_staff("lin")})
    assert all(word in str(refusal.value) for word in words), str(refusal.value)


def test_who_plans_for_whom(cast: Cast) -> None:
    assert set(people_planned_by(cast.admin)) == set(Staff.objects.all())
    assert set(people_planned_by(cast.chen)) == {cast.lin, cast.chen}
    assert not people_planned_by(cast.lin).exists()
    assert set(people_seen_by(cast.lin)) == {cast.lin, cast.chen}
    assert set(people_seen_by(cast.wang)) == {cast.wang}


def test_a_supervisor_without_a_led_team_plans_for_nobody() -> None:
    assert not people_planned_by(make_staff(role="supervisor", teams=["cs1"])).exists()
