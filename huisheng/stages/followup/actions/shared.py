"""Wheels the verbs share: lock, refuse, write a line of the ledger."""

from datetime import datetime
from typing import Any

from huisheng.core.tickets.actions import lock_ticket, record_customer_event, record_event
from huisheng.core.tickets.models import Event
from huisheng.kit.party import Party
from huisheng.stages.followup.errors import CallbackOver, NotNow, NotYourCall
from huisheng.stages.followup.models import Callback

State = Callback.State


def lock_callback(callback: Callback) -> Callback:
    """Its ticket first, as everywhere, then the callback: read again, in place, and locked until the transaction ends."""
    ticket = lock_ticket(callback.ticket) if callback.ticket is not None else None
    callback.refresh_from_db(from_queryset=Callback.objects.select_for_update(of=("self",)))
    callback.ticket = ticket
    return callback


def lock_at(callback: Callback, *states: str) -> Callback:
    """Locked, and at one of these points. Raises CallbackOver, NotNow."""
    callback = lock_callback(callback)
    if not callback.is_open:
        raise CallbackOver
    if callback.state not in states:
        raise NotNow(state=callback.get_state_display())
    return callback


def refuse_another(callback: Callback, by: Party) -> None:
    """Only who makes the callback moves it on. Raises NotYourCall."""
    if by.kind == "staff" and callback.assignee_id != by.id:
        raise NotYourCall(name=callback.assignee.name if callback.assignee else "")


def keep(callback: Callback, *names: str, **changes: Any) -> None:
    """Write these columns."""
    for name, value in changes.items():
        setattr(callback, name, value)
    callback.save(update_fields=[*names, *changes])


def note(callback: Callback, kind: str, /, *, by: Party, at: datetime, **payload: Any) -> Event:
    """A line of the ledger: of its ticket, or of the customer where it has none."""
    said = {"callback": callback.pk, "scenario": callback.scenario.code, **payload}
    if callback.ticket is not None:
        return record_event(callback.ticket, kind, by=by, at=at, **said)
    return record_customer_event(callback.customer, kind, by=by, at=at, **said)
