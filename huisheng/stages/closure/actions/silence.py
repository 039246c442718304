"""The customer never answered: it is closed as unconfirmed, counted as such, and can be opened again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.family import refuse_open_parts
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Asking, Closure
from huisheng.stages.closure.queries import Facts, facts_of, running_asking

from .asking import end_asking
from .ending import close, refuse_open_requests
from .errors import AlreadyClosed, CustomerWroteBack, NothingToConfirm, ProtocolIncomplete, StillWaiting
from .finding import refuse_unknown


@transaction.atomic
def close_silent(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Closure:
    """Close what the customer never answered; the tries of the asking are the evidence.

    Whoever asks, every try of the protocol must have been made; a colleague may spare the customer's last hours
    (`closure.wait_hours`), the house itself waits for them. Raises AlreadyClosed, NothingToConfirm, CustomerWroteBack,
    ProtocolIncomplete, StillWaiting, RequestsStillOpen, PartsOpen, FindingMissing (a colleague).
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    if ticket.is_closed:
        raise AlreadyClosed
    asking = running_asking(ticket)
    if asking is None or ticket.status != Status.AWAITING_CONFIRMATION:
        raise NothingToConfirm
    refuse_noise(facts_of(asking), by=by, at=at)
    refuse_open_requests(ticket)
    refuse_open_parts(ticket)
    refuse_unknown(ticket, by=by)
    end_asking(ticket, Asking.State.EXHAUSTED, at=at)  # and over: `ended_at` says so
    return close(ticket, Closure.Kind.UNCONFIRMED, reason="", by=by, at=at)


def refuse_noise(facts: Facts, *, by: Party, at: datetime) -> None:
    """Raises when this is no silence yet."""
    if facts.is_our_turn:
        raise CustomerWroteBack
    if facts.missing or facts.silent_at is None or facts.is_on_its_way:
        raise ProtocolIncomplete(missing=lacking(facts))
    if by.kind != "staff" and at < facts.silent_at:
        raise StillWaiting


def lacking(facts: Facts) -> str:
    """What the protocol still lacks, in words."""
    done, most = len(facts.made), facts.terms.tries
    words = {
        "tries": gettext("%(done)s of %(most)s tries made") % {"done": done, "most": most},
        "ways": gettext("only one way was tried"),
        "hours": gettext("always at the same time of the day"),
    }
    lacks = [words[name] for name in facts.missing]
    return gettext(", ").join([*lacks, gettext("a letter has not left yet")] if facts.is_on_its_way else lacks)
