"""A closed ticket comes back to its owner with new clocks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import reopen_closed
from huisheng.stages.closure.models import Reopening
from huisheng.stages.sla.actions import start_clocks


class GoesOnElsewhere(Refused):
    code = "goes_on_elsewhere"
    status = 409
    message = _("This feedback was merged and goes on as %(number)s. Please write there.")


@transaction.atomic
def reopen(ticket: Ticket, *, why: str, by: Party, at: datetime | None = None) -> Reopening:
    """Open it again for the same owner and promise anew. Raises NotClosed, GoesOnElsewhere (a merged one)."""
    ticket = lock_ticket(ticket)
    if ticket.merged_into:
        raise GoesOnElsewhere(number=ticket.merged_into.number)
    reopening = reopen_closed(ticket, why=why, by=by, at=at)
    start_clocks(reopening.ticket, by=by, at=at)
    return reopening
