"""What a department answered reached the customer: the last step of the board, "12:00 同步客户" (requirements S0)."""

from datetime import datetime

from django.db import transaction

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.collaboration.models import CollabRequest, CollabStep

from .shared import add_step


@transaction.atomic
def note_customer_told(ticket: Ticket, *, by: Party, at: datetime) -> list[CollabRequest]:
    """The customer was written to at `at`: answers that came before are passed on with it, each once."""
    waiting = CollabRequest.objects.select_for_update().filter(
        ticket=ticket, answered_at__lte=at, told_customer_at=None
    )
    told = list(waiting.order_by("seq"))
    for request in told:
        request.told_customer_at = at
        request.save(update_fields=["told_customer_at"])
        add_step(request, CollabStep.Kind.TOLD_CUSTOMER, by=by, at=at)
    return told
