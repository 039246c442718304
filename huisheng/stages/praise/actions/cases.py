"""Teaching cases: a draft made of a ticket without the people in it; a person looks, then colleagues read it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.rows import store
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.anonymous import anonymous
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.kit.party import Party
from huisheng.kit.text import excerpt
from huisheng.stages.handling.models import Solution
from huisheng.stages.praise.models import Praise, TeachingCase

TITLE, LONGEST = 120, 6_000  # characters
MOST_SAID = 4  # messages of each side that a draft begins with
State = TeachingCase.State


class CaseIncomplete(Refused):
    code = "case_incomplete"
    message = _("A case needs a title, what happened and what was done.")


class CaseNamesSomebody(Refused):
    """A phone, an email or a card number stands in it."""

    code = "case_names_somebody"
    message = _("The case still holds a phone number, an email or a card number. Please take it out, then publish.")


@transaction.atomic
def draft_case(ticket: Ticket, *, by: Party, praise: Praise | None = None, at: datetime | None = None) -> TeachingCase:
    """A draft from a ticket (and the praise that led to it), names, phones, numbers and addresses taken out. The same
    praise twice is the same draft.
    """
    known = TeachingCase.objects.filter(praise=praise).first() if praise else None
    if known is not None:
        return known
    names = [name for name in (ticket.customer.name,) if name]
    numbers = [ticket.number, ticket.order_number]

    def told(text: str) -> str:
        return anonymous(text, names=names, numbers=numbers)[:LONGEST]

    case = TeachingCase(
        title=excerpt(told(ticket.subject), length=TITLE), ticket=ticket, praise=praise,
        situation=told(_said(ticket, Message.Kind.CUSTOMER)), done=told(_done(ticket)), at=at or timezone.now(),
        by_kind=by.kind, by_id=by.id,
    )  # fmt: skip
    return case if store(case, unless_there=True) else TeachingCase.objects.get(praise=praise)


@transaction.atomic
def save_case(case: TeachingCase, *, title: str, situation: str, done: str, lesson: str) -> TeachingCase:
    """Word it; a published one stays published. Raises CaseIncomplete, CaseNamesSomebody (once it is published)."""
    case = _locked(case)
    case.title, case.lesson = title.strip()[:TITLE], lesson.strip()[:LONGEST]
    case.situation, case.done = situation.strip()[:LONGEST], done.strip()[:LONGEST]
    _check(case, named=case.state == State.PUBLISHED)
    case.save(update_fields=["title", "situation", "done", "lesson"])
    return case


@transaction.atomic
def publish_case(case: TeachingCase, *, at: datetime | None = None) -> TeachingCase:
    """Somebody looked: colleagues read it from now on. Raises CaseIncomplete, CaseNamesSomebody."""
    case = _locked(case)
    _check(case, named=True)
    if case.state != State.PUBLISHED:
        case.state, case.published_at = State.PUBLISHED, at or timezone.now()
        case.save(update_fields=["state", "published_at"])
    return case


@transaction.atomic
def retire_case(case: TeachingCase) -> TeachingCase:
    """Nobody learns from it any more; it can be published again."""
    case = _locked(case)
    case.state = State.RETIRED
    case.save(update_fields=["state"])
    return case


def _locked(case: TeachingCase) -> TeachingCase:
    return TeachingCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _check(case: TeachingCase, *, named: bool) -> None:
    if not (case.title and case.situation and case.done):
        raise CaseIncomplete
    texts = (case.title, case.situation, case.done, case.lesson)
    if named and any(redact(text) != text for text in texts):
        raise CaseNamesSomebody


def _said(ticket: Ticket, kind: str) -> str:
    texts = ticket.messages.filter(kind=kind).exclude(text="").order_by("at", "pk").values_list("text", flat=True)
    return "\n\n".join(texts[:MOST_SAID])


def _done(ticket: Ticket) -> str:
    """The solution that was accepted, else what colleagues answered."""
    solution = Solution.objects.filter(ticket=ticket).select_related("message").order_by("-round").first()
    return solution.message.text if solution else _said(ticket, Message.Kind.REPLY)
