"""Everything the rooms know about one ticket, read in a number of queries that does not grow with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from huisheng.core.accounts.models import ApiToken, Contact, Staff
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Attachment, Event, Link, Message, Participant, Ticket
from huisheng.stages.closure.models import Asking, Closure, Confirmation, Finding, Raised, Reopening
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.queries import Step, steps_of
from huisheng.stages.followup.models import Callback, RecordField
from huisheng.stages.handling.models import Compensation, Promise, Reading, Solution
from huisheng.stages.ideas.models import Proposal
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.praise.models import Praise
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.stages.sla.models import Clock, Pause
from huisheng.stages.sla.queries import all_clocks
from huisheng.stages.survey.models import Answer, Invitation, Response
from huisheng.stages.triage.models import Assessment, CategoryChange, Grading, IncidentTicket
from huisheng.stages.triage.queries import gradings_of, tags_of
from huisheng.stages.winback.models import Lost


class People:
    """Names behind `by`, each table asked once."""

    def __init__(self, rows: Iterable[object], customer: str) -> None:
        self.customer = customer
        ids: dict[str, set[int]] = {"staff": set(), "token": set(), "contact": set()}
        for row in rows:
            kind, ident = getattr(row, "by_kind", ""), getattr(row, "by_id", None)
            if kind in ids and ident is not None:
                ids[kind].add(ident)
        tables = {"staff": Staff, "token": ApiToken, "contact": Contact}
        self.names: dict[tuple[str, int], str] = {}
        for kind, table in tables.items():
            found = table.objects.filter(pk__in=ids[kind]).values_list("pk", "name")  # type: ignore[attr-defined]
            self.names |= {(kind, pk): name for pk, name in found}

    def of(self, row: object) -> str:
        """Who did it; "" for the house itself."""
        kind, ident = getattr(row, "by_kind", ""), getattr(row, "by_id", None)
        return self.customer if kind == "customer" else self.names.get((kind, ident or 0), "")


@dataclass(slots=True)
class Known:
    """Rows of one ticket and of all that went into it, however often it was merged on, oldest first; clocks, marks, grades
    and events are those of the ticket itself.
    """

    ticket: Ticket
    merged: list[Ticket]
    messages: list[Message]
    files: dict[int, list[Attachment]]  # by message
    events: list[Event]
    links: list[Link]
    addresses: list[Participant]
    tags: list[str]
    assignments: list[Assignment]
    hand_overs: list[HandOver]
    clocks: list[Clock]
    pauses: list[Pause]
    promises: list[Promise]
    letters: list[Outbound]
    readings: list[Reading]
    gradings: list[Grading]
    categories: list[CategoryChange]
    assessment: Assessment | None
    incident: IncidentTicket | None
    requests: list[CollabRequest]
    steps: dict[int, list[Step]]  # by request
    solutions: list[Solution]
    compensations: list[Compensation]
    askings: list[Asking]
    confirmations: list[Confirmation]
    raised: list[Raised]
    callbacks: list[Callback]
    record_fields: list[RecordField]
    kinds: list[Category]  # what a problem may be
    invitations: list[Invitation]
    responses: list[Response]
    closures: list[Closure]
    reopenings: list[Reopening]
    findings: list[Finding]
    improvements: list[Improvement]
    proposals: list[Proposal]
    praise: list[Praise]
    lost: list[Lost]
    people: People

    def number_of(self, ticket: int | None) -> str:
        """The number of a merged one; "" for the ticket itself."""
        return next((one.number for one in self.merged if one.pk == ticket), "")

    @property
    def own_closures(self) -> list[Closure]:
        """Without the endings of what was merged."""
        return [one for one in self.closures if one.ticket_id == self.ticket.pk]

    @property
    def attachments(self) -> list[Attachment]:
        return [file for message in self.messages for file in self.files.get(message.pk, ())]


def known_of(ticket: Ticket) -> Known:
    """The ticket as the gate gave it, and all that hangs from it. A fixed number of queries (a test counts them), and one
    for each generation of merges.
    """
    merged = merged_into(ticket)
    both = [ticket.pk, *(one.pk for one in merged)]
    messages = list(Message.objects.filter(ticket__in=both).order_by("at", "id"))
    requests = list(_of(CollabRequest, *both).select_related("team").order_by("ticket", "seq"))
    clocks = all_clocks(ticket)
    found = Known(
        ticket=ticket,
        merged=merged,
        messages=messages,
        files=_files(both),
        events=list(Event.objects.filter(ticket=ticket).order_by("id")),
        links=list(Link.objects.filter(Q(ticket__in=both) | Q(other__in=both)).select_related("ticket", "other")),
        addresses=list(Participant.objects.filter(ticket=ticket).select_related("identity").order_by("id")),
        tags=[f"{one.group.label}: {one.label}" for one in tags_of(ticket)],
        assignments=list(_of(Assignment, *both).select_related("team", "assignee", "rule")),
        hand_overs=list(_of(HandOver, *both).select_related("to")),
        clocks=clocks,
        pauses=list(Pause.objects.filter(clock__ticket=ticket).select_related("clock").order_by("since", "id")),
        promises=list(_of(Promise, *both).select_related("clock")),
        letters=list(
            Outbound.objects.filter(about__in=[ticket.number, *(one.number for one in merged)]).order_by("id")
        ),
        readings=list(_of(Reading, ticket)),
        gradings=gradings_of(ticket),
        categories=list(_of(CategoryChange, ticket).select_related("category", "rule")),
        assessment=Assessment.objects.filter(ticket=ticket).first(),
        incident=IncidentTicket.objects.filter(ticket=ticket).select_related("incident").first(),
        requests=requests,
        steps=steps_of(requests),
        solutions=list(_of(Solution, *both).select_related("message")),
        compensations=list(_of(Compensation, *both).select_related("decided_by")),
        askings=list(_of(Asking, *both).select_related("solution").prefetch_related("tries")),
        confirmations=list(_of(Confirmation, *both).select_related("solution")),
        raised=list(_of(Raised, *both).select_related("staff")),
        callbacks=_callbacks(both),
        record_fields=list(RecordField.objects.all()),
        kinds=list(Category.objects.all()),
        invitations=list(_of(Invitation, *both).select_related("survey")),
        responses=_responses(both),
        closures=list(_of(Closure, *both).select_related("confirmation")),
        reopenings=list(_of(Reopening, *both)),
        findings=list(_of(Finding, *both).select_related("cause", "team")),
        improvements=list(
            Improvement.objects.filter(tickets__in=both)
            .select_related("owner", "team", "checked_by")
            .distinct()
            .order_by("id")
        ),
        proposals=list(_of(Proposal, *both).select_related("suggestion")),
        praise=list(_of(Praise, *both)),
        lost=list(_of(Lost, *both).select_related("owner")),
        people=People((), ""),
    )
    found.people = People(_doers(found), ticket.customer.name)
    return found


def merged_into(ticket: Ticket) -> list[Ticket]:
    """All that went into it, and what had gone into those. One query, and one a generation."""
    found: dict[int, Ticket] = {}
    fresh = [ticket.pk]
    while fresh:
        rows = Ticket.objects.filter(merged_into__in=fresh).exclude(pk__in=[*found, ticket.pk])
        fresh = [one.pk for one in rows]
        found |= {one.pk: one for one in rows}
    return [found[pk] for pk in sorted(found)]


def _of(table: type, *tickets: object):  # type: ignore[no-untyped-def]
    return table.objects.filter(ticket__in=tickets).order_by("id")  # type: ignore[attr-defined]


def _files(tickets: list[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    for one in Attachment.objects.filter(message__ticket__in=tickets).select_related("file").order_by("id"):
        found.setdefault(one.message_id, []).append(one)
    return found


def _callbacks(tickets: list[int]) -> list[Callback]:
    rows = _of(Callback, *tickets).select_related("scenario", "assignee", "record")
    rows = rows.prefetch_related("attempts", "scenario__questions")
    return list(rows)


def _responses(tickets: list[int]) -> list[Response]:
    answers = Answer.objects.select_related("question").order_by("question__rank", "id")
    return list(
        _of(Response, *tickets).select_related("survey").prefetch_related(Prefetch("answers", queryset=answers))
    )


def _doers(found: Known) -> Iterable[object]:
    yield from found.messages
    for rows in (
        found.events, found.assignments, found.hand_overs, found.promises, found.gradings, found.categories,
        found.solutions, found.compensations, found.confirmations, found.closures, found.reopenings, found.responses,
        found.lost,
    ):  # fmt: skip
        yield from rows
    yield from (one for one in (found.assessment, *found.findings) if one)
    for asking in found.askings:
        yield from asking.tries.all()
    for callback in found.callbacks:
        yield from callback.attempts.all()
        if hasattr(callback, "record"):
            yield callback.record
