"""One ticket in memory, and the small moves that verbs are made of."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.vault import vault
from huisheng.core.channels.models import Inbound
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.models import NEVER, Grant, Message, Ticket, reply_window_end
from huisheng.core.tickets.status import MOVES, Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.kit.text import first_line_subject
from huisheng.stages.closure.actions import next_above
from huisheng.stages.closure.models import Closure, Confirmation, Raised, Reopening
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.match import Promise, candidates, winners
from huisheng.stages.sla.occasions import Occasion, starts_on
from huisheng.stages.triage.facts import facts_of, repeat_days

from ..story import Opening
from .clocks import Clocks
from .house import Shop
from .judge import Judged, judge
from .people import Directory
from .rows import Line, Rows

AT_ONCE = timedelta(seconds=20)  # from arrival to the desk of a colleague whom routing would not have chosen


class Sheet:
    """The ticket, its clocks, and what every verb does with them."""

    def __init__(self, opening: Opening, *, shop: Shop, rows: Rows, directory: Directory) -> None:
        self.opening, self.shop, self.rows = opening, shop, rows
        self.now = opening.at.astimezone(UTC)  # as everywhere in the database; ledger lines hold times as text
        self.customer, self.identities = self._recognise(directory)
        self.is_first = len(directory.opened.get(self.customer.pk, ())) == 0
        repeats = directory.repeats(self.customer, days=repeat_days(), at=self.now)
        self.ticket = self._ticket()
        self.clocks = Clocks(self.ticket, rows, self._record, promises=self._promises, answered=self._is_answered)
        self.judged: Judged = judge(
            self.ticket, opening.text, wish=opening.category, expected=opening.expected, repeats=repeats, shop=shop
        )
        if self.judged.wish:
            self.opening = replace(opening, category=self.judged.wish.code)
        self.messages: list[Message] = []
        self.solutions: list[Solution] = []
        self.gifts: list[Compensation] = []
        self.closure: Closure | None = None
        self.raised: list[Raised] = []  # who looks after it besides the owner
        self.highest = 0  # the level it ever reached, also before an end

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
                reply_by=reply_window_end(self.shop.channels[opening.channel], self.now),
            )
        )

    def ring(self, until: datetime) -> None:
        """Let the clocks ring up to an instant."""
        while alarm := self.clocks.next_alarm(until):
            self.now = alarm.ring_at
            self.clocks.ring(alarm)

    def _go_to(self, at: datetime) -> None:
        self.ring(at)
        self.now = at.astimezone(UTC)

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
        self.clocks.start(by=self._starter(), at=self.now)

    def _promises(self, on: Collection[str], start: datetime) -> dict[str, Promise]:
        living = [one for one in self.shop.living(self.ticket.grade) if not starts_on(one).isdisjoint(on)]
        return winners(candidates(living, facts_of(self.ticket, self.opening.text), start=start)) if living else {}

    def _is_answered(self) -> bool:
        return any(one.kind == Message.Kind.REPLY for one in self.messages)

    def _starter(self) -> Party:
        return SYSTEM if self.closure is None else self.customer.party

    def _reopen(self) -> None:
        by, closure = self.customer.party, self.closure
        why = Reopening.Why.MESSAGE
        self.rows.add(
            Reopening(ticket=self.ticket, closure=closure, why=why, at=self.now, by_kind=by.kind, by_id=by.id)
        )
        self._move(Status.OPEN, by=by)
        self._record("ticket_reopened", by=by, why=str(why))
        self._promise()

    def _raise_higher(self, answer: Confirmation) -> None:
        level, staff = next_above(self.ticket, self.raised, self.now, reached=self.highest)
        self.highest = level
        row = Raised(ticket=self.ticket, confirmation=answer, level=level, staff=staff, at=self.now)
        self.raised.append(self.rows.add(row))
        if staff is not None and not self._is_seen_by(staff):
            self.rows.add(Grant(ticket=self.ticket, staff=staff, at=self.now, by_kind=SYSTEM.kind))
            self._record("access_granted", by=SYSTEM, staff=staff.pk, team=None)
        said: dict[str, Any] = {
            "raised": row.pk,
            "level": level,
            "staff": staff.pk if staff else None,
            "confirmation": answer.pk,
        }
        self._record("ticket_raised", by=SYSTEM, **said)

    def _is_seen_by(self, staff: Staff) -> bool:
        own = staff.allows(Right.SEE_TEAMS) and self.ticket.team_id in staff.team_ids
        return own or staff.allows(Right.SEE_ALL) or self.ticket.assignee_id == staff.pk

    def _end_raised(self) -> None:
        for row in self.raised:
            row.ended_at = self.now
        self.raised = []

    def _close(self, kind: str, *occasions: str, by: Party, reason: str = "", other: str = "") -> None:
        self._end_raised()
        self._move(Status.CLOSED, by=by)
        self.clocks.heed(*occasions, Occasion.TICKET_CLOSED, by=by, at=self.now)
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
        if kind == Message.Kind.CUSTOMER:
            self.ticket.reply_by = reply_window_end(message.channel or self.ticket.channel, self.now)
        elif kind == Message.Kind.REPLY:
            self.ticket.reply_by = NEVER
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
        self.rows.record(Line(self.now, self.ticket, kind, payload, at or self.now, by))

    def _party(self, login: str) -> Party:
        return self.shop.people[login].party
