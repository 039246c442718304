"""One ticket on its way in memory: every verb writes the rows and lines of the ledger that the real verb writes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.base.vault import vault
from huisheng.core.channels.models import Inbound
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.models import Event, Link, Message, Participant, Ticket
from huisheng.core.tickets.status import MOVES, Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.kit.text import first_line_subject
from huisheng.stages.closure.models import Closure, Confirmation, Reopening
from huisheng.stages.handling.actions import solution_text
from huisheng.stages.handling.models import Solution
from huisheng.stages.intake.thanks import is_thanks
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.match import candidates, winners
from huisheng.stages.triage.facts import REPEAT_DAYS, facts_of
from huisheng.stages.triage.models import Grading

from ..story import Act, Opening
from .clocks import Clocks
from .house import Shop
from .judge import Judged, judge
from .people import Directory
from .receipt import receipt_for
from .rows import Rows

AT_ONCE = timedelta(seconds=20)  # from arrival to the desk of a colleague whom routing would not have chosen


class Folder:
    """A ticket that is opened and goes on, act by act, in the order of time."""

    def __init__(self, opening: Opening, *, shop: Shop, rows: Rows, directory: Directory) -> None:
        self.opening, self.shop, self.rows = opening, shop, rows
        self.now = opening.at.astimezone(UTC)  # as everywhere in the database; ledger lines hold times as text
        self.customer, self.identities = self._recognise(directory)
        self.is_first = len(directory.opened.get(self.customer.pk, ())) == 0
        repeats = directory.repeats(self.customer, days=REPEAT_DAYS, at=self.now)
        self.ticket = self._ticket()
        self.clocks = Clocks(self.ticket, rows, self._record)
        self.judged: Judged = judge(
            self.ticket, opening.text, wish=opening.category, expected=opening.expected, repeats=repeats, shop=shop
        )
        if self.judged.wish:
            self.opening = replace(opening, category=self.judged.wish.code)
        self.messages: list[Message] = []
        self.solutions: list[Solution] = []
        self.closure: Closure | None = None

    # --- arrival

    def _recognise(self, directory: Directory) -> tuple[Customer, list[Identity]]:
        return directory.recognise(self.opening.customer, verified=bool(self.opening.taker), at=self.now)

    def _ticket(self) -> Ticket:
        opening = self.opening
        return self.rows.add(
            Ticket(
                number=f"FB-{timezone.localtime(opening.at):%Y%m%d}-{next(self.rows.numbers):04d}",
                customer=self.customer,
                channel=self.shop.channels[opening.channel],
                subject=(opening.subject.strip() or first_line_subject(opening.text))[:200],
                order_number=opening.order,
                created_at=self.now,
                last_message_at=self.now,
            )
        )

    def arrive(self, owner: str = "", *, taker: str = "") -> None:
        """Opened, classified, graded, on a desk, with running clocks and a receipt, all in the same instant.

        An owner whom routing could not have chosen gets it from the pool a moment later; without an owner it waits
        there.
        """
        taker = taker or self.opening.taker
        by = self._party(taker) if taker else Party("customer")
        author = by if taker else self.customer.party
        for identity in self.identities:
            self.rows.add(Participant(ticket=self.ticket, identity=identity))
        message = self._say(Message.Kind.CUSTOMER, self.opening.text, by=author, inbound=self._take_in(by))
        self._record("ticket_opened", by=author, channel=self.opening.channel, message=message.pk)
        self._write_judged(message.by)
        staff = self.shop.people[owner] if owner else None
        team = self.judged.team
        at_once = staff is not None and team in self.shop.seats[staff.pk]
        senior = bool(
            at_once and staff and staff.senior and self.judged.graded and self.judged.graded.grade.senior_first
        )
        load = Assignment.How.SENIOR if senior else Assignment.How.LOAD
        self._put_on_desk(team, owner if at_once else "", load if at_once else Assignment.How.POOL)
        self._promise()
        self._acknowledge()
        if staff is not None and not at_once:
            self.assign(owner, at=self.now + AT_ONCE)

    def assign(self, owner: str, *, at: datetime, how: str = Assignment.How.LOAD) -> None:
        """From the pool to a desk."""
        self._go_to(at)
        seats = self.shop.seats[self.shop.people[owner].pk]
        team = next((one for one in seats if one.pk == self.ticket.team_id), None) or seats[0]
        self._put_on_desk(team, owner, how)

    def _take_in(self, by: Party, *, channel: str = "", **said: str) -> Inbound:
        content = said or self.opening.content
        raw = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return self.rows.add(
            Inbound(
                channel=self.shop.channels[channel or self.opening.channel],
                key=f"demo:{self.opening.key}" + (f":{self.now.isoformat()}" if said else ""),
                sealed=vault().seal(raw),
                fingerprint=vault().blind("inbound", raw),
                state=Inbound.State.ACCEPTED,
                about=self.ticket.number,
                received_at=self.now,
                by_kind=by.kind,
                by_id=by.id,
            )
        )

    def _write_judged(self, sender: Party) -> None:
        for row, kind, by, payload in self.judged.lines(self.ticket, sender=sender, at=self.now):
            if row is not None:
                self.rows.add(row)
            for tag in payload.pop("rows", ()):
                self.rows.add(tag)
            if isinstance(row, Grading):
                payload["grading"] = row.pk
            self._record(kind, by=by, **payload)

    def _put_on_desk(self, team: Any, owner: str, how: str) -> None:
        staff = self.shop.people[owner] if owner else None
        self.ticket.team, self.ticket.assignee = team, staff
        self.ticket.first_owner = self.ticket.first_owner or staff
        row = self.rows.add(
            Assignment(
                ticket=self.ticket, team=team, assignee=staff, how=how, rule=None, at=self.now, by_kind=SYSTEM.kind
            )
        )
        self._record(
            "ticket_assigned",
            by=SYSTEM,
            team=team.pk,
            assignee=staff.pk if staff else None,
            how=str(how),
            assignment=row.pk,
        )

    def _promise(self) -> None:
        commitments = self.shop.living(self.ticket.grade)
        facts = facts_of(self.ticket, self.opening.text)
        promises = winners(candidates(commitments, facts, start=self.now))
        self.clocks.start(promises.values(), by=self._starter(), at=self.now)

    def _starter(self) -> Party:
        return SYSTEM if self.closure is None else self.customer.party

    def _acknowledge(self) -> None:
        text = receipt_for(self.ticket, self.clocks.promised(), words=self.opening.text, shop=self.shop,
                           with_name=self.is_first)  # fmt: skip
        self._say(Message.Kind.RECEIPT, text, by=SYSTEM)
        self.ticket.last_message_at = self.now

    # --- acts

    def play(self, act: Act) -> None:
        """What happens next; alarms that are due before it ring first."""
        self._go_to(act.at)
        verb = getattr(self, f"_play_{act.kind}")
        verb(act)

    def ring(self, until: datetime) -> None:
        """Let the clocks ring up to an instant."""
        while alarm := self.clocks.next_alarm(until):
            self.now = alarm.ring_at
            self.clocks.ring(alarm)

    def _go_to(self, at: datetime) -> None:
        self.ring(at)
        self.now = at.astimezone(UTC)

    def _play_reply(self, act: Act, *, wait: bool = False) -> None:
        by = self._party(act.by)
        self._write_message(Message.Kind.REPLY, act.text, by=by)
        self._take_up(act.by)
        self.clocks.meet("first_response", "progress_update", by=by, at=self.now)
        if self.ticket.status == Status.AWAITING_CONFIRMATION:
            return
        self._move(Status.WAITING_CUSTOMER if wait else Status.OPEN, by=by)
        if wait:
            self.clocks.hold("waiting_customer", by=by, at=self.now)
        else:
            self.clocks.release(by=by, at=self.now)

    def _play_ask(self, act: Act) -> None:
        self._play_reply(act, wait=True)

    def _play_note(self, act: Act) -> None:
        self._write_message(Message.Kind.NOTE, act.text, by=self._party(act.by))

    def _play_says(self, act: Act) -> None:
        by = self.customer.party
        channel = act.channel or "web"
        inbound = self._take_in(by, text=act.text, number=self.ticket.number, channel=channel)
        self._write_message(Message.Kind.CUSTOMER, act.text, by=by, inbound=inbound)
        if is_thanks(act.text):
            return
        if self.ticket.is_closed:
            self._reopen()
        elif self.ticket.status == Status.WAITING_CUSTOMER:
            self._move(Status.OPEN, by=by)
            self.clocks.release(by=by, at=self.now)

    def _play_offer(self, act: Act) -> None:
        by = self._party(act.by)
        elements = {"measure": act.measure, "timing": act.timing, "responsible": self.shop.people[act.by].name}
        message = self._write_message(Message.Kind.REPLY, solution_text(elements, act.text), by=by)
        solution = self.rows.add(
            Solution(
                ticket=self.ticket,
                message=message,
                round=len(self.solutions) + 1,
                offered_at=self.now,
                by_kind=by.kind,
                by_id=by.id,
                **elements,
            )
        )
        self.solutions.append(solution)
        self._take_up(act.by)
        kinds = ("first_response", "give_plan", "formal_reply", "progress_update")
        self.clocks.meet(*kinds, by=by, at=self.now)
        self._move(Status.AWAITING_CONFIRMATION, by=by)
        self.clocks.hold("awaiting_confirmation", by=by, at=self.now)
        self._record("solution_offered", by=by, solution=solution.pk, round=solution.round)

    def _play_yes(self, act: Act) -> None:
        self._answer(act, solved=True)

    def _play_no(self, act: Act) -> None:
        self._answer(act, solved=False)

    def _answer(self, act: Act, *, solved: bool) -> None:
        by, solution = self.customer.party, self.solutions[-1]
        answer = self.rows.add(
            Confirmation(
                ticket=self.ticket,
                solution=solution,
                solved=solved,
                stars=act.stars,
                word=act.text,
                at=self.now,
                by_kind=by.kind,
                by_id=by.id,
            )
        )
        if not answer.is_yes:
            self._move(Status.OPEN, by=by)
            self.clocks.release(by=by, at=self.now)
            self._record("ticket_rejected", by=by, confirmation=answer.pk, solved=solved, stars=act.stars)
            return
        self.clocks.meet("resolve", by=by, at=solution.offered_at)
        self._move(Status.CLOSED, by=by)
        self.clocks.stop(by=by, at=self.now)
        self._file(Closure.Kind.CONFIRMED, by=by, confirmation=answer)
        self._record("ticket_confirmed", by=by, confirmation=answer.pk, stars=act.stars)

    def _play_answered(self, act: Act) -> None:
        by = self._party(act.by)
        self.clocks.meet("formal_reply", "resolve", by=by, at=self.now)
        self._close(Closure.Kind.ANSWERED, by=by)

    def _play_spam(self, act: Act) -> None:
        self._close(Closure.Kind.SPAM, by=self._party(act.by), reason=act.text)

    def _play_withdrawn(self, act: Act) -> None:
        self._close(Closure.Kind.WITHDRAWN, by=self._party(act.by), reason=act.text)

    def merge_into(self, other: "Folder", act: Act) -> None:
        """Goes on in another ticket of the same customer that is open."""
        self._go_to(act.at)
        other._go_to(act.at)
        by = self._party(act.by)
        self._close(Closure.Kind.MERGED, by=by, reason=act.text, other=other.ticket.number)
        self.ticket.merged_into = other.ticket
        for identity in self.identities:
            if identity.verified and identity not in other.identities:
                self.rows.add(Participant(ticket=other.ticket, identity=identity))
        self.rows.add(
            Link(
                ticket=other.ticket, other=self.ticket, kind=Link.Kind.MERGED, at=self.now, by_kind=by.kind, by_id=by.id
            )
        )
        other._record("tickets_linked", by=by, other=self.ticket.number, link=str(Link.Kind.MERGED))
        self._record("ticket_merged", by=by, other=other.ticket.number)

    # --- what the verbs share

    def _reopen(self) -> None:
        by, closure = self.customer.party, self.closure
        why = Reopening.Why.MESSAGE
        self.rows.add(
            Reopening(ticket=self.ticket, closure=closure, why=why, at=self.now, by_kind=by.kind, by_id=by.id)
        )
        self._move(Status.OPEN, by=by)
        self._record("ticket_reopened", by=by, why=str(why))
        self._promise()

    def _close(self, kind: str, *, by: Party, reason: str = "", other: str = "") -> None:
        self._move(Status.CLOSED, by=by)
        self.clocks.stop(by=by, at=self.now)
        self._file(kind, by=by, reason=reason)
        more: dict[str, Any] = {"other": other} if other else {}
        self._record("ticket_closed", by=by, closure=str(kind), **more)

    def _file(self, kind: str, *, by: Party, reason: str = "", confirmation: Confirmation | None = None) -> None:
        self.closure = self.rows.add(
            Closure(
                ticket=self.ticket,
                kind=kind,
                confirmation=confirmation,
                reason=reason,
                at=self.now,
                by_kind=by.kind,
                by_id=by.id,
            )
        )

    def _take_up(self, login: str) -> None:
        if self.ticket.assignee_id is None:
            raise LookupError(f"{self.opening.key}: {login} answers what lies on nobody's desk")

    def _move(self, status: str, *, by: Party) -> None:
        before = self.ticket.status
        if before == status:
            return
        if status not in MOVES[before]:
            raise ValueError(f"{self.opening.key}: {before} cannot become {status}")
        self.ticket.status = status
        self.ticket.closed_at = self.now if status == Status.CLOSED else None
        self._record("status_changed", by=by, before=str(before), after=str(status))

    def _write_message(self, kind: str, text: str, *, by: Party, inbound: Inbound | None = None) -> Message:
        message = self._say(kind, text, by=by, inbound=inbound)
        self.ticket.last_message_at = self.now
        name = "note_added" if kind == Message.Kind.NOTE else "message_added"
        self._record(name, by=by, message=message.pk, direction=str(kind))
        return message

    def _say(self, kind: str, text: str, *, by: Party, inbound: Inbound | None = None) -> Message:
        message = Message(
            ticket=self.ticket,
            kind=kind,
            channel=inbound.channel if inbound else None,
            inbound=inbound,
            text=text,
            at=self.now,
            by_kind=by.kind,
            by_id=by.id,
        )
        self.messages.append(message)
        return self.rows.add(message)

    def _record(self, kind: str, /, *, by: Party, at: datetime | None = None, **payload: Any) -> None:
        event = Event(ticket=self.ticket, kind=kind, payload=payload, at=at or self.now, by_kind=by.kind, by_id=by.id)
        self.rows.record(event, played_at=self.now)

    def _party(self, login: str) -> Party:
        return self.shop.people[login].party
