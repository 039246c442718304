"""Files of days: what is read, what is refused and at which line."""

from datetime import date

import pytest

from huisheng.core.accounts.days import read_days, usual_hours, write_day_lines
from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans

from .make import OFFICE

USUAL: Spans = [["09:00", "12:00"], ["13:00", "18:00"]]


def ical(*events: str) -> str:
    """A calendar file; each event is its own lines, `DTSTART;VALUE=DATE:20270217` and so on."""
    parts = [f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT" for n, event in enumerate(events)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""])


def whole(day: str, summary: str, **more: str) -> str:
    lines = [f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{summary}", *(f"{name}:{value}" for name, value in more.items())]
    return "\r\n".join(lines)


def days_of(text: str) -> dict[str, Spans]:
    return {str(one.day): one.intervals for one in read_days(text, usual=USUAL).days}


def refusal_of(text: str) -> str:
    with pytest.raises(CalendarRefused) as refusal:
        read_days(text, usual=USUAL)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("summary", "hours"),
    [
        ("春节（休）", []),
        ("春节（班）", USUAL),
        ("国庆节调休上班", USUAL),
        ("补班", USUAL),
        ("春节假期", []),
        ("除夕放假", []),
        ("今天不上班", []),
        ("Spring Festival (day off)", []),
        ("Spring Festival Holiday", []),
        ("Office closed", []),
        ("Working Day for Spring Festival", USUAL),
        ("Special workday", USUAL),
        ("Make-up day", USUAL),
        ("Non-working day", []),
        ("Off", []),
    ],
)
def test_the_name_of_an_event_says_whether_the_day_is_off_or_working(summary: str, hours: Spans) -> None:
    assert days_of(ical(whole("20270217", summary))) == {"2027-02-17": hours}


@pytest.mark.parametrize("summary", ["元宵节", "Lantern Festival", "offer for customers", "", "Team lunch"])
def test_an_event_that_says_neither_is_left_out_and_named(summary: str) -> None:
    found = read_days(ical(whole("20270221", summary), whole("20270217", "春节休")), usual=USUAL)
    assert [one.day for one in found.days] == [date(2027, 2, 17)]
    assert len(found.left_out) == 1
    assert found.left_out[0].startswith(summary)


def test_the_end_of_an_event_does_not_belong_to_it() -> None:
    text = ical("DTSTART;VALUE=DATE:20270215\r\nDTEND;VALUE=DATE:20270218\r\nSUMMARY:春节休")
    assert list(days_of(text)) == ["2027-02-15", "2027-02-16", "2027-02-17"]


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("DURATION:P3D", 3),
        ("DURATION:P1W", 7),
        ("DURATION:P1W1D", 8),
        ("DTEND;VALUE=DATE:20271001", 1),
        ("DTEND;VALUE=DATE:20271002", 1),
        ("TRANSP:TRANSPARENT", 1),
    ],
)
def test_an_event_lasts_as_long_as_it_says(more: str, count: int) -> None:
    assert len(days_of(ical(f"DTSTART;VALUE=DATE:20271001\r\nSUMMARY:国庆节休\r\n{more}"))) == count


def test_a_range_passes_the_end_of_the_year() -> None:
    text = ical("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270103\r\nSUMMARY:元旦休")
    assert list(days_of(text)) == ["2026-12-31", "2027-01-01", "2027-01-02"]


def test_what_apple_marks_needs_no_words() -> None:
    text = ical(
        whole("20270217", "春节", **{"X-APPLE-SPECIAL-DAY": "WORK-HOLIDAY"}),
        whole("20270220", "春节", **{"X-APPLE-SPECIAL-DAY": "ALTERNATE-WORKDAY"}),
    )
    assert days_of(text) == {"2027-02-17": [], "2027-02-20": USUAL}


def test_midnight_is_a_whole_day_and_folded_lines_are_one() -> None:
    text = ical(
        "DTSTART;TZID=Asia/Shanghai:20270217T000000\r\nDTEND;TZID=Asia/Shanghai:20270218T000000\r\nSUMMARY:春\r\n 节\r\n\t假期"
    )
    found = read_days(text, usual=USUAL).days
    assert [(one.day, one.note) for one in found] == [(date(2027, 2, 17), "春节假期")]


