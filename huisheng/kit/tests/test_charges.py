"""Whose time it was: each rule by a table, and the sum always."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.charges import MINUTE, Change, Holder, Request, Span, Who, charges, spans, whole_minutes

TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
LIN, CHEN, WAREHOUSE, TECH = 1, 2, 7, 8


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def status(minutes: float, value: str) -> Change:
    return Change(at(minutes), "status", value)


def owner(minutes: float, value: int | None) -> Change:
    return Change(at(minutes), "owner", value)


def asked(
    begin: float, end: float | None = None, *, accepted: float | None = None, team: int = WAREHOUSE, lead: bool = False
) -> Request:
    took, ended = (None if one is None else at(one) for one in (accepted, end))
    return Request(int(begin * 10) + team, team, at(begin), took, ended, lead)


def told(changes: list[Change], *requests: Request, until: float = 60) -> list[tuple[float, float, str, int | None]]:
    found = spans(changes, requests, since=TEN, until=at(until))
    return [((one.since - TEN) / MINUTE, (one.until - TEN) / MINUTE, one.holder.who, one.holder.ident) for one in found]


LINS = owner(0, LIN)
TABLE = {
    "nobody took it": ([], (), [(0, 60, "queue", None)]),
    "taken after three minutes": ([owner(3, LIN)], (), [(0, 3, "queue", None), (3, 60, "desk", LIN)]),
    "from one desk to another": ([LINS, owner(20, CHEN)], (), [(0, 20, "desk", LIN), (20, 60, "desk", CHEN)]),
    "back to the pool": ([LINS, owner(20, None)], (), [(0, 20, "desk", LIN), (20, 60, "queue", None)]),
    "the customer is asked and answers": (
        [LINS, status(10, "waiting_customer"), status(30, "open")], (),
        [(0, 10, "desk", LIN), (10, 30, "customer", None), (30, 60, "desk", LIN)],
    ),
    "a solution waits for a yes": (
        [LINS, status(10, "awaiting_confirmation")], (), [(0, 10, "desk", LIN), (10, 60, "customer", None)],
    ),
    "the customer keeps it waiting in nobody's hands": (
        [status(10, "waiting_customer")], (), [(0, 10, "queue", None), (10, 60, "customer", None)],
    ),
    "closed time does not count": ([LINS, status(10, "closed")], (), [(0, 10, "desk", LIN)]),
    "opened again it goes on": (
        [LINS, status(10, "closed"), status(40, "open")], (), [(0, 10, "desk", LIN), (40, 60, "desk", LIN)],
    ),
    "asked, accepted, answered": (
        [LINS, status(5, "waiting_department"), status(35, "open")], (asked(5, 35, accepted=12),),
        [(0, 5, "desk", LIN), (5, 12, "unanswered", WAREHOUSE), (12, 35, "department", WAREHOUSE), (35, 60, "desk", LIN)],
    ),
    "never accepted": ([LINS], (asked(5),), [(0, 5, "desk", LIN), (5, 60, "unanswered", WAREHOUSE)]),
    "answered without accepting": (
        [LINS], (asked(5, 20),), [(0, 5, "desk", LIN), (5, 20, "unanswered", WAREHOUSE), (20, 60, "desk", LIN)],
    ),
    "the status alone asks nobody": ([LINS, status(5, "waiting_department")], (), [(0, 60, "desk", LIN)]),
    "while the customer is asked too, it is the customer's": (
        [LINS, status(10, "waiting_customer"), status(20, "open")], (asked(5, 40, accepted=5),),
        [(0, 5, "desk", LIN), (5, 10, "department", WAREHOUSE), (10, 20, "customer", None),
         (20, 40, "department", WAREHOUSE), (40, 60, "desk", LIN)],
    ),
    "of two the first that was asked": (
        [LINS], (asked(5, 20, accepted=5), asked(10, 30, accepted=10, team=TECH)),
        [(0, 5, "desk", LIN), (5, 20, "department", WAREHOUSE), (20, 30, "department", TECH), (30, 60, "desk", LIN)],
    ),
    "of two the one that leads": (
        [LINS], (asked(5, 30, accepted=5), asked(10, 20, accepted=10, team=TECH, lead=True)),
        [(0, 5, "desk", LIN), (5, 10, "department", WAREHOUSE), (10, 20, "department", TECH),
         (20, 30, "department", WAREHOUSE), (30, 60, "desk", LIN)],
    ),
    "a department has it while nobody does": ([], (asked(5, 20, accepted=5),), [
        (0, 5, "queue", None), (5, 20, "department", WAREHOUSE), (20, 60, "queue", None)]),
    "what comes later does not count": ([LINS, owner(90, CHEN)], (asked(70),), [(0, 60, "desk", LIN)]),
    "what held before holds from the beginning": ([owner(-5, LIN)], (), [(0, 60, "desk", LIN)]),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "requests", "wanted"), TABLE.values(), ids=TABLE)
def test_who_carries_it(
    changes: list[Change], requests: tuple[Request, ...], wanted: list[tuple[float, float, str, int | None]]
) -> None:
    assert told(changes, *requests) == wanted


def test_the_case_of_zhao() -> None:
    """Requirements S0: 10:05 asked, 10:35 answered, 10:40 the customer knows and is asked for a yes."""
    changes = [owner(2, LIN), status(5, "waiting_department"), status(35, "open"), status(40, "awaiting_confirmation")]
    found = spans(changes, [asked(5, 35, accepted=12)], since=TEN, until=at(90))
    sums = {(one.holder.who, one.holder.ident): one.time / MINUTE for one in charges(found, lambda _a, _b: 0)}
    assert sums == {
        (Who.CUSTOMER, None): 50, (Who.DEPARTMENT, WAREHOUSE): 23, (Who.UNANSWERED, WAREHOUSE): 7,
        (Who.DESK, LIN): 8, (Who.QUEUE, None): 2,
    }  # fmt: skip


def test_charges_stand_by_length_and_count_working_minutes_by_themselves() -> None:
    found = [Span(at(0), at(10), Holder(Who.QUEUE)), Span(at(10), at(40), Holder(Who.DESK, LIN)),
             Span(at(40), at(45), Holder(Who.QUEUE))]  # fmt: skip
    made = charges(found, lambda since, until: (until - since) / MINUTE / 2)
    assert [(one.holder.who, one.time / MINUTE, one.worked) for one in made] == [("desk", 30, 15), ("queue", 15, 7.5)]


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [([90, 90], [2, 1]), ([59, 59, 59], [1, 1, 0]), ([20, 20], [0, 0]), ([], []), ([3600], [60]), ([119, 61], [2, 1])],
)
def test_whole_minutes(seconds: list[int], wanted: list[int]) -> None:
    assert whole_minutes([timedelta(seconds=one) for one in seconds]) == wanted


STATES = st.sampled_from(["new", "open", "waiting_customer", "waiting_department", "awaiting_confirmation", "closed"])
MINUTES = st.floats(-30, 300, allow_nan=False)
CHANGES = st.lists(
    st.builds(status, MINUTES, STATES) | st.builds(owner, MINUTES, st.sampled_from([None, LIN, CHEN])), max_size=12
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    begin = draw(MINUTES)
    end = draw(st.none() | st.floats(begin, 400))
    accepted = draw(st.none() | st.floats(begin, end if end is not None else 400))
    team, lead = draw(st.sampled_from([WAREHOUSE, TECH])), draw(st.booleans())
    took, ended = (None if one is None else at(one) for one in (accepted, end))
    return Request(draw(st.integers(1, 10**6)), team, at(begin), took, ended, lead)


@given(CHANGES, st.lists(requests(), max_size=4, unique_by=lambda one: one.ident), st.floats(0, 300))
def test_the_parts_are_exactly_the_open_life(changes: list[Change], asked: list[Request], until: float) -> None:
    """Without gaps and overlaps, and as much as the status alone says that it was open."""
    found = spans(changes, asked, since=TEN, until=at(until))
    assert all(one.since < one.until for one in found)
    assert all(one.until <= two.since for one, two in pairwise(found))
    alone = spans([one for one in changes if one.what == "status"], [], since=TEN, until=at(until))
    life = sum((one.time for one in alone), timedelta())
    made = charges(found, lambda since, until: (until - since) / MINUTE)
    assert sum((one.time for one in made), timedelta()) == life
    assert sum(whole_minutes([one.time for one in made])) == life // MINUTE
    assert sum(one.worked for one in made) == pytest.approx(life / MINUTE)


@given(CHANGES, st.lists(requests(), max_size=3, unique_by=lambda one: one.ident), st.floats(0, 150), st.floats(0, 150))
def test_what_was_charged_stays_charged(changes: list[Change], asked: list[Request], one: float, more: float) -> None:
    """Looked at later, the past reads as it did."""
    before = spans(changes, asked, since=TEN, until=at(one))
    after = spans(changes, asked, since=TEN, until=at(one + more))
    cut = [Span(span.since, min(span.until, at(one)), span.holder) for span in after if span.since < at(one)]
    assert cut == before
