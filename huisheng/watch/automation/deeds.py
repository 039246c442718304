"""What a rule may do: the verbs of `trips/deeds.py`, and those only a rule needs (tell, write a template, find a desk anew)."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huisheng.core.accounts.models import Role, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.kit.text import excerpt
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.handling.speech import language_of, speak
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.trips import deeds as shared
from huisheng.trips.deeds import Ask, Deed, DeedRefused, Step
from huisheng.watch.automation.lengths import length_words

ROBOT = "robot"
HOURS = (1, 2, 4, 8, 24, 48, 72)  # within which a department is asked to answer
AUDIENCES: dict[str, str | Promise] = {  # as the steps of a promise name them (watch/notify/audience.py)
    "assignee": pgettext_lazy("rule", "its owner"),
    "supervisor": pgettext_lazy("rule", "who leads the team"),
    "department_head": pgettext_lazy("rule", "the head of the department"),
    "duty_manager": pgettext_lazy("rule", "the manager on duty"),
    ROBOT: pgettext_lazy("rule", "the group robot"),
}
NOT_FOR_RULES = frozenset(
    {"take", "snooze", "reply", "ask"}
)  # a person's hand; words without a template are written by people; rules ask departments with a deed of their own


def _template(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    """An answer in the house's own voice: it keeps no promise and changes no status, unless it waits."""
    template: ReplyTemplate = given["template"]
    is_english = language_of(ticket).startswith("en")
    words = template.body_en if is_english and template.body_en else template.body
    send_reply(ticket, text=speak(words, ticket, by=by), wait=bool(given["wait"]), by=by)


