"""Everything the ticket page shows, gathered in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.duty import off_duty
from huisheng.core.accounts.models import Role, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.catalogue.models import Category, Grade, Nature, Tag, TagGroup
from huisheng.core.customers.models import IdentityConflict
from huisheng.core.customers.queries import open_conflicts
from huisheng.core.tickets.access import Sight, sight_of, somebody, tickets_for
from huisheng.core.tickets.models import Attachment, Event, Message, Participant, Ticket
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.collaboration.calling import watchers_of
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.queries import callbacks_on
from huisheng.stages.handling.actions import may_offer
from huisheng.stages.handling.models import Promise, Solution
from huisheng.stages.intake.models import SpamVerdict
from huisheng.stages.routing.models import HandOver
from huisheng.stages.routing.queries import assignable_staff, latest_assignment, open_hand_over
from huisheng.stages.routing.sentences import why_assigned
from huisheng.stages.sla.idle import answered_while_waiting
from huisheng.stages.sla.queries import ClockRow, all_clocks, rows_of
from huisheng.stages.triage.queries import gradings_of, rules_by_grade, tags_of
from huisheng.stages.triage.sentences import why_graded
from huisheng.watch.insight.charges.reading import charges_of, requests_of
from huisheng.web.workspace.amends import Amends, amends_of
from huisheng.web.workspace.charges import Bar, bar_of
from huisheng.web.workspace.confirming import Confirming, confirming_of
from huisheng.web.workspace.filing import Filing, filing_of
from huisheng.web.workspace.grading import grid_of, history_of
from huisheng.web.workspace.kin import (
    Again,
    Kin,
    Relative,
    Undoable,
    again_of,
    conversation_of,
    kin_of,
    moved_from,
    refiled_of,
    undoable_of,
)
from huisheng.web.workspace.promises import open_promises
from huisheng.web.workspace.reach import Reach, reach_of
from huisheng.web.workspace.requests import Card, cards_of
from huisheng.web.workspace.said import Said, between
from huisheng.web.workspace.shown import shown_of
from huisheng.web.workspace.timeline import Line, Names, lines_of
from huisheng.web.workspace.unsent import Unsent, unsent_of

OTHERS_SHOWN = 8


@dataclass(slots=True)
class Page:
    """What the templates of the ticket page read."""

    ticket: Ticket
    said: list[Said]
    lines: list[Line]
    clocks: list[ClockRow]
    tags: list[Tag]
    why_grade: str
    why_desk: str
    own_agent: str
    identities: list[Any]
    conflicts: list[IdentityConflict]
    others: list[Ticket]
    hand_over: HandOver | None
    closure: Closure | None
    suspicions: list[str]
    bar: Bar  # whose time it was so far
    filing: Filing  # what it turned out to be
    amends: Amends  # what the customer is given for the trouble
    cards: list[Card]  # what departments were asked, the newest first
    promises: dict[str, Promise] = field(default_factory=dict)  # of colleagues, by the subject of their clock
    answered_at: datetime | None = None  # the customer answered, and clocks still wait
    incident: int | None = None  # the group of similar tickets it belongs to
    wishes: list[int] = field(default_factory=list)  # suggestions that were kept of it
    kin: Kin = field(default_factory=Kin)
    merges: list[Undoable] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    watches: bool = False  # whether this person is one of them
    again: Again | None = None  # where the customer wrote about the same before or after
    calls: list[Callback] = field(default_factory=list)  # what was asked about it by phone
    unsent: Unsent = field(default_factory=Unsent)
    refiled: Relative | None = None  # what was closed before, and comes again with this one
    confirming: Confirming | None = None  # how the customer is asked whether it is solved; who looks after it above
    survey: str = ""  # how far the survey is: low, answered, asked, "" = not asked
    may: dict[str, bool] = field(default_factory=dict)


def page_of(staff: Staff, ticket: Ticket) -> Page:
    """The page for one person; `may` says which moves to offer (the doors check again)."""
    kin = kin_of(staff, ticket)
    numbers = conversation_of(ticket, kin)
    messages, events = _MESSAGES(list(numbers)), _EVENTS(ticket.pk)
    names = Names(ticket, [*events, *messages])
    solutions = {one.message_id: one for one in _SOLUTIONS(list(numbers))}
    gradings, clocks = gradings_of(ticket), all_clocks(ticket)
    desk, hand_over = latest_assignment(ticket), open_hand_over(ticket)
    asked = requests_of(ticket)
    cards = cards_of(staff, ticket, asked)
    addresses = _ADDRESSES(ticket.pk)
    reach = reach_of(list(numbers), messages, solutions.values(), addresses)
    spoken = [
        *_said(ticket, messages, names, solutions, numbers, reach=reach),
        *_answers(list(numbers), names),
        *between(cards),
    ]
    return Page(
        ticket=ticket,
        said=sorted(spoken, key=lambda one: one.at),
        lines=lines_of(events, names, gradings, clocks),
        clocks=(rows := rows_of(clocks)),
        bar=_bar(ticket, events, names, asked),
        filing=filing_of(staff, ticket, events),
        amends=amends_of(staff, ticket, events, names),
        cards=cards,
        promises=open_promises(ticket, rows),
        tags=tags_of(ticket),
        why_grade=why_graded(gradings[-1]) if gradings else "",
        why_desk=why_assigned(desk) if desk else "",
        own_agent=ticket.customer.agent.name if ticket.customer.agent else "",
        identities=[one.identity for one in addresses],
        conflicts=open_conflicts(ticket.customer),
        others=_others(staff, ticket),
        hand_over=hand_over,
        closure=(closure := _closure_of(ticket)),
        refiled=refiled_of(kin, events),
        confirming=confirming_of(staff, ticket, events, closure),
        suspicions=_suspicions(messages),
        answered_at=answered_while_waiting(clocks, messages),
        incident=next((one.payload["incident"] for one in reversed(events) if "incident" in one.payload), None),
        wishes=[one.payload["suggestion"] for one in events if one.kind == "suggestion_kept"],
        survey=_survey(events),
        kin=kin,
        merges=undoable_of(ticket, kin),
        again=again_of(ticket, kin),
        calls=callbacks_on(ticket) if any("callback" in one.payload for one in events) else [],
        unsent=unsent_of(ticket, staff, messages, names),
        watchers=(watching := list(watchers_of(ticket))),
        watches=any(one.staff_id == staff.pk for one in watching),
        may=moves_for(staff, ticket, hand_over),
    )


def _bar(ticket: Ticket, events: list[Event], names: Names, asked: list[CollabRequest]) -> Bar:
    teams = {one.team_id: one.team.label for one in asked}
    return bar_of(charges_of(ticket, events=events, requests=asked), teams=teams, people=names.staff)


def _closure_of(ticket: Ticket) -> Closure | None:
    return Closure.objects.filter(ticket=ticket).order_by("-id").first() if ticket.is_closed else None


def moves_for(staff: Staff, ticket: Ticket, hand_over: HandOver | None) -> dict[str, bool]:
    is_open = not ticket.is_closed
    answers = staff.allows(Right.ANSWER)
    nature = ticket.category.nature if ticket.category else ""
    return {
        "answer": answers and is_open,
        "note": answers,
        "ask": answers and is_open,
        "solve": answers and may_offer(ticket),
        "snooze": answers and is_open and ticket.assignee_id == staff.pk,
        "take": answers and is_open and ticket.assignee_id is None,
        "assign": staff.allows(Right.ASSIGN) and is_open,
        "hand_over": answers and is_open and ticket.assignee_id == staff.pk and hand_over is None,
        "reply_hand_over": hand_over is not None and hand_over.to_id == staff.pk,
        "grade": staff.allows(Right.REGRADE) and is_open,
        "end": answers and is_open and nature in {Nature.PRAISE, Nature.SUGGESTION},
        "close": staff.allows(Right.CLOSE) and is_open,
        "merge": answers and is_open,
        "reopen": answers and not is_open and ticket.merged_into_id is None,
    }


def moves_of(staff: Staff, ticket: Ticket) -> dict[str, bool]:
    """The same for who has only the ticket in hand."""
    return moves_for(staff, ticket, open_hand_over(ticket))


def choices_for(staff: Staff, ticket: Ticket) -> dict[str, Any]:
    """What the move dialogs offer. Asked for only when one is opened."""
    scheme = ticket.grade.scheme if ticket.grade else None
    grades = Grade.objects.select_related("scheme").filter(Q(scheme__enabled=True) | Q(pk=ticket.grade_id))
    people = list(assignable_staff(ticket))
    return {
        "people": people,
        "off_duty": off_duty([one.pk for one in people], timezone.now()),
        "grades": grades.order_by("scheme__rank", "-severity"),
        "grid": grid_of(scheme),
        "scheme": scheme,
        "rules": rules_by_grade(),
        "roles": {role.code: role.label for role in Role.objects.all()},
        "decisions": history_of(ticket),
        "categories": Category.objects.filter(retired_at=None).select_related("parent"),
        "tag_groups": TagGroup.objects.prefetch_related("tags"),
    }


def _said(
    ticket: Ticket,
    messages: list[Message],
    names: Names,
    solutions: dict[int, Solution],
    numbers: dict[int, str],
    *,
    reach: dict[int, Reach],
) -> list[Said]:
    moved = moved_from(ticket)
    files: dict[int, list[Attachment]] = {}
    for one in _FILES(list(numbers)):
        files.setdefault(one.message_id, []).append(one)
    sides = {"customer": "in", "reply": "out", "receipt": "receipt", "note": "note"}
    return [
        Said(
            pk=message.pk,
            side=sides[message.kind],
            who=names.customer if message.kind == "customer" else names.of(message),
            text=message.text,
            at=message.at,
            files=tuple(shown_of(ticket, files.get(message.pk, ()))),
            solution=solutions.get(message.pk),
            quoted=message.quoted,
            written_from=message.written_from,
            reach=reach.get(message.pk),
            moved=moved.get(message.pk, ""),
            number="" if message.ticket_id == ticket.pk else numbers[message.ticket_id],
        )
        for message in messages
    ]


def _answers(tickets: list[int], names: Names) -> Iterable[Said]:
    for one in _ANSWERS(tickets):
        yield Said(one.pk, "answer", names.customer, one.word, one.at, (), answer=one)


def others_open(staff: Staff, ticket: Ticket) -> list[Ticket]:
    """Other open tickets of the same customer that this person may see, newest first. One query."""
    return _others(staff, ticket, open_only=True)


def _others(staff: Staff, ticket: Ticket, *, open_only: bool = False) -> list[Ticket]:
    return _others_seen(sight_of(staff), open_only)(staff.pk, staff.team_ids, ticket.customer_id, ticket.pk)


def _suspicions(messages: list[Message]) -> list[str]:
    inbound = {message.inbound_id for message in messages if message.inbound_id}
    return [code for verdict in _VERDICTS(list(inbound)) for code in verdict.reasons] if inbound else []


def days_known(ticket: Ticket) -> int:
    """How long the customer has been with us, in days: since the shop says so, else since we first heard of them."""
    first = min(ticket.customer.created_at, ticket.created_at)
    since = ticket.customer.customer_since or timezone.localdate(first)
    return (timezone.localdate() - since).days


# ── the page's questions, each written once


@lru_cache(maxsize=16)
def _others_seen(sight: Sight, open_only: bool) -> Asked[Ticket]:
    def build(pk: int, teams: list[int], customer: int, ticket: int) -> QuerySet[Ticket]:
        found = tickets_for(somebody(sight, pk, teams)).filter(customer=customer).exclude(pk=ticket)
        found = found.exclude(status="closed") if open_only else found
        return found.select_related("grade", "channel").order_by("-id")[:OTHERS_SHOWN]

    return Asked(build, int, list, int, int)


_MESSAGES: Asked[Message] = Asked(
    lambda tickets: Message.objects.filter(ticket__any=tickets).order_by("at", "id"), list
)
_FILES: Asked[Attachment] = Asked(
    lambda tickets: Attachment.objects.filter(message__ticket__any=tickets).select_related("file").order_by("id"), list
)
_EVENTS: Asked[Event] = Asked(lambda ticket: Event.objects.filter(ticket=ticket).order_by("id"), int)
_SOLUTIONS: Asked[Solution] = Asked(lambda tickets: Solution.objects.filter(ticket__any=tickets), list)
_ANSWERS: Asked[Confirmation] = Asked(
    lambda tickets: Confirmation.objects.filter(ticket__any=tickets).select_related("solution").order_by("id"), list
)
_ADDRESSES: Asked[Participant] = Asked(
    lambda ticket: Participant.objects.filter(ticket=ticket).select_related("identity").order_by("id"), int
)
_VERDICTS: Asked[SpamVerdict] = Asked(lambda inbound: SpamVerdict.objects.filter(inbound__any=inbound), list)


def _survey(events: list[Event]) -> str:
    """From the ledger that is read anyway: a low score first."""
    kinds = {event.kind for event in events}
    marks = {"survey_low": "low", "survey_answered": "answered", "survey_invited": "asked"}
    return next((mark for kind, mark in marks.items() if kind in kinds), "")
