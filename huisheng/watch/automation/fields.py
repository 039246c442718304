"""What views and rules may ask about a ticket: one table, from the condition language to the database.

Names that grading rules know as well mean the same here (`stages/triage/facts.py`). One ticket is asked by the same
query as all of them, so a rule's preview and its run cannot differ.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.breath import write_gathered
from huisheng.core.catalogue.models import Grade, Nature
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import IS_OPEN, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.conditions import Condition, ConditionError, FieldSpec, to_q, validate
from huisheng.kit.conditions.shapes import group_of, words_of
from huisheng.stages.closure.models import Reopening
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.triage.facts import fields_asked, fields_with_choices
from huisheng.stages.triage.models import Incident, IncidentTicket, TicketTag

from .asking import (
    DAY,
    HOUR,
    ME,
    NOBODY,
    OURS,
    ago,
    any_row,
    due_in,
    how_many,
    person,
    spoken,
    subtree,
    team,
    titled,
    yes,
)

SAYS_OPEN = {"is_open", "status", "closed_days"}  # who asks one of them says himself whether closed ones are meant
HERE = OuterRef("pk")
TAGS = TicketTag.objects.filter(ticket=HERE)
FAULTS = IncidentTicket.objects.filter(ticket=HERE, incident__state=Incident.State.CONFIRMED)
ASKED = CollabRequest.objects.order_by().filter(ticket=HERE, ended_at=None)
LEADS = CollabRequest.objects.order_by().filter(ticket=HERE, lead=True)
WATCHED = Watcher.objects.filter(ticket=HERE)
SAID = Message.objects.filter(ticket=HERE, kind__in=[Message.Kind.CUSTOMER, Message.Kind.REPLY])
LAST_WORD = Subquery(SAID.order_by("-at", "-id").values("kind")[:1])


def tickets_matching(staff: Staff | None, condition: Condition, now: datetime) -> QuerySet[Ticket]:
    """The tickets for which a condition holds at `now`, within what this person may see; None = the house itself asks.

    Each ticket once, closed ones too unless the condition says otherwise. Raises ConditionError.
    """
    seen = Ticket.objects.all() if staff is None else tickets_for(staff)
    return seen.filter(to_q(condition, fields_for(staff, now)))


def holds(ticket: Ticket, condition: Condition, now: datetime, *, staff: Staff | None = None) -> bool:
    """Whether it holds for this one: the same query, narrowed. Raises ConditionError."""
    write_gathered()
    return tickets_matching(staff, condition, now).filter(pk=ticket.pk).exists()


def faults_of(condition: Condition, staff: Staff | None, now: datetime) -> list[str]:
    """What is wrong with a condition, as sentences in the reader's language; empty = it can be used."""
    fields = fields_to_choose(staff, now)
    if faults := validate(condition, fields):
        return faults
    try:
        to_q(condition, fields)
    except ConditionError as refused:
        return [str(refused)]
    return []


def only_open(condition: Condition) -> bool:
    """Whether open tickets alone are meant: it does not speak of closed ones, or it says that it wants none."""
    return not fields_asked(condition) & SAYS_OPEN or _wants_open(condition)


def _wants_open(condition: Condition) -> bool:
    match group_of(condition):
        case "all":
            return any(map(_wants_open, condition["all"]))
        case "any":
            return bool(condition["any"]) and all(map(_wants_open, condition["any"]))
        case "not":
            return False
    field, op, value = (condition.get(name) for name in ("field", "op", "value"))
    if field == "status":
        return (op in ("is", "in")) != (Status.CLOSED in words_of(value))
    return (field, op, value) in {("is_open", "is", True), ("is_open", "is_not", False), ("overdue", "is", True)}


def fields_for(staff: Staff | None, now: datetime) -> dict[str, FieldSpec]:
    """The table as this person asks it at this instant, without the words one can choose from. No query."""
    specs = (*_what_it_is(), *_whose(staff), *_when(now), *_what_happened(staff))
    return {spec.name: spec for spec in specs}


