from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from huisheng.core.accounts.actions import (
    CalendarRefused,
    clear_calendar_day,
    confirm_year,
    import_calendar_days,
    save_calendar,
    set_calendar_day,
)
from huisheng.core.accounts.hours import read_spans, write_spans
from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.queries import calendars_to_confirm, unconfirmed_years
from huisheng.core.base.models import SettingChange
from huisheng.core.base.tests.make import last_change
from huisheng.kit.party import SYSTEM
from huisheng.kit.worktime import add_work_minutes, is_work_day

from .make import OFFICE, make_calendar

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:00 13:00-18:00", [["09:00", "12:00"], ["13:00", "18:00"]]),
        ("09:00~12:00，13:00–18:00", [["09:00", "12:00"], ["13:00", "18:00"]]),
        ("22:00-06:00", [["22:00", "06:00"]]),
        ("0:00-24:00", [["00:00", "00:00"]]),
        ("", []),
        ("休", []),
        ("closed", []),
    ],
)
def test_it_reads_hours_as_people_write_them(text: str, spans: list[list[str]]) -> None:
    assert read_spans(text) == spans
    assert read_spans(write_spans(spans)) == spans


@pytest.mark.parametrize("text", ["9-18", "09:00-", "25:00-26:00", "09:00-09:00", "09:00-12:00 and more", "上午"])
def test_it_refuses_hours_that_cannot_be_read(text: str) -> None:
    with pytest.raises(CalendarRefused):
        read_spans(text)


def test_a_change_is_a_new_version_and_audited() -> None:
    calendar = make_calendar("shop")
    save_calendar(calendar, name="门店", weekly={**OFFICE, "5": [["10:00", "16:00"]]}, by=SYSTEM)
    calendar.refresh_from_db()
    assert (calendar.version, calendar.name) == (2, "门店")
    change = last_change()
    assert "5" not in change.before["weekly"]
    assert change.after["weekly"]["5"] == [["10:00", "16:00"]]


def test_saving_the_same_again_is_no_new_version() -> None:
    calendar = make_calendar("shop")
    save_calendar(calendar, name="shop", weekly=OFFICE, by=SYSTEM)
    assert Calendar.objects.get(code="shop").version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"weekly": {}},
        {"weekly": {"7": [["09:00", "18:00"]]}},
        {"weekly": {"0": [["09:00", "morning"]]}},
        {"timezone": "Mars/Olympus"},
        {"name": ""},
        {"code": "always"},
    ],
)
def test_it_refuses_calendars_that_cannot_be(changes: dict[str, object]) -> None:
    with pytest.raises(CalendarRefused):
        make_calendar(**{"code": "fresh", **changes})  # type: ignore[arg-type]
    assert not Calendar.objects.filter(code="fresh").exists()


def test_a_day_may_differ_and_follow_the_week_again() -> None:
    calendar, saturday = make_calendar(), date(2026, 11, 28)
    set_calendar_day(calendar, saturday, intervals=[["09:00", "12:00"]], note="调休上班", by=SYSTEM)
    assert is_work_day(saturday, calendar.as_work_calendar())
    assert calendar.version == 2
    clear_calendar_day(calendar, saturday, by=SYSTEM)
    assert not is_work_day(saturday, calendar.as_work_calendar())
    clear_calendar_day(calendar, saturday, by=SYSTEM)
    assert calendar.version == 3
    subject = f"accounts.Calendar:{calendar.pk}.2026-11-28"
    assert [change.after for change in SettingChange.objects.filter(subject=subject).order_by("id")] == [
        {"intervals": [["09:00", "12:00"]], "note": "调休上班"},
        None,
    ]


def test_it_imports_a_year_of_days_and_counts_time_by_them() -> None:
    calendar = make_calendar()
    lines = "﻿日期,时间,说明\n2027-02-15,,春节\n2027/02/16,休,春节\n\n2027-02-20,09:00-12:00 13:00-18:00,调休上班\n"
    assert import_calendar_days(calendar, lines, by=SYSTEM) == 3
    hours = calendar.as_work_calendar()
    friday_evening = datetime(2027, 2, 12, 17, 0, tzinfo=SHANGHAI)
    assert add_work_minutes(friday_evening, 120, hours) == datetime(2027, 2, 17, 10, 0, tzinfo=SHANGHAI)
    assert is_work_day(date(2027, 2, 20), hours)
    assert import_calendar_days(calendar, "2027-02-20,休,取消", by=SYSTEM) == 1
    assert not is_work_day(date(2027, 2, 20), calendar.as_work_calendar())


