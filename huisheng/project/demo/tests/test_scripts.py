"""The demo's scripts can be played: nothing happens before it could, nobody speaks who is not there."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huisheng.project.demo.engine.desk import desk_of
from huisheng.project.demo.people import PEOPLE, SHOWN_LOGINS
from huisheng.project.demo.script import Answer, DemoCustomer, DemoTicket, Offer, ask, says
from huisheng.project.demo.tickets.everything import CLOSED, OPEN, STORIES_OF_THE_DESK, TICKETS
from huisheng.project.presets.catalogue_data import TEAMS
from huisheng.project.presets.channels_data import CHANNELS

LOGINS = {person.login for person in PEOPLE}
NAMED = [pytest.param(ticket, id=ticket.key) for ticket in TICKETS]
VAGUE = ("尽快", "稍后", "马上", "相关部门", "第一时间", "已记录", "带来不便", "inconvenience", "as soon as possible")
MIDNIGHT = datetime(2026, 3, 4, tzinfo=ZoneInfo("Asia/Shanghai"))
Step = tuple[int, str]


def steps(ticket: DemoTicket) -> Iterator[Step]:
    """Everything that happens after the opening: minutes and what."""
    yield from ((turn.minutes_after, turn.kind) for turn in ticket.turns)
    for offer in ticket.offers:
        yield offer.minutes_after, "offer"
        if offer.answer:
            yield offer.answer.minutes_after, "answer"
    if ticket.close:
        yield ticket.close.minutes_after, "close"


def staff_words(ticket: DemoTicket) -> list[str]:
    said = [turn.text for turn in ticket.turns if turn.author]
    return said + [f"{offer.text} {offer.measure} {offer.timing}" for offer in ticket.offers]


def authors(ticket: DemoTicket) -> set[str]:
    spoken = {turn.author for turn in ticket.turns if turn.kind != "customer"}
    ended = {ticket.close.author} if ticket.close else set()
    return spoken | ended | {offer.author for offer in ticket.offers} | {ticket.owner} - {""}


def make_script(**changes: object) -> DemoTicket:
    fields: dict[str, object] = {
        "key": "k", "channel": "web", "customer": DemoCustomer("某人", "13800009999"), "text": "在吗", "owner": "lin",
        "minutes_ago": 60,
    }  # fmt: skip
    return DemoTicket(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("ticket", NAMED)
def test_it_lets_nothing_happen_in_the_future(ticket: DemoTicket) -> None:
    passed = (MIDNIGHT - ticket.opened_at(MIDNIGHT)) / timedelta(minutes=1)
    assert max((minutes for minutes, _what in steps(ticket)), default=0) <= passed


@pytest.mark.parametrize("ticket", NAMED)
def test_it_waits_for_the_answer_to_an_offer(ticket: DemoTicket) -> None:
    waiting = False
    for _minutes, what in sorted(steps(ticket), key=lambda step: step[0]):
        assert not (waiting and what not in {"answer", "note"}), what
        waiting = what == "offer" or (waiting and what != "answer")


@pytest.mark.parametrize("ticket", NAMED)
def test_it_lets_only_people_of_the_house_speak(ticket: DemoTicket) -> None:
    assert authors(ticket) <= LOGINS


@pytest.mark.parametrize("ticket", NAMED)
def test_it_speaks_exactly_and_warmly(ticket: DemoTicket) -> None:
    assert [word for said in staff_words(ticket) for word in VAGUE if word in said] == []


@pytest.mark.parametrize("ticket", NAMED)
def test_it_can_reach_every_customer_and_nobody_real(ticket: DemoTicket) -> None:
    person = ticket.customer
    assert person.phone or person.email
    assert not person.phone or re.fullmatch(r"1380000\d{4}", person.phone)
    assert not person.email or person.email.rpartition("@")[2] in {"example.com", "example.net"}


def test_it_writes_every_piece_anew() -> None:
    said = [ticket.text for ticket in TICKETS] + [words for ticket in TICKETS for words in staff_words(ticket)]
    assert [text for text, times in Counter(said).items() if times > 1] == []
    assert max(Counter(ticket.key for ticket in TICKETS).values()) == 1
    assert max(Counter(ticket.order for ticket in TICKETS if ticket.order).values()) == 1


def test_it_gives_one_phone_to_one_person() -> None:
    names: dict[str, set[str]] = {}
    for ticket in TICKETS:
        if ticket.customer.phone:
            names.setdefault(ticket.customer.phone, set()).add(ticket.customer.name)
    assert [phone for phone, called in names.items() if len(called) > 1] == []


def test_it_looks_like_a_living_desk() -> None:
    stands = Counter(ticket.ends for ticket in TICKETS)
    assert 140 <= len(TICKETS) <= 170
    assert 40 <= stands["open"] + stands["new"] <= 65
    assert stands["waiting"] >= 18
    assert stands["confirm"] >= 10
    assert stands["closed"] >= 55
    assert {ticket.ends for ticket in CLOSED} == {"closed"}
    assert len({ticket.channel for ticket in OPEN}) >= 6


@pytest.mark.parametrize("day", range(6))
def test_its_desks_change_daily_and_never_drown(day: int) -> None:
    today = datetime(2026, 3, 2 + day, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    here, tomorrow = desk_of(today), desk_of(today + timedelta(days=1))
    assert 45 <= sum(ticket.ends != "closed" for ticket in here) <= 56
    assert set(STORIES_OF_THE_DESK) < set(here)
    assert len({ticket.key for ticket in here} - {ticket.key for ticket in tomorrow}) > 20
    assert {ticket.ends for ticket in here} == {"closed", "confirm", "waiting", "open", "new"}
    assert set(OPEN) == {ticket for ahead in range(6) for ticket in desk_of(today + timedelta(days=ahead))}


@pytest.mark.parametrize("day", range(6))
def test_it_gives_the_next_urgent_one_to_the_first_login_it_shows(day: int) -> None:
    """README, first two minutes: what the visitor sends in red appears on lin's desk by itself."""
    now = datetime(2026, 3, 2 + day, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    desks = Counter(ticket.owner for ticket in desk_of(now) if ticket.owner and ticket.ends != "closed")
    people = {person.login: person for person in PEOPLE}
    assert all(load + 4 <= people[login].capacity for login, load in desks.items()), desks
    seniors = [one.login for one in PEOPLE if one.senior and one.present and one.teams[0] == people["lin"].teams[0]]
    assert min(desks[login] for login in seniors if login != "lin") >= desks["lin"] + 3, desks


def test_it_asks_for_stars_with_every_yes() -> None:
    answers = [offer.answer for ticket in TICKETS for offer in ticket.offers if offer.answer]
    assert all(answer.stars for answer in answers if answer.solved)
    assert len([answer for answer in answers if not answer.ends_it]) >= 4


def test_it_seats_people_at_desks_that_exist() -> None:
    teams = {team.code for team in TEAMS}
    assert {team for person in PEOPLE for team in (*person.teams, *person.leads)} <= teams
    assert {ticket.channel for ticket in TICKETS} <= {channel.code for channel in CHANNELS}
    assert set(SHOWN_LOGINS) <= LOGINS


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "open"),
        ({"owner": ""}, "new"),
        ({"turns": (ask(5, "lin", "哪一单？"),)}, "waiting"),
        ({"turns": (ask(5, "lin", "哪一单？"), says(9, "1023"))}, "open"),
        ({"offers": (Offer(5, "lin", "换新", "明天", "好"),)}, "confirm"),
        ({"offers": (Offer(5, "lin", "换新", "明天", "好", Answer(9, True, 5)),)}, "closed"),
        ({"offers": (Offer(5, "lin", "换新", "明天", "好", Answer(9, True, 2)),)}, "open"),
        ({"offers": (Offer(5, "lin", "换新", "明天", "好", Answer(9, False)),)}, "open"),
    ],
)
def test_it_knows_where_a_story_stands(changes: dict[str, object], expected: str) -> None:
    assert make_script(**changes).ends == expected


def test_it_opens_old_ones_at_their_hour_and_fresh_ones_minutes_ago() -> None:
    now = datetime(2026, 3, 4, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (
        make_script(minutes_ago=None, days_ago=2, at="10:30").opened_at(now).isoformat() == "2026-03-02T10:30:00+08:00"
    )
    assert make_script(minutes_ago=45).opened_at(now) == now - timedelta(minutes=45)
