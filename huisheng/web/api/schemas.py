"""What the API takes and gives."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from ninja.params.functions import Header
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from huisheng.core.channels.models import Source

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=50, pattern=r"^[-a-zA-Z0-9_]*$")]
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
State = Literal["new", "open", "waiting_customer", "waiting_department", "awaiting_confirmation", "closed"]


def written_out(value: Any) -> Any:
    """RFC 3339 only: pydantic alone would take 0.5 for half a second after 1970."""
    if value is None or (isinstance(value, str) and RFC_3339.match(value)):
        return value
    raise PydanticCustomError("datetime_format", "not RFC 3339")


def day_written_out(value: Any) -> Any:
    """2023-11-05 only: pydantic alone would take 0 for the first day of 1970."""
    if value is None or (isinstance(value, str) and DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_format", "not a date")


def in_utc(value: datetime) -> datetime:
    """PostgreSQL knows no zone beyond 16 hours; what lies before the first instant or after the last is taken for it."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return datetime(1, 1, 1, tzinfo=UTC) if value.year == 1 else datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


Key = Annotated[str, Header("", alias="Idempotency-Key", max_length=150)]
Day = Annotated[date, BeforeValidator(day_written_out)]
Instant = Annotated[AwareDatetime, BeforeValidator(written_out), AfterValidator(in_utc)]


class In(Schema):
    model_config = ConfigDict(extra="forbid")


class CustomerIn(In):
    name: Line = ""
    phone: Line = ""
    email: Line = ""
    external_id: Line = ""
    yearly_spend: Annotated[
        StrictInt | None, Field(ge=0, le=2_000_000_000, description="Yuan spent in a year; rules may read it")
    ] = None
    customer_since: Annotated[Day | None, Field(description="Date of the first order")] = None


class TicketIn(In):
    text: Annotated[Text, StringConstraints(min_length=1)] = Field(examples=["我的货已经延迟5天了!"])
    subject: Line = ""
    channel: Code = "api"
    customer: CustomerIn = Field(default_factory=CustomerIn)
    order_number: Annotated[Line, StringConstraints(max_length=60)] = ""
    category: Code = ""
    tags: list[Code] = Field(default_factory=list, max_length=30)
    source: Source | None = Field(None, description="Where it was picked up, beside the channel it came by")
    occurred_at: Instant | None = None


class GradeOut(Schema):
    code: str
    label: str
    reason: str


class CommitmentOut(Schema):
    kind: str
    due_at: datetime


class TicketOut(Schema):
    number: str
    public_url: str
    status: str
    grade: GradeOut | None
    category: str | None
    team: str | None
    assignee: str | None
    commitments: list[CommitmentOut]


class CustomerOut(Schema):
    name: str
    contacts: list[str] = Field(description="Masked: 138****1234")


class TicketRow(Schema):
    number: str
    subject: str
    status: str
    channel: str
    grade: str | None
    category: str | None
    team: str | None
    assignee: str | None
    order_number: str
    created_at: datetime
    closed_at: datetime | None
    next_due_at: datetime | None


class TicketPage(Schema):
    results: list[TicketRow]
    next_cursor: str | None


class AttachmentOut(Schema):
    id: int
    name: str
    size: int
    content_type: str


class MessageOut(Schema):
    id: int
    kind: str
    by: str
    text: str
    at: datetime
    attachments: list[AttachmentOut]


class WordingOut(Schema):
    """What the house's wording rules find in words just written: a place in the text, why, what to say instead."""

    kind: Literal["forbidden", "robotic", "vague", "repeated"]
    severity: Literal["hint", "ask", "block"]
    start: int
    end: int
    found: str
    why: str
    better: list[str]


class WrittenOut(MessageOut):
    wording: list[WordingOut]


class EventOut(Schema):
    id: int
    kind: str
    at: datetime
    by: str
    payload: dict[str, object]


class ClockOut(Schema):
    kind: str
    state: str
    started_at: datetime
    due_at: datetime


class TicketDetail(TicketOut):
    subject: str
    channel: str
    order_number: str
    created_at: datetime
    closed_at: datetime | None
    customer: CustomerOut
    tags: list[str]
    messages: list[MessageOut]
    events: list[EventOut]
    clocks: list[ClockOut]


class MessageIn(In):
    text: Annotated[Text, StringConstraints(min_length=1)]
    kind: Literal["customer", "reply", "note"] = "reply"


class SaidWith(Schema):
    """The words that come with files."""

    text: Text = ""
    kind: Literal["customer", "reply", "note"] = "note"


class AssignmentIn(In):
    assignee: Line = Field("", description="User name; empty puts the ticket into the team's pool")
    team: Code = ""
    note: Text = ""


class GradeIn(In):
    grade: Code = Field(examples=["red"])
    scheme: Code = Field("", description="Empty: the scheme that graded the ticket")
    reason: Annotated[Text, StringConstraints(min_length=1)]


class SolutionIn(In):
    measure: Text = Field(examples=["为您换一台新机"])
    timing: Line = Field(examples=["3天内送达"])
    responsible: Annotated[Line, StringConstraints(max_length=100)] = Field(examples=["王专员"])
    text: Text = ""


class SolutionOut(Schema):
    round: int
    measure: str
    timing: str
    responsible: str
    offered_at: datetime


class ConfirmationIn(In):
    solved: StrictBool
    stars: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    word: Text = ""


class ConfirmationOut(Schema):
    solved: bool
    stars: int | None
    status: str


class RequestIn(In):
    team: Code = Field(examples=["warehouse"])
    problem: Text = Field(examples=["订单 1023 的物流 3 天没有更新"])
    need: Text = Field(examples=["确认现在到哪里了、什么时候能到"])
    due_at: Instant
    customer_due_at: Instant | None = None
    customer_due_why: Annotated[Line, StringConstraints(max_length=120)] = ""
    lead: StrictBool = False


class RequestOut(Schema):
    team: str
    seq: int
    state: str
    problem: str
    need: str
    due_at: datetime
    customer_due_at: datetime | None
    customer_due_why: str
    lead: bool
    answer: str
    asked_at: datetime
    accepted_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    told_customer_at: datetime | None
    urged: int
    supervised: int


Fact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^\x00]*$")]


class CalledIn(In):
    """A customer who is to be rung up; `phone`, or an `external_id` we know with a phone."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""
    external_id: Line = ""
    level: Fact = ""
    source: Fact = Field("", description="Where they signed up")
    registered: Fact = ""
    first_visit: Fact = ""
    batch: Fact = ""
    order: Fact = ""
    timezone: Fact = Field("", description="Such as Asia/Tokyo; nobody is rung up there before 8 or after 22")


class CallbacksIn(In):
    scenario: Annotated[Code, StringConstraints(min_length=1)] = Field(examples=["new_user"])
    reason: Annotated[Code, StringConstraints(min_length=1, max_length=30)] = Field(examples=["signed-up-2026-11-30"])
    customers: list[CalledIn] = Field(min_length=1, max_length=500)
    due_at: Instant | None = Field(None, description="Else the hours of the scenario, from now on")


class NotCalledOut(Schema):
    place: int
    code: str
    reason: str


class CallbacksOut(Schema):
    planned: int
    known: int = Field(description="Had been planned for this reason before")
    refused: list[NotCalledOut]
