"""Watch a ticket, and call colleagues to it by name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.rows import store
from huisheng.core.tickets.actions import grant_access, lock_ticket, record_event
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.party import Party
from huisheng.stages.collaboration.calling import Called, cannot_see
from huisheng.stages.collaboration.models import Mention, Watcher


@transaction.atomic
def watch(ticket: Ticket, *, staff: Staff, by: Party, at: datetime | None = None) -> bool:
    """From now on this colleague hears what happens; twice is once. Returns whether it is new."""
    ticket, at = lock_ticket(ticket), at or timezone.now()
    is_new = store(Watcher(ticket=ticket, staff=staff, at=at, by_kind=by.kind, by_id=by.id), unless_there=True)
    if is_new:
        record_event(ticket, "watching_began", by=by, at=at, staff=staff.pk)
    return is_new


@transaction.atomic
def unwatch(ticket: Ticket, *, staff: Staff, by: Party, at: datetime | None = None) -> bool:
    """No more of it. Returns whether there was anything to end."""
    ticket = lock_ticket(ticket)
    gone, _rows = Watcher.objects.filter(ticket=ticket, staff=staff).delete()
    if gone:
        record_event(ticket, "watching_ended", by=by, at=at, staff=staff.pk)
    return bool(gone)


@transaction.atomic
def call(
    note: Message, called: Called, *, by: Party, watching: bool = True, at: datetime | None = None
) -> list[Mention]:
    """Call people and departments to the ticket of an internal note. Who could not see it can from now on; with
    `watching` the people hear what happens next, too. Whoever wrote it is not called.
    """
    ticket = lock_ticket(note.ticket)
    people = [one for one in called.people if by != one.party]
    for person in cannot_see(ticket, people):
        grant_access(ticket, staff=person, by=by, at=at)
    for team in _away(ticket, called.teams):
        grant_access(ticket, team=team, by=by, at=at)
    rows = [
        *(Mention(message=note, staff=one) for one in people),
        *(Mention(message=note, team=one) for one in called.teams),
    ]
    store(*rows, unless_there=True)
    if rows:
        ids: dict[str, Any] = {"people": [one.pk for one in people], "teams": [one.pk for one in called.teams]}
        record_event(ticket, "colleague_called", by=by, at=at, message=note.pk, **ids)
    for person in people if watching else ():
        watch(ticket, staff=person, by=by, at=at)
    return rows


def _away(ticket: Ticket, teams: Iterable[Team]) -> list[Team]:
    """Departments on whose desk it does not lie."""
    return [one for one in teams if one.pk != ticket.team_id]
