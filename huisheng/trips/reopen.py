"""A closed ticket comes back to its owner with new clocks."""

from datetime import datetime

from django.db import transaction

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import reopen_closed
from huisheng.stages.closure.models import Reopening
from huisheng.stages.sla.actions import start_clocks


@transaction.atomic
def reopen(ticket: Ticket, *, why: str, by: Party, at: datetime | None = None) -> Reopening:
    """Open it again for the same owner and promise anew. Raises NotClosed."""
    reopening = reopen_closed(ticket, why=why, by=by, at=at)
    start_clocks(reopening.ticket, by=by, at=at)
    return reopening
