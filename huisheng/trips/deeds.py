"""What a macro or a rule may do to a ticket: one table of verbs, each with its words, what it asks, and its right.

A step is data, {"deed": "assign", "staff": 12}: `checked` reads it, `sentence` says it, `carry_out` does it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.actions import lock_ticket, set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import close_spam, close_withdrawn
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.handling.actions import add_note, send_reply, snooze
from huisheng.stages.handling.speech import speak
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import heed
from huisheng.trips.answers import LONGEST_TEXT, Ask, DeedRefused, Texts, answer, choices, kept_answer, spoken
from huisheng.trips.reclassify import change_category, change_grade, change_tags
from huisheng.trips.take import take

__all__ = [
    "BY_CODE",
    "DEEDS",
    "LONGEST_TEXT",
    "Ask",
    "Deed",
    "DeedRefused",
    "OfferWaits",
    "OnlyPeople",
    "Step",
    "carry_out",
    "checked",
    "choices",
    "deeds_for",
    "sentence",
]

STEPS_MOST = 12
Step = dict[str, Any]


class OnlyPeople(Refused):
    code = "only_people"
    message = gettext_lazy("Only a person can do this.")


class OfferWaits(Refused):
    """Only the customer's answer, a further offer or an end takes it out of this status."""

    code = "offer_waits"
    status = 409
    message = gettext_lazy(
        "An offer waits for the customer's answer; it stays so until the answer, or a new offer, comes."
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb. `says` has a place %(name)s for each answer."""

    code: str
    label: Texts
    right: str
    asks: tuple[Ask, ...]
    says: Texts
    do: Callable[[Ticket, Mapping[str, Any], Party], object]


# ── what each does; answers come as objects of the house


def _reply(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    send_reply(ticket, text=speak(given["text"], ticket, by=by), wait=bool(given["wait"]), by=by)


def _note(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    add_note(ticket, text=speak(given["text"], ticket, by=by), by=by)


def _status(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    """Another status, and the clocks hear of it. Raises MoveNotAllowed, OfferWaits."""
    ticket = lock_ticket(ticket)
    if ticket.status == Status.AWAITING_CONFIRMATION:
        raise OfferWaits
    set_status(ticket, given["status"], by=by)
    heed(ticket, by=by)


def _take(ticket: Ticket, _given: Mapping[str, Any], by: Party) -> None:
    take(ticket, staff=_person(by))


def _assign(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    assign_ticket(ticket, staff=given["staff"], by=by)


def _pool(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    assign_ticket(ticket, staff=None, team=given["team"], by=by)


def _grade(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    change_grade(ticket, grade=given["grade"], reason=given["reason"], by=by)


def _ask(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    problem, need = (speak(given[name], ticket, by=by) for name in ("problem", "need"))
    due = timezone.now() + timedelta(hours=int(given["hours"]))
    ask_department(ticket, team=given["team"], problem=problem, need=need, due=due, by=by)


def _snooze(ticket: Ticket, given: Mapping[str, Any], by: Party) -> None:
    until = timezone.now() + timedelta(hours=int(given["hours"]))
    snooze(ticket, staff=_person(by), until=until)


def _person(by: Party) -> Staff:
    if by.kind != "staff":
        raise OnlyPeople
    return Staff.objects.select_related("role").get(pk=by.id or 0)


TEXT, TAGS = gettext_lazy("Text"), gettext_lazy("Tags")
DEEDS: tuple[Deed, ...] = (
    Deed(
        "reply",
        gettext_lazy("Answer the customer"),
        Right.ANSWER,
        (
            Ask("text", TEXT, "text"),
            Ask("wait", gettext_lazy("and wait for the customer"), "flag", needed=False),
        ),
        gettext_lazy("Answers “%(text)s”%(wait)s"),
        _reply,
    ),
    Deed(
        "note",
        gettext_lazy("Write an internal note"),
        Right.ANSWER,
        (Ask("text", TEXT, "text"),),
        gettext_lazy("Notes “%(text)s”"),
        _note,
    ),
    Deed(
        "status",
        gettext_lazy("Set the status"),
        Right.ANSWER,
        (Ask("status", gettext_lazy("Status"), "status"),),
        gettext_lazy("Sets the status “%(status)s”"),
        _status,
    ),
    Deed("take", gettext_lazy("Take it"), Right.ANSWER, (), gettext_lazy("Takes it onto the own desk"), _take),
    Deed(
        "assign",
        gettext_lazy("Assign to a person"),
        Right.ASSIGN,
        (Ask("staff", gettext_lazy("Person"), "staff"),),
        gettext_lazy("Assigns it to %(staff)s"),
        _assign,
    ),
    Deed(
        "pool",
        gettext_lazy("Put into a team's pool"),
        Right.ASSIGN,
        (Ask("team", gettext_lazy("Team"), "team"),),
        gettext_lazy("Puts it into the pool of %(team)s"),
        _pool,
    ),
    Deed(
        "category",
        gettext_lazy("Change the category"),
        Right.REGRADE,
        (Ask("category", gettext_lazy("Category"), "category"),),
        gettext_lazy("Files it under %(category)s"),
        lambda ticket, given, by: change_category(ticket, category=given["category"], by=by),
    ),
    Deed(
        "add_tags",
        gettext_lazy("Add tags"),
        Right.REGRADE,
        (Ask("tags", TAGS, "tags"),),
        gettext_lazy("Adds the tags %(tags)s"),
        lambda ticket, given, by: change_tags(ticket, add=given["tags"], remove=(), by=by),
    ),
    Deed(
        "remove_tags",
        gettext_lazy("Remove tags"),
        Right.REGRADE,
        (Ask("tags", TAGS, "tags"),),
        gettext_lazy("Removes the tags %(tags)s"),
        lambda ticket, given, by: change_tags(ticket, add=(), remove=given["tags"], by=by),
    ),
    Deed(
        "grade",
        gettext_lazy("Change the grade"),
        Right.REGRADE,
        (Ask("grade", gettext_lazy("Grade"), "grade"), Ask("reason", gettext_lazy("Reason"), "text")),
        gettext_lazy("Grades it %(grade)s: %(reason)s"),
        _grade,
    ),
    Deed(
        "ask",
        gettext_lazy("Ask a department"),
        Right.ANSWER,
        (
            Ask("team", gettext_lazy("Team"), "team"),
            Ask("problem", gettext_lazy("Problem"), "text"),
            Ask("need", gettext_lazy("What we need"), "text"),
            Ask("hours", gettext_lazy("Answer within"), "hours"),
        ),
        gettext_lazy("Asks %(team)s: %(problem)s, %(need)s, within %(hours)s"),
        _ask,
    ),
    Deed(
        "snooze",
        gettext_lazy("Put it off"),
        Right.ANSWER,
        (Ask("hours", gettext_lazy("For how long"), "hours"),),
        gettext_lazy("Puts it off for %(hours)s"),
        _snooze,
    ),
    Deed(
        "withdraw",
        gettext_lazy("Close it: the customer took it back"),
        Right.CLOSE,
        (Ask("reason", gettext_lazy("Reason"), "text"),),
        gettext_lazy("Closes it, taken back by the customer: %(reason)s"),
        lambda ticket, given, by: close_withdrawn(ticket, reason=given["reason"], by=by),
    ),
    Deed(
        "spam",
        gettext_lazy("Close it: it is spam"),
        Right.CLOSE,
        (Ask("reason", gettext_lazy("Reason"), "text"),),
        gettext_lazy("Closes it as spam: %(reason)s"),
        lambda ticket, given, by: close_spam(ticket, reason=given["reason"], by=by),
    ),
)
BY_CODE = {deed.code: deed for deed in DEEDS}


def deeds_for(allows: Callable[[str], bool]) -> list[Deed]:
    """The deeds that somebody may put into a macro: those whose right `allows` says yes to."""
    return [deed for deed in DEEDS if allows(deed.right)]


def checked(steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Steps as they are kept: known deeds, every needed answer there and of its kind. Raises DeedRefused."""
    given = list(steps)
    if not 0 < len(given) <= STEPS_MOST:
        raise DeedRefused(gettext_lazy("Between 1 and %(most)s steps, please."), most=STEPS_MOST)
    return [_checked(place, step) for place, step in enumerate(given)]


def sentence(step: Mapping[str, Any]) -> str:
    """What a step does, in one line, in the active language. Says so where what it names is gone."""
    deed = BY_CODE.get(str(step.get("deed")))
    if deed is None:
        return _("a step that is not known here any more")
    return str(deed.says) % {ask.name: spoken(ask, step.get(ask.name)) for ask in deed.asks}


@transaction.atomic
def carry_out(ticket: Ticket, step: Mapping[str, Any], *, by: Party) -> None:
    """Do one step, all of it or nothing. Raises DeedRefused where what it names is gone, and as its verb does."""
    deed = BY_CODE.get(str(step.get("deed")))
    if deed is None:
        raise DeedRefused(gettext_lazy("a step that is not known here any more"))
    deed.do(ticket, {ask.name: answer(ask, step.get(ask.name)) for ask in deed.asks}, by)


# ── reading answers


def _checked(place: int, step: Mapping[str, Any]) -> Step:
    deed = BY_CODE.get(str(step.get("deed")))
    if deed is None:
        raise DeedRefused(gettext_lazy("Step %(n)s: there is no such deed."), n=place + 1, step=place)
    kept: Step = {"deed": deed.code}
    for ask in deed.asks:
        try:
            answer(ask, value := kept_answer(ask, step.get(ask.name)))
        except DeedRefused as refusal:
            words = gettext_lazy("Step %(n)s, %(what)s: %(why)s")
            raise DeedRefused(words, n=place + 1, what=ask.label, why=str(refusal), step=place) from refusal
        kept[ask.name] = value
    return kept