def test_escapes_alarms_and_cancelled_events_are_understood() -> None:
    alarm = "BEGIN:VALARM\r\nSUMMARY:不是这个\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"
    kept, gone = whole("20270217", "春节\\, 休假\\n第一天"), whole("20270218", "春节休", STATUS="CANCELLED")
    text = ical(alarm + kept, gone)
    found = read_days(text, usual=USUAL).days
    assert [(one.day, one.note) for one in found] == [(date(2027, 2, 17), "春节, 休假 第一天")]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_sort_of_line_end_will_do(ending: str) -> None:
    assert days_of("\ufeff" + ical(whole("20270217", "休")).replace("\r\n", ending)) == {"2027-02-17": []}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (whole("20270231", "休"), ("第 5 行", "20270231")),
        (whole("2027-02-17", "休"), ("第 5 行", "2027-02-17")),
        ("SUMMARY:休", ("第 3 行",)),
        ("DTSTART:20270217T093000\r\nSUMMARY:半天休", ("第 5 行", "半天休")),
        ("DTSTART:20270216T160000Z\r\nSUMMARY:休", ("第 5 行",)),
        ("DTSTART;VALUE=DATE:20270217\r\nDURATION:PT4H\r\nSUMMARY:休", ("第 6 行",)),
        (whole("20270217", "休", RRULE="FREQ=YEARLY"), ("第 3 行", "休")),
        ("DTSTART;VALUE=DATE:20270217\r\nDTEND;VALUE=DATE:20270210\r\nSUMMARY:休", ("第 3 行", "60")),
        ("DTSTART;VALUE=DATE:20270217\r\nDTEND;VALUE=DATE:20280210\r\nSUMMARY:休", ("第 3 行", "60")),
        (whole("19990101", "休"), ("第 3 行", "1999-01-01")),
        ("SUMMARY 休", ("第 5 行", "SUMMARY 休")),
    ],
)
def test_a_calendar_that_cannot_be_taken_over_names_the_line(event: str, words: tuple[str, ...]) -> None:
    said = refusal_of(ical(event))
    assert all(word in said for word in words), said


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_a_calendar_that_is_cut_off_is_not_half_taken_over(cut: int) -> None:
    whole_text = ical(whole("20270217", "春节休"), whole("20270218", "春节休"))
    assert refusal_of("\r\n".join(whole_text.split("\r\n")[: -1 - cut]))


def test_lines_and_calendar_say_the_same() -> None:
    by_lines = "2027-02-17,,春节\n2027/2/20,班,补班\n2027.3.1,休,\n2027年4月5日,09:00-12:00,半天\n"
    assert days_of(by_lines) == {
        "2027-02-17": [],
        "2027-02-20": USUAL,
        "2027-03-01": [],
        "2027-04-05": [["09:00", "12:00"]],
    }


def test_days_written_down_are_read_again_as_they_were() -> None:
    days = read_days('日期,时间,说明\n2027-02-17,22:00-06:00,"春节, 夜班"\n\n2027-02-18,,\n', usual=USUAL).days
    again = read_days(write_day_lines(days), usual=USUAL).days
    assert [(one.day, one.intervals, one.note) for one in again] == [(one.day, one.intervals, one.note) for one in days]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-17,,\n2027-13-01,,", ("第 2 行", "2027-13-01")),
        ("\n\n2027-02-17,9-18,", ("第 3 行", "9-18")),
        ("2027-02-17,,\n2027-02-17,班,", ("第 2 行", "第 1 行", "2027-02-17")),
        ("日期\n日期\n", ("第 2 行",)),
        ("2110-02-17,,", ("第 1 行", "2110")),
        ("2027-02-17,,\n" + "x" * 200_000, ("第 2 行",)),
    ],
)
def test_a_wrong_line_is_named(text: str, words: tuple[str, ...]) -> None:
    said = refusal_of(text)
    assert all(word in said for word in words), said


def test_the_same_day_twice_with_the_same_hours_is_one_day() -> None:
    assert days_of("2027-02-17,休,春节\n2027-02-17,,春节") == {"2027-02-17": []}


def test_no_file_makes_the_house_count_for_ever() -> None:
    events = [f"DTSTART;VALUE=DATE:{year}0101\r\nDURATION:P60D\r\nSUMMARY:休" for year in range(2020, 2060)]
    assert "2000" in refusal_of(ical(*events))


def test_a_working_day_works_as_monday_does() -> None:
    assert usual_hours(OFFICE) == USUAL
    assert usual_hours({"5": [["10:00", "16:00"]]}) == [["10:00", "16:00"]]
    assert usual_hours({}) == []
