"""Rhythm, times and words, before anything is written."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huisheng.project.demo.cases import Case, ask, case, dept, no, note, offer, reply, says, yes
from huisheng.project.demo.engine.crowd import Crowd
from huisheng.project.demo.engine.deck import Deck, all_cases, asks_again, fits_channel
from huisheng.project.demo.engine.filling import filled, hour_of
from huisheng.project.demo.engine.goods import GOODS, GROUPS, some_goods
from huisheng.project.demo.engine.rhythm import moments, week_of_s0
from huisheng.project.demo.engine.schedule import Frame, keeps_its_word, times_of
from huisheng.project.demo.engine.shifts import WORKERS, is_at_work, next_at_work, on_duty
from huisheng.project.demo.engine.telling import SEED, Teller
from huisheng.project.demo.engine.week import LOTS, SOLVED, planned_week

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 18, 12, tzinfo=SHANGHAI)  # a Wednesday


def make_case(*steps: Any, text: str = "快递停了{days}天，什么时候能到", **changes: Any) -> Case:
    return case(
        "one", "complaint_delay", text, *(steps or (reply("在查"), offer("加急", "{day}", ""), yes(5))), **changes
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize("weekday", [0, 2, 6])
def test_it_finds_cases_for_the_week_on_every_day(weekday: int) -> None:
    now = at(16 + weekday, 9)
    archive: Any = SimpleNamespace()
    teller = Teller(archive, now)
    teller.plan_week()
    assert len(teller.waiting) == sum(lot.count for lot in LOTS) == 127


def test_its_week_adds_up() -> None:
    week = planned_week(NOON, Random(SEED))
    assert sum(one.channel == "phone" for one in week) == 29
    assert sum(one.in_time for one in week) == 117
    assert sum(one.wait > timedelta(hours=1) for one in week) == 29
    assert max(one.wait for one in week) == timedelta(hours=3)
    assert sum(one.fate in {"first", "robot"} for one in week) == 99
    assert sum(one.fate.startswith("again") for one in week) == 11
    assert set(SOLVED) < {lot.fate for lot in LOTS}
    assert all(week_of_s0(NOON) <= one.at < week_of_s0(NOON) + timedelta(days=7) for one in week)


def test_its_days_have_a_rhythm() -> None:
    found = moments(NOON, Random(SEED))
    hours = Counter(one.at.hour for one in found)
    assert hours[10] > 5 * hours[4]
    days = Counter(one.at.weekday() for one in found if not one.promo)
    assert days[0] > days[6]
    promo = Counter(one.at.date() for one in found if one.promo)
    usual = Counter(one.at.date() for one in found if not one.promo)
    assert max(promo.values()) > 1.6 * sum(usual.values()) / len(usual)
    assert {one.channel for one in found} >= {"web", "phone", "email", "chat", "wechat", "api", "walk_in"}
    assert not [one for one in found if one.channel == "phone" and not 9 <= one.at.hour < 20]


def test_it_works_in_shifts_with_meals_and_nights() -> None:
    assert not any(is_at_work(login, at(18, 3)) for login in WORKERS)
    assert next_at_work("wang", at(18, 19)) == at(19, 8)
    for hour in (9, 11, 14, 17, 20):
        assert on_duty("cs1", at(18, hour)), hour
    assert {is_at_work("lin", at(day, 20)) for day in (11, 18)} == {True, False}, "shifts change places every week"


def test_it_spaces_the_steps_in_order_and_keeps_the_frame() -> None:
    told = make_case(
        reply("在查"), note("@{wang} 在哪"), dept("warehouse", "在苏州"), ask("改地址吗"), says("不改"),
        offer("加急", "{day}下午", ""), yes(5, "到了"),
    )  # fmt: skip
    for seed in range(40):
        wait = timedelta(minutes=seed + 1)
        frame = Frame(wait, before=at(22, 0))
        times = times_of(told, opened=at(18, 9), owner="lin", channel="web", frame=frame, chance=Random(seed))
        assert times == sorted(times)
        assert times[0] == at(18, 9) + wait
        assert times[-1] < at(22, 0)
        late = Frame(wait, after=at(25, 0))
        times = times_of(told, opened=at(18, 9), owner="lin", channel="web", frame=late, chance=Random(seed))
        assert times[-1] > at(25, 0)


@pytest.mark.parametrize(
    ("steps", "times", "kept"),
    [
        ((offer("退款", "今天 18 点前", ""), yes(5)), (at(18, 15), at(18, 16)), True),
        ((offer("退款", "今天 18 点前", ""), yes(5)), (at(18, 18), at(18, 19)), False),
        ((offer("补寄一个", "{day}送到", ""), yes(5)), (at(18, 15), at(18, 16)), False),
        ((offer("补寄一个", "{day}送到", ""), yes(5)), (at(18, 15), at(19, 16)), True),
        ((note("@{wang} 在哪"), dept("warehouse", "在")), (at(18, 17), at(19, 8)), False),
        ((reply("下午两点前到"),), (at(18, 14),), False),
        ((reply("下午两点前到"),), (at(18, 11),), True),
        ((reply("今晚十二点前付都算"),), (at(18, 21),), True),
        ((reply("在查"),), (at(18, 23),), False),
        ((reply("在查"), note("@{wang} 在哪")), (at(18, 20), at(18, 20, 3)), False),
        ((reply("在查"), note("@{wang} 在哪")), (at(18, 16), at(18, 16, 3)), True),
        ((reply("{hour} 点前回您"), says("点都过了")), (at(18, 10, 20), at(18, 10, 50)), False),
        ((reply("{hour} 点前回您"), says("点都过了")), (at(18, 10, 20), at(18, 12, 4)), True),
        ((reply("{hour} 点前回您"), ask("哪一单"), says("1023")), (at(18, 10), at(18, 10, 20), at(18, 10, 50)), True),
        ((offer("送", "今晚 20 点前", ""), yes(4, "八点差五分", clock="19:55")), (at(18, 15), at(18, 17)), False),
        ((offer("送", "今晚 20 点前", ""), yes(4, "八点差五分", clock="19:55")), (at(18, 15), at(18, 20)), True),
        ((offer("送", "今晚 20 点前", ""), yes(4, "八点差五分", clock="19:55")), (at(18, 15), at(19, 20)), False),
    ],
)
def test_it_says_nothing_that_the_clock_makes_untrue(steps: Any, times: Any, kept: bool) -> None:
    assert keeps_its_word(make_case(*steps), times) is kept


@pytest.mark.parametrize("seed", range(30))
def test_its_customers_look_at_the_clock(seed: int) -> None:
    """Who complains of an hour waited for it; who names one says it then; nobody stands at the counter for an hour."""
    told = make_case(
        reply("{hour} 点前回您"), says("{hour}点了"), offer("送", "今天 19 点前", ""), no("十九点过了", 1, clock="19:06"),
        offer("送到", "{day} 9 点", ""), yes(4, "十点差五分", clock="09:56"),
    )  # fmt: skip
    opened = at(18, 10) + timedelta(minutes=seed)
    times = times_of(told, opened=opened, owner="lin", channel="web", frame=Frame(), chance=Random(seed))
    assert times == sorted(times)
    assert times[0].hour < times[1].hour
    assert times[1].date() == times[0].date()
    assert timedelta(0) <= times[3] - times[3].replace(hour=19, minute=6, second=0) < timedelta(minutes=7)
    assert timedelta(0) <= times[5] - times[5].replace(hour=9, minute=56, second=0) < timedelta(minutes=7)
    counter = make_case(reply("您坐"), offer("换新", "当场", ""), yes(5))
    at_noon = times_of(
        counter, opened=at(18, 11, 45), owner="lin", channel="walk_in", frame=Frame(), chance=Random(seed)
    )
    assert at_noon[1] - at_noon[0] < timedelta(minutes=20)


def test_its_words_come_at_an_hour_at_which_they_are_true() -> None:
    late = make_case(hours=(19, 21))
    deck = Deck(Random(SEED), cases=(late,))
    assert deck.pick("web", at(18, 18, 59)) is None
    assert deck.pick("web", at(18, 20, 59)) is late
    assert deck.pick("web", at(18, 21)) is None


def test_it_fills_slots_and_picks_alternatives() -> None:
    said = {filled("[你好|在吗]，{order}到哪了", {"order": "1023"}, Random(seed)) for seed in range(9)}
    assert said == {"你好，1023到哪了", "在吗，1023到哪了"}
    assert hour_of(at(18, 10), "15", at(18, 9), Random(1)) == "15"
    assert int(hour_of(at(18, 16), "15", at(18, 9), Random(1))) > 16


def test_it_lets_people_say_aloud_what_they_would_write() -> None:
    assert fits_channel(make_case(text="我买的锅昨天到的，打开一看盖子碎了，怎么换"), "phone")
    assert not fits_channel(make_case(text="在吗"), "phone")
    assert not fits_channel(make_case(text="看图，裂了一道口子，昨天才收到的东西"), "phone")
    assert fits_channel(make_case(text="在吗", on="web"), "api")
    assert not fits_channel(make_case(text="在吗", on="web"), "email")


def test_it_tells_every_case_before_it_repeats_itself() -> None:
    deck, chance = Deck(Random(SEED)), Random(SEED)
    for number in range(300):
        moment = at(1, 0) + timedelta(hours=number * 2)
        found = deck.pick(chance.choice(("web", "wechat", "chat")), moment)
        assert found
        deck.tell(found, moment)
    assert max(len(told) for told in deck.told.values()) <= 3
    assert sum(asks_again(one) for one in all_cases()) >= 11


def test_its_customers_come_back_and_nobody_shares_a_phone() -> None:
    crowd, told = Crowd(Random(SEED), set()), make_case(on="web")
    people = [crowd.somebody(told, "web", at(1, 0) + timedelta(hours=6 * n)) for n in range(200)]
    assert 80 <= len({one.customer for one in people}) <= 170
    phones = [one.customer.phone for one in crowd.people if one.customer.phone]
    assert len(phones) == len(set(phones))
    assert crowd.somebody(told, "web", NOON, loyal=True).customer.days_with_us >= 3 * 365
    assert crowd.somebody(told, "web", NOON, loyal=False).customer.days_with_us == 0


def test_whoever_writes_english_has_a_name_to_go_with_it() -> None:
    crowd, english = Crowd(Random(SEED), set()), make_case(text="Where is order {order}?", on="email web")
    chinese = make_case(on="web")
    people = [
        crowd.somebody(one, "web", at(1, 0) + timedelta(days=5 * n)) for n in range(60) for one in (english, chinese)
    ]
    assert {person.customer.name.isascii() for person in people[::2]} == {True}
    assert {person.customer.name.isascii() for person in people[1::2]} == {False}


def test_its_goods_belong_to_groups() -> None:
    assert {family for families in GROUPS.values() for family in families} == set(GOODS)
    assert {name for name, _price in GOODS["kettle"]} >= {some_goods(("kettle",), Random(seed))[0] for seed in range(9)}
    wanted = {goods for one in all_cases() for goods in one.goods}
    assert wanted <= set(GOODS) | set(GROUPS)
