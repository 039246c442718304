"""Answer a suggestion once, and everybody who wants it hears it in the own channel."""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from huisheng.core.accounts.models import Staff
from huisheng.core.base.queue import enqueue
from huisheng.core.catalogue.models import Nature
from huisheng.core.channels.actions import queue_out
from huisheng.core.customers.models import Customer, Identity, IdentityKind
from huisheng.core.tickets.actions import add_message, lock_ticket, set_status
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.followup.actions import cancel_callback, plan_callback
from huisheng.stages.followup.models import Callback
from huisheng.stages.ideas.errors import AnswerMissing, AnswerTooLong, NotAnswered
from huisheng.stages.ideas.models import Proposal, Step, Suggestion
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .shared import lock_suggestion, note_step
from .tending import move, refuse_names

TELL_TASK = "tell_proposers"
SCENARIO = "idea_answer"  # with which words the answer is told by phone
AT_ONCE = 200  # proposers a job tells before it lets others work
LONGEST = 20_000  # characters, as everywhere a message is written
Told = Proposal.Told

log = structlog.get_logger("huisheng.ideas")


@transaction.atomic
def answer_suggestion(
    suggestion: Suggestion, *, status: str, answer: str, by: Staff, at: datetime | None = None
) -> Suggestion:
    """Say what becomes of it. Everybody who wants it hears it once, from the queue: on the feedback it came from, else
    by letter, else (who said it in words and left a phone) by a callback. A further answer is told again.

    Raises AnswerMissing, AnswerTooLong, MergedAway, NamesSomebody (on the public page).
    """
    answer, at = answer.strip(), at or timezone.now()
    suggestion = lock_suggestion(suggestion)
    check_answer(suggestion, answer)
    suggestion.answer, suggestion.answered_at = answer, at
    suggestion.save(update_fields=["answer", "answered_at"])
    move(suggestion, status, by=by.party, at=at)
    note_step(suggestion, Step.Kind.ANSWERED, by=by.party, at=at, status=suggestion.status)
    enqueue(TELL_TASK, lock=f"suggestion:{suggestion.pk}", suggestion_id=suggestion.pk)
    return suggestion


def check_answer(suggestion: Suggestion, answer: str) -> None:
    """Whether everybody may hear this. Raises AnswerMissing, AnswerTooLong, NamesSomebody (on the public page)."""
    if not answer.strip():
        raise AnswerMissing
    if len(answer.strip()) > LONGEST:
        raise AnswerTooLong(most=LONGEST, n=len(answer.strip()))
    if suggestion.public:
        refuse_names(answer)


@transaction.atomic
def tell_the_rest(suggestion: Suggestion) -> int:
    """Who joined after the answer hears it too, from the queue. How many. Raises NotAnswered."""
    suggestion = lock_suggestion(suggestion)
    if suggestion.answered_at is None:
        raise NotAnswered
    waiting = untold(suggestion).count()
    if waiting:
        enqueue(TELL_TASK, lock=f"suggestion:{suggestion.pk}", suggestion_id=suggestion.pk)
    return waiting


def untold(suggestion: Suggestion) -> QuerySet[Proposal]:
    """Who has not heard the last answer yet."""
    late = Q(told_at=None) | Q(told_at__lt=F("suggestion__answered_at"))
    return Proposal.objects.filter(late, suggestion=suggestion, suggestion__answered_at__isnull=False)


def reachable(suggestion: Suggestion) -> QuerySet[Proposal]:
    """Who can be told: on the feedback, by letter, or (who said it in words) by phone."""
    ways = Identity.objects.filter(customer=OuterRef("customer"))
    by_letter, by_phone = Exists(ways.filter(kind=IdentityKind.EMAIL)), Exists(ways.filter(kind=IdentityKind.PHONE))
    return Proposal.objects.filter(
        Q(ticket__isnull=False) | by_letter | Q(by_phone, ~Q(words="")), suggestion=suggestion
    )