def _what_it_is() -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("status", "choice", _("Status"), choices=dict(Status.choices), lookup="status"),
        FieldSpec("is_open", "bool", _("Still open"), ask=yes(Q(IS_OPEN))),
        FieldSpec("grade", "choice", _("Grade"), lookup="grade__code"),
        FieldSpec("colour", "choice", _("Colour of the grade"), dict(Grade.Colour.choices), "grade__colour"),
        FieldSpec("scheme", "choice", _("Grading scheme"), lookup="grade__scheme__code"),
        FieldSpec("severity", "number", _("Severity of the grade (red 30, yellow 20, green 10)"), lookup="severity"),
        FieldSpec("category", "choice", _("Category"), lookup="category__code", ask=subtree),
        FieldSpec("nature", "choice", _("Nature"), dict(Nature.choices), "category__nature"),
        FieldSpec("tags", "list", _("Tags"), ask=any_row(TAGS, "tag__code")),
        FieldSpec("channel", "choice", _("Channel"), lookup="channel__code"),
        FieldSpec("text", "text", _("Text"), ask=spoken),
        FieldSpec("subject", "text", _("Subject"), lookup="subject", ask=titled),
        FieldSpec("order_number", "text", _("Order number"), lookup="order_number"),
        FieldSpec("number", "text", _("Feedback number"), lookup="number"),
        FieldSpec("tier", "choice", _("Customer tier"), lookup="customer__tier__code"),
        FieldSpec("yearly_spend", "number", _("Customer's spend in a year, yuan"), lookup="customer__yearly_spend"),
    )


def _whose(staff: Staff | None) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("team", "choice", _("Team"), lookup="team__code", ask=team("team", staff)),
        FieldSpec("assignee", "choice", _("Owner"), lookup="assignee", ask=person("assignee", staff)),
        FieldSpec("first_owner", "choice", _("First owner"), lookup="first_owner", ask=person("first_owner", staff)),
        FieldSpec(
            "own_agent",
            "choice",
            _("The customer's own agent"),
            lookup="customer__agent",
            ask=person("customer__agent", staff),
        ),
        FieldSpec(
            "watcher",
            "choice",
            _("Watched by"),
            ask=any_row(WATCHED, "staff__username", {ME: Q(staff=staff.pk)} if staff else {}),
        ),
    )


def _when(now: datetime) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("due_in", "number", _("Hours left until the next promise"), ask=due_in(now)),
        FieldSpec("overdue", "bool", _("Overdue"), ask=yes(Q(IS_OPEN) & Q(next_due_at__lt=now))),
        FieldSpec("age_hours", "number", _("Hours since it came in"), ask=ago("created_at", now, HOUR)),
        FieldSpec("age_days", "number", _("Days since it came in"), ask=ago("created_at", now, DAY)),
        FieldSpec("quiet_hours", "number", _("Hours since the last word"), ask=ago("last_message_at", now, HOUR)),
        FieldSpec("closed_days", "number", _("Days since it was closed"), ask=ago("closed_at", now, DAY)),
        FieldSpec("created_at", "time", _("Came in"), lookup="created_at"),
    )


def _what_happened(staff: Staff | None) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec(
            "waits_for_us", "bool", _("The customer had the last word"), ask=yes(Q(Exact(LAST_WORD, "customer")))
        ),
        FieldSpec("open_request", "bool", _("A department is being asked"), ask=yes(Q(Exists(ASKED)))),
        FieldSpec(
            "asked_team",
            "choice",
            _("Department that is being asked"),
            ask=any_row(ASKED, "team__code", {OURS: Q(team__any=staff.team_ids)} if staff else {}),
        ),
        FieldSpec(
            "lead_team",
            "choice",
            _("Leading department"),
            ask=any_row(LEADS, "team__code", {OURS: Q(team__any=staff.team_ids)} if staff else {}),
        ),
        FieldSpec("reopened", "number", _("Times it was opened again"), ask=how_many(Reopening.objects.all())),
        FieldSpec("mass_fault", "bool", _("Belongs to a mass fault"), ask=yes(Q(Exists(FAULTS)))),
    )


def fields_to_choose(staff: Staff | None, now: datetime) -> dict[str, FieldSpec]:
    """The table with what the house can choose from just now, for forms, checks and descriptions. Some small queries."""
    fields = fields_with_choices(fields_for(staff, now))
    people = _people(staff)
    teams = {team.code: team.label for team in Team.objects.filter(active=True).order_by("rank", "id")}
    ours = {OURS: pgettext("choice", "my teams")} if staff else {}
    nobody = {NOBODY: pgettext("choice", "nobody")}
    for name in ("assignee", "first_owner", "own_agent"):
        fields[name] = replace(fields[name], choices=nobody | people)
    fields["watcher"] = replace(fields["watcher"], choices=people)
    for name in ("team", "asked_team", "lead_team"):
        fields[name] = replace(fields[name], choices=ours | teams)
    return fields


def _people(staff: Staff | None) -> dict[str, str]:
    """Login names with what people are called; who is named like another gets the login name beside it."""
    rows = Staff.objects.filter(is_active=True).order_by("name").values_list("username", "name")
    names = [name for _username, name in rows]
    me = {ME: pgettext("choice", "me")} if staff else {}
    return me | {username: name if names.count(name) == 1 else f"{name} ({username})" for username, name in rows}
