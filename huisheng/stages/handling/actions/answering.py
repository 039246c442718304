"""Answer the customer, ask, note, and offer a solution."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import File
from huisheng.core.knowledge.queries import places_left_open
from huisheng.core.tickets.actions import add_message, lock_ticket, record_event, set_status
from huisheng.core.tickets.family import refuse_open_parts
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.promises import is_over
from huisheng.kit.text import fold
from huisheng.kit.wording import Hint
from huisheng.stages.handling.models import Promise, Solution
from huisheng.stages.handling.speech import deadline_words
from huisheng.stages.handling.wording import weighed
from huisheng.stages.routing.actions import assign_ticket, refill_soon
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.stages.sla.occasions import Occasion

from .promises import Given, keep_promise, lock_open, promise_customer
from .urging import answered

Files = Sequence[tuple[str, File]]
LONGEST = {"timing": 200, "responsible": 100}  # characters
DOUBLE_CLICK = timedelta(seconds=30)
_VAGUE_TIMING = re.compile(r"^(尽快|尽早|稍后|晚点|过几天|近期|马上|as soon as possible|asap|soon|later)[。.!！]?$")


class SolutionIncomplete(Refused):
    """One of the three elements is missing or says nothing; `fields` names which."""

    code = "solution_incomplete"


class PlaceLeftOpen(Refused):
    """A place of a reply template that nobody filled in; `fields` names where it stands."""

    code = "place_left_open"


class AlreadyOffered(Refused):
    code = "already_offered"
    status = 409
    message = _("A solution is waiting for the customer's answer already.")


@transaction.atomic
def send_reply(
    ticket: Ticket,
    *,
    text: str,
    by: Party,
    files: Files = (),
    wait: bool = False,
    promises: Sequence[Given] = (),
    keeps: Sequence[int] = (),
    at: datetime | None = None,
) -> Message:
    """Answer the customer. `wait=True` = we need something from the customer: our clocks pause until the answer.

    Meets every clock that waits for an answer (`sla/occasions.py`). The same words of the same person within half a minute are a
    double click: said once. `promises`: times these words promise; each becomes a clock. `keeps`: promises (ids) that
    are kept with this reply. What a rule writes is no colleague's answer: it meets no clock and changes the status only
    to wait. Raises TicketClosed, EmptyMessage, PlaceLeftOpen, PromiseUnclear, WordingBlocked.
    """
    _refuse_open_places(text=text)
    ticket = lock_open(ticket)
    at = at or timezone.now()
    if said := _just_said(ticket, Message.Kind.REPLY, text, by=by, files=files, at=at):
        return said
    asked_about = weighed(ticket, {"text": text}, by=by)
    message = add_message(ticket, kind=Message.Kind.REPLY, text=text, by=by, files=files, at=at)
    _record_kept(message, asked_about, by=by, at=at)
    _take_up(ticket, by=by, at=at)
    by_rule = by.kind == "rule"
    if wait or not by_rule:
        _settle(ticket, wait=wait, by=by, at=at)
    heed(ticket, *([] if by_rule else [Occasion.REPLY_SENT]), at=at, by=by)
    if not by_rule:
        answered(ticket)
    for kept in Promise.objects.filter(ticket=ticket, pk__in=keeps, kept_at=None, withdrawn_at=None) if keeps else ():
        keep_promise(kept, by=by, at=at)
    for promise in promises:
        promise_customer(ticket, given=promise, message=message, by=by, at=at)
    if wait:
        _refill(ticket)
    return message


def ask_customer(ticket: Ticket, *, text: str, by: Party, files: Files = (), at: datetime | None = None) -> Message:
    """A reply that waits for the customer."""
    return send_reply(ticket, text=text, by=by, files=files, wait=True, at=at)


@transaction.atomic
def add_note(ticket: Ticket, *, text: str, by: Party, files: Files = (), at: datetime | None = None) -> Message:
    """An internal note; the customer never sees it, and it answers nobody: it shows that work has begun. Works on closed
    tickets too. A double click writes one.
    """
    ticket = lock_ticket(ticket)
    at = at or timezone.now()
    if said := _just_said(ticket, Message.Kind.NOTE, text, by=by, files=files, at=at):
        return said
    note = add_message(ticket, kind=Message.Kind.NOTE, text=text, by=by, files=files, at=at)
    if by.kind == "staff" and not ticket.is_closed:
        heed(ticket, Occasion.NOTE_ADDED, at=at, by=by)
    return note


@transaction.atomic
def offer_solution(
    ticket: Ticket,
    *,
    measure: str,
    timing: str,
    responsible: str,
    by: Party,
    text: str = "",
    files: Files = (),
    at: datetime | None = None,
) -> Solution:
    """Offer a solution with its three elements: what we do, by when, who (requirements S4).

    Meets answer, plan, formal reply and progress update; the solution clock waits for the customer's answer.
    A further offer takes the place of one the customer has only written back to.
    Raises SolutionIncomplete, PlaceLeftOpen, AlreadyOffered, TicketClosed, PartsOpen,
    WordingBlocked.
    """
    ticket = lock_open(ticket)
    if not may_offer(ticket):
        raise AlreadyOffered
    refuse_open_parts(ticket)
    at = at or timezone.now()
    elements = {"measure": measure.strip(), "timing": timing.strip(), "responsible": responsible.strip()}
    _check_elements(elements, at=at)
    _refuse_open_places(**elements, text=text)
    asked_about = weighed(ticket, {**elements, "text": text}, by=by)
    with override(ticket.customer.language or settings.LANGUAGE_CODE):  # the customer reads it, not the colleague
        words = solution_text(elements, text)
    message = add_message(ticket, kind=Message.Kind.REPLY, text=words, by=by, files=files, at=at)
    _record_kept(message, asked_about, by=by, at=at)
    solution = Solution.objects.create(
        ticket=ticket,
        message=message,
        round=Solution.objects.filter(ticket=ticket).count() + 1,
        offered_at=at,
        by_kind=by.kind,
        by_id=by.id,
        **elements,
    )
    _take_up(ticket, by=by, at=at)
    answered(ticket)
    set_status(ticket, Status.AWAITING_CONFIRMATION, by=by, at=at)
    heed(ticket, Occasion.SOLUTION_OFFERED, at=at, by=by)
    _refill(ticket)
    record_event(ticket, "solution_offered", by=by, at=at, solution=solution.pk, round=solution.round)
    return solution


def may_offer(ticket: Ticket) -> bool:
    """Whether a solution can be offered: none waits for an answer, or the customer wrote back instead of answering."""
    if ticket.status != Status.AWAITING_CONFIRMATION:
        return not ticket.is_closed
    offered = Solution.objects.filter(ticket=ticket).latest("round")
    return ticket.messages.filter(kind=Message.Kind.CUSTOMER, pk__gt=offered.message_id).exists()


def _check_elements(elements: dict[str, str], *, at: datetime) -> None:
    wrong = {name: str(_("Please fill this in.")) for name, value in elements.items() if not value}
    for name, most in LONGEST.items():
        if len(elements[name]) > most:
            wrong[name] = str(_("At most %(max_length)s characters.")) % {"max_length": most}
    if _VAGUE_TIMING.match(fold(elements["timing"])):
        wrong["timing"] = str(_("Please name a day or an hour: the customer will rely on it."))
    elif is_over(elements["timing"], at, work_calendar(house_calendar())):
        words = _(
            "This time is over already. Please name one that lies ahead, for example “%(time)s”, or say that it is done."
        )
        wrong["timing"] = str(words) % {"time": deadline_words(at)}
    if wrong:
        raise SolutionIncomplete(_("A solution needs what we do, by when, and who is responsible."), **wrong)


def _refuse_open_places(**texts: str) -> None:
    """A customer must never read 「【什么时候】送到」: who really means such brackets writes 「」."""
    left = {name: places_left_open(text) for name, text in texts.items()}
    if places := list(dict.fromkeys(place for found in left.values() for place in found)):
        message = _("%(places)s is still to be filled in. If you mean the brackets themselves, use 「」 instead.")
        wrong = {name: str(message) % {"places": " ".join(found)} for name, found in left.items() if found}
        raise PlaceLeftOpen(str(message) % {"places": " ".join(places)}, **wrong)


def solution_text(elements: dict[str, str], text: str) -> str:
    """The message of an offer, in the active language: the words before, then measure, time and person."""
    lines = [text.strip()] if text.strip() else []
    lines += [
        gettext("What we do: %(measure)s") % elements,
        gettext("By when: %(timing)s") % elements,
        gettext("Who is responsible: %(responsible)s") % elements,
    ]
    return "\n".join(lines)


def _record_kept(message: Message, kept: Sequence[Hint], *, by: Party, at: datetime) -> None:
    """Somebody was asked about these words and sent them as they are: for reports, by rule and not by word."""
    if kept:
        phrases = sorted({hint.rule.ident for hint in kept})
        record_event(message.ticket, "wording_kept", by=by, at=at, message=message.pk, phrases=phrases)


def _just_said(ticket: Ticket, kind: str, text: str, *, by: Party, files: Files, at: datetime) -> Message | None:
    recent = ticket.messages.filter(kind=kind, by_kind=by.kind, by_id=by.id, at__range=(at - DOUBLE_CLICK, at))
    last = recent.order_by("-id").first()
    if last is None or last.text != text:
        return None
    enclosed = list(last.attachments.order_by("id").values_list("file", flat=True))
    return last if enclosed == [file.pk for _name, file in files] else None


def _refill(ticket: Ticket) -> None:
    """What waits for the customer fills the desk less: the next one may come."""
    if ticket.assignee_id is not None:
        refill_soon(ticket.assignee_id)


def _settle(ticket: Ticket, *, wait: bool, by: Party, at: datetime) -> None:
    """Whose turn it is after our words: an offer stays the customer's, a word in between leaves it with the department."""
    if wait and ticket.status != Status.AWAITING_CONFIRMATION:
        set_status(ticket, Status.WAITING_CUSTOMER, by=by, at=at)
    elif ticket.status not in {Status.AWAITING_CONFIRMATION, Status.WAITING_DEPARTMENT}:
        set_status(ticket, Status.OPEN, by=by, at=at)


def _take_up(ticket: Ticket, *, by: Party, at: datetime) -> None:
    """Who answers a ticket that nobody has, has it."""
    if ticket.assignee_id is None and by.kind == "staff":
        answering = Staff.objects.get(pk=by.id or 0)
        assign_ticket(ticket, staff=answering, team=ticket.team, how=Assignment.How.TOOK, by=by, at=at)
