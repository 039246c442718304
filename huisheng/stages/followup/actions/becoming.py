"""What was said in a callback became something of its own: linked back, once for each kind."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.followup.models import Became, Callback

from .shared import lock_callback, note


@transaction.atomic
def note_became(
    callback: Callback,
    kind: str,
    *,
    by: Party,
    ticket: Ticket | None = None,
    target: int = 0,
    at: datetime | None = None,
) -> Became:
    """Link it back to the callback; twice is once, and the first counts. `target` is its row's id in a higher room."""
    callback, at = lock_callback(callback), at or timezone.now()
    if known := became(callback, kind):
        return known
    made = Became.objects.create(
        callback=callback, kind=kind, ticket=ticket, target=target, at=at, by_kind=by.kind, by_id=by.id
    )
    other = {"other": ticket.number} if ticket else {"target": target}
    note(callback, "callback_became", by=by, at=at, became=kind, **other)
    return made


def became(callback: Callback, kind: str) -> Became | None:
    """What it became of this kind, if anything."""
    return Became.objects.select_related("ticket").filter(callback=callback, kind=kind).first()
