"""Play the demo's scripts through the same verbs as real feedback, in the order in which they happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from huisheng.core.accounts.actions import add_staff, set_presence
from huisheng.core.accounts.models import Membership, Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.base.house import house
from huisheng.core.catalogue.models import Category, Nature
from huisheng.core.channels.actions import SEND_TASK, take_in
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.actions import REACT_TASK
from huisheng.core.tickets.kinds import REACTING
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.models import Reaction
from huisheng.journey.reactions import REACTIONS, acknowledge_receipt
from huisheng.journey.route import receive
from huisheng.journey.runner import run_effect
from huisheng.kit.party import SYSTEM, Party
from huisheng.project.demo.people import PEOPLE, SHOP, SHOWN_LOGINS, DemoPerson
from huisheng.project.demo.script import Answer, Closing, DemoTicket, Offer, Turn
from huisheng.project.demo.tickets.everything import TICKETS
from huisheng.stages.closure.actions import answer_confirmation, close_answered, close_spam, close_withdrawn
from huisheng.stages.handling.actions import add_note, offer_solution, send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.actions import ring_due
from huisheng.trips.reclassify import change_category

PASSWORD = "echo-demo-8000"  # noqa: S105  # of the demo, printed at start and shown on its login page
AT_ONCE = timedelta(seconds=20)  # from arrival to the owner's desk
YEARS = {"regular": timedelta(days=3 * 365 + 40), "core": timedelta(days=2 * 365 + 90)}  # with us for
BY_HAND = ("phone", "walk_in")  # channels a colleague types in
NEWS = timedelta(hours=20)  # older events ring no bell any more
WIDTH = 30

Say = Callable[[str], None]


@dataclass(order=True, slots=True)
class Step:
    """Something that happened at an instant."""

    at: datetime
    rank: int
    play: Callable[[datetime], None] = field(compare=False)


def logins() -> list[tuple[str, str, str]]:
    """Role, login and password of the three people the console prints; empty in a house without the demo."""
    if not house("house.demo"):
        return []
    shown = Staff.objects.select_related("role").filter(username__in=SHOWN_LOGINS)
    found = {person.username: person for person in shown}
    return [(found[name].role.label, name, PASSWORD) for name in SHOWN_LOGINS if name in found]


def load(say: Say) -> None:
    """Fill an empty house with the shop, its people and its feedback around this moment."""
    now = timezone.localtime()
    change_setting("house.name", SHOP, by=SYSTEM)
    change_setting("house.demo", True, by=SYSTEM)
    people = hire()
    steps = sorted(_steps(people, now))
    _play(steps, say)
    _mark_the_old_as_done()
    for one in PEOPLE:
        if one.present and one.role != "admin":
            set_presence(people[one.login], "online", by=people[one.login].party)


def hire() -> dict[str, Staff]:
    """Everybody who works there, by login."""
    return {one.login: _hire(one) for one in PEOPLE}


def _hire(one: DemoPerson) -> Staff:
    person, _password = add_staff(
        one.login,
        name=one.name,
        role=one.role,
        teams=one.teams,
        email=one.email,
        password=PASSWORD,
        senior=one.senior,
        capacity=one.capacity,
        by=SYSTEM,
    )
    Membership.objects.filter(staff=person, team__code__in=one.leads).update(leads=True)
    return person


def _steps(people: dict[str, Staff], now: datetime) -> list[Step]:
    steps: list[Step] = []
    for rank, script in enumerate(TICKETS):
        steps += Playing(script, people, rank).steps(now)
    return [step for step in steps if step.at <= now]


def _play(steps: list[Step], say: Say) -> None:
    tenth, last_event = max(1, len(steps) // 10), 0
    for count, step in enumerate(steps):
        while ring_due(now=step.at):
            pass
        step.play(step.at)
        last_event = _react(last_event, since=steps[-1].at - NEWS)
        if count % tenth == 0:
            done = count * WIDTH // len(steps)
            say(f"  {'█' * done}{'░' * (WIDTH - done)} {count}/{len(steps)}")


def _react(after: int, *, since: datetime) -> int:
    """What the worker would do after each step; of what is old, only the receipt: nobody reads last week's bell."""
    for event in Event.objects.filter(pk__gt=after, kind__in=REACTING).order_by("pk"):
        for effect in REACTIONS[event.kind]:
            if event.at >= since or effect is acknowledge_receipt:
                run_effect(event, effect)
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or after


