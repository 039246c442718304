"""Requests to departments as pages show them, and what their forms say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from huisheng.core.accounts.contacts import ContactRow, contacts_of, table_at
from huisheng.core.accounts.models import Contact, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.models import CollabFile, CollabRequest, CollabStep
from huisheng.stages.collaboration.queries import Step, is_of_department, steps_of
from huisheng.stages.collaboration.wording import request_text
from huisheng.watch.notify.variables import public_base

QUICK = (30, 60, 120, 240)  # minutes
WORDS = {CollabStep.Kind.ASKED, CollabStep.Kind.ANSWERED, CollabStep.Kind.SAID, CollabStep.Kind.DECLINED}


@dataclass(frozen=True, slots=True)
class File:
    """A file as pages list it."""

    name: str
    url: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Told:
    """One step: what, who, when, the words, the files."""

    kind: str
    label: str
    who: str
    at: datetime
    text: str
    until: datetime | None
    files: tuple[File, ...]

    @property
    def has_words(self) -> bool:
        """Whether it stands in the conversation, and not only in the story."""
        return self.kind in WORDS


@dataclass(frozen=True, slots=True)
class Card:
    """A request with its story and the composed message; `may` says which moves to offer (the doors check again)."""

    request: CollabRequest
    text: str
    steps: list[Told]
    may: dict[str, bool] = field(default_factory=dict)
    link: str = ""  # for a colleague without an account; only the desk hands it on

    @property
    def is_late(self) -> bool:
        return self.request.is_open and self.request.due_at < timezone.now()


def cards_of(staff: Staff, ticket: Ticket, requests: Sequence[CollabRequest]) -> list[Card]:
    """The requests of one ticket for one person, the newest first. Three queries, none where nobody was asked."""
    stories = steps_of(requests)
    return [card_of(staff, ticket, one, stories[one.pk]) for one in reversed(requests)]


def card_of(staff: Staff, ticket: Ticket, request: CollabRequest, steps: Sequence[Step]) -> Card:
    owner = ticket.assignee.name if ticket.assignee else ticket.team.label if ticket.team else ""
    text = request_text(request, owner=owner, order_number=ticket.order_number)
    path = f"/desk/requests/{request.pk}/files/"
    hands_on = staff.allows(Right.ANSWER) and request.state != CollabRequest.State.WITHDRAWN
    link = public_base() + request.public_path if hands_on else ""
    return Card(request, text, [told(one, path) for one in steps], moves_on(staff, request), link)


def told(one: Step, path: str) -> Told:
    step = one.step
    files = tuple(_file(file, path) for file in one.files)
    return Told(step.kind, step.get_kind_display(), one.who, step.at, step.text, step.until, files)


def moves_on(staff: Staff, request: CollabRequest) -> dict[str, bool]:
    """Which moves on a request this person is offered; who sees it is asked before."""
    theirs, ours, goes = is_of_department(staff, request), staff.allows(Right.ANSWER), request.is_open
    waits = bool(request.extension_until)
    return {
        "accept": theirs and request.state == CollabRequest.State.ASKED,
        "decline": theirs and goes,
        "answer": (theirs or ours) and goes,
        "extend": theirs and goes and not waits,
        "decide": ours and goes and waits,
        "urge": ours and goes,
        "supervise": staff.allows(Right.ASSIGN) and goes,
        "withdraw": ours and goes,
        "say": (theirs or ours) and request.state != CollabRequest.State.WITHDRAWN,
    }


def asked_by(sent: QueryDict) -> dict[str, Any]:
    """What the dialog says, for `ask_department`: whom ("team:3", "contact:7"), the elements, the times."""
    whom, _colon, pk = sent.get("whom", "").partition(":")
    number = int(pk) if pk.isdecimal() and len(pk) < 19 else 0
    contact = Contact.objects.select_related("team", "staff").filter(pk=number).first() if whom == "contact" else None
    team = contact.team if contact else Team.objects.filter(pk=number if whom == "team" else 0).first()
    return {
        "team": team,
        "contact": contact,
        "problem": sent.get("problem", ""),
        "need": sent.get("need", ""),
        "due": moment_in(sent, "due"),
        "customer_due": moment_in(sent, "customer_due"),
        "customer_due_why": sent.get("customer_due_why", ""),
        "lead": sent.get("lead") == "1",
    }


def moment_in(sent: Mapping[str, str], name: str) -> datetime | None:
    """A moment as the browser sends it, in the house's own time; None for nothing and for what is none."""
    try:
        moment = parse_datetime(sent.get(name, "").strip())
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and moment.tzinfo is None else moment


def whom_to_ask(now: datetime | None = None) -> list[tuple[Team, list[ContactRow]]]:
    """Every department that can be asked, each with its people in the table and whether they are on duty."""
    rows = table_at(now or timezone.now(), contacts_of())
    people: dict[int, list[ContactRow]] = {}
    for row in rows:
        people.setdefault(row.contact.team_id, []).append(row)
    teams = Team.objects.filter(active=True).order_by("rank", "id")
    return sorted(((team, people.get(team.pk, [])) for team in teams), key=lambda one: not one[1])


def quick_times(now: datetime | None = None) -> list[tuple[int, str, str]]:
    """Deadlines one click away: minutes, the moment as a form field holds it, and its time of day; rounded down to five
    minutes.
    """
    start = timezone.localtime(now).replace(second=0, microsecond=0)
    start -= timedelta(minutes=start.minute % 5)
    moments = [(minutes, start + timedelta(minutes=minutes)) for minutes in QUICK]
    return [(minutes, f"{at:%Y-%m-%dT%H:%M}", f"{at:%H:%M}") for minutes, at in moments]


def _file(one: CollabFile, path: str) -> File:
    return File(one.name, f"{path}{one.pk}/", one.file.size, one.file.content_type)
