"""What is being given today: one amount waits for a yes, one got a no, one is allowed and goes out, one went out; by the
desk's verbs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event, Ticket
from huisheng.project.demo.story import Gift
from huisheng.stages.handling.actions import (
    approve_compensation,
    give_compensation,
    propose_compensation,
    refuse_compensation,
)
from huisheng.stages.handling.models import Compensation

QUIET = timedelta(minutes=70)  # a proposal and its answer fit in since the last line


@dataclass(frozen=True, slots=True)
class Wish:
    """A proposal: words of the ticket it fits, what is given, how long ago, what the leader said ("" = nothing yet),
    and the coupon that went out.
    """

    words: tuple[str, ...]
    gift: Gift
    minutes: int
    reply: str = ""
    allowed: bool = False
    coupon: str = ""


WISHES: tuple[Wish, ...] = (
    Wish(
        ("延迟", "没到", "晚了", "物流", "快递", "少了", "配件"),
        Gift("refund", 120, "误工补偿，退到余额", "客户为这件事跑了两趟，请了半天假"),
        26,
    ),
    Wish(
        ("坏", "失灵", "不转", "漏", "故障", "不制冷"),
        Gift("gift", 260, "送一台同价位的小家电", "客户说闹心，想要个说法"),
        48,
        reply="先把机器修好。修好前每晚一天补 10 元，比送一台更管用。",
    ),
    Wish(
        ("态度", "客服", "投诉", "退款", "发错", "碎"),
        Gift("points", 150, "补 1500 积分，当天到账", "前一位同事说错了规则，客户白跑一趟"),
        55,
        reply="可以，记得写清楚怎么用。",
        allowed=True,
    ),
    Wish(
        ("安装", "上门", "师傅", "约", "改期"),
        Gift("coupon", 160, "160 元无门槛券", "约好的时间两次没有到"),
        67,
        reply="可以，先打电话再发券。",
        allowed=True,
        coupon="HYQ160",
    ),
)


def give_today(people: Mapping[str, Staff], now: datetime) -> list[Compensation]:
    """One each on the open feedback that its words fit, the newest first; where none fits, on the newest of the rest."""
    open_ones = list(_quiet(now))
    made = []
    for wish in WISHES:
        ticket = _fitting(wish, open_ones)
        if ticket is not None:
            open_ones.remove(ticket)
            made.append(_propose(wish, ticket, people["chen"], now))
    return made


def _quiet(now: datetime) -> Iterable[Ticket]:
    """Open tickets on a desk whose owner must ask for such amounts, with nothing in their ledger of late."""
    lines = Event.objects.filter(ticket=OuterRef("pk")).order_by("-at").values("at")
    open_ones = Ticket.objects.exclude(status__in=["closed", "awaiting_confirmation"]).filter(
        assignee__role__code="agent", team__code__in=["cs1", "cs2"]
    )
    quiet = open_ones.annotate(last=Subquery(lines[:1])).filter(last__lt=now - QUIET)
    return quiet.select_related("assignee__role", "team").order_by("-id")


def _fitting(wish: Wish, tickets: list[Ticket]) -> Ticket | None:
    fitting = (one for word in wish.words for one in tickets if word in one.subject)
    return next(fitting, next(iter(tickets), None))


def _propose(wish: Wish, ticket: Ticket, leader: Staff, now: datetime) -> Compensation:
    assert ticket.assignee is not None  # noqa: S101 - only what lies on a desk
    gift, at = wish.gift, now - timedelta(minutes=wish.minutes)
    one = propose_compensation(
        ticket, kind=gift.kind, fen=gift.yuan * 100, words=gift.words, why=gift.why, by=ticket.assignee, at=at
    )
    answered = at + timedelta(minutes=12)
    if not wish.allowed:
        return refuse_compensation(one, reason=wish.reply, by=leader, at=answered) if wish.reply else one
    allowed, given = approve_compensation(one, by=leader, at=answered), answered + timedelta(minutes=5)
    return give_compensation(allowed, reference=wish.coupon, by=ticket.assignee, at=given) if wish.coupon else allowed
