"""Tell customers."""

from django.db import transaction
from django.utils import translation

from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.letters import Correspondence, reader_of
from huisheng.watch.notify.models import Delivery, NoticeTemplate
from huisheng.watch.notify.variables import Variables, customer_variables

from .deliveries import DEFAULT_LANGUAGE, is_too_late, note_delivery, ticket_of

Audience = NoticeTemplate.Audience


@transaction.atomic(savepoint=False)
def tell_customer(event: Event, code: str, *, variables: Variables | None = None) -> list[Outbound]:
    """Write to every email address given for the ticket, one letter per reader, in the customer's language; twice is once.

    `variables` spares looking them up again where the caller has them. Nothing is written when the template `code` is
    missing or switched off, or the event is older than three days. An automatic letter is held back, and the ledger
    says so, where no person reads it or too many went there within the hour.
    """
    ticket = ticket_of(event)
    fresh = [] if is_too_late(event) else _not_told(event, code, _addresses(ticket))
    template = _template(code, Audience.CUSTOMER) if fresh else None
    if not template or not template.by_email:
        return []
    with translation.override(ticket.customer.language or DEFAULT_LANGUAGE):
        shared = variables or customer_variables(event, ticket)
        post = Correspondence.about(event, code)
        letters = [_write_to_customer(post, identity, template, shared) for identity in fresh]
    sent = [letter for letter in letters if letter]
    if sent:
        record_event(ticket, "notice_sent", by=SYSTEM, cause=event, notice=code)
    return sent


def _template(code: str, audience: str) -> NoticeTemplate | None:
    return NoticeTemplate.objects.filter(code=code, audience=audience, enabled=True).first()


def _addresses(ticket: Ticket) -> list[Identity]:
    return list(Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL))


def _not_told(event: Event, code: str, identities: list[Identity]) -> list[Identity]:
    told = Delivery.objects.filter(event=event, code=code).values_list("reader", flat=True) if identities else ()
    readers = set(told)
    return [identity for identity in identities if f"identity:{identity.pk}" not in readers]


def _write_to_customer(
    post: Correspondence, identity: Identity, template: NoticeTemplate, shared: Variables
) -> Outbound | None:
    address = identity.value
    if why := post.held_back(identity, address, template.code):
        record_event(post.ticket, "notice_held", by=SYSTEM, cause=post.event, notice=template.code, why=why)
        note_delivery(post.event, template.code, reader_of(identity), None)
        return None
    is_vouched = identity.verified and identity.customer_id == post.ticket.customer_id
    variables = shared.but(customer=post.ticket.customer.name) if is_vouched else shared
    letter = queue_out(to=address, **post.letter_to(identity, template, variables))
    note_delivery(post.event, template.code, reader_of(identity), letter)
    return letter
