"""What was just done on the ticket page can be taken back, by the same door, with what stood before."""

import json
from typing import Any

import pytest

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.queries import tags_of
from tests.cast import Cast

from .make import arrive, desk, path

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = arrive()
    assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
    ticket.refresh_from_db()
    return ticket


def done(who: Staff, ticket: Ticket, part: str, **fields: Any) -> Any:
    answer = desk(who).post(path(ticket, part), fields, headers=HTMX)
    assert answer.status_code == 200
    ticket.refresh_from_db()
    return answer


def undo(staff: Staff, ticket: Ticket, answer: Any) -> None:
    back = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert desk(staff).post(back["url"], back["fields"], headers=HTMX).status_code == 200
    ticket.refresh_from_db()


def test_an_assignment_goes_back_to_who_had_it(cast: Cast, ticket: Ticket) -> None:
    colleague = make_staff("zhou", name="周岩", teams=["cs1"])
    answer = done(cast.chen, ticket, "assignment/", staff=colleague.pk)
    assert ticket.assignee == colleague
    undo(cast.chen, ticket, answer)
    assert ticket.assignee == cast.lin
    assert Event.objects.filter(ticket=ticket, kind="ticket_assigned").count() >= 3


def test_an_assignment_from_the_pool_goes_back_there(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    answer = done(cast.chen, ticket, "assignment/", staff=cast.lin.pk)
    undo(cast.chen, ticket, answer)
    assert (ticket.assignee, ticket.team) == (None, cast.cs1)


def test_a_grade_goes_back_with_both_in_the_ledger(cast: Cast, ticket: Ticket) -> None:
    before = ticket.grade
    assert before
    other = Grade.objects.filter(scheme=before.scheme_id).exclude(pk=before.pk)[0]
    answer = done(cast.lin, ticket, "grade/", grade=other.pk, reason="看错了")
    assert ticket.grade == other
    undo(cast.lin, ticket, answer)
    assert ticket.grade == before


def test_category_and_tags_go_back(cast: Cast, ticket: Ticket) -> None:
    category, held = ticket.category, {tag.code for tag in tags_of(ticket)}
    undo(cast.lin, ticket, done(cast.lin, ticket, "category/", category="praise"))
    assert ticket.category == category
    undo(cast.lin, ticket, done(cast.lin, ticket, "tags/", tag=[]))
    assert {tag.code for tag in tags_of(ticket)} == held


def test_words_to_people_are_not_taken_back_so(cast: Cast, ticket: Ticket) -> None:
    answer = done(cast.lin, ticket, "note/", text="已问仓库")
    assert "undo" not in answer.headers.get("HX-Trigger", "")


def test_who_may_not_do_it_may_not_undo_it(cast: Cast, ticket: Ticket) -> None:
    colleague = make_staff("zhou", name="周岩", teams=["cs1"])
    answer = done(cast.chen, ticket, "assignment/", staff=colleague.pk)
    back = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert desk(cast.lin).post(back["url"], back["fields"], headers=HTMX).status_code == 403
    assert desk(cast.dan).post(back["url"], back["fields"], headers=HTMX).status_code == 404
