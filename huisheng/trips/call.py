"""An internal note that calls colleagues to the ticket."""

from datetime import datetime

from django.db import transaction

from huisheng.core.base.house import house
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.party import Party
from huisheng.stages.collaboration.actions.watching import call
from huisheng.stages.collaboration.calling import called_in
from huisheng.stages.collaboration.models import Mention
from huisheng.stages.handling.actions import Files, add_note


@transaction.atomic
def note_and_call(ticket: Ticket, *, text: str, by: Party, files: Files = (), at: datetime | None = None) -> Message:
    """Keep the note; who is named in it with @ is told, and can see the ticket from then on. Raises EmptyMessage.

    A double click calls once.
    """
    note = add_note(ticket, text=text, by=by, files=files, at=at)
    called = called_in(text)
    if called.names and not Mention.objects.filter(message=note).exists():
        call(note, called, by=by, watching=bool(house("desk.auto_watch")), at=at)
    return note
