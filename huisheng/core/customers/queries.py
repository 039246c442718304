"""Find customers for people at the desk: by phone, last four digits, email, or name."""

import re

from django.db.models import Q, QuerySet

from huisheng.core.base.asked import Asked
from huisheng.core.base.vault import vault
from huisheng.core.customers.models import Customer, IdentityConflict, IdentityKind
from huisheng.kit.contact import normalise_email, normalise_phone

LIMIT = 20
TAIL = re.compile(r"\d{4}")


def find_customers(text: str, *, limit: int = LIMIT) -> QuerySet[Customer]:
    """Customers whose phone, last four digits or email is exactly `text`, or whose name starts with it; newest first.

    Empty for an empty text. A number that is no phone and has not four digits finds nobody: no probing digit by digit.
    """
    text = text.strip()
    found = _identity(text) | (Q(name__startswith=text) if text and not text.isdigit() else Q(pk=None))
    return Customer.objects.filter(found, merged_into=None).distinct().order_by("-id")[:limit]


def known_customer(*, phone: str = "", email: str = "", external_id: str = "") -> Customer | None:
    """The customer with this whole phone, email or own number, for a colleague who types it in. None if nobody has it."""
    blinds = _blinds(phone=phone, email=email, external_id=external_id)
    found = Customer.objects.filter(identities__blind__in=blinds, merged_into=None) if blinds else None
    return found.order_by("id").first() if found is not None else None


def open_conflicts(customer: Customer) -> list[IdentityConflict]:
    """What an agent has to decide about this customer, with the other one and the identity they share."""
    return _CONFLICTS(customer.pk)


def _conflicts(customer: int) -> QuerySet[IdentityConflict]:
    either = Q(customer=customer) | Q(other=customer)
    return IdentityConflict.objects.filter(either, resolved_at=None).select_related("customer", "other", "identity")


_CONFLICTS = Asked(_conflicts, int)


def _identity(text: str) -> Q:
    if blinds := _blinds(phone=text, email=text):
        return Q(identities__blind__in=blinds)
    if TAIL.fullmatch(text):
        return Q(identities__tail=vault().blind("tail", text))
    return Q(pk=None)


def _blinds(*, phone: str, email: str, external_id: str = "") -> list[str]:
    values = {
        IdentityKind.PHONE: normalise_phone(phone),
        IdentityKind.EMAIL: normalise_email(email),
        IdentityKind.EXTERNAL: external_id.strip(),
    }
    return [vault().blind(str(kind), value) for kind, value in values.items() if value]
