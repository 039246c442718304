"""The archive writes what the verbs write, field by field, so that history cannot drift from life."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import zip_longest

import pytest
from django.db import connection, transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.project.demo.archive.house import Shop
from huisheng.project.demo.archive.playing import Archive
from huisheng.project.demo.gifts import with_gifts
from huisheng.project.demo.load import hire
from huisheng.project.demo.script import Answer, Closing, DemoCustomer, DemoTicket, Offer, ask, note, reply, says
from huisheng.project.demo.stories import STORIES
from huisheng.project.demo.story import Act, Found, Gift, Story, story_of
from huisheng.project.demo.tests import verbs
from huisheng.project.demo.tests.written import everything
from huisheng.project.demo.tickets.silent import SILENT
from huisheng.stages.sla.models import ServicePolicy
from huisheng.trips.merge import merge

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.localtime().replace(microsecond=0)


@pytest.fixture
def people() -> dict[str, Staff]:
    return hire()


def in_utc(story: Story) -> Story:
    """Instants as the database gives them back."""
    opening = replace(story.opening, at=story.opening.at.astimezone(UTC))
    acts = tuple(replace(act, at=act.at.astimezone(UTC)) for act in story.acts)
    return replace(story, opening=opening, acts=acts)


def both_ways(stories: list[Story], people: dict[str, Staff], now: datetime) -> tuple[dict, dict]:  # type: ignore[type-arg]
    """What the verbs write and what the archive writes, each into the same untouched house."""
    written = []
    for way in (_by_verbs, _by_archive):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT setval('ticket_number', 7000)")
            way(stories, people, now)
            written.append(everything())
            transaction.set_rollback(True)
    return written[0], written[1]


def _by_verbs(stories: list[Story], people: dict[str, Staff], now: datetime) -> None:
    played = [verbs.play(story, people, now=now) for story in stories]
    if len(played) > 1:
        merge(played[1], into=played[0], reason="同一件事", by=people["lin"].party, at=now)


def _by_archive(stories: list[Story], people: dict[str, Staff], now: datetime) -> None:
    archive = Archive(Shop(people))
    played = [archive.play(story, now=now) for story in stories]
    if len(played) > 1:
        played[1].merge_into(played[0], Act(now, "merge", "lin", "同一件事"))
    list(archive.rows.write())


def same(ours: dict, theirs: dict) -> list[str]:  # type: ignore[type-arg]
    """Every difference in one line each."""
    found = []
    for table, rows in ours.items():
        for place, (one, two) in enumerate(zip_longest(rows, theirs[table])):
            if one is None or two is None:
                found.append(f"{table} {place}: {one} ≠ {two}")
            else:
                found += [f"{table} {place}.{key}: {one[key]} ≠ {two[key]}" for key in one if one[key] != two[key]]
    return found


WHO = DemoCustomer("尹女士", "13800009001", "yin@example.com", tier="core")
LONG = DemoTicket(
    "long",
    "web",
    WHO,
    "投诉：净水器漏水三天了没人管，地板都泡坏了，退款！",
    owner="lin",
    minutes_ago=60 * 70,
    order="0417",
    turns=(
        reply(70, "lin", "尹女士您好，我是林晓，先关进水阀，我去问师傅。"),
        note(75, "lin", "@郑师傅 今天能不能上门？"),
        note(200, "zheng", "下午三点能到。"),
        ask(220, "lin", "下午三点您在家吗？"),
        says(400, "在的"),
        says(1500, "谢谢"),
        says(1600, "又开始漏了！"),
        reply(1630, "lin", "我再请师傅回去看。"),
    ),
    offers=(
        Offer(420, "lin", "师傅上门换接头", "今天下午三点", "说好了。", Answer(700, True, 2, "修得不仔细")),
        Offer(800, "lin", "换整机", "明天中午", "", Answer(1400, True, 4, "这次好了")),
        Offer(1700, "lin", "退款", "两天内到账", "", Answer(1720, False, None, "不要退款")),
    ),
)
SPAM = DemoTicket("spam", "web", DemoCustomer("贷", "13800009002"), "低息贷款加微信", owner="qin", minutes_ago=90,
                  close=Closing("spam", 30, "qin", "广告"))  # fmt: skip
GONE = DemoTicket("gone", "phone", WHO, "客户来电：APP 打不开", owner="xu", minutes_ago=300,
                  turns=(reply(20, "xu", "您好，重启一次看看？"),), close=Closing("withdrawn", 80, "xu", "自己好了"))  # fmt: skip
CALLS = DemoTicket("calls", "phone", WHO, "客户来电：快递五天没动", owner="xu", minutes_ago=9000,
                   turns=(ask(20, "xu", "单号末四位？"), says(30, "又来电：0417"), says(4000, "又来电：杯沿缺了一块")),
                   offers=(Offer(60, "xu", "补发", "周五送到", "", Answer(3000, True, 4, "到了")),))  # fmt: skip
POOL = DemoTicket("pool", "chat", DemoCustomer("夜猫子", "13800009003"), "在吗", minutes_ago=100)
ONCE = DemoTicket("once", "web", WHO, "等了五天还没到", owner="lin", minutes_ago=50)
TWICE = DemoTicket("twice", "web", WHO, "投诉：漏发了一个配件", owner="lin", minutes_ago=9000,
                   offers=(Offer(60, "lin", "补发", "周五", "", Answer(300, False, 1, "没收到")),
                           Offer(700, "lin", "再补发", "周六", "", Answer(900, False, None, "还是没有")),
                           Offer(1700, "lin", "退款", "周日", "", Answer(2000, True, 4, "好了"))))  # fmt: skip
COUPON = Gift("coupon", 30, "30 元无门槛券", "晚了四天")
AGAIN = Gift("coupon", 30, "再补 30 元无门槛券", "又晚了一天")
DEAR = Gift("gift", 420, "换一台新的", "修了两次")
FOUND = Found("goods", "接头密封不严。", "aftersales", improve=True)
ALL_SORTS = [*STORIES, LONG, TWICE, SPAM, GONE, CALLS, POOL]


@pytest.mark.parametrize("script", [pytest.param(one, id=one.key) for one in ALL_SORTS])
def test_it_writes_what_the_verbs_write(script: DemoTicket, people: dict[str, Staff], now: datetime) -> None:
    Team.objects.filter(code="cs1").update(head=people["zheng"])  # who sees it only once it is raised to him
    ours, theirs = both_ways([in_utc(story_of(script, now))], people, now)
    assert "\n".join(same(ours, theirs)) == ""


def given(story: Story, login: str) -> Story:
    """The same with gifts within and above the limit, one after the other, and what it turned out to be."""
    offered, ended = (one.at for one in story.acts if one.kind in {"offer", "yes"} and one.at > story.acts[-3].at)
    more = (
        Act(offered, "proposes", login, gift=COUPON),
        Act(offered, "gives", login, "HYQ0001"),
        Act(offered, "proposes", login, gift=AGAIN),
        Act(offered, "proposes", login, gift=DEAR),
        Act(offered, "allows", "chen"),
        Act(offered, "gives", login, "SF0002"),
        Act(ended, "finds", login, found=FOUND),
    )
    return replace(story, acts=tuple(sorted((*story.acts, *more), key=lambda act: act.at)))


@pytest.mark.parametrize("login", ["lin", "he"])
def test_it_gives_and_finds_as_the_verbs_do(login: str, people: dict[str, Staff], now: datetime) -> None:
    """Lin is senior: what is left of her limit is more."""
    script = replace(TWICE, owner=login, offers=tuple(replace(one, author=login) for one in TWICE.offers))
    ours, theirs = both_ways([in_utc(given(story_of(script, now), login))], people, now)
    assert "\n".join(same(ours, theirs)) == ""
    assert len(theirs["compensation"]) == 3
    assert len(theirs["finding"]) == 1


def test_what_a_script_promises_is_in_both_ledgers(people: dict[str, Staff], now: datetime) -> None:
    [script] = [one for one in STORIES if one.key == "zhao_solved"]
    ours, theirs = both_ways([in_utc(with_gifts(story_of(script, now)))], people, now)
    assert "\n".join(same(ours, theirs)) == ""
    assert [row["state"] for row in theirs["compensation"]] == ["given"]


def test_it_stops_where_the_verbs_go_on(people: dict[str, Staff], now: datetime) -> None:
    """No alarm rings after the last act: later ones are told in their own time."""
    ServicePolicy.objects.filter(code="callback_confirm").update(enabled=True)
    story = in_utc(story_of(SILENT[0], now))
    whole, stopped = (Archive(Shop(people)) for _ in range(2))
    assert whole.play(story, now=now).clocks.next_alarm(now) is None, "all that was due has rung"
    assert stopped.play(replace(story, goes_on=True), now=now).clocks.next_alarm(now) is not None
    assert max(line.played_at for line in stopped.rows.lines) == story.acts[-1].at
    assert max(line.played_at for line in whole.rows.lines) > story.acts[-1].at


def test_it_merges_like_the_trip(people: dict[str, Staff], now: datetime) -> None:
    """The second one gave an address by telephone that the first one does not know yet."""
    again = replace(
        ONCE, key="again", channel="phone", minutes_ago=0, customer=replace(WHO, email="yin.two@example.com")
    )
    stories = [in_utc(story_of(script, now)) for script in (ONCE, again)]
    ours, theirs = both_ways(stories, people, now)
    assert "\n".join(same(ours, theirs)) == ""
    assert len(theirs["participant"]) == 4 + 1
