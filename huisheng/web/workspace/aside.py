"""Mails that became no feedback: noted or refused, with the reason in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.connectors.email.actions import UNREADABLE
from huisheng.core.channels.models import Inbound
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.paging import Order, Page, page

NEWEST_FIRST: Order = (("id", "desc"),)
ASIDE = (Inbound.State.NOTED, Inbound.State.REFUSED)
REASONS: dict[str, str | Promise] = {
    "auto_reply": _("an automatic answer (out of office and the like)"),
    "bounce": _("a report that a letter did not arrive"),
    "loop": _("one of our own letters came back"),
    "duplicate": _("the same mail as one that is here already"),
    "too_many": _("too many in an hour from one sender: a machine, it seems"),
    "empty": _("neither a word nor a file in it"),
    "too_large": _("larger than we fetch; only its head is kept here, the whole of it lies on the server"),
    "not_given": _("the server did not hand it over; look for it in the mailbox itself"),
    UNREADABLE: _("cannot be read; the raw file is kept"),
}


@dataclass(frozen=True, slots=True)
class Aside:
    """One line of the list. `sender` and `subject` are empty where the mail could not be opened."""

    id: int
    at: datetime
    channel: str
    sender: str
    subject: str
    state: str
    reason: str
    about: str
    has_raw: bool
    may_become: bool


def aside_for(staff: Staff) -> QuerySet[Inbound]:
    """Items set aside; those about a ticket only where this person may see the ticket."""
    seen = Exists(tickets_for(staff).filter(number=OuterRef("about")))
    return Inbound.objects.filter(Q(about="") | Q(seen), state__in=ASIDE).select_related("channel", "raw")


def aside_page(staff: Staff, cursor: str | None, *, state: str = "") -> Page[Aside]:
    """A page of them, newest first; `state` noted or refused, empty = both. Raises BadCursor."""
    found = aside_for(staff)
    listed: Page[Inbound] = page(found.filter(state=state) if state else found, NEWEST_FIRST, cursor, 50)
    return Page([_row(item) for item in listed.rows], listed.next_cursor)


def _row(item: Inbound) -> Aside:
    said = item.content
    sender = " ".join(filter(None, (said.get("name", ""), f"<{said['email']}>" if said.get("email") else "")))
    return Aside(
        id=item.pk,
        at=item.received_at,
        channel=item.channel.label,
        sender=sender,
        subject=said.get("subject", ""),
        state=item.get_state_display(),
        reason=str(REASONS.get(item.reason, item.reason)),
        about=item.about,
        has_raw=item.raw_id is not None,
        may_become=item.raw_id is not None and item.reason not in (UNREADABLE, "not_given", "duplicate"),
    )
