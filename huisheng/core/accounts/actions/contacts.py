"""Keep the emergency table: who is asked, when, how, and who else. Audited."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.hours import Spans, check_spans
from huisheng.core.accounts.models import Calendar, Contact, Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.kit.contact import normalise_email
from huisheng.kit.party import Party


@transaction.atomic
def save_contact(
    contact: Contact | None,
    *,
    team: Team,
    name: str,
    duty: str = "",
    phone: str = "",
    email: str = "",
    weekly: Mapping[str, Spans] | None = None,
    calendar: Calendar | None = None,
    staff: Staff | None = None,
    backup: Contact | None = None,
    by: Party,
) -> Contact:
    """A new line of the table, or a changed one. `weekly` maps "0" (Monday) to intervals; nothing = always on duty.

    Raises AccountRefused for no name, nothing to be reached by, an odd email, or a backup who is oneself;
    CalendarRefused for unreadable hours.
    """
    _check(contact, name=name, phone=phone, email=email, staff=staff, backup=backup)
    before = _facts(contact) if contact else None
    one = contact or Contact(rank=Contact.objects.filter(team=team).count())
    one.team, one.staff, one.calendar, one.backup = team, staff, calendar, backup
    one.name, one.duty, one.phone = name.strip(), duty.strip(), phone.strip()
    one.email = normalise_email(email) or ""
    one.weekly = {day: check_spans(spans) for day, spans in (weekly or {}).items()}
    one.save()
    if (after := _facts(one)) != before:
        record_change(f"accounts.Contact:{one.pk}", before=before, after=after, by=by)
    return one


@transaction.atomic
def switch_contact(contact: Contact, *, active: bool, by: Party) -> Contact:
    """Take somebody out of the table, or in again; requests of before keep their name."""
    before, contact.active = _facts(contact), active
    contact.save(update_fields=["active"])
    if (after := _facts(contact)) != before:
        record_change(f"accounts.Contact:{contact.pk}", before=before, after=after, by=by)
    return contact


def _check(
    contact: Contact | None, *, name: str, phone: str, email: str, staff: Staff | None, backup: Contact | None
) -> None:
    if not name.strip():
        raise AccountRefused(_("Please give a name."), name="")
    if not (phone.strip() or email.strip() or staff):
        raise AccountRefused(_("A phone, an email or an account: one of them is needed to reach somebody."), phone="")
    if email.strip() and not normalise_email(email):
        raise AccountRefused(_("This is not an email address. Please check it."), email=email)
    if contact and backup and backup.pk == contact.pk:
        raise AccountRefused(_("Nobody stands in for oneself."), backup=str(backup.pk))


def _facts(contact: Contact) -> dict[str, Any]:
    """For the change log, where phone and email are nobody's business: that there is one, says enough."""
    facts: dict[str, Any] = {name: getattr(contact, name) for name in ("name", "duty", "weekly", "active", "rank")}
    facts |= {name: getattr(contact, f"{name}_id") for name in ("team", "staff", "calendar", "backup")}
    return facts | {"phone": bool(contact.phone), "email": bool(contact.email)}
