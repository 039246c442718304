"""Tell customers and colleagues; keep the wording."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import record_change
from huisheng.core.base.news import push
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.watch.notify.letters import Correspondence, linked, reader_of
from huisheng.watch.notify.models import Delivery, Notice, NoticeTemplate
from huisheng.watch.notify.variables import NAMES, Variables, customer_variables, staff_variables
from huisheng.watch.notify.wording import PLACE, body_of, subject_of

DEFAULT_LANGUAGE = "zh-hans"
TOO_LATE = timedelta(days=3)  # a letter about something older (an import, the demo) would only confuse
Audience = NoticeTemplate.Audience


class UnknownVariable(Refused):
    code = "unknown_variable"


class WordingMissing(Refused):
    code = "wording_missing"


@transaction.atomic(savepoint=False)
def tell_customer(event: Event, code: str, *, variables: Variables | None = None) -> list[Outbound]:
    """Write to every email address given for the ticket, one letter per reader, in the customer's language; twice is once.

    `variables` spares looking them up again where the caller has them. Nothing is written when the template `code` is
    missing or switched off, or the event is older than three days. An automatic letter is held back, and the ledger
    says so, where no person reads it or too many went there within the hour.
    """
    ticket = _ticket_of(event)
    fresh = [] if _is_too_late(event) else _not_told(event, code, _addresses(ticket))
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


@transaction.atomic(savepoint=False)
def tell_staff(event: Event, code: str, staff: Staff, *, audience: str = Audience.ASSIGNEE) -> Notice | None:
    """Ring one colleague's bell, and write a letter to who is not at the desk; twice is once.

    None when the template is switched off, the colleague left, was told before, or did it.
    """
    if not staff.is_active or event.by == Party("staff", staff.pk):
        return None
    if Notice.objects.filter(staff=staff, event=event, code=code).exists():
        return None
    known = NoticeTemplate.objects.filter(code=code, audience=audience).first()
    if known and not known.enabled:
        return None
    notice = Notice.objects.create(
        staff=staff, event=event, code=code, ticket_id=event.ticket_id or 0, audience=audience, at=event.at
    )
    push(f"staff:{staff.pk}", kind="notice", ident=notice.pk)
    if known and known.by_email and staff.email and staff.presence != Presence.ONLINE and not _is_too_late(event):
        _write_to_staff(event, known, staff)
    return notice


def mark_read(staff: Staff, notice_ids: Iterable[int] | None = None) -> int:
    """Mark these notices of this colleague as read, or all of them; returns how many were unread."""
    unread = Notice.objects.filter(staff=staff, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    count = unread.update(read_at=timezone.now())
    if count:
        push(f"staff:{staff.pk}", kind="notices_read", ident=staff.pk)
    return count


@transaction.atomic
def save_notice_template(template: NoticeTemplate, *, by: Party, **fields: Any) -> NoticeTemplate:
    """Change the wording or switch it off; audited. Raises WordingMissing, UnknownVariable (`fields` names where)."""
    texts = {name: value for name, value in fields.items() if name.startswith(("subject", "body"))}
    empty = {name: str(_("Please fill this in.")) for name in ("subject", "body") if not texts.get(name, "x").strip()}
    if empty:
        raise WordingMissing(_("A notice needs a subject and a text."), **empty)
    odd = {name: _unknown(text) for name, text in texts.items() if _unknown(text)}
    if odd:
        names = ", ".join(dict.fromkeys(odd.values()))
        raise UnknownVariable(_("There is no variable %(names)s.") % {"names": names}, **odd)
    template = NoticeTemplate.objects.select_for_update().get(pk=template.pk)
    before = {name: getattr(template, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if changed:
        for name, value in changed.items():
            setattr(template, name, value)
        template.save(update_fields=list(changed))
        record_change(
            f"notify.NoticeTemplate:{template}", before={name: before[name] for name in changed}, after=changed, by=by
        )
    return template


def _unknown(text: str) -> str:
    return ", ".join(f"{{{name}}}" for name in dict.fromkeys(PLACE.findall(text)) if name not in NAMES)


def _template(code: str, audience: str) -> NoticeTemplate | None:
    return NoticeTemplate.objects.filter(code=code, audience=audience, enabled=True).first()


def _ticket_of(event: Event) -> Ticket:
    """The event's ticket; loaded with it where the runner brought it along."""
    assert event.ticket is not None  # noqa: S101 - events of a customer alone are told to nobody
    return event.ticket


def _addresses(ticket: Ticket) -> list[Identity]:
    return list(Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL))


def _not_told(event: Event, code: str, identities: list[Identity]) -> list[Identity]:
    told = Delivery.objects.filter(event=event, code=code).values_list("reader", flat=True) if identities else ()
    readers = set(told)
    return [identity for identity in identities if f"identity:{identity.pk}" not in readers]


def _is_too_late(event: Event) -> bool:
    return event.at < timezone.now() - TOO_LATE


def _write_to_customer(
    post: Correspondence, identity: Identity, template: NoticeTemplate, shared: Variables
) -> Outbound | None:
    address = identity.value
    if why := post.held_back(identity, address, template.code):
        record_event(post.ticket, "notice_held", by=SYSTEM, cause=post.event, notice=template.code, why=why)
        _note_delivery(post.event, template, reader_of(identity), None)
        return None
    is_vouched = identity.verified and identity.customer_id == post.ticket.customer_id
    variables = shared.but(customer=post.ticket.customer.name) if is_vouched else shared
    letter = queue_out(to=address, **post.letter_to(identity, template, variables))
    _note_delivery(post.event, template, reader_of(identity), letter)
    return letter


def _note_delivery(event: Event, template: NoticeTemplate, reader: str, letter: Outbound | None) -> None:
    Delivery.objects.create(
        event=event, ticket_id=event.ticket_id or 0, code=template.code, reader=reader, outbound=letter
    )


def _write_to_staff(event: Event, template: NoticeTemplate, staff: Staff) -> None:
    with translation.override(staff.language or DEFAULT_LANGUAGE):
        variables = staff_variables(event, _ticket_of(event))
        subject, text = subject_of(template, variables), body_of(template, variables)
        about = variables["number"]
        letter = queue_out(to=staff.email, subject=subject, text=text, about=about, **linked(text, variables))
    _note_delivery(event, template, f"staff:{staff.pk}", letter)
