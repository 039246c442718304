"""Invite customers, or hold an invitation back and say why."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.house import house
from huisheng.core.base.rows import store
from huisheng.core.customers.models import Consent, Customer, Identity, IdentityKind
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.survey.models import Invitation, OptOut, Question, Survey
from huisheng.stages.survey.queries import is_tired, opted_out, questions_of, was_asked

from .ledger import note

Held = Invitation.Held


class AskingHeld(Refused):
    """A colleague wants to ask, and this customer is not to be asked now."""

    code = "asking_held"

    def __init__(self, why: Held) -> None:
        super().__init__(_("Not sent: %(why)s") % {"why": why.label})


@transaction.atomic
def invite(
    survey: Survey,
    customer: Customer,
    *,
    occasion: str,
    ticket: Ticket | None = None,
    rated: bool = False,
    by: Party = SYSTEM,
    at: datetime | None = None,
) -> Invitation | None:
    """Ask one customer once for this occasion ("closure:12", "callback:3", "regular:2026-11"); None if it was done before.

    Held back, with the reason, where the customer was asked too lately, does not want it, cannot be reached, or (`rated`)
    has given the stars already and the survey would ask for them again. What is held back is a row and no event.
    """
    at = at or timezone.now()
    _lock(customer)
    held_why = _why_held(survey, customer, ticket=ticket, rated=rated, at=at)
    return _store(survey, customer, occasion=occasion, ticket=ticket, held_why=held_why, by=by, at=at)


@transaction.atomic
def invite_by_hand(survey: Survey, ticket: Ticket, *, by: Party, at: datetime | None = None) -> Invitation:
    """A colleague sends it to the customer of this ticket now. The limits hold here, too.

    Raises AskingHeld with the reason; then nothing is kept, so it can be sent when the reason is gone.
    """
    at, customer = at or timezone.now(), ticket.customer
    _lock(customer)
    if held_why := _why_held(survey, customer, ticket=ticket, rated=False, at=at):
        raise AskingHeld(Held(held_why))
    before = Invitation.objects.filter(survey=survey, ticket=ticket, occasion__startswith=f"hand:{ticket.pk}:").count()
    made = _store(survey, customer, occasion=f"hand:{ticket.pk}:{before + 1}", ticket=ticket, held_why="", by=by, at=at)
    if made is None:
        raise AskingHeld(Held.TIRED)
    return made


def _lock(customer: Customer) -> None:
    """Two occasions at once: the second sees what the first asked."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def _store(
    survey: Survey, customer: Customer, *, occasion: str, ticket: Ticket | None, held_why: str, by: Party, at: datetime
) -> Invitation | None:
    expires = at + timedelta(days=survey.open_days)
    fields = {"occasion": occasion, "ticket": ticket, "held_why": held_why, "made_at": at, "expires_at": expires}
    invitation = Invitation(survey=survey, customer=customer, **fields)
    if not store(invitation, unless_there=True):
        return None
    if not invitation.held_why:
        note(customer, "survey_invited", ticket=ticket, by=by, at=at, invitation=invitation.pk, survey=survey.code)
    return invitation


def note_sent(invitation: Invitation, *, way: str, at: datetime | None = None) -> None:
    """It left: by letter, or shown on the customer's page."""
    invitation.way, invitation.sent_at = way, at or timezone.now()
    invitation.save(update_fields=["way", "sent_at"])


@transaction.atomic
def opt_out(customer: Customer, *, by: Party, ticket: Ticket | None = None, at: datetime | None = None) -> OptOut:
    """不再问我: no survey goes to this customer any more; twice is once."""
    at = at or timezone.now()
    row, is_new = OptOut.objects.get_or_create(
        customer=customer, ended_at=None, defaults={"at": at, "by_kind": by.kind, "by_id": by.id}
    )
    if is_new:
        note(customer, "survey_refused", ticket=ticket, by=by, at=at)
    return row


@transaction.atomic
def ask_again(customer: Customer, *, by: Party, at: datetime | None = None) -> bool:
    """The customer changed their mind and may be asked again; returns whether anything changed."""
    at = at or timezone.now()
    ended = OptOut.objects.filter(customer=customer, ended_at=None).update(ended_at=at)
    if ended:
        note(customer, "survey_welcome", ticket=None, by=by, at=at)
    return bool(ended)


def invite_regularly(survey: Survey, *, at: datetime | None = None) -> int:
    """The day's sample of a regular survey (NPS): at most `sample` customers a day; returns how many were invited.

    Only who agreed to hear from us beyond the own matter (Consent MARKETING), has an email, and was not asked within the
    rest. The order of a day is drawn from the customer's id, so that no group is preferred. Safe to run twice.
    """
    at = at or timezone.now()
    day = timezone.localtime(at).date().isoformat()
    occasion = f"regular:{day}"
    room = survey.sample - Invitation.objects.filter(survey=survey, occasion=occasion).count()
    if room <= 0 or not questions_of(survey):
        return 0
    ids = sorted(_willing(survey, at=at), key=lambda pk: hashlib.sha256(f"{day}:{pk}".encode()).digest())[:room]
    people = Customer.objects.in_bulk(ids)
    made = [invite(survey, people[pk], occasion=occasion, at=at) for pk in ids]
    return sum(one is not None and not one.held_why for one in made)


def _why_held(survey: Survey, customer: Customer, *, ticket: Ticket | None, rated: bool, at: datetime) -> str:
    if rated and _asks_for_stars(survey):
        return Held.RATED
    if opted_out(customer):
        return Held.OPTED_OUT
    if is_tired(survey, customer, at=at):
        return Held.TIRED
    return "" if _has_email(customer, ticket) else Held.UNREACHABLE


def _asks_for_stars(survey: Survey) -> bool:
    return Question.objects.filter(survey=survey, active=True, kind=Question.Kind.CSAT).exists()


def _has_email(customer: Customer, ticket: Ticket | None) -> bool:
    """An address given for the ticket, or, where there is none, one of the customer's own."""
    emails = Identity.objects.filter(kind=IdentityKind.EMAIL)
    if ticket is not None:
        return emails.filter(pk__in=ticket.participants.values("identity")).exists()
    return emails.filter(customer=customer).exists()


def _willing(survey: Survey, *, at: datetime) -> list[int]:
    rest = timedelta(days=max(survey.rest_days, int(house("survey.rest_days"))))
    lately = Invitation.objects.filter(was_asked(at), customer=OuterRef("pk"), made_at__gt=at - rest)
    agreed = Consent.objects.filter(
        customer=OuterRef("pk"), purpose=Consent.Purpose.MARKETING, withdrawn_at=None, given_at__lte=at
    )
    email = Identity.objects.filter(customer=OuterRef("pk"), kind=IdentityKind.EMAIL)
    refused = OptOut.objects.filter(customer=OuterRef("pk"), ended_at=None)
    found = Customer.objects.filter(Exists(agreed), Exists(email), ~Exists(lately), ~Exists(refused), merged_into=None)
    return list(found.values_list("pk", flat=True))
