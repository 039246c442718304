"""The written protocol as a table: ways, hours, nights, weekends, holidays."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.worktime import ALWAYS, WorkCalendar
from huisheng.stages.closure.protocol import BLOCKS, Step, Terms, missing, next_step, part_of_day, silent_at

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    tz=ZONE,
    weekly={day: ((time(9), time(12)), (time(13), time(18))) for day in range(5)},
    overrides={date(2026, 10, day): () for day in range(1, 8)},  # the national holiday
)
BOTH, LETTER, PHONE, PAGE = ("letter", "phone"), ("letter",), ("phone",), ("message",)


def terms(calendar: WorkCalendar = OFFICE, **changes: int) -> Terms:
    return Terms(**{"tries": 3, "ways": 2, "gap_hours": 24, "wait_hours": 48} | changes, calendar=calendar)


def at(text: str) -> datetime:
    """A local instant of 2026: "11-30 10:00" (11-30 is a Monday)."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def made(*steps: str) -> list[Step]:
    return [Step(way, at(when)) for way, _, when in (step.partition(" ") for step in steps)]


TABLE = [
    # (said on, tries made, ways, what comes next)
    ("the second try: another way, another time of the day", ["letter 11-30 10:00"], BOTH, "phone 12-01 14:00"),
    (
        "the third: the evening, for letters only",
        ["letter 11-30 10:00", "phone 12-01 14:00"],
        BOTH,
        "letter 12-02 18:00",
    ),
    ("an offer at night is a try, but of no time of the day", ["letter 11-30 23:30"], BOTH, "phone 12-02 09:00"),
    ("Friday: the phone waits for Monday", ["letter 11-27 10:00"], BOTH, "phone 11-30 14:00"),
    ("Friday: a letter does not", ["letter 11-27 10:00"], LETTER, "letter 11-28 14:00"),
    ("the phone waits until the holiday is over", ["letter 09-30 10:00"], BOTH, "phone 10-08 14:00"),
    ("one way only: the third block", ["letter 11-30 10:00", "letter 12-01 14:00"], LETTER, "letter 12-02 18:00"),
    (
        "phone only: a house that ends at six has two",
        ["phone 11-30 10:00", "phone 12-01 14:00"],
        PHONE,
        "phone 12-02 14:00",
    ),
    ("no answer at four on Friday", ["phone 11-27 16:00"], PHONE, "phone 11-30 09:00"),
    ("the page alone", ["message 11-30 10:00"], PAGE, "message 12-01 14:00"),
]


@pytest.mark.parametrize(("why", "done", "ways", "then"), TABLE, ids=[row[0] for row in TABLE])
def test_what_comes_next(why: str, done: list[str], ways: tuple[str, ...], then: str) -> None:
    steps = made(*done)
    assert next_step(steps[0].at, steps, ways, terms()) == made(then)[0]


@pytest.mark.parametrize(
    ("since", "first"),
    [
        ("11-30 10:20", "11-30 10:20"),  # the office is open: now
        ("11-30 11:50", "11-30 14:00"),  # ten minutes before noon are a formality
        ("11-30 22:15", "12-01 09:00"),  # nobody is rung up at night
        ("11-28 10:00", "11-30 09:00"),  # nor on a Saturday
        ("10-01 10:00", "10-08 09:00"),
    ],
)
def test_who_has_only_a_phone_is_rung_up_at_the_next_decent_hour(since: str, first: str) -> None:
    assert next_step(at(since), [], PHONE, terms()) == Step("phone", at(first))


@pytest.mark.parametrize("ways", [BOTH, LETTER, PHONE, PAGE, ("phone", "letter")])
@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("calendar", [OFFICE, ALWAYS(ZONE)], ids=["office", "always"])
def test_the_whole_protocol_ends_and_never_rings_at_night(
    ways: tuple[str, ...], hour: int, calendar: WorkCalendar
) -> None:
    """From any hour: three tries, a day apart, by every way there is, in two parts of the day at least."""
    rules, since = terms(calendar), at("11-27 00:00") + timedelta(hours=hour)
    steps: list[Step] = []
    while step := next_step(since, steps, ways, rules):
        assert len(steps) < 5, "it ends"
        assert 9 <= step.at.astimezone(ZONE).hour < 21
        assert part_of_day(step.at, rules) in BLOCKS
        assert not steps or step.at - steps[-1].at >= timedelta(hours=24)
        steps.append(step)
    assert len(steps) == 3
    assert {one.way for one in steps} == set(ways)
    assert len({part_of_day(one.at, rules) for one in steps}) >= 2
    assert silent_at(steps, rules) == steps[-1].at + timedelta(hours=48)
    assert not missing(steps, ways, rules)


@pytest.mark.parametrize(
    ("done", "ways", "lacks"),
    [
        ([], BOTH, ("tries", "ways", "hours")),
        (["letter 11-30 10:00", "phone 12-01 14:00"], BOTH, ("tries",)),
        (["letter 11-30 10:00", "letter 12-01 14:00", "letter 12-02 18:00"], BOTH, ("ways",)),
        (["letter 11-30 10:00", "phone 12-01 10:00", "letter 12-02 10:00"], BOTH, ("hours",)),
        (["letter 11-30 10:00", "letter 12-01 14:00", "letter 12-02 18:00"], LETTER, ()),
        (["letter 11-30 23:00", "phone 12-01 10:00", "letter 12-02 23:00"], BOTH, ("hours",)),
    ],
)
def test_what_is_lacking(done: list[str], ways: tuple[str, ...], lacks: tuple[str, ...]) -> None:
    assert missing(made(*done), ways, terms()) == lacks


def test_what_is_lacking_is_tried_next_however_many_tries_were_made() -> None:
    same_hour = made("letter 11-30 10:00", "phone 12-01 10:00", "letter 12-02 10:00")
    step = next_step(same_hour[0].at, same_hour, BOTH, terms())
    assert step
    assert part_of_day(step.at, terms()) != "morning"
    one_way = made("letter 11-30 10:00", "letter 12-01 14:00", "letter 12-02 18:00")
    assert next_step(one_way[0].at, one_way, BOTH, terms()) == Step("phone", at("12-04 09:00"))


def test_a_house_that_works_mornings_only_is_not_asked_for_other_hours() -> None:
    mornings = WorkCalendar(tz=ZONE, weekly={day: ((time(9), time(12)),) for day in range(5)})
    steps: list[Step] = []
    while step := next_step(at("11-30 10:00"), steps, PHONE, terms(mornings)):
        steps.append(step)
    assert [one.at.astimezone(ZONE).hour for one in steps] == [10, 10, 10]


def test_a_house_that_never_opens_asks_at_decent_hours_all_the_same() -> None:
    closed = WorkCalendar(tz=ZONE, weekly={})
    assert next_step(at("11-30 23:00"), [], PHONE, terms(closed)) == Step("phone", at("12-01 09:00"))


def test_the_house_says_how_often_and_how_long() -> None:
    rules = terms(tries=1, ways=1, wait_hours=1)
    steps = made("letter 11-30 10:00")
    assert next_step(steps[0].at, steps, BOTH, rules) is None
    assert silent_at(steps, rules) == at("11-30 11:00")
