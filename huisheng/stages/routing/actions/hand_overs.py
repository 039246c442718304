"""One colleague asks another to take over; nothing moves before the answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.actions import grant_access, lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.models import Assignment, HandOver

from .assigning import CannotTake, put_on_desk, team_of


class NotTheOwner(Refused):
    code = "not_the_owner"
    status = 403
    message = _("Only the colleague who has it can hand it over.")


class HandOverOpen(Refused):
    code = "hand_over_open"
    status = 409
    message = _("A hand-over is waiting for an answer already.")


class HandOverAnswered(Refused):
    code = "hand_over_answered"
    status = 409
    message = _("This hand-over has been answered or is no longer needed.")


@transaction.atomic
def hand_over(ticket: Ticket, *, to: Staff, note: str, by: Party, at: datetime | None = None) -> HandOver:
    """The owner asks a colleague to take over; the ticket stays until the answer (首问负责, requirements S0).

    The colleague may see the ticket from now on. Raises NotTheOwner, CannotTake, HandOverOpen.
    """
    ticket = lock_ticket(ticket)
    if by.kind != "staff" or ticket.assignee_id != by.id:
        raise NotTheOwner
    if to.pk == by.id or not to.allows(Right.ANSWER):
        raise CannotTake(name=to.name)
    if HandOver.objects.filter(ticket=ticket, answered_at=None).exists():
        raise HandOverOpen
    asked = HandOver.objects.create(
        ticket=ticket, to=to, note=note.strip(), asked_at=at or timezone.now(), by_kind=by.kind, by_id=by.id
    )
    if not tickets_for(to).filter(pk=ticket.pk).exists():
        grant_access(ticket, staff=to, by=by, at=at)
    record_event(ticket, "hand_over_asked", by=by, at=at, hand_over=asked.pk, assignee=to.pk, asker=by.id)
    return asked


@transaction.atomic
def answer_hand_over(asked: HandOver, *, accept: bool, by: Party, at: datetime | None = None) -> HandOver:
    """The colleague says yes (the ticket moves) or no (it stays). Raises NotTheOwner for anybody else, HandOverAnswered."""
    ticket, asked = _open_hand_over(asked)
    if by.kind != "staff" or asked.to_id != by.id:
        raise NotTheOwner(_("Only the colleague who was asked can answer."))
    if accept and not asked.to.allows(Right.ANSWER):
        raise CannotTake(name=asked.to.name)
    _close_hand_over(asked, accepted=accept, at=at)
    answer = "accepted" if accept else "declined"
    record_event(
        ticket,
        "hand_over_answered",
        by=by,
        at=at,
        hand_over=asked.pk,
        answer=answer,
        assignee=asked.to_id,
        asker=asked.by_id,
    )
    if accept:
        team = team_of(ticket, asked.to)
        put_on_desk(ticket, team=team, staff=asked.to, how=Assignment.How.HAND_OVER, by=by, at=at, note=asked.note)
    return asked


@transaction.atomic
def withdraw_hand_over(asked: HandOver, *, by: Party, at: datetime | None = None) -> HandOver:
    """The owner takes the question back. Raises NotTheOwner, HandOverAnswered."""
    ticket, asked = _open_hand_over(asked)
    if by.kind != "staff" or asked.by_id != by.id:
        raise NotTheOwner
    _close_hand_over(asked, accepted=False, at=at)
    record_event(
        ticket,
        "hand_over_answered",
        by=by,
        at=at,
        hand_over=asked.pk,
        answer="withdrawn",
        assignee=asked.to_id,
        asker=by.id,
    )
    return asked


def _open_hand_over(asked: HandOver) -> tuple[Ticket, HandOver]:
    """The ticket is locked first, as everywhere, then the question is read again."""
    ticket = lock_ticket(Ticket(pk=asked.ticket_id))
    asked = HandOver.objects.select_for_update(of=("self",)).select_related("to__role").get(pk=asked.pk)
    if asked.answered_at is not None or ticket.is_closed or ticket.assignee_id != asked.by_id:
        raise HandOverAnswered
    return ticket, asked


def _close_hand_over(asked: HandOver, *, accepted: bool, at: datetime | None) -> None:
    asked.answered_at, asked.accepted = at or timezone.now(), accepted
    asked.save(update_fields=["answered_at", "accepted"])
