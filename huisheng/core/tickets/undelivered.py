"""Letters that did not arrive: which one it was, and a line in the ledger of its ticket."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.vault import vault
from huisheng.core.channels.actions import mark_bounced, mark_given_up
from huisheng.core.channels.connectors.email.bounces import kind_of_failure
from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.channels.post import send_letter
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.mail import Bounce, Reason
from huisheng.kit.party import SYSTEM

RECENT = timedelta(days=5)  # a server tries about so long before it gives a letter back
MOST_LOOKED_AT = 50


def note_bounce(inbound: Inbound, bounce: Bounce) -> str:
    """A mail says that a letter of ours did not arrive; returns the number of the ticket it is about, "" for none.

    The letter is found by its Message-ID, else as the latest one to that address. A server that goes on trying has
    only delayed it: nothing is marked then.
    """
    letter = _letter_of(bounce)
    if letter is None:
        return ""
    is_over = bounce.hard or bounce.reason != Reason.TEMPORARY
    if is_over and mark_bounced(letter, kind=bounce.reason, said=f"{bounce.status} {bounce.code}".strip()):
        record_undelivered(letter, kind=bounce.reason, at=inbound.received_at)
    return letter.about


@transaction.atomic
def send_or_tell(letter: Outbound) -> bool:
    """Try one letter; True when it left. One that was given up is told in its ticket's ledger, once."""
    if send_letter(letter):
        return True
    letter.refresh_from_db()
    if letter.state == Outbound.State.FAILED:
        kind = kind_of_failure(letter.last_error)
        if mark_given_up(letter, kind=kind):
            record_undelivered(letter, kind=kind)
    return False


def record_undelivered(letter: Outbound, *, kind: str, at: datetime | None = None) -> None:
    """The line in the ledger. Letters to colleagues, and those about no ticket, have none."""
    ticket = Ticket.objects.filter(number=letter.about).first() if letter.about else None
    if ticket and ticket.participants.filter(identity__blind=_blind(letter.to)).exists():
        record_event(ticket, "letter_bounced", by=SYSTEM, at=at, outbound=letter.pk, bounce=kind)


def _blind(address: str) -> str:
    return vault().blind(IdentityKind.EMAIL, address.lower())


def _letter_of(bounce: Bounce) -> Outbound | None:
    if bounce.original_message_id:
        known = Outbound.objects.filter(message_id=bounce.original_message_id).first()
        if known is not None:
            return known
    return _latest_letter_to(bounce.recipient) if bounce.recipient else None


def _latest_letter_to(address: str) -> Outbound | None:
    """By the tickets where the address takes part: the addresses of letters are sealed and cannot be searched."""
    identity = Identity.objects.filter(kind=IdentityKind.EMAIL, blind=_blind(address)).first()
    if identity is None:
        return None
    numbers = Ticket.objects.filter(participants__identity=identity).order_by("-id").values("number")[:MOST_LOOKED_AT]
    sent = Outbound.objects.filter(
        about__in=numbers, state=Outbound.State.SENT, sent_at__gte=timezone.now() - RECENT
    ).order_by("-id")
    return next((letter for letter in sent[:MOST_LOOKED_AT] if letter.to == identity.value), None)
