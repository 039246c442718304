"""Give feedback, list it, read it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from huisheng.core.base.remembered import one_look
from huisheng.core.base.vault import vault
from huisheng.core.catalogue.models import Category, Tag
from huisheng.core.channels.actions import take_in
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import IdentityKind
from huisheng.core.tickets.access import ticket_for_token, tickets_for_token
from huisheng.journey.route import receive
from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.kit.errors import Refused
from huisheng.kit.paging import page
from huisheng.web.api import reading
from huisheng.web.api.auth import token_of
from huisheng.web.api.problems import READING, WRITING, Problem
from huisheng.web.api.schemas import Code, In, Instant, Key, Line, State, TicketDetail, TicketIn, TicketOut, TicketPage

router = Router(tags=["tickets"])
WRONG = _("Some fields are missing or not valid.")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class NotValid(Refused):
    code = "not_valid"
    status = 422


class TicketFilter(In):
    status: State | None = None
    grade: Code | None = None
    category: Code | None = None
    team: Code | None = None
    assignee: Line | None = Field(None, description="User name")
    channel: Code | None = None
    order_number: Line | None = None
    external_id: Line | None = Field(None, description="The customer's number in your system")
    created_from: Instant | None = None
    created_to: Instant | None = Field(None, description="Up to this instant, itself not included")
    cursor: Annotated[str, StringConstraints(max_length=500, pattern=r"^[-_A-Za-z0-9]*$")] = ""
    limit: int = Field(50, ge=1, le=200)


@router.post("/tickets", response={201: TicketOut, WRITING: Problem}, operation_id="create_ticket")
def create_ticket(
    request: HttpRequest,
    data: TicketIn,
    idempotency_key: Key,
) -> Status[dict[str, Any]]:
    """Give one piece of feedback. The answer carries the number, the grade with its reason, who has it and what was
    promised.

    The same `Idempotency-Key` (per token and channel) with the same content answers with the same ticket; nothing is
    made twice. The same key with other content is refused.
    """
    _check(data)
    token = token_of(request)
    content = _content(data)
    key = f"{token.pk}:{idempotency_key}" if idempotency_key else ""
    try:
        inbound, _is_new = take_in(data.channel, content, by=token.party, key=key)
    except Channel.DoesNotExist as unknown:
        raise NotValid(WRONG, channel=_("There is no such channel.")) from unknown
    with one_look():
        return Status(201, reading.newly(request, receive(inbound)))


@router.get("/tickets", response={200: TicketPage, READING: Problem}, operation_id="list_tickets")
def list_tickets(request: HttpRequest, wanted: Query[TicketFilter]) -> dict[str, Any]:
    """Newest first, page by page: pass `next_cursor` on as `cursor` until it is null."""
    if unknown := [name for name in request.GET if name not in TicketFilter.model_fields]:
        raise NotValid(WRONG, **dict.fromkeys(unknown, _("There is no such field.")))
    found = tickets_for_token(token_of(request), "read").filter(_conditions(wanted))
    found = found.select_related("channel", "grade", "category", "team", "assignee")
    one = page(found, [("id", "desc")], wanted.cursor or None, wanted.limit)
    return {"results": [reading.row(ticket) for ticket in one.rows], "next_cursor": one.next_cursor}


@router.get("/tickets/{number}", response={200: TicketDetail, READING: Problem}, operation_id="read_ticket")
def read_ticket(request: HttpRequest, number: str) -> dict[str, Any]:
    """Everything about one ticket: messages, events, clocks."""
    return reading.detail(request, ticket_for_token(token_of(request), number, "read"))


def _content(data: TicketIn) -> dict[str, Any]:
    """What is stored of it. Fields that came later are left out when empty: a retry from before must look the same."""
    later, customer = {"source", "yearly_spend", "customer_since"}, data.customer
    content = data.dict(exclude={"channel", "customer", "occurred_at", *later}) | customer.dict(exclude=later)
    content["occurred_at"] = data.occurred_at.isoformat() if data.occurred_at else ""
    since = customer.customer_since.isoformat() if customer.customer_since else None
    said = {"source": data.source, "yearly_spend": customer.yearly_spend, "customer_since": since}
    return content | {name: value for name, value in said.items() if value is not None}


def _check(data: TicketIn) -> None:
    wrong: dict[str, Any] = {}
    if not data.text.strip():
        wrong["text"] = _("Please tell us in a few words what happened.")
    if data.customer.phone and not normalise_phone(data.customer.phone):
        wrong["customer.phone"] = _("This is not a phone number.")
    if data.customer.email and not normalise_email(data.customer.email):
        wrong["customer.email"] = _("This is not an email address.")
    if data.category and not Category.objects.filter(code=data.category, retired_at=None).exists():
        wrong["category"] = _("There is no such category.")
    if data.tags and Tag.objects.filter(code__in=set(data.tags), retired_at=None).count() < len(set(data.tags)):
        wrong["tags"] = _("At least one of these tags does not exist.")
    if data.occurred_at and not LONG_AGO < data.occurred_at < timezone.now() + timedelta(days=1):
        wrong["occurred_at"] = _("This time cannot be right: it lies ahead, or very long ago.")
    if wrong:
        raise NotValid(WRONG, **wrong)


def _conditions(wanted: TicketFilter) -> Q:
    exact = {
        "status": wanted.status,
        "grade__code": wanted.grade,
        "category__code": wanted.category,
        "team__code": wanted.team,
        "assignee__username": wanted.assignee,
        "channel__code": wanted.channel,
        "order_number": wanted.order_number,
        "created_at__gte": wanted.created_from,
        "created_at__lt": wanted.created_to,
    }
    found = Q(**{name: value for name, value in exact.items() if value is not None})
    if wanted.external_id is not None:
        blind = vault().blind(IdentityKind.EXTERNAL, wanted.external_id)
        found &= Q(customer__identities__kind=IdentityKind.EXTERNAL, customer__identities__blind=blind)
    return found
