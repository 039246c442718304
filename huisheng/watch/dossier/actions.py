"""Hand out a dossier: number it, write it into the ledger, make the file."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import store_made, store_streamed
from huisheng.core.base.models import File
from huisheng.core.base.news import push
from huisheng.core.base.queue import enqueue
from huisheng.core.base.vault import vault
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.watch.dossier.models import Made
from huisheng.watch.dossier.pack import packed as zipped
from huisheng.watch.dossier.paper import Dossier, numbered, packed
from huisheng.watch.dossier.typeset.pdf import pdf_of
from huisheng.watch.dossier.typeset.word import docx_of

TYPESET_TASK = "typeset"
ZIP_TYPE = "application/zip"
SETTERS = {Made.Shape.PDF.value: pdf_of, Made.Shape.DOCX.value: docx_of}
CONTENT_TYPES = {
    Made.Shape.PDF.value: "application/pdf",
    Made.Shape.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

log = structlog.get_logger("huisheng.dossier")


class OpenNeedsRight(Refused):
    code = "open_needs_right"
    status = 403
    message = _("Your role may hand out masked dossiers only.")


@transaction.atomic
def make_dossier(
    ticket: Ticket,
    document: Dossier,
    *,
    shape: str,
    opened: bool,
    notes: bool,
    staff: Staff,
    at: datetime | None = None,
) -> Made:
    """Number the document, note in the ledger who asked for it and whether it is open, and queue the file.

    `opened` and `notes` say how the document was composed. Raises OpenNeedsRight.
    """
    if opened and not staff.allows(Right.EVIDENCE):
        raise OpenNeedsRight
    ticket, at = lock_ticket(ticket), at or timezone.now()
    seq = Made.objects.filter(ticket=ticket).count() + 1
    number = f"{ticket.number}-D{seq}"
    made = Made.objects.create(
        ticket=ticket,
        seq=seq,
        shape=shape,
        opened=opened,
        notes=notes,
        sealed=vault().seal(packed(numbered(document, number))),
        name=f"{document.cover.title} {number}.{shape}",
        asked_at=at,
        by_kind=staff.party.kind,
        by_id=staff.party.id,
    )
    record_event(ticket, "dossier_made", by=staff.party, at=at, dossier=number, shape=shape, opened=opened, notes=notes)
    enqueue(TYPESET_TASK, made_id=made.pk)
    return made


def make_file(made_id: int) -> Made:
    """Set the document and keep the file; twice is once. A fault of the setting is written on the row, not raised."""
    made = Made.objects.select_related("ticket").get(pk=made_id)
    if made.state != Made.State.WAITING:
        return made
    try:
        made.file = _stored(made)
    except Exception as error:  # whatever the setters dislike: the person is told and may ask again
        log.exception("dossier cannot be made", dossier=made.pk)
        return _end(made, state=Made.State.FAILED, error=redact(f"{type(error).__name__}: {error}")[:300])
    return _end(made, state=Made.State.READY)


def _stored(made: Made) -> File:
    document, at = made.document, made.asked_at
    if made.shape == Made.Shape.ZIP:
        with zipped(document, at=at) as handle:
            return store_streamed(handle, content_type=ZIP_TYPE, family="archive")
    return store_made(SETTERS[made.shape](document, at=at), content_type=CONTENT_TYPES[made.shape])


@transaction.atomic
def _end(made: Made, *, state: str, error: str = "") -> Made:
    made.state, made.error, made.sealed, made.made_at = state, error, b"", timezone.now()
    made.save(update_fields=["state", "error", "sealed", "made_at", "file"])
    push(f"ticket:{made.ticket.number}", kind="dossier_ready", ident=made.ticket.number)
    return made
