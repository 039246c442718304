"""A complaint with everything in it, for tests of the dossier."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from huisheng.core.base.actions import store_file
from huisheng.core.channels.tests.make import make_letter
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.collaboration.actions import answer_request, ask_department
from huisheng.stages.followup.models import Callback, CallRecord, CallTry, RecordField, Scenario
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.handling.models import Compensation
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.triage.actions import assess_ticket, classify_ticket, grade_ticket
from huisheng.watch.dossier.annexes import LedgerLine
from huisheng.watch.dossier.compose import dossier_of
from huisheng.watch.dossier.known import known_of
from huisheng.watch.dossier.paper import Dossier
from tests.cast import Cast

PHONE, NAME = "13800004321", "刘晓月"
WORDS = f"漏发了配件，孩子生日要用😡。请打 {PHONE} 找{NAME}。"


def make_full(cast: Cast) -> Ticket:
    """Refused once, then confirmed: a department asked, money given, a callback, a survey, an improvement."""
    ticket = arrived(cast)
    now = timezone.now()
    photo = store_file("开箱照片".encode(), name="开箱.txt")
    add_message(
        ticket, kind=Message.Kind.CUSTOMER, text="补一张照片", by=ticket.customer.party, files=[("开箱.txt", photo)]
    )
    add_message(ticket, kind=Message.Kind.NOTE, text=f"仓库说漏了一件，{NAME}很急", by=cast.lin.party)
    assess_ticket(ticket, severity="high", safety=False, at_once=True, words="生日在即", by=cast.lin.party)
    due = now + timedelta(hours=2)
    request = ask_department(
        ticket, team=cast.warehouse, problem="漏发配件", need="核实并补发", due=due, by=cast.lin.party
    )
    answer_request(request, text="确实漏发，今天补发", by=cast.wang.party)
    send_reply(ticket, text=f"{NAME}您好，配件今天发出。", by=cast.lin.party)
    offer(ticket, cast, "今天补发配件")
    answer_confirmation(ticket, solved=False, stars=2, word="太慢了", by=ticket.customer.party)
    give(ticket, cast)
    offer(ticket, cast, "补发配件并送 50 元券")
    answer_confirmation(ticket, solved=True, stars=5, word="谢谢，理解了", by=ticket.customer.party)
    make_letter("liu@example.com", subject=f"{NAME}您好", about=ticket.number)
    learn(ticket, cast)
    call_and_ask(ticket, cast)
    ticket.refresh_from_db()
    return ticket


def arrived(cast: Cast) -> Ticket:
    """On Lin's desk, as the line leaves it there."""
    customer = Customer.objects.filter(name=NAME).first() or make_customer(NAME, phone=PHONE)
    ticket = make_ticket(WORDS, customer=customer, order_number="1023")
    words = ticket.messages.get()
    classify_ticket(ticket, words)
    grade_ticket(ticket, words)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def offer(ticket: Ticket, cast: Cast, measure: str) -> None:
    offer_solution(ticket, measure=measure, timing="11月22日 18:00 前送到", responsible="林晓", by=cast.lin.party)


def give(ticket: Ticket, cast: Cast) -> None:
    now = timezone.now()
    Compensation.objects.create(
        ticket=ticket, kind="coupon", fen=5000, words="50 元无门槛券", why="等得太久", state="given", asked_at=now,
        decided_at=now, decided_by=cast.chen, given_at=now, reference="C-778", by_kind="staff", by_id=cast.lin.pk,
    )  # fmt: skip


def learn(ticket: Ticket, cast: Cast) -> None:
    cause, _new = RootCause.objects.get_or_create(code="packing-test", defaults={"name": "装箱漏件"})
    Finding.objects.update_or_create(
        ticket=ticket,
        defaults={
            "cause": cause,
            "words": "复核单缺一行",
            "team": cast.warehouse,
            "improve": True,
            "at": timezone.now(),
        },
    )
    improvement = Improvement.objects.create(
        title="装箱清单双人复核",
        action="每箱两人签字",
        owner=cast.chen,
        checker=cast.admin,
        at=timezone.now(),
        due_on=timezone.localdate(),
    )
    improvement.tickets.add(ticket)


def call_and_ask(ticket: Ticket, cast: Cast) -> None:
    now = timezone.now()
    scenario, _new = Scenario.objects.get_or_create(
        code="dossier-test",
        defaults={"name": "投诉回访", "aim": "是否满意", "trigger": "event", "opening": "您好", "closing": "谢谢"},
    )
    callback = Callback.objects.create(
        scenario=scenario, customer=ticket.customer, ticket=ticket, reason=f"closure:{ticket.pk}", state="done",
        assignee=cast.chen, planned_at=now, slot_at=now, due_at=now,
    )  # fmt: skip
    CallTry.objects.create(callback=callback, outcome="no_answer", at=now, by_kind="staff", by_id=cast.chen.pk)
    CallTry.objects.create(
        callback=callback, outcome="reached", at=now, talk_s=312, by_kind="staff", by_id=cast.chen.pk
    )
    RecordField.objects.get_or_create(
        code="parcel", defaults={"name": "外箱", "kind": "choice", "choices": [{"code": "wet", "name": "受潮"}]}
    )
    CallRecord.objects.create(
        callback=callback,
        problem="none",
        fields={"parcel": "wet"},
        solved=True,
        stars=5,
        words="配件收到了",
        follow_up="月底再问候",
        recorded_at=now,
    )
    survey, _new = Survey.objects.get_or_create(
        code="dossier-test", defaults={"name": "服务满意度", "moment": "closed"}
    )
    question, _new = Question.objects.get_or_create(
        survey=survey, code="csat", defaults={"kind": "csat", "text": "满意吗"}
    )
    asked = Invitation.objects.create(
        survey=survey,
        customer=ticket.customer,
        ticket=ticket,
        occasion=f"closure:{ticket.pk}",
        made_at=now,
        sent_at=now,
        expires_at=now,
    )
    response = Response.objects.create(
        survey=survey, invitation=asked, customer=ticket.customer, ticket=ticket, way="page", at=now
    )
    Answer.objects.create(response=response, question=question, raw=4, normal=75, words="客服耐心")


def make_document(ticket: Ticket, *, language: str = "en", **changes: Any) -> Dossier:
    """The dossier, each line of its ledger the name of the event's kind."""
    known = known_of(ticket)
    ledger = [LedgerLine(event.at, event.kind, SYSTEM.kind) for event in known.events]
    with override(language):
        return dossier_of(known, ledger, maker="林晓", **changes)
