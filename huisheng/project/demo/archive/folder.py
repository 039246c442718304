"""One ticket on its way in memory: every verb writes the rows and lines of the ledger that the real verb writes."""

from datetime import datetime, timedelta

from huisheng.core.tickets.models import Link, Message, Participant
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.handling.actions import solution_text
from huisheng.stages.handling.models import Solution
from huisheng.stages.intake.thanks import is_thanks
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.triage.models import Grading

from ..story import Act
from .amends import Amends
from .receipt import receipt_for

AT_ONCE = timedelta(seconds=20)  # from arrival to the desk of a colleague whom routing would not have chosen


class Folder(Amends):
    """A ticket that is opened and goes on, act by act, in the order of time."""

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
        if taker:
            self.clocks.heed(Occasion.PERSON_ACTED, by=by, at=self.now)
        self._acknowledge()
        if staff is not None and not at_once:
            self.assign(owner, at=self.now + AT_ONCE)

    def assign(self, owner: str, *, at: datetime, how: str = Assignment.How.LOAD) -> None:
        """From the pool to a desk."""
        self._go_to(at)
        seats = self.shop.seats[self.shop.people[owner].pk]
        team = next((one for one in seats if one.pk == self.ticket.team_id), None) or seats[0]
        self._put_on_desk(team, owner, how)

    def _write_judged(self, sender: Party) -> None:
        for row, kind, by, payload in self.judged.lines(self.ticket, sender=sender, at=self.now):
            if row is not None:
                self.rows.add(row)
            for tag in payload.pop("rows", ()):
                self.rows.add(tag)
            if isinstance(row, Grading):
                payload["grading"] = row.pk
            self._record(kind, by=by, **payload)

    def _acknowledge(self) -> None:
        text = receipt_for(self.ticket, self.clocks.promised(), words=self.opening.text, shop=self.shop,
                           with_name=self.is_first)  # fmt: skip
        self._say(Message.Kind.RECEIPT, text, by=SYSTEM)
        self.ticket.last_message_at = self.now

    def play(self, act: Act) -> None:
        """What happens next; alarms that are due before it ring first."""
        self._go_to(act.at)
        verb = getattr(self, f"_play_{act.kind}")
        verb(act)

    def _play_reply(self, act: Act, *, wait: bool = False) -> None:
        by = self._party(act.by)
        self._write_message(Message.Kind.REPLY, act.text, by=by)
        self._take_up(act.by)
        if self.ticket.status != Status.AWAITING_CONFIRMATION:
            self._move(Status.WAITING_CUSTOMER if wait else Status.OPEN, by=by)
        self.clocks.heed(Occasion.REPLY_SENT, by=by, at=self.now)

    def _play_ask(self, act: Act) -> None:
        self._play_reply(act, wait=True)

    def _play_note(self, act: Act) -> None:
        by = self._party(act.by)
        self._write_message(Message.Kind.NOTE, act.text, by=by)
        if not self.ticket.is_closed:
            self.clocks.heed(Occasion.NOTE_ADDED, by=by, at=self.now)

    def _play_says(self, act: Act) -> None:
        by = self.customer.party
        author = self._party(act.by) if act.by else by
        channel = act.channel or "web"
        inbound = self._take_in(author, text=act.text, number=self.ticket.number, channel=channel)
        self._write_message(Message.Kind.CUSTOMER, act.text, by=author, inbound=inbound)
        if is_thanks(act.text):
            return
        if self.ticket.is_closed:
            self._reopen()
        elif self.ticket.status == Status.WAITING_CUSTOMER:
            self._move(Status.OPEN, by=by)
        self.clocks.heed(Occasion.CUSTOMER_WROTE, by=by, at=self.now)

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
        self._move(Status.AWAITING_CONFIRMATION, by=by)
        self.clocks.heed(Occasion.SOLUTION_OFFERED, by=by, at=self.now)
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
            self.clocks.heed(Occasion.CUSTOMER_REFUSED, by=by, at=self.now)
            self._record("ticket_rejected", by=by, confirmation=answer.pk, solved=solved, stars=act.stars)
            self._raise_higher(answer)
            return
        self._move(Status.CLOSED, by=by)
        said = (Occasion.CUSTOMER_ACCEPTED, Occasion.TICKET_CLOSED)
        self.clocks.heed(*said, done_at=solution.offered_at, by=by, at=self.now)
        self._file(Closure.Kind.CONFIRMED, by=by, confirmation=answer)
        self._end_raised()
        self._record("ticket_confirmed", by=by, confirmation=answer.pk, stars=act.stars)

    def _play_answered(self, act: Act) -> None:
        by = self._party(act.by)
        self._close(Closure.Kind.ANSWERED, Occasion.TICKET_ANSWERED, by=by)

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
        other._record(
            "ticket_took_in", by=by, other=self.ticket.number, amends=0
        )  # a twin is noticed before anybody gives