def tell_proposers(suggestion_id: int, *, after: int = 0) -> int:
    """Tell those who do not know, each in a transaction of their own, and queue the rest; how many were told.

    One whom it cannot tell does not keep the others waiting; he stays untold, and the page says so.
    """
    suggestion = Suggestion.objects.get(pk=suggestion_id)
    waiting = list(untold(suggestion).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    told = sum(_told(waiting, suggestion))
    if len(waiting) == AT_ONCE:
        enqueue(TELL_TASK, lock=f"suggestion:{suggestion_id}", suggestion_id=suggestion_id, after=waiting[-1])
    return told


@transaction.atomic
def tell_proposer(proposal: Proposal, *, at: datetime | None = None) -> str:
    """One of them hears the answer, once; how ("" for somebody who knows it already)."""
    suggestion = lock_suggestion(proposal.suggestion, alive=False)
    found = untold(suggestion).filter(pk=proposal.pk).first()
    if found is None or suggestion.answered_at is None:
        return ""
    at = at or timezone.now()
    found.told_how = _tell(found, suggestion, at=at)
    found.told_at = max(at, suggestion.answered_at)
    found.save(update_fields=["told_how", "told_at"])
    return str(found.told_how)


def answer_words(suggestion: Suggestion) -> str:
    """The answer as its proposers read it, in the active language."""
    values = {"title": suggestion.title, "status": suggestion.get_status_display(), "answer": suggestion.answer}
    words = gettext("You suggested: %(title)s\nIt is now: %(status)s\n\n%(answer)s") % values
    if suggestion.votes > 1:
        words += "\n\n" + gettext("%(n)s customers wish the same. Thank you for telling us.") % {"n": suggestion.votes}
    return words


def _told(waiting: list[int], suggestion: Suggestion) -> Iterator[bool]:
    for proposal in Proposal.objects.select_related("suggestion").filter(pk__in=waiting).order_by("pk"):
        try:
            yield bool(tell_proposer(proposal))
        except Exception:
            log.exception("a proposer cannot be told", proposal=proposal.pk, suggestion=suggestion.pk)


def _tell(proposal: Proposal, suggestion: Suggestion, *, at: datetime) -> str:
    by = _who_answered(suggestion)
    if proposal.ticket is not None:
        _on_the_feedback(proposal.ticket, suggestion, by=by, at=at)
        return Told.TICKET
    address = _address(proposal.customer)
    if proposal.customer is None:
        return Told.NOBODY
    if not address:
        return Told.CALL if _by_phone(proposal, proposal.customer, suggestion, by=by, at=at) else Told.NOBODY
    with override(proposal.customer.language or settings.LANGUAGE_CODE):
        subject = gettext("What became of your suggestion: %(title)s") % {"title": suggestion.title}
        queue_out(to=address, subject=subject, text=answer_words(suggestion))
    return Told.LETTER


def _on_the_feedback(ticket: Ticket, suggestion: Suggestion, *, by: Party, at: datetime) -> None:
    """A reply on the ticket (or on what it was merged into): the letter and the customer's page follow from it. On an
    open suggestion it is the answer that its clocks wait for; on a complaint it answers the wish and not the complaint.
    """
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    ticket = lock_ticket(ticket)
    is_wish = ticket.category is not None and ticket.category.nature == Nature.SUGGESTION
    with override(ticket.customer.language or settings.LANGUAGE_CODE):
        add_message(ticket, kind=Message.Kind.REPLY, text=answer_words(suggestion), by=by, at=at, aside=not is_wish)
    if not ticket.is_closed and is_wish:
        if ticket.status == Status.NEW:
            set_status(ticket, Status.OPEN, by=by, at=at)
        heed(ticket, Occasion.REPLY_SENT, at=at, by=by)


def _by_phone(proposal: Proposal, customer: Customer, suggestion: Suggestion, *, by: Party, at: datetime) -> bool:
    """Whoever said it in words is rung up, and hears the newest answer only; whether a call is planned. Mere votes are
    not: thousands may have one.
    """
    if not proposal.words:
        return False
    older = Callback.objects.filter(scenario__code=SCENARIO, customer=customer, state=Callback.State.PLANNED)
    for one in older.filter(reason__startswith=f"idea:{proposal.pk}:"):
        cancel_callback(one, why=gettext("There is a newer answer to tell."), by=SYSTEM, at=at)
    answered_at = suggestion.answered_at or at
    planned = plan_callback(
        SCENARIO, customer, reason=f"idea:{proposal.pk}:{int(answered_at.timestamp() * 1000)}", by=by, at=at,
        facts={"idea": suggestion.title, "answer": suggestion.answer},
    )  # fmt: skip
    return planned is not None


def _who_answered(suggestion: Suggestion) -> Party:
    return Step.objects.filter(suggestion=suggestion, kind=Step.Kind.ANSWERED).latest("pk").by


def _address(customer: Customer | None) -> str:
    emails = Identity.objects.filter(customer=customer, kind=IdentityKind.EMAIL).order_by("-verified", "pk")
    first = emails.first() if customer else None
    return first.value if first else ""
