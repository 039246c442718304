"""A month in which the loop is closed in every way it can be: played on the real verbs, each step at its own time.

Yes, no and then yes, silence through the whole protocol, opened and filed again; callbacks with records, in time and not;
surveys answered and not; compensation given, refused, only promised. From a seed, so that a month can be told again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category, Nature, Tag
from huisheng.core.customers.models import Customer, Tier
from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Link
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    begin_asking,
    close_answered,
    close_silent,
    close_spam,
    close_withdrawn,
    note_on_page,
    note_try,
)
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.followup.actions import (
    begin_call,
    cancel_callback,
    complete_record,
    hang_up,
    note_no_answer,
    pick_up,
    plan_callback,
    said_opening,
    save_record,
)
from huisheng.stages.followup.models import Callback, Scenario, ScriptQuestion
from huisheng.stages.handling.actions import (
    approve_compensation,
    give_compensation,
    propose_compensation,
    refuse_compensation,
)
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.stages.survey.actions import answer, answer_by_phone, invite, note_sent
from huisheng.stages.survey.models import Survey
from huisheng.stages.triage.actions import set_category, tag_ticket
from huisheng.trips.merge import merge
from huisheng.trips.reopen import reopen
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.tests.calls import make_survey
from huisheng.watch.insight.tests.make import House, Told

from .closing_rare import RARE
from .play import look_at_the_tables

PATHS = {  # how a piece of feedback goes, and how many of a hundred go so
    "yes": 26, "no_then_yes": 9, "silence": 12, "poor": 5, "waits": 8, "ignored": 6, "praise": 8, "withdrawn": 5, "spam": 4,
    "merged": 4, "came_back": 5, "opened_again": 3, "filed_again": 5,
}  # fmt: skip
MINUTE = timedelta(minutes=1)
NUMBERS = count(1)
LOOKS = frozenset((4, 12, 30))


def awake(at: datetime) -> datetime:
    """That hour, or where customers sleep then, the next morning (requirements S2: 8 to 22)."""
    local = timezone.localtime(at)
    if 8 <= local.hour < 21:
        return at
    return local.replace(hour=9) + timedelta(days=local.hour >= 21)


@dataclass
class Month:
    """The house while the month passes."""

    agent: Staff
    boss: Staff
    period: Period
    random: Random
    house: House = field(init=False)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.house = House(self.agent, self.period)
        self.complaint = Category.objects.filter(nature=Nature.COMPLAINT).earliest("id")
        self.praise = Category.objects.filter(nature=Nature.PRAISE).earliest("id")
        self.consult = Category.objects.filter(nature=Nature.CONSULT).earliest("id")
        self.core, self.waiting = Tier.objects.get(code="core"), Tag.objects.get(code="waiting")
        self.after, self.regular = make_survey("csat"), make_survey("nps ces csat", moment="regular")
        self.scenario = Scenario.objects.get(code="complaint")
        self.phone = ""

    def pass_by(self, pieces: int) -> None:
        """So many pieces of feedback, and what follows from each."""
        for number, path in enumerate(self.random.choices(tuple(PATHS), tuple(PATHS.values()), k=pieces)):
            if number in LOOKS:
                look_at_the_tables()  # they were empty when the planner saw them last
            one = self.begin(by_mail=path != "silence")
            self.amend(one)
            getattr(self, f"do_{path}")(one)
            self.told.append(one)
            one.ticket.refresh_from_db()
            self.ring_up(one)
            self.survey(one)
        for rarely in RARE:
            one = self.early()
            rarely(self, one)
            self.told.append(one)

    def begin(self, phone: str = "", *, by_mail: bool = False) -> Told:
        day, hour = self.random.randrange(self.period.days), self.random.uniform(0, 24)
        channel = self.random.choice(("web", "web", "phone"))
        self.phone = phone or f"139{next(NUMBERS):08d}"
        mail = {"email": f"piece{next(NUMBERS)}@example.com"} if by_mail else {}
        one = self.house.begin(f"piece {next(NUMBERS)}", day=day, hour=hour, channel=channel, phone=self.phone, **mail)
        nature = self.random.choices((self.complaint, self.consult), (2, 1))[0]
        set_category(one.ticket, category=nature, by=self.agent.party, at=one.at)
        if nature == self.complaint and self.random.random() < 0.3:
            tag_ticket(one.ticket, add=[self.waiting], by=self.agent.party, at=one.at)
        if self.random.random() < 0.4:
            Customer.objects.filter(pk=one.ticket.customer_id).update(tier=self.core)
        return one

    def early(self, phone: str = "") -> Told:
        """A complaint of the first days by phone only: whatever follows happens within the month."""
        self.phone = phone or f"139{next(NUMBERS):08d}"
        one = self.house.begin(f"piece {next(NUMBERS)}", day=1, hour=9, channel="phone", phone=self.phone)
        set_category(one.ticket, category=self.complaint, by=self.agent.party, at=one.at)
        return one

    def soon(self, hours: float = 8) -> float:
        """Minutes until somebody does something."""
        return 1 + self.random.expovariate(1 / (60 * hours))

    # -- How it goes

    def do_yes(self, one: Told) -> None:
        one.reply(self.soon(0.5)).offer(self.soon()).answers(self.soon(20), self.random.choice((3, 4, 4, 5, 5, 5)))

    def do_no_then_yes(self, one: Told) -> None:
        one.offer(self.soon()).answers(self.soon(), None, solved=False)
        one.offer(self.soon()).answers(self.soon(), self.random.choice((3, 4, 5)))

    def do_silence(self, one: Told) -> None:
        """Nobody answers, whatever the protocol tries; then the house closes it."""
        self.hear_nothing(one)
        if self.random.random() < 0.2:
            reopen(one.ticket, why="message", by=one.ticket.customer.party, at=one.later(self.soon(30)))

    def hear_nothing(self, one: Told) -> None:
        one.offer(self.soon())
        asking = begin_asking(Solution.objects.get(ticket=one.ticket), at=one.at)
        while attempt := Try.objects.filter(asking=asking, result=Try.Result.DUE).first():
            one.at = max(one.at, attempt.at) + MINUTE
            if attempt.way == Try.Way.PHONE:
                origin, missed = f"call:{next(NUMBERS)}", Try.Result.NO_ANSWER
                note_try(one.ticket, origin=origin, result=missed, by=self.boss.party, at=one.at)
            else:
                note_on_page(attempt, at=one.at)
        asking.refresh_from_db()
        assert (asking.state, bool(asking.next_at)) == (Asking.State.EXHAUSTED, True)
        one.at = asking.next_at or one.at
        close_silent(one.ticket, by=SYSTEM, at=one.at)

    def do_poor(self, one: Told) -> None:
        one.offer(self.soon()).answers(self.soon(), self.random.choice((1, 2)))

    def do_waits(self, one: Told) -> None:
        one.offer(self.soon())

    def do_ignored(self, one: Told) -> None:
        pass

    def do_praise(self, one: Told) -> None:
        set_category(one.ticket, category=self.praise, by=self.agent.party, at=one.at)
        close_answered(one.reply(self.soon()).ticket, by=self.boss.party, at=one.later(1))

    def do_withdrawn(self, one: Told) -> None:
        close_withdrawn(one.ticket, reason="找到了", by=self.agent.party, at=one.later(self.soon()))

    def do_spam(self, one: Told) -> None:
        close_spam(one.ticket, reason="广告", by=self.agent.party, at=one.later(self.soon()))

    def do_merged(self, one: Told) -> None:
        other = self.begin(self.phone).reply(self.soon(1))
        self.told.append(other)
        merge(one.ticket, into=other.ticket, reason="同一件事", by=self.agent.party)

    def do_came_back(self, one: Told) -> None:
        self.do_yes(one)
        reopen(one.ticket, why="message", by=one.ticket.customer.party, at=one.later(self.soon(40)))

    def do_opened_again(self, one: Told) -> None:
        self.do_yes(one)
        reopen(one.ticket, why="staff", by=self.boss.party, at=one.later(self.soon(40)))
        one.offer(self.soon()).answers(self.soon(), 4)

    def do_filed_again(self, one: Told) -> None:
        """After it was closed the customer files the same matter anew; one of two had not yet been closed by then."""
        late = self.random.random() < 0.5
        one.offer(self.soon(2))
        if late:
            one.answers(self.soon(2), 3)
        other = self.house.begin(f"piece {next(NUMBERS)}", hour=(one.at - self.period.start) / timedelta(hours=1) + 2)
        link_tickets(other.ticket, other=one.ticket, kind=Link.Kind.FOLLOWS, by=self.agent.party)
        self.told.append(other)
        if not late:
            one.answers(60 * 24, 3)

    # -- What follows

    def amend(self, one: Told) -> None:
        """Some are offered something for the trouble: within the limit, over it, refused, never given."""
        if self.random.random() < 0.6:
            return
        at, fen = one.at + self.random.randrange(1, 30_000) * MINUTE, self.random.choice((500, 2000, 30_000))
        asked = propose_compensation(one.ticket, kind="coupon", fen=fen, words="无门槛券", by=self.agent, at=at)
        match asked.state:
            case Compensation.State.ASKED if self.random.random() < 0.4:
                refuse_compensation(asked, reason="太多", by=self.boss, at=at)
                return
            case Compensation.State.ASKED:
                asked = approve_compensation(asked, by=self.boss, at=at)
        if self.random.random() < 0.8:
            give_compensation(asked, reference="C-1", by=self.agent, at=at + 60 * MINUTE)

    def ring_up(self, one: Told) -> None:
        """A callback after it; some are never made, some called off, some reach nobody."""
        if one.ticket.is_closed and self.random.random() < 0.7:
            call = plan_callback(
                self.scenario,
                one.ticket.customer,
                reason=f"told:{next(NUMBERS)}",
                ticket=one.ticket,
                by=SYSTEM,
                at=one.at,
            )
            assert call
            how = self.random.choices((self.talk, self.miss, self.call_off, self.leave), (12, 3, 2, 5))[0]
            how(call)

    def talk(self, call: Callback) -> None:
        at = awake(call.due_at + self.random.randrange(-600, 300) * MINUTE)
        if self.random.random() < 0.3:
            begin_call(call, staff=self.boss, at=at)
            note_no_answer(call, by=self.boss.party, at=at)
            at = awake(at + 90 * MINUTE)
        begin_call(call, staff=self.boss, at=at)
        pick_up(call, by=self.boss.party, at=at)
        if self.random.random() < 0.8:
            said_opening(call, by=self.boss.party, at=at + timedelta(seconds=self.random.randrange(5, 30)))
        at += self.random.randrange(120, 900) * timedelta(seconds=1)
        hang_up(call, by=self.boss.party, at=at)
        if self.random.random() < 0.9:
            self.record(call, at)
            complete_record(call, by=self.boss.party, at=at + self.random.randrange(1, 20) * MINUTE)

    def record(self, call: Callback, at: datetime) -> None:
        """Everything that is asked for, a next step where it is not solved; warm words and ticks now and then."""
        given = {ScriptQuestion.Kind.OPEN: "还行吧", ScriptQuestion.Kind.CLOSED: "yes", ScriptQuestion.Kind.STARS: 4}
        questions = call.scenario.questions.filter(active=True)
        answers = {one.code: one.choices[0] if one.choices else given[one.kind] for one in questions}  # type: ignore[index]
        solved, warm = self.random.random() < 0.8, self.random.random()
        answers |= {"solved": "yes" if solved else "no"} if "solved" in answers else {}
        said = {
            "answers": answers, "problem": "物流", "solved": solved, "stars": self.random.choice((2, 3, 4, 5, 5)),
            "nothing_follows": True, "words": "谢谢你们" if warm < 0.5 else "", "warm": True if warm > 0.8 else None,
            "robotic": self.random.random() < 0.1,
        }  # fmt: skip
        next_step = {} if solved else {"follow_up": "明天再打", "follow_up_by": at + timedelta(days=1)}
        save_record(call, said | next_step, by=self.boss.party)

    def miss(self, call: Callback) -> None:
        at = awake(call.slot_at)
        while call.is_open:
            begin_call(call, staff=self.boss, at=at)
            call = note_no_answer(call, by=self.boss.party, at=at)
            at = awake(at + timedelta(hours=5))

    def call_off(self, call: Callback) -> None:
        cancel_callback(call, why="客户来信说不用了", by=self.boss.party, at=call.slot_at)

    def leave(self, call: Callback) -> None:
        """Nobody finds the time."""

    def survey(self, one: Told) -> None:
        about, at = f"closure:{next(NUMBERS)}", one.at + 30 * MINUTE
        if one.ticket.is_closed and self.random.random() < 0.5:
            self.ask(self.after, one, about, at, csat=self.random.choice((1, 3, 4, 5)))
        if self.random.random() < 0.5:
            scales = {
                "nps": self.random.randrange(11),
                "ces": self.random.randrange(1, 8),
                "csat": self.random.randrange(1, 6),
            }
            self.ask(self.regular, one, f"regular:{next(NUMBERS)}", at, **scales)

    def ask(self, survey: Survey, one: Told, occasion: str, at: object, **said: int) -> None:
        """Sent and answered, sent and not, or told on the phone."""
        moment = one.at + 30 * MINUTE
        if self.random.random() < 0.2:
            answer_by_phone(survey, one.ticket.customer, said, ticket=one.ticket, by=self.boss.party, at=moment)
            return
        asked = invite(survey, one.ticket.customer, occasion=occasion, ticket=one.ticket, at=moment)
        assert asked
        if not asked.held_why or self.random.random() < 0.5:
            note_sent(asked, way="link", at=moment)
            if self.random.random() < 0.6:
                later = moment + self.random.randrange(1, 10_000) * MINUTE
                answer(asked, said, finish=True, by=one.ticket.customer.party, at=later)