def _ask(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    """The department reads what the feedback is about, what we need, and by when."""
    due = timezone.now() + timedelta(hours=given["hours"])
    ask_department(ticket, team=given["team"], problem=ticket.subject, need=given["need"], due=due, by=by)


def _own_agent(ticket: Ticket, _given: Mapping[str, Any], by: Party) -> None:
    if ticket.customer.agent is None:
        raise DeedRefused(gettext_lazy("The customer has no own agent."))
    assign_ticket(ticket, staff=ticket.customer.agent, by=by, how=Assignment.How.OWN)


def _route(ticket: Ticket, _given: Mapping[str, Any], by: Party) -> None:
    """Off the desk it lies on, and to whom the routing rules find now."""
    lock_ticket(ticket)
    if ticket.assignee_id is not None:
        assign_ticket(ticket, staff=None, by=by, how=Assignment.How.POOL)
    route_ticket(ticket, by=by)


def _tell(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    told = [code for code in given["told"] if code != ROBOT]
    ways = [ROBOT] if ROBOT in given["told"] else []
    record_event(ticket, "rule_told", by=by, rule=by.id, named=by.name, tell=told, ways=ways)


def _tell_person(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    tell = [f"staff:{given['staff'].pk}"]
    record_event(ticket, "rule_told", by=by, rule=by.id, named=by.name, tell=tell, ways=[])


OWN: tuple[Deed, ...] = (
    Deed(
        "tell",
        pgettext_lazy("rule", "Tell somebody"),
        Right.SETTINGS,
        (Ask("told", pgettext_lazy("rule", "Who is told"), "told"),),
        pgettext_lazy("rule", "tells %(told)s"),
        _tell,
    ),
    Deed(
        "tell_person",
        pgettext_lazy("rule", "Tell one colleague"),
        Right.SETTINGS,
        (Ask("staff", pgettext_lazy("rule", "Colleague"), "anybody"),),
        pgettext_lazy("rule", "tells %(staff)s"),
        _tell_person,
    ),
    Deed(
        "template",
        pgettext_lazy("rule", "Write to the customer"),
        Right.SETTINGS,
        (
            Ask("template", pgettext_lazy("rule", "Reply template"), "template"),
            Ask("wait", pgettext_lazy("rule", "and wait for the customer's answer"), "flag", needed=False),
        ),
        pgettext_lazy("rule", "writes “%(template)s” to the customer%(wait)s"),
        _template,
    ),
    Deed(
        "ask",
        pgettext_lazy("rule", "Ask a department"),
        Right.SETTINGS,
        (
            Ask("team", pgettext_lazy("rule", "Department"), "department"),
            Ask("need", pgettext_lazy("rule", "What we need to know, or to have done"), "words"),
            Ask("hours", pgettext_lazy("rule", "By when"), "hours"),
        ),
        pgettext_lazy("rule", "asks %(team)s “%(need)s”, answer within %(hours)s"),
        _ask,
    ),
    Deed(
        "own_agent",
        pgettext_lazy("rule", "Assign to the customer's own agent"),
        Right.SETTINGS,
        (),
        pgettext_lazy("rule", "assigns it to the customer's own agent"),
        _own_agent,
    ),
    Deed(
        "route",
        pgettext_lazy("rule", "Find a desk anew"),
        Right.SETTINGS,
        (),
        pgettext_lazy("rule", "finds a desk for it anew"),
        _route,
    ),
)
KNOWN: dict[str, Deed] = {one.code: one for one in OWN} | {
    one.code: one for one in shared.DEEDS if one.code not in NOT_FOR_RULES
}
MINE = frozenset(one.code for one in OWN)


def do(step: Mapping[str, Any], ticket: Ticket, *, by: Party) -> None:
    """Do one step, all of it or nothing. Raises DeedRefused where what it names is gone, and as its verb does."""
    code = str(step.get("deed"))
    if code not in KNOWN:
        raise DeedRefused(gettext_lazy("a step that is not known here any more"))
    if code not in MINE:
        shared.carry_out(ticket, step, by=by)
        return
    with transaction.atomic():
        deed = KNOWN[code]
        deed.do(ticket, {ask.name: _answer(ask, step.get(ask.name)) for ask in deed.asks}, by)


def checked(steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Steps as they are kept. Raises DeedRefused, whose `step` counts from 0."""
    given = list(steps)
    if not 0 < len(given) <= shared.STEPS_MOST:
        raise DeedRefused(gettext_lazy("Between 1 and %(most)s steps, please."), most=shared.STEPS_MOST)
    return [_checked(place, step) for place, step in enumerate(given)]


def sentence(step: Mapping[str, Any]) -> str:
    """What a step does, in the active language, as the end of a sentence. Says so where what it names is gone."""
    deed = KNOWN.get(str(step.get("deed")))
    if deed is None or deed.code not in MINE:
        said = shared.sentence(step)
        return said[:1].lower() + said[1:]
    return str(deed.says) % {ask.name: _spoken(ask, step.get(ask.name)) for ask in deed.asks}


class Sayer:
    """Says steps in the active language, each that it was asked before without asking the database again."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def __call__(self, step: Mapping[str, Any]) -> str:
        key = json.dumps(step, sort_keys=True)
        if key not in self.said:
            self.said[key] = sentence(step)
        return self.said[key]


def choices(ask: Ask) -> list[tuple[str, str]]:
    """What a form offers as an answer; empty where it is written."""
    found = CHOICES.get(ask.kind)
    return found() if found else shared.choices(ask.kind)


def _templates() -> list[tuple[str, str]]:
    rows = ReplyTemplate.objects.filter(active=True)
    return [(str(one.pk), f"{one.folder_label} / {one.label}" if one.folder else one.label) for one in rows]


def _audiences() -> list[tuple[str, str]]:
    roles = [
        (f"role:{one.code}", _("everybody with the role %(role)s") % {"role": one.label}) for one in Role.objects.all()
    ]
    return [(code, str(label)) for code, label in AUDIENCES.items()] + roles


def _people() -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in Staff.objects.filter(is_active=True).order_by("name", "pk")]


CHOICES: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "template": _templates,
    "told": _audiences,
    "anybody": _people,
    "department": lambda: shared.choices("team"),
    "hours": lambda: [(str(hours), length_words(hours * 60)) for hours in HOURS],
}


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "template": lambda: ReplyTemplate.objects.filter(active=True),
    "anybody": lambda: Staff.objects.filter(is_active=True),
    "department": lambda: Team.objects.filter(active=True),
}


def _checked(place: int, step: Mapping[str, Any]) -> Step:
    deed = KNOWN.get(str(step.get("deed")))
    if deed is None:
        raise DeedRefused(gettext_lazy("Step %(n)s: there is no such deed."), n=place + 1, step=place)
    if deed.code not in MINE:
        try:
            return shared.checked([step])[0]
        except DeedRefused as refusal:
            raise DeedRefused(refusal.message, **{**refusal.fields, "n": place + 1, "step": place}) from refusal
    kept: Step = {"deed": deed.code}
    for ask in deed.asks:
        kept[ask.name] = value = _kept(ask, step.get(ask.name))
        try:
            _answer(ask, value)
        except DeedRefused as refusal:
            words = gettext_lazy("Step %(n)s, %(what)s: %(why)s")
            raise DeedRefused(words, n=place + 1, what=ask.label, why=str(refusal), step=place) from refusal
    return kept


def _kept(ask: Ask, value: Any) -> Any:
    if ask.kind == "flag":
        return value in (True, "on", "1", "true", 1)
    if ask.kind == "told":
        many = value if isinstance(value, list | tuple) else [value]
        return [str(one) for one in many if one]
    if ask.kind == "words":
        return str(value or "").strip()[: shared.LONGEST_TEXT]
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _answer(ask: Ask, value: Any) -> Any:
    """The object of the house that an answer names. Raises DeedRefused where it is missing, gone or out of use."""
    if ask.kind == "flag":
        return bool(value)
    if not value:
        raise DeedRefused(gettext_lazy("Please fill this in."))
    gone = DeedRefused(gettext_lazy("What was chosen is gone or out of use."))
    if ask.kind == "told":
        if set(value) - {code for code, _label in _audiences()}:
            raise gone
        return list(value)
    if ask.kind == "words" or (ask.kind == "hours" and value in HOURS):
        return value
    rows: Any = ROWS[ask.kind]() if ask.kind in ROWS else Staff.objects.none()
    found = rows.filter(pk=value).first()
    if found is None:
        raise gone
    return found


def _spoken(ask: Ask, value: Any) -> str:
    if ask.kind == "flag":
        return _(", then waits for the customer") if value else ""
    try:
        found = _answer(ask, value)
    except DeedRefused as refusal:
        return f"({refusal})"
    if ask.kind == "told":
        names = dict(_audiences())
        return _(", ").join(names[one] for one in found)
    if ask.kind == "hours":
        return length_words(found * 60)
    return found.name if isinstance(found, Staff) else excerpt(found, length=60) if ask.kind == "words" else found.label