def test_a_name_or_a_note_is_no_new_version_but_audited() -> None:
    calendar, saturday = make_calendar("shop"), date(2026, 11, 28)
    save_calendar(calendar, name="门店", weekly=OFFICE, by=SYSTEM)
    assert last_change().after["name"] == "门店"
    set_calendar_day(calendar, saturday, intervals=[], note="盘点", by=SYSTEM)
    assert last_change().after == {"intervals": [], "note": "盘点"}
    clear_calendar_day(calendar, saturday, by=SYSTEM)
    import_calendar_days(calendar, "2026-11-28,休,盘点\n2026-11-27,班,照常\n", by=SYSTEM)
    assert Calendar.objects.get(code="shop").version == 1


def test_a_file_is_one_new_version_however_many_days_it_holds() -> None:
    calendar = make_calendar()
    import_calendar_days(calendar, "2027-02-15,,春节\n2027-02-16,,春节\n2027-02-21,,春节\n", by=SYSTEM)
    assert calendar.version == 2
    assert last_change().after == {"days": 3, "changed": 2, "from": "2027-02-15", "to": "2027-02-21"}


def test_a_file_that_completes_a_year_confirms_it() -> None:
    calendar = make_calendar()
    import_calendar_days(calendar, "2027-02-15,,春节", years=[2027], by=SYSTEM)
    assert (calendar.version, calendar.confirmed_years) == (2, [2027])


def test_a_year_is_confirmed_once_and_that_changes_no_hours() -> None:
    calendar = make_calendar()
    for year in (2028, 2027, 2027):
        confirm_year(calendar, year, by=SYSTEM)
    calendar.refresh_from_db()
    assert (calendar.version, calendar.confirmed_years) == (1, [2027, 2028])
    subject = f"accounts.Calendar:{calendar.pk}.years"
    assert SettingChange.objects.filter(subject=subject).count() == 2
    with pytest.raises(CalendarRefused):
        confirm_year(calendar, 1999, by=SYSTEM)


def test_what_another_person_changed_meanwhile_is_kept() -> None:
    """Both opened the page at version 1; the second to save knows nothing of the first."""
    mine, theirs = make_calendar("shop"), Calendar.objects.get(code="shop")
    confirm_year(theirs, 2027, by=SYSTEM)
    set_calendar_day(theirs, date(2026, 11, 28), intervals=[["09:00", "12:00"]], by=SYSTEM)
    save_calendar(mine, name="shop", weekly={"0": [["08:00", "12:00"]]}, by=SYSTEM)
    kept = Calendar.objects.get(code="shop")
    assert (kept.version, kept.confirmed_years) == (3, [2027])


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 1, 1), []),
        (date(2026, 9, 30), []),
        (date(2026, 10, 1), [2027]),
        (date(2026, 12, 31), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2027, 9, 30), [2027]),
        (date(2027, 10, 1), [2027, 2028]),
    ],
)
def test_a_year_nobody_confirmed_is_announced_before_it_begins(today: date, years: list[int]) -> None:
    office, always = Calendar.objects.get(code="office"), Calendar.objects.get(code="always")
    assert unconfirmed_years(office, today=today) == years
    assert unconfirmed_years(always, today=today) == []
    assert calendars_to_confirm(today=today) == [(office, year) for year in years]


def test_one_holiday_does_not_confirm_a_year_and_a_word_does() -> None:
    office = Calendar.objects.get(code="office")
    set_calendar_day(office, date(2027, 1, 1), intervals=[], note="元旦", by=SYSTEM)
    assert unconfirmed_years(office, today=date(2026, 12, 1)) == [2027]
    confirm_year(office, 2027, by=SYSTEM)
    assert unconfirmed_years(office, today=date(2026, 12, 1)) == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [("2027-02-15,,春节\n2027-02-31,,", "2027-02-31"), ("2027-02-15,nine", "nine"), ("日期,时间,说明\n", "")],
)
def test_it_imports_all_lines_or_none(lines: str, fault: str) -> None:
    calendar = make_calendar()
    with pytest.raises(CalendarRefused) as refusal:
        import_calendar_days(calendar, lines, by=SYSTEM)
    assert fault in str(refusal.value)
    assert not calendar.days.exists()
