"""Move a ticket on: write, assign, grade, offer, confirm, add files."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Router, Status, UploadedFile

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import store_file
from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.actions import take_in
from huisheng.core.tickets.access import not_found, ticket_for_token, tickets_for_token
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.journey.route import receive
from huisheng.kit.files.names import safe_name
from huisheng.stages.handling.actions import Files, add_note, offer_solution, send_reply
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips import late
from huisheng.trips.reclassify import change_grade
from huisheng.web.api import reading
from huisheng.web.api.auth import token_of
from huisheng.web.api.problems import READING, WRITING, Problem
from huisheng.web.api.schemas import (
    AssignmentIn,
    ConfirmationIn,
    ConfirmationOut,
    GradeIn,
    Key,
    MessageIn,
    MessageOut,
    SaidWith,
    SolutionIn,
    SolutionOut,
    TicketOut,
    WrittenOut,
)
from huisheng.web.api.tickets import WRONG, NotValid
from huisheng.web.frame.files import serve_file

router = Router(tags=["moves"])


@router.post("/tickets/{number}/messages", response={201: WrittenOut, WRITING: Problem}, operation_id="add_message")
def write(
    request: HttpRequest,
    number: str,
    data: MessageIn,
    idempotency_key: Key,
) -> Status[dict[str, Any]]:
    """Add what the customer said, our reply, or an internal note.

    `Idempotency-Key` is honoured for `kind: customer`: what comes in is kept under its key. Of a reply `wording` lists
    what the house would rather not say (it was sent all the same; blocked words are refused).
    """
    ticket = _ticket(request, number)
    message = _say(request, ticket, kind=data.kind, text=data.text, key=idempotency_key)
    return Status(201, reading.message_out(message) | {"wording": reading.wording_out(message)})


@router.post(
    "/tickets/{number}/attachments", response={201: MessageOut, WRITING: Problem}, operation_id="add_attachments"
)
def attach(
    request: HttpRequest,
    number: str,
    files: File[list[UploadedFile]],
    said: Form[SaidWith],
) -> Status[dict[str, Any]]:
    """Add files, with or without words, as a message of the given kind (customer, reply or note)."""
    ticket = _ticket(request, number)
    stored = [(safe_name(one.name or "file"), store_file(one.read(), name=one.name or "file")) for one in files]
    return Status(201, reading.message_out(_say(request, ticket, kind=said.kind, text=said.text, files=stored)))


@router.get("/attachments/{attachment_id}", operation_id="read_attachment", response={200: None, READING: Problem})
def download(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The bytes of one attachment."""
    seen = tickets_for_token(token_of(request), "read")
    one = Attachment.objects.select_related("file").filter(pk=attachment_id, message__ticket__in=seen).first()
    if one is None:
        raise not_found()
    return serve_file(request, one.file, name=one.name, inline=False)


@router.post("/tickets/{number}/assignment", response={200: TicketOut, WRITING: Problem}, operation_id="assign")
def assign(request: HttpRequest, number: str, data: AssignmentIn) -> dict[str, Any]:
    """Put the ticket on somebody's desk, or into a team's pool."""
    ticket = _ticket(request, number)
    staff = Staff.objects.select_related("role").filter(username=data.assignee).first() if data.assignee else None
    team = Team.objects.filter(code=data.team, active=True).first() if data.team else None
    wrong = {}
    if data.assignee and staff is None:
        wrong["assignee"] = _("There is nobody of that name.")
    if data.team and team is None:
        wrong["team"] = _("There is no such team.")
    if not data.assignee and not data.team:
        wrong["assignee"] = _("Name a person or a team.")
    if wrong:
        raise NotValid(WRONG, **wrong)
    assign_ticket(ticket, staff=staff, team=team, by=token_of(request).party, note=data.note)
    return reading.summary(request, _ticket(request, number))


@router.post("/tickets/{number}/grade", response={200: TicketOut, WRITING: Problem}, operation_id="grade")
def grade(request: HttpRequest, number: str, data: GradeIn) -> dict[str, Any]:
    """Change the grade, with a reason."""
    ticket = _ticket(request, number)
    found = Grade.objects.select_related("scheme").filter(code=data.grade)
    scheme = data.scheme or (ticket.grade.scheme.code if ticket.grade else "")
    chosen = found.filter(scheme__code=scheme).first()
    if chosen is None:
        raise NotValid(WRONG, grade=_("There is no such grade in this scheme."))
    change_grade(ticket, grade=chosen, reason=data.reason, by=token_of(request).party)
    return reading.summary(request, _ticket(request, number))


@router.post("/tickets/{number}/solution", response={201: SolutionOut, WRITING: Problem}, operation_id="offer_solution")
def solve(request: HttpRequest, number: str, data: SolutionIn) -> Status[Solution]:
    """Offer a solution: what we do, by when, who is responsible. The customer is asked to confirm."""
    ticket = _ticket(request, number)
    return Status(201, offer_solution(ticket, **data.dict(), by=token_of(request).party))


@router.post(
    "/tickets/{number}/confirmation", response={201: ConfirmationOut, WRITING: Problem}, operation_id="confirm"
)
def confirm(request: HttpRequest, number: str, data: ConfirmationIn) -> Status[dict[str, Any]]:
    """The customer's answer to the offered solution, asked by your own system."""
    ticket = _ticket(request, number)
    answer = late.answer(ticket, **data.dict(), by=token_of(request).party)
    return Status(201, {"solved": answer.solved, "stars": answer.stars, "status": ticket.status})


def _ticket(request: HttpRequest, number: str) -> Ticket:
    return ticket_for_token(token_of(request), number, "write")


def _say(request: HttpRequest, ticket: Ticket, *, kind: str, text: str, files: Files = (), key: str = "") -> Message:
    by = token_of(request).party
    if kind == "note":
        return add_note(ticket, text=text, by=by, files=files)
    if kind == "reply":
        return send_reply(ticket, text=text, by=by, files=files)
    content = {"text": text, "number": ticket.number}
    inbound, _new = take_in("api", content, by=by, key=f"{by.id}:{key}" if key else "", files=files)
    return receive(inbound).message