def _mark_the_old_as_done() -> None:
    """The worker finds every reaction done, every letter gone, and nothing in its queue."""
    events = Event.objects.filter(kind__in=REACTING).only("pk", "kind", "at")
    rows = [
        Reaction(event=event, effect=effect.__name__, done_at=event.at)
        for event in events
        for effect in REACTIONS[event.kind]
    ]
    Reaction.objects.bulk_create(rows, ignore_conflicts=True)
    with connection.cursor() as cursor:
        done = [REACT_TASK, SEND_TASK]
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = ANY(%s) AND status = 'todo'", [done])
    Outbound.objects.filter(state=Outbound.State.WAITING).update(
        state=Outbound.State.SENT, via="console", tries=1, sent_at=F("created_at"), next_try_at=None
    )


class Playing:
    """One script on its way: its ticket is there once the first step was played."""

    def __init__(self, script: DemoTicket, people: dict[str, Staff], rank: int) -> None:
        self.script, self.people, self.rank = script, people, rank
        self.ticket: Ticket | None = None

    def steps(self, now: datetime) -> list[Step]:
        opened = self.script.opened_at(now)
        plan: list[tuple[timedelta, Callable[[datetime], None]]] = [(timedelta(), self.open)]
        if self.script.owner:
            plan.append((AT_ONCE, self.assign))
        plan += [(_after(turn.minutes_after), self.turn(turn)) for turn in self.script.turns]
        for offer in self.script.offers:
            plan.append((_after(offer.minutes_after), self.offer(offer)))
            if offer.answer:
                plan.append((_after(offer.answer.minutes_after), self.answer(offer.answer)))
        if self.script.close:
            plan.append((_after(self.script.close.minutes_after), self.close(self.script.close)))
        return [Step(opened + wait, self.rank, play) for wait, play in plan]

    def open(self, at: datetime) -> None:
        script, customer = self.script, self.script.customer
        by = self._party(script.owner) if script.owner and script.channel in BY_HAND else Party("customer")
        content = {
            "text": script.text,
            "subject": script.subject,
            "name": customer.name,
            "phone": customer.phone,
            "email": customer.email,
            "order_number": script.order,
        }
        inbound, _new = take_in(script.channel, content, by=by, key=f"demo:{script.key}")
        self.ticket = receive(inbound, at=at).ticket
        if customer.tier and self.ticket.customer.tier_id is None:
            self.ticket.customer.tier = Tier.objects.get(code=customer.tier)
            self.ticket.customer.customer_since = at.date() - YEARS.get(customer.tier, timedelta())
            self.ticket.customer.save(update_fields=["tier", "customer_since"])

    def assign(self, at: datetime) -> None:
        owner, ticket = self.people[self.script.owner], self._ticket()
        how = Assignment.How.SENIOR if ticket.grade and ticket.grade.senior_first else Assignment.How.LOAD
        assign_ticket(ticket, staff=owner, how=how, by=SYSTEM, at=at)

    def turn(self, turn: Turn) -> Callable[[datetime], None]:
        def play(at: datetime) -> None:
            if turn.kind == "customer":
                content = {"text": turn.text, "number": self._ticket().number}
                key = f"demo:{self.script.key}:{turn.minutes_after}"
                inbound, _new = take_in("web", content, by=self._ticket().customer.party, key=key)
                receive(inbound, at=at)
            elif turn.kind == "note":
                add_note(self._ticket(), text=turn.text, by=self._party(turn.author), at=at)
            else:
                by = self._party(turn.author)
                send_reply(self._ticket(), text=turn.text, by=by, wait=turn.kind == "ask", at=at)

        return play

    def offer(self, offer: Offer) -> Callable[[datetime], None]:
        def play(at: datetime) -> None:
            offer_solution(
                self._ticket(),
                measure=offer.measure,
                timing=offer.timing,
                responsible=self.people[offer.author].name,
                text=offer.text,
                by=self._party(offer.author),
                at=at,
            )

        return play

    def answer(self, answer: Answer) -> Callable[[datetime], None]:
        def play(at: datetime) -> None:
            by = self._ticket().customer.party
            answer_confirmation(
                self._ticket(), solved=answer.solved, stars=answer.stars, word=answer.word, by=by, at=at
            )

        return play

    def close(self, closing: Closing) -> Callable[[datetime], None]:
        def play(at: datetime) -> None:
            ticket, by = self._ticket(), self._party(closing.author)
            if closing.kind == "spam":
                close_spam(ticket, reason=closing.reason, by=by, at=at)
            elif closing.kind == "withdrawn":
                close_withdrawn(ticket, reason=closing.reason, by=by, at=at)
            else:
                if ticket.category is None or ticket.category.nature not in {Nature.PRAISE, Nature.SUGGESTION}:
                    change_category(ticket, category=Category.objects.get(code="suggestion"), by=by)
                close_answered(ticket, by=by, at=at)

        return play

    def _party(self, login: str) -> Party:
        return self.people[login].party

    def _ticket(self) -> Ticket:
        if self.ticket is None:
            raise LookupError(f"{self.script.key}: a step before the opening")
        self.ticket.refresh_from_db()
        return self.ticket


def _after(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)
