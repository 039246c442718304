"""The same stories through the real verbs, one after the other: the measure for the archive."""

from datetime import datetime, timedelta

from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.channels.actions import take_in
from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.reactions import acknowledge_receipt
from huisheng.journey.route import receive
from huisheng.kit.party import SYSTEM, Party
from huisheng.project.demo.archive.folder import AT_ONCE
from huisheng.project.demo.story import Act, Story
from huisheng.stages.closure.actions import (
    answer_confirmation,
    close_answered,
    close_spam,
    close_withdrawn,
    set_finding,
)
from huisheng.stages.closure.models import RootCause
from huisheng.stages.handling.actions import (
    add_note,
    approve_compensation,
    give_compensation,
    offer_solution,
    propose_compensation,
    send_reply,
)
from huisheng.stages.handling.models import Compensation
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Alarm
from huisheng.trips.merge import merge

AMENDS = ("proposes", "allows", "gives", "finds")


def play(story: Story, people: dict[str, Staff], *, now: datetime) -> Ticket:
    """Everything of the story that has happened by `now`."""
    playing = Playing(story, people)
    playing.open()
    for act in story.until(now).acts:
        ring(act.at)
        playing.play(act)
    ring(now)
    return playing.fresh()


def ring(until: datetime) -> None:
    """Every alarm rings in its own instant, as with a bell that never sleeps."""
    while alarm := Alarm.objects.filter(rung_at=None, silenced_at=None, ring_at__lte=until).order_by("ring_at").first():
        ring_due(now=alarm.ring_at)


class Playing:
    def __init__(self, story: Story, people: dict[str, Staff]) -> None:
        self.story, self.people = story, people
        self.ticket: Ticket

    def fresh(self) -> Ticket:
        self.ticket.refresh_from_db()
        return self.ticket

    def open(self) -> None:
        story, opening = self.story, self.story.opening
        self._greet()
        Staff.objects.update(presence=Presence.OFFLINE)
        Staff.objects.filter(username=story.owner).update(presence=Presence.ONLINE)
        by = self.people[opening.taker].party if opening.taker else Party("customer")
        inbound, _new = take_in(opening.channel, opening.content, by=by, key=f"demo:{opening.key}")
        self.ticket = receive(inbound, at=opening.at).ticket
        acknowledge_receipt(Event.objects.get(ticket=self.ticket, kind="ticket_opened"))
        if story.owner and self.fresh().assignee_id is None:
            ring(opening.at + AT_ONCE)
            owner, at = self.people[story.owner], opening.at + AT_ONCE
            assign_ticket(self.fresh(), staff=owner, how=Assignment.How.LOAD, by=SYSTEM, at=at)

    def _greet(self) -> None:
        """Customers with a tier were there before."""
        who = self.story.opening.customer
        if who.tier:
            verified = bool(self.story.opening.taker)
            seen = recognise_customer(name=who.name, phone=who.phone, email=who.email, verified=verified)
            if seen.customer.tier is None:
                seen.customer.tier = Tier.objects.get(code=who.tier)
                seen.customer.customer_since = self.story.opening.at.date() - timedelta(days=who.days_with_us)
                seen.customer.save()

    def play(self, act: Act) -> None:
        ticket, at = self.fresh(), act.at
        by = self.people[act.by].party if act.by else ticket.customer.party
        if act.kind == "says":
            content = {"text": act.text, "number": ticket.number}
            key = f"demo:{self.story.opening.key}:{at.isoformat()}"
            inbound, _new = take_in(act.channel or "web", content, by=by, key=key)
            receive(inbound, at=at)
        elif act.kind in {"reply", "ask"}:
            send_reply(ticket, text=act.text, by=by, wait=act.kind == "ask", at=at)
        elif act.kind == "note":
            add_note(ticket, text=act.text, by=by, at=at)
        elif act.kind == "offer":
            name = self.people[act.by].name
            offer_solution(
                ticket, measure=act.measure, timing=act.timing, responsible=name, text=act.text, by=by, at=at
            )
        elif act.kind in AMENDS:
            self.make_amends(ticket, act)
        elif act.kind in {"yes", "no"}:
            answer_confirmation(ticket, solved=act.kind == "yes", stars=act.stars, word=act.text, by=by, at=at)
        else:
            self.close(ticket, act, by)

    def make_amends(self, ticket: Ticket, act: Act) -> None:
        staff, at, latest = self.people[act.by], act.at, Compensation.objects.filter(ticket=ticket).last()
        if act.gift:
            gift = act.gift
            propose_compensation(
                ticket, kind=gift.kind, fen=gift.yuan * 100, words=gift.words, why=gift.why, by=staff, at=at
            )
        elif act.found:
            found, team = act.found, Team.objects.filter(code=act.found.team).first()
            cause = RootCause.objects.get(code=found.cause)
            set_finding(ticket, cause=cause, words=found.words, team=team, improve=found.improve, by=staff.party, at=at)
        elif latest and act.kind == "allows":
            approve_compensation(latest, by=staff, at=at)
        elif latest:
            give_compensation(latest, reference=act.text, by=staff, at=at)

    def close(self, ticket: Ticket, act: Act, by: Party) -> None:
        if act.kind == "answered":
            close_answered(ticket, by=by, at=act.at)
        elif act.kind == "spam":
            close_spam(ticket, reason=act.text, by=by, at=act.at)
        else:
            close_withdrawn(ticket, reason=act.text, by=by, at=act.at)

    def merge_into(self, other: "Playing", act: Act) -> None:
        merge(self.fresh(), into=other.fresh(), reason=act.text, by=self.people[act.by].party, at=act.at)
