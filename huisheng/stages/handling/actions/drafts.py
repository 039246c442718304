"""Drafts: what is typed is kept on the server, so that it is there on every device and after every accident."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.base.models import File
from huisheng.core.base.news import push
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.stages.handling.models import Draft, DraftFile

FIELDS = {  # what may be kept of each form; the rest of a form is chosen, not typed
    Draft.Kind.REPLY: ("text",),
    Draft.Kind.SOLUTION: ("measure", "timing", "responsible", "text"),
    Draft.Kind.NOTE: ("text",),
}
PREFILLED = "responsible"  # stands in an empty form, so it alone is no draft
LONGEST = 20_000  # characters of one field, as in a message
MOST_FILES = 20
FORGOTTEN_AT_ONCE = 200


class DraftNewer(Refused):
    """Another device saved meanwhile: the person is asked which one stays."""

    code = "draft_newer"
    status = 409
    message = _("On another device you went on writing.")


class DraftGone(Refused):
    """It was sent or thrown away on another device."""

    code = "draft_gone"
    status = 409
    message = _("This draft was sent or thrown away on another device.")


class DraftTooLong(Refused):
    code = "draft_too_long"
    message = _("This is longer than a message may be.")


@transaction.atomic
def save_draft(
    ticket: Ticket,
    *,
    staff: Staff,
    kind: str,
    fields: Mapping[str, str],
    version: int,
    device: str = "",
    files: Sequence[tuple[str, File]] = (),
    drop: Collection[int] = (),
    at: datetime | None = None,
) -> Draft | None:
    """Keep what is typed; `version` is the one it was written on (0: there was none), `drop` the files taken off.

    Nothing typed and no file: the draft goes, and None comes back. Raises DraftNewer, DraftGone, DraftTooLong.
    """
    typed = {name: str(fields.get(name, "")) for name in FIELDS[Draft.Kind(kind)]}
    if any(len(one) > LONGEST for one in typed.values()):
        raise DraftTooLong
    at = at or timezone.now()
    if version and not Draft.objects.filter(ticket=ticket, staff=staff, kind=kind).exists():
        raise DraftGone
    draft, is_new = _row(ticket, staff, kind, at)
    if not is_new:
        _count_on(draft, version, device)
    draft.fields, draft.device, draft.at = typed, device[:40], at
    _change_files(draft, files, drop)
    if not any(typed[name].strip() for name in typed if name != PREFILLED) and not draft.files.exists():
        _delete(draft)
        _tell(staff, ticket, device, 0)
        return None
    draft.save(update_fields=["fields", "version", "device", "at"])
    _tell(staff, ticket, device, draft.version)
    return draft


@transaction.atomic
def forget_draft(ticket: Ticket, *, staff_id: int, kind: str, device: str = "") -> None:
    """It was sent, or is not wanted."""
    draft = Draft.objects.select_for_update().filter(ticket=ticket, staff=staff_id, kind=kind).first()
    if draft is not None:
        _delete(draft)
        _tell(draft.staff, ticket, device, 0)


@transaction.atomic
def put_into_draft(
    ticket: Ticket,
    *,
    staff: Staff,
    kind: str,
    fields: Mapping[str, str],
    files: Sequence[tuple[str, File]] = (),
    at: datetime | None = None,
) -> Draft:
    """Words that come back: they stand before what was typed since, and nothing is lost."""
    at = at or timezone.now()
    draft, is_new = _row(ticket, staff, kind, at)
    typed = {} if is_new else draft.fields
    draft.fields = {name: _joined(fields.get(name, ""), typed.get(name, "")) for name in FIELDS[Draft.Kind(kind)]}
    draft.version, draft.device, draft.at = draft.version + 1, "", at
    draft.save(update_fields=["fields", "version", "device", "at"])
    _change_files(draft, files, ())
    _tell(staff, ticket, "", draft.version)
    return draft


@transaction.atomic
def forget_old_drafts(*, at: datetime | None = None) -> int:
    """For the regular sweep: what nobody touched for `desk.draft_days` days goes. Returns how many went."""
    before = (at or timezone.now()) - timedelta(days=house("desk.draft_days"))
    old = list(Draft.objects.select_for_update(skip_locked=True).filter(at__lt=before)[:FORGOTTEN_AT_ONCE])
    for draft in old:
        _delete(draft)
    return len(old)


def kept_files(ticket: Ticket, *, staff: Staff, kind: str, wanted: Collection[int]) -> list[tuple[str, File]]:
    """The files of one's own draft that a form names: they leave with it. One query, none where none is named."""
    if not wanted:
        return []
    own = {"draft__ticket": ticket, "draft__staff": staff, "draft__kind": kind}
    found = DraftFile.objects.filter(**own, pk__in=wanted).select_related("file").order_by("pk")
    return [(one.name, one.file) for one in found]


def _count_on(draft: Draft, version: int, device: str) -> None:
    """This save may change the row if it knows the newest version, or the newest is its own device's."""
    if draft.version != version and not (device and draft.device == device):
        raise DraftNewer
    draft.version += 1


def _row(ticket: Ticket, staff: Staff, kind: str, at: datetime) -> tuple[Draft, bool]:
    rows: Any = Draft.objects.select_for_update()
    draft, is_new = rows.get_or_create(ticket=ticket, staff=staff, kind=kind, defaults={"at": at})
    return draft, is_new


def _change_files(draft: Draft, files: Sequence[tuple[str, File]], drop: Collection[int]) -> None:
    if drop:
        draft.files.filter(pk__in=drop).delete()
    room = MOST_FILES - draft.files.count() if files else 0
    DraftFile.objects.bulk_create(DraftFile(draft=draft, file=file, name=name) for name, file in files[:room])


def _delete(draft: Draft) -> None:
    draft.files.all().delete()
    draft.delete()


def _joined(back: str, typed: str) -> str:
    if not back.strip() or not typed.strip() or back.strip() == typed.strip():
        return back if back.strip() else typed
    return f"{back.rstrip()}\n\n{typed}"


def _tell(staff: Staff, ticket: Ticket, device: str, version: int) -> None:
    """The person's other screens hear of it; nobody else does."""
    push(f"staff:{staff.pk}", kind="draft", ident=ticket.number, device=device, version=version)
