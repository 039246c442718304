"""A week with something of everything, told through the verbs, each step at its own time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.actions import take_in
from huisheng.core.channels.models import Inbound
from huisheng.core.tickets.actions import link_tickets, set_status
from huisheng.core.tickets.models import Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.closure.actions import answer_confirmation, close_answered, close_spam, close_withdrawn
from huisheng.stages.handling.actions import ask_customer, offer_solution, send_reply
from huisheng.stages.intake.actions import accept_inbound
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import heed, start_clocks
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.triage.actions import classify_ticket, grade_ticket, set_category
from huisheng.trips.merge import merge
from huisheng.trips.reopen import reopen
from huisheng.watch.insight.period import Period, midnight, week_of

PHONES = count(13_700_000_000)
KEYS = count()
ELEMENTS = {"measure": "今天补发配件", "timing": "周五 18:00 前送到", "responsible": "林晓"}


def a_week() -> Period:
    """A whole week that is over: two weeks ago."""
    return week_of(timezone.localdate() - timedelta(weeks=2))


def arrive(inbound: Inbound, *, at: datetime) -> Ticket:
    """What the line does with a new item, as far as this room may know it."""
    accepted = accept_inbound(inbound, at=at)
    ticket, message = accepted.ticket, accepted.message
    classify_ticket(ticket, message, category="", at=at)
    grade_ticket(ticket, message, at=at)
    route_ticket(ticket, by=SYSTEM, at=at)
    start_clocks(ticket, by=SYSTEM, at=at)
    return ticket


@dataclass
class Told:
    """One piece of feedback and its clock: every step says how many minutes after the last one it happened."""

    ticket: Ticket
    at: datetime
    who: Staff

    def later(self, minutes: float) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at

    def reply(self, minutes: float) -> "Told":
        send_reply(self.ticket, text=f"查到了，正在装车 {next(KEYS)}", by=self.who.party, at=self.later(minutes))
        return self

    def ask(self, minutes: float) -> "Told":
        ask_customer(self.ticket, text=f"请发一张照片 {next(KEYS)}", by=self.who.party, at=self.later(minutes))
        return self

    def says(self, minutes: float, text: str = "还没有收到，怎么回事") -> "Told":
        content = {"text": text, "number": self.ticket.number}
        inbound, _new = take_in("web", content, by=Party("customer"), key=f"say{next(KEYS)}")
        ticket = accept_inbound(inbound, at=self.later(minutes)).ticket
        if ticket.status == Status.WAITING_CUSTOMER:
            set_status(ticket, Status.OPEN, by=ticket.customer.party, at=self.at)
        heed(ticket, Occasion.CUSTOMER_WROTE, by=ticket.customer.party, at=self.at)
        return self

    def offer(self, minutes: float) -> "Told":
        said: dict[str, Any] = {"by": self.who.party, "at": self.later(minutes), **ELEMENTS}
        offer_solution(self.ticket, **said)
        return self

    def answers(self, minutes: float, stars: int | None, *, solved: bool = True) -> "Told":
        customer = self.ticket.customer.party
        answer_confirmation(self.ticket, solved=solved, stars=stars, by=customer, at=self.later(minutes))
        return self


@dataclass
class House:
    """The stories by name, and who tells them."""

    agent: Staff
    period: Period = field(default_factory=a_week)
    stories: dict[str, Told] = field(default_factory=dict)

    def begin(
        self,
        name: str,
        *,
        day: int = 0,
        hour: float = 10,
        channel: str = "web",
        text: str = "漏发了配件",
        **content: Any,
    ) -> Told:
        """A new piece of feedback on a day of the week (0 = Monday; -1 = the Sunday before)."""
        at = midnight(self.period.first + timedelta(days=day)) + timedelta(hours=hour)
        given = {"text": text, "phone": str(next(PHONES)), "name": "刘女士", **content}
        inbound, _new = take_in(channel, given, by=Party("customer"), key=f"story{next(KEYS)}")
        self.stories[name] = Told(arrive(inbound, at=at), at, self.agent)
        return self.stories[name]

    def names(self, numbers: set[str]) -> set[str]:
        known = {one.ticket.number: name for name, one in self.stories.items()}
        return {known.get(number, number) for number in numbers}


def make_house(agent: Staff | None = None) -> House:
    """Feedback of every kind: see the names. `test_numbers.py` says which number counts which."""
    house = House(agent or make_staff("teller", teams=["cs1"], capacity=500))
    house.begin("smooth").reply(10).offer(50).answers(600, 5)
    house.begin("smooth by phone", day=1, channel="phone").reply(29).offer(30).answers(60, 4)
    house.begin("slow", day=1).reply(90).offer(10).answers(60, 3)
    house.begin("slowest", day=2, channel="phone").reply(180).offer(10).answers(60, 4)
    house.begin("to the minute", day=2).reply(60).offer(1).answers(5, 5)
    house.begin("asked by us", day=2).ask(5).says(30, "照片在这里").offer(5).answers(60, 5)
    house.begin("two at once", day=3).says(4, "忘了说订单号 1023").reply(5).offer(5).answers(60, 5)
    house.begin("chaser", day=3).reply(10).says(120).offer(10).answers(60, 4)
    house.begin("second round", day=3).offer(20).answers(60, None, solved=False).offer(60).answers(60, 4)
    house.begin("poor stars", day=3).offer(20).answers(60, 2)
    house.begin("silent", day=4).offer(20)
    house.begin("yes after the week", day=6, hour=23).offer(20).answers(120, 5)
    house.begin("answered after the week", day=6, hour=23.9, channel="phone").reply(30)
    back = house.begin("came back", day=1).offer(20).answers(60, 5)
    reopen(back.ticket, why="message", by=back.ticket.customer.party, at=back.later(60))
    house.begin("opened again by us", day=1).offer(20).answers(60, 5)
    ours = house.stories["opened again by us"]
    reopen(ours.ticket, why="staff", by=house.agent.party, at=ours.later(60))
    ours.offer(30).answers(30, 5)
    house.begin("unanswered", day=5)
    praise = house.begin("praise", day=5, text="上次处理问题的小张很棒")
    set_category(praise.ticket, category=Category.objects.get(code="praise"), by=house.agent.party)
    close_answered(praise.reply(40).ticket, by=house.agent.party, at=praise.later(1))
    gone = house.begin("withdrawn soon", day=5)
    close_withdrawn(gone.ticket, reason="找到了", by=house.agent.party, at=gone.later(8))
    spam = house.begin("spam", day=5)
    close_spam(spam.ticket, reason="广告", by=house.agent.party, at=spam.later(5))
    first = house.begin("told twice", day=4, phone="13812340000").reply(15)
    second = house.begin("the second telling", day=4, hour=12, phone="13812340000")
    merge(second.ticket, into=first.ticket, reason="同一件事", by=house.agent.party)
    followed, follower = house.begin("followed", day=4).reply(10), house.begin("follower", day=5).reply(10)
    link_tickets(follower.ticket, other=followed.ticket, kind=Link.Kind.FOLLOWS, by=house.agent.party)
    house.begin("the Sunday before", day=-1, hour=23.9).reply(10).offer(1).answers(600, 5)
    house.begin("the Monday after", day=7, hour=0).reply(10)
    for one in house.stories.values():
        one.ticket.refresh_from_db()
    return house
