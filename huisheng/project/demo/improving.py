"""What the shop does against its root causes: to do, late, to be looked at, worked, did not work, dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.improvement.actions import (
    check_improvement,
    drop_improvement,
    finish_improvement,
    open_improvement,
)
from huisheng.stages.improvement.models import Improvement

from .findings import PADDED

Kind = Improvement.Kind


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked whether it worked, so many days ago."""

    days: int
    worked: bool
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An improvement: opened and due so many days ago (below 0: to come), and how far it is."""

    title: str
    cause: str
    why: str
    action: str
    team: str
    owner: str
    checker: str
    opened: int
    due: int
    done: int | None = None
    done_words: str = ""
    check: int | None = None  # days ago on which somebody is to look; None = 30 days after it was done
    look: Look | None = None
    dropped: str = ""
    kind: str = Kind.CORRECTIVE
    cases: int = 3
    said: str = ""  # a pattern: how the cases put it


PLANS: tuple[Plan, ...] = (
    Plan(
        "玻璃、陶瓷改用双层箱加蜂窝纸", "packing", "碎件里八成是单层盒，一撞就传到里面。",
        "玻璃、陶瓷、灯具一律双层箱，缝里用蜂窝纸填实；仓库每天抽五件从一米高摔一次。", "warehouse", "wang", "chen",
        opened=48, due=30, done=PADDED.days, done_words="新箱型已换完，旧箱退回纸厂。摔过四十件，碎一件。", check=5,
        look=Look(4, True, "装箱造成的碎件明显少了，剩下的是中转站压坏的，另外找快递谈。"), said=r"碎|裂|玻璃|豁口|毛刺|磕",
    ),
    Plan(
        "物流满 24 小时没动，系统先提醒我们", "courier", "多数客户是自己先发现包裹停了。",
        "每小时查一次轨迹，满 24 小时没更新的进客服待办。", "tech", "li", "chen",
        opened=41, due=30, done=31, done_words="每小时的检查上线了，进周岩的待办。", check=9,
        look=Look(6, False, "提醒是有了，可一天两百多条，没人看得完。要按订单承诺日挑出真正会晚的。"),
    ),
    Plan(
        "仓库半小时没回，自动催一次并抄送组长", "handover", "十一位客户因为仓库没回话又来问一遍。",
        "协办满三十分钟未答自动催办，催第二次抄送仓库组长；答复必须写回单子。", "warehouse", "wang", "mei",
        opened=34, due=26, done=27, done_words="自动催办已开，群里的口头答复不再算数。", check=1,
    ),
    Plan(
        "下单页直接写清保价和退差规则", "unclear", "规则分在三页写，客户和我们各算各的。",
        "下单页加一行：几天内降价怎么退、退到哪里；帮助页只留一处。", "product", "su", "chen", opened=12, due=-9,
    ),
    Plan(
        "夜里的留言早上九点前回完", "slow", "夜间进来的要等到上午忙完才轮到。",
        "早班第一个到的人先清夜里的留言，清完在群里报数。", "cs1", "zhou", "chen", opened=18, due=3,
    ),
    Plan(
        "开场白不用统一话术，写客户自己的事", "manner", "有客户说三次收到同一段话，像跟机器人聊天。",
        "共用开场白停用；每人写三句自己的，必须提到客户说的那件事。晨会念给大家听。", "cs1", "lin", "chen",
        opened=8, due=-5, cases=2,
    ),
    Plan(
        "说明书首次使用那一步放大、配图", "use", "“先复位再用”写在最后一页的小字里。",
        "首次使用单独成卡片，放在说明书上面。", "product", "su", "zheng", opened=5, due=-20, kind=Kind.PREVENTIVE, cases=2,
    ),
    Plan(
        "每单附一张赔付说明卡", "packing", "想让客户少问一句。", "随箱放卡片，写明破损怎么赔。", "warehouse", "wang", "chen",
        opened=52, due=38, dropped="试了两周，卡片和包装一起被扔了，客户还是来问。改在签收短信里写。", cases=2,
    ),
)  # fmt: skip


def improve(people: Mapping[str, Staff], now: datetime) -> list[Improvement]:
    """Every plan up to now, each tied to cases whose cause it is."""
    taken: set[int] = set()
    return [_play(plan, people, taken, now) for plan in PLANS]


def _play(plan: Plan, people: Mapping[str, Staff], taken: set[int], now: datetime) -> Improvement:
    opened, chen, cause = _at(now, plan.opened, 10), people["chen"], RootCause.objects.get(code=plan.cause)
    one = open_improvement(
        title=plan.title, action=plan.action, why=plan.why, kind=plan.kind, cause=cause,
        team=Team.objects.get(code=plan.team), owner=people[plan.owner], checker=people[plan.checker],
        due_on=_day(now, plan.due), tickets=_cases(plan, cause, opened, taken), by=chen, at=opened,
    )  # fmt: skip
    if plan.dropped:
        return drop_improvement(one, reason=plan.dropped, by=chen, at=_at(now, plan.due, 16))
    if plan.done is None:
        return one
    check_on = None if plan.check is None else _day(now, plan.check)
    by = people[plan.owner]
    one = finish_improvement(one, words=plan.done_words, by=by, check_on=check_on, at=_at(now, plan.done, 15))
    if plan.look:
        looked, by = plan.look, people[plan.checker]
        check_improvement(one, worked=looked.worked, words=looked.words, by=by, at=_at(now, looked.days, 11))
    return one


def _cases(plan: Plan, cause: RootCause, at: datetime, taken: set[int]) -> list[Ticket]:
    """The latest ones found by then that put it so, of which nothing was heard since."""
    later = Event.objects.filter(ticket=OuterRef("ticket"), at__gte=at)
    found = Finding.objects.filter(~Exists(later), cause=cause, at__lt=at, ticket__subject__regex=plan.said)
    found = found.exclude(ticket__in=taken)
    cases = [one.ticket for one in found.select_related("ticket").order_by("-at")[: plan.cases]]
    taken.update(one.pk for one in cases)
    return cases


def _at(now: datetime, days: int, hour: int) -> datetime:
    """That hour of the local day, never after now."""
    local = timezone.localtime(now) - timedelta(days=days)
    return min(local.replace(hour=hour, minute=20, second=0, microsecond=0), now)


def _day(now: datetime, days: int) -> date:
    return timezone.localdate(now) - timedelta(days=days)
