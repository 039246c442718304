"""A mass fault from the first leak to the last promise: proposed, confirmed, everybody raised, owners told."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.actions import switch_scheme
from huisheng.core.catalogue.models import Category, GradingScheme
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import classify_ticket, grade_ticket, regrade
from huisheng.stages.triage.models import Grading, Incident
from huisheng.trips.mass_fault import NothingToTell, confirm, raise_members, see_whether_many, tell_owners
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SLOW = "净水器出水有点慢"  # yellow: a small fault


def arrived(text: str = SLOW, *, number: int = 0) -> Ticket:
    ticket = make_ticket(text, customer=make_customer(f"客户{number}", phone=f"136{number:08d}"))
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    route_ticket(ticket, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def five() -> list[Ticket]:
    tickets = [arrived(f"{SLOW}{tail}", number=at) for at, tail in enumerate(("", "了", "，真慢", "啊", "，太慢了"))]
    for ticket in tickets:
        see_whether_many(ticket)
    return tickets


def incident() -> Incident:
    return Incident.objects.get()


def grade_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.grade.code if ticket.grade else ""


def minutes_promised(ticket: Ticket) -> float:
    clock = Clock.objects.get(ticket=ticket, kind="first_response", met_at=None, stopped_at=None)
    return (clock.due_at - clock.started_at).total_seconds() / 60


def test_five_are_proposed_and_nothing_is_raised_before_a_person_says_so(cast: Cast) -> None:
    tickets = five()
    assert incident().state == Incident.State.PROPOSED
    assert {grade_of(one) for one in tickets} == {"yellow"}


def test_confirmed_it_raises_every_open_one_and_the_clocks_follow(cast: Cast) -> None:
    """Yellow answers within 30 minutes, red within 15 (requirements S0)."""
    tickets = five()
    assert {minutes_promised(one) for one in tickets} == {30}
    confirm(incident(), by=cast.chen.party)
    assert {grade_of(one) for one in tickets} == {"red"}
    assert {minutes_promised(one) for one in tickets} == {15}
    grading = Grading.objects.filter(ticket=tickets[0]).latest("id")
    assert (grading.incident, grading.by_kind) == (incident(), "rule")


def test_mass_failure_is_level_one_by_the_three_levels(cast: Cast) -> None:
    """Requirements S4: a product that fails in numbers is level 1 and led by the supervisor."""
    switch_scheme(GradingScheme.objects.get(code="levels"), True, SYSTEM)
    complaint = Category.objects.get(code="complaint_quality")
    tickets = []
    for number in range(5):
        ticket = make_ticket("净水器滤芯有异味", customer=make_customer(f"客户{number}", phone=f"137{number:08d}"))
        classify_ticket(ticket, ticket.messages.get(), category=complaint.code)
        grade_ticket(ticket, ticket.messages.get())
        tickets.append(ticket)
        see_whether_many(ticket)
    assert {grade_of(one) for one in tickets} == {"level2"}
    confirm(incident(), by=cast.chen.party)
    assert {grade_of(one) for one in tickets} == {"level1"}
    assert tickets[0].grade is not None
    assert tickets[0].grade.lead_role == "supervisor"


def test_a_persons_grade_and_what_is_closed_stay(cast: Cast) -> None:
    tickets = five()
    assert tickets[0].grade is not None
    regrade(tickets[0], grade=tickets[0].grade, reason="他家水压本来就低", by=cast.lin.party)
    close_withdrawn(tickets[1], reason="自己好了", by=cast.lin.party)
    confirm(incident(), by=cast.chen.party)
    assert [grade_of(one) for one in tickets] == ["yellow", "yellow", "red", "red", "red"]


def test_one_more_is_raised_as_it_comes(cast: Cast) -> None:
    five()
    confirm(incident(), by=cast.chen.party)
    later = arrived("净水器出水慢，有点急", number=9)
    found = see_whether_many(later)
    assert found is not None
    assert (found.size, grade_of(later)) == (6, "red")


def test_so_many_need_nobodys_word() -> None:
    change_setting("triage.incident_sure", 5, by=SYSTEM)
    tickets = five()
    assert incident().state == Incident.State.CONFIRMED
    assert {grade_of(one) for one in tickets} == {"red"}


def test_an_everyday_ticket_is_left_alone() -> None:
    assert see_whether_many(arrived("发票什么时候能开")) is None
    assert not Incident.objects.exists()


def test_one_note_reaches_every_open_ticket(cast: Cast) -> None:
    tickets = five()
    assign_ticket(tickets[0], staff=cast.lin, by=cast.lin.party)
    close_withdrawn(tickets[4], reason="自己好了", by=cast.lin.party)
    assert tell_owners(incident(), text="  水厂检修，今晚八点恢复 ", by=cast.chen.party) == 4
    notes = Message.objects.filter(kind=Message.Kind.NOTE, text="水厂检修，今晚八点恢复")
    assert {note.ticket_id for note in notes} == {one.pk for one in tickets[:4]}
    assert tickets[0].events.filter(kind="incident_told").count() == 1
    with pytest.raises(NothingToTell):
        tell_owners(incident(), text=" ", by=cast.chen.party)


def test_finding_who_rises_costs_the_same_however_many_there_are(cast: Cast) -> None:
    five()
    confirm(incident(), by=cast.chen.party)
    raise_members(incident())
    with CaptureQueriesContext(connection) as few:
        assert raise_members(incident()) == []
    for number in range(10, 20):
        see_whether_many(arrived(number=number))
    with CaptureQueriesContext(connection) as many:
        assert raise_members(incident()) == []
    assert incident().members.count() == 15
    assert len(many) == len(few) <= 12
