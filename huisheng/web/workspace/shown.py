"""Files as the ticket page lists them."""

from collections.abc import Iterable

from huisheng.core.tickets.models import Attachment, Ticket
from huisheng.stages.handling.models import DraftFile, HeldFile
from huisheng.web.workspace.said import Shown


def shown_of(ticket: Ticket, attachments: Iterable[Attachment]) -> Iterable[Shown]:
    """What came with a message."""
    for one in attachments:
        yield Shown(one.name, f"/desk/tickets/{ticket.number}/files/{one.pk}/", one.file.size, one.file.content_type)


def kept_of(ticket: Ticket, files: Iterable[DraftFile]) -> list[Shown]:
    """What lies in a draft: only its writer sees it."""
    where = f"/desk/tickets/{ticket.number}/drafts/files/"
    return [Shown(one.name, f"{where}{one.pk}/", one.file.size, one.file.content_type, one.pk) for one in files]


def waiting_of(ticket: Ticket, files: Iterable[HeldFile]) -> list[Shown]:
    """What will leave with words that wait."""
    where = f"/desk/tickets/{ticket.number}/held/files/"
    return [Shown(one.name, f"{where}{one.pk}/", one.file.size, one.file.content_type, one.pk) for one in files]
