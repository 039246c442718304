"""Play the script on the real verbs, under virtual time: the bell rings before whatever people do."""

import gc
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from huisheng.core.base.rows import rewrite, store
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import follow_grade, heed, ring_due, start_clocks
from huisheng.stages.sla.models import Alarm
from huisheng.stages.sla.next_ring import next_ring_at
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.triage.tests.make import make_opened

from .oracle import Ring
from .script import Act

AT_ONCE = 200  # alarms of one transaction of the bell
LOOKS = frozenset(300 * 4**n for n in range(6))  # acts after which the planner learns how large the tables have grown


class Play:
    """The house while the month passes."""

    def __init__(self, tickets: int) -> None:
        model, _message = make_opened("漏发了配件")
        grades = {one.code: one for one in Grade.objects.filter(scheme__code="ryg").select_related("scheme")}
        self.grades = grades
        self.tickets = [
            Ticket(
                number=f"SIM-{number}",
                customer=model.customer,
                channel=model.channel,
                subject="模拟",
                created_at=model.created_at,
                last_message_at=model.created_at,
            )
            for number in range(tickets)
        ]
        Ticket.objects.bulk_create(self.tickets, batch_size=2000)
        self.done: dict[int, datetime] = {}  # when the solution that is confirmed was offered
        self.bells = 0

    def run(self, acts: Iterable[Act], end: datetime) -> None:
        gc.freeze()  # millions of short-lived rows: what stood here before need not be looked through again and again
        for number, act in enumerate(acts, start=1):
            if number in LOOKS:
                look_at_the_tables()
            self.ring(act.at)
            getattr(self, f"do_{act.what}")(self.tickets[act.ticket], act)
        self.ring(end)
        gc.unfreeze()

    def ring(self, now: datetime) -> None:
        """As the bell of the house does: ask when the next one rings, and ring when it is time."""
        due = next_ring_at()
        while due and due <= now:
            rung = ring_due(now=now, limit=AT_ONCE)
            self.bells += rung
            due = due if rung == AT_ONCE else None

    def do_arrive(self, ticket: Ticket, act: Act) -> None:
        self._grade(ticket, act.grade)
        start_clocks(ticket, by=SYSTEM, at=act.at)

    def do_reply(self, ticket: Ticket, act: Act) -> None:
        self._say(ticket, act)
        self._status(ticket, Status.OPEN)
        heed(ticket, Occasion.REPLY_SENT, by=SYSTEM, at=act.at)

    def do_ask(self, ticket: Ticket, act: Act) -> None:
        self._say(ticket, act)
        self._status(ticket, Status.WAITING_CUSTOMER)
        heed(ticket, Occasion.REPLY_SENT, by=SYSTEM, at=act.at)

    def do_write(self, ticket: Ticket, act: Act) -> None:
        if ticket.status == Status.WAITING_CUSTOMER:
            self._status(ticket, Status.OPEN)
        heed(ticket, Occasion.CUSTOMER_WROTE, by=SYSTEM, at=act.at)

    def do_offer(self, ticket: Ticket, act: Act) -> None:
        self._say(ticket, act)
        self.done[ticket.pk] = act.at
        self._status(ticket, Status.AWAITING_CONFIRMATION)
        heed(ticket, Occasion.SOLUTION_OFFERED, by=SYSTEM, at=act.at)

    def do_yes(self, ticket: Ticket, act: Act) -> None:
        self._status(ticket, Status.CLOSED)
        occasions = (Occasion.CUSTOMER_ACCEPTED, Occasion.TICKET_CLOSED)
        heed(ticket, *occasions, by=SYSTEM, at=act.at, done_at=self.done[ticket.pk])

    def do_no(self, ticket: Ticket, act: Act) -> None:
        self._status(ticket, Status.OPEN)
        heed(ticket, Occasion.CUSTOMER_REFUSED, by=SYSTEM, at=act.at)

    def do_withdraw(self, ticket: Ticket, act: Act) -> None:
        self._status(ticket, Status.CLOSED)
        heed(ticket, Occasion.TICKET_CLOSED, by=SYSTEM, at=act.at)

    def do_reopen(self, ticket: Ticket, act: Act) -> None:
        self._status(ticket, Status.OPEN)
        start_clocks(ticket, by=SYSTEM, at=act.at)

    def do_regrade(self, ticket: Ticket, act: Act) -> None:
        self._grade(ticket, act.grade)
        follow_grade(ticket, by=SYSTEM, at=act.at)

    def _grade(self, ticket: Ticket, code: str) -> None:
        ticket.grade = self.grades[code]
        ticket.severity = ticket.grade.severity
        rewrite([ticket], "grade", "severity")

    def _status(self, ticket: Ticket, status: str) -> None:
        ticket.status = status
        rewrite([ticket], "status")

    def _say(self, ticket: Ticket, act: Act) -> None:
        store(Message(ticket=ticket, kind=Message.Kind.REPLY, text="您好", at=act.at, by_kind="system"))


def look_at_the_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sla_clock, sla_alarm, sla_pause, tickets_ticket, tickets_event, tickets_message")


def rings(tickets: Sequence[Ticket]) -> list[Ring]:
    """What rang, as the ledger has it: one line an alarm, at its instant, or when its clock woke up if that was later."""
    order = {ticket.pk: number for number, ticket in enumerate(tickets)}
    awake: dict[int, datetime] = {}
    alarms = {one.pk: one for one in Alarm.objects.exclude(rung_at=None).select_related("clock")}
    found = []
    for event in Event.objects.filter(ticket__in=order).order_by("id"):
        if event.kind == "clock_started":
            awake[event.payload["clock"]] = event.at
        elif event.kind == "clock_resumed":
            awake |= dict.fromkeys(event.payload["clocks"], event.at)
        elif event.kind in ("clock_warned", "clock_breached", "clock_escalated"):
            alarm = alarms[event.payload["alarm"]]
            at = max(alarm.ring_at, awake[alarm.clock_id])
            found.append(Ring(order[event.ticket_id or 0], alarm.clock.kind, name_of(alarm), at))
    return found


def name_of(alarm: Alarm) -> str:
    """The oracle's word for the step."""
    if alarm.step == Alarm.Step.BREACH:
        return "breach"
    if alarm.step == Alarm.Step.ESCALATE:
        return f"escalate {alarm.level}"
    if "percent" in alarm.rule:
        return f"warn {alarm.rule['percent']}%"
    return f"warn {'-' if alarm.rule.get('before') else ''}{alarm.rule['minutes']} min"
