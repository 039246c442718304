"""Departments: what was asked on a ticket, and ask one."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Status

from huisheng.core.accounts.models import Team
from huisheng.core.tickets.access import ticket_for_token
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.queries import requests_on
from huisheng.web.api.auth import token_of
from huisheng.web.api.problems import READING, WRITING, Problem
from huisheng.web.api.schemas import RequestIn, RequestOut
from huisheng.web.api.tickets import WRONG, NotValid

router = Router(tags=["departments"])


@router.get(
    "/tickets/{number}/requests", response={200: list[RequestOut], READING: Problem}, operation_id="list_requests"
)
def read(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """What departments were asked on this ticket, in order, with the times of the steps. No links, no contact details."""
    return [request_out(one) for one in requests_on(ticket_for_token(token_of(request), number, "read"))]


@router.post("/tickets/{number}/requests", response={201: RequestOut, WRITING: Problem}, operation_id="ask_department")
def ask(request: HttpRequest, number: str, data: RequestIn) -> Status[dict[str, Any]]:
    """Ask a department: problem, need, deadline, and the customer's own deadline where there is one."""
    ticket = ticket_for_token(token_of(request), number, "write")
    team = Team.objects.filter(code=data.team, active=True).first()
    if team is None:
        raise NotValid(WRONG, team=_("There is no such team."))
    asked = ask_department(
        ticket,
        team=team,
        problem=data.problem,
        need=data.need,
        due=data.due_at,
        customer_due=data.customer_due_at,
        customer_due_why=data.customer_due_why,
        lead=data.lead,
        by=token_of(request).party,
    )
    return Status(201, request_out(asked))


def request_out(one: CollabRequest) -> dict[str, Any]:
    names = ("seq", "state", "problem", "need", "due_at", "customer_due_at", "customer_due_why", "lead", "answer")
    times = ("asked_at", "accepted_at", "answered_at", "ended_at", "told_customer_at", "urged", "supervised")
    return {"team": one.team.code} | {name: getattr(one, name) for name in (*names, *times)}
