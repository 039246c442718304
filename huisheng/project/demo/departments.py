"""Whom the shop's departments are asked through, and a few requests on today's desk, by the verbs the desk uses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from huisheng.core.accounts.actions import save_contact
from huisheng.core.accounts.models import Calendar, Contact, Staff, Team
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.collaboration.actions import (
    accept_request,
    answer_request,
    ask_department,
    ask_extension,
    note_opened,
    urge,
)
from huisheng.stages.collaboration.models import CollabRequest

QUIET = timedelta(minutes=21)  # the steps of a request want some room behind it
ALL_WEEK, WORKDAYS = range(7), range(5)
WANG = [["08:00", "18:00"]]  # requirements S0
OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]
THROUGH = [["09:00", "18:00"]]  # also at lunch
NIGHT = [["18:00", "08:00"]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the emergency table; phones are invented."""

    name: str
    team: str
    duty: str
    phone: str
    days: range
    hours: list[list[str]]
    backup: str = ""
    login: str = ""
    email: str = ""


TABLE: tuple[Line, ...] = (
    Line("夜班仓管", "warehouse", "夜里的急事", "021-5550-0109", ALL_WEEK, NIGHT, email="night@shop.example"),
    Line("王姐", "warehouse", "发错、漏发、查库存", "021-5550-0101", ALL_WEEK, WANG, backup="夜班仓管", login="wang"),
    Line(
        "小顾",
        "warehouse",
        "快递停滞、改地址",
        "021-5550-0104",
        WORKDAYS,
        OFFICE,
        backup="王姐",
        email="gu@shop.example",
    ),
    Line("李工", "tech", "下单、付款、页面打不开，午休也接急事", "021-5550-0102", WORKDAYS, THROUGH, login="li"),
    Line("小孟", "tech", "账号、优惠券", "021-5550-0105", WORKDAYS, OFFICE, backup="李工", email="meng@shop.example"),
    Line("郑师傅", "aftersales", "维修、换新、上门", "021-5550-0103", WORKDAYS, OFFICE, login="zheng"),
    Line(
        "老邵", "aftersales", "退件验收", "021-5550-0106", WORKDAYS, OFFICE, backup="郑师傅", email="shao@shop.example"
    ),
)


@dataclass(frozen=True, slots=True)
class Plea:
    """A request: words of the ticket it fits, whom it goes to, what is needed, how far it has come."""

    words: tuple[str, ...]
    whom: str
    need: str
    asked: int  # minutes ago
    due: int  # minutes from now
    steps: tuple[str, ...] = ()
    answer: str = ""


PLEAS: tuple[Plea, ...] = (
    Plea(("1023", "快递", "延迟", "晚了"), "小顾", "查包裹现在在哪一站、几点能送到", 55, 25, ("opened",)),
    Plea(("碎", "裂", "破"), "老邵", "看照片认定责任，今天能不能补发新的", 60, -12, ("opened", "urged")),
    Plea(
        ("A款", "发错", "型号"), "王姐", "确认是不是发错了，A 款有没有现货", 33, 22, ("accepted", "answered"),
        "查了录像，是我们拿错了货位。A 款有货，12 点前能出库。",
    ),
    Plea(("闪退", "我的订单", "验证码", "积分", "页面"), "李工", "查日志，确认原因和恢复时间", 50, 60, ("accepted", "extension")),
    Plea(("不制冷", "扫地机", "抽油烟机", "感应灯", "坏"), "郑师傅", "判断能不能换新，几号几点能上门", 45, 160),
)  # fmt: skip


def fill_the_table() -> dict[str, Contact]:
    """Seven people of three departments, with their hours and who stands in."""
    teams = {team.code: team for team in Team.objects.all()}
    staff = {one.username: one for one in Staff.objects.all()}
    office = Calendar.objects.filter(code="office").first()
    found: dict[str, Contact] = {}
    for one in TABLE:
        found[one.name] = save_contact(
            None,
            team=teams[one.team],
            name=one.name,
            duty=one.duty,
            phone=one.phone,
            email=one.email,
            weekly={str(day): one.hours for day in one.days},
            calendar=office if one.days is WORKDAYS else None,
            staff=staff.get(one.login),
            backup=found.get(one.backup),
            by=SYSTEM,
        )
    return found


def ask_around(contacts: dict[str, Contact], now: datetime) -> list[CollabRequest]:
    """One request each on the open ticket whose words fit, the newest first; where none fits there is none."""
    waiting = list(_quiet_since(now - QUIET))
    asked = []
    for plea in PLEAS:
        fitting = (one for word in plea.words for one in waiting if word in one.subject)
        ticket = next(fitting, None)
        if ticket is not None:
            waiting.remove(ticket)
            asked.append(_ask(plea, ticket, contacts[plea.whom], now))
    return asked


def _quiet_since(at: datetime) -> QuerySet[Ticket]:
    """Open tickets on somebody's desk with nothing in their ledger after `at`, the newest first; `last` is its last line."""
    open_ones = Ticket.objects.exclude(status__in=["closed", "awaiting_confirmation"]).exclude(assignee=None)
    lines = Event.objects.filter(ticket=OuterRef("pk")).order_by("-at").values("at")
    found = open_ones.annotate(last=Subquery(lines[:1])).filter(last__lt=at)
    return found.select_related("assignee").order_by("-id")


def _ask(plea: Plea, ticket: Any, contact: Contact, now: datetime) -> CollabRequest:
    assert ticket.assignee is not None  # noqa: S101 - only what lies on a desk
    owner, theirs = ticket.assignee.party, Party("contact", contact.pk, contact.name)
    asked_at = max(now - timedelta(minutes=plea.asked), ticket.last + timedelta(minutes=1))
    due = now + timedelta(minutes=plea.due)
    request = ask_department(
        ticket, team=contact.team, contact=contact, problem=f"客户反映：{ticket.subject}", need=plea.need, due=due,
        by=owner, at=asked_at,
    )  # fmt: skip
    for n, step in enumerate(plea.steps, 1):
        at = asked_at + timedelta(minutes=6 * n)
        if step == "opened":
            note_opened(request, by=theirs, at=at)
        elif step == "accepted":
            accept_request(request, by=theirs, at=at)
        elif step == "answered":
            answer_request(request, text=plea.answer, by=theirs, at=asked_at + timedelta(minutes=15))
        elif step == "urged":
            urge(request, text="客户又来问了，先回一句进展也行", by=owner, at=now - timedelta(minutes=5))
        elif step == "extension":
            later = due + timedelta(hours=2)
            ask_extension(request, until=later, reason="要等支付那边回日志", by=theirs, at=now - timedelta(minutes=4))
    return request
