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
from huisheng.watch.notify.models import Delivery, Notice, NoticeTemplate
from huisheng.watch.notify.variables import NAMES, Variables, customer_variables, knows_the_name, staff_variables
from huisheng.watch.notify.wording import PLACE, body_of, subject_of

DEFAULT_LANGUAGE = "zh-hans"
TOO_LATE = timedelta(days=3)  # a letter about something older (an import, the demo) would only confuse
Audience = NoticeTemplate.Audience


class UnknownVariable(Refused):
    code = "unknown_variable"


class WordingMissing(Refused):
    code = "wording_missing"


@transaction.atomic
def tell_customer(event: Event, code: str) -> list[Outbound]:
    """Write to every email address given for the ticket, in the customer's language; twice is once.

    Nothing is written when the template `code` is missing or switched off, or the event is older than three days.
    """
    template = _template(code, Audience.CUSTOMER)
    ticket = _ticket_of(event)
    if not template or not template.by_email or _is_too_late(event):
        return []
    fresh = [identity for identity in _addresses(ticket) if _is_first(event, ticket, code, f"identity:{identity.pk}")]
    if not fresh:
        return []
    with translation.override(ticket.customer.language or DEFAULT_LANGUAGE):
        named = customer_variables(event, ticket)
        nameless = named | {"customer": ""}
        is_known = knows_the_name(ticket)
        letters = [
            _write(
                event,
                f"identity:{identity.pk}",
                to=identity.value,
                template=template,
                variables=named if is_known or _is_vouched(identity, ticket) else nameless,
            )
            for identity in fresh
        ]
    record_event(ticket, "notice_sent", by=SYSTEM, cause=event, notice=code)
    return letters


@transaction.atomic
def tell_staff(event: Event, code: str, staff: Staff, *, audience: str = Audience.ASSIGNEE) -> Notice | None:
    """Ring one colleague's bell, and write a letter to who is not at the desk; twice is once.

    None when the template is switched off, the colleague left, was told before, or did it.
    """
    ticket = _ticket_of(event)
    known = NoticeTemplate.objects.filter(code=code, audience=audience).first()
    if not staff.is_active or event.by == Party("staff", staff.pk) or (known and not known.enabled):
        return None
    notice, is_new = Notice.objects.get_or_create(
        staff=staff, event=event, code=code, defaults={"ticket": ticket, "audience": audience, "at": event.at}
    )
    if not is_new:
        return None
    push(f"staff:{staff.pk}", kind="notice", ident=notice.pk)
    if known and known.by_email and staff.email and staff.presence != Presence.ONLINE and not _is_too_late(event):
        _write_to_staff(event, known, ticket, staff)
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
    return Ticket.objects.select_related("customer", "assignee", "team").get(pk=event.ticket_id)


def _addresses(ticket: Ticket) -> Iterable[Identity]:
    return Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL)


def _is_vouched(identity: Identity, ticket: Ticket) -> bool:
    return identity.verified and identity.customer_id == ticket.customer_id


def _is_first(event: Event, ticket: Ticket, code: str, reader: str) -> bool:
    _row, is_new = Delivery.objects.get_or_create(event=event, code=code, reader=reader, defaults={"ticket": ticket})
    return is_new


def _is_too_late(event: Event) -> bool:
    return event.at < timezone.now() - TOO_LATE


def _write(event: Event, reader: str, *, to: str, template: NoticeTemplate, variables: Variables) -> Outbound:
    letter = queue_out(to=to, subject=subject_of(template, variables), text=body_of(template, variables))
    Delivery.objects.filter(event=event, code=template.code, reader=reader).update(outbound=letter)
    return letter


def _write_to_staff(event: Event, template: NoticeTemplate, ticket: Ticket, staff: Staff) -> None:
    reader = f"staff:{staff.pk}"
    if not _is_first(event, ticket, template.code, reader):
        return
    with translation.override(staff.language or DEFAULT_LANGUAGE):
        variables = staff_variables(event, ticket)
        _write(event, reader, to=staff.email, template=template, variables=variables)
