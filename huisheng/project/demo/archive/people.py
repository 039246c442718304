"""Customers as `core/customers` would recognise them, remembered while the archive is made."""

from datetime import datetime, timedelta

from huisheng.core.base.vault import vault
from huisheng.core.customers.models import Customer, Identity, IdentityKind, Tier
from huisheng.kit.contact import normalise_email, normalise_phone, phone_tail
from huisheng.kit.mask import mask_email, mask_phone
from huisheng.kit.pinyin import spelled

from ..script import DemoCustomer
from .rows import Rows


class Directory:
    """Who is known by which phone or address."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.tiers = {tier.code: tier for tier in Tier.objects.all()}
        self.known: dict[tuple[str, str], Identity] = {}
        self.opened: dict[int, list[datetime]] = {}  # customer -> the instants of the own tickets

    def recognise(self, who: DemoCustomer, *, verified: bool, at: datetime) -> tuple[Customer, list[Identity]]:
        """The customer behind phone and email, new or known, with the identities given this time."""
        given = [
            (str(kind), value)
            for kind, value in (
                (IdentityKind.PHONE, normalise_phone(who.phone) or ""),
                (IdentityKind.EMAIL, normalise_email(who.email) or ""),
            )
            if value
        ]
        first = next((self.known[key] for key in given if key in self.known), None)
        customer = first.customer if first else self._greet(who, at=at)
        identities = [self.known.get(key) or self._note(customer, *key, verified=verified, at=at) for key in given]
        for identity in identities:
            identity.verified = identity.verified or verified
        return customer, identities

    def repeats(self, customer: Customer, *, days: int, at: datetime) -> int:
        """Tickets of this customer in the `days` up to `at`, the one that comes now included."""
        mine = self.opened.setdefault(customer.pk, [])
        mine.append(at)
        return sum(at - timedelta(days=days) <= one <= at for one in mine)

    def _greet(self, who: DemoCustomer, *, at: datetime) -> Customer:
        since = at.date() - timedelta(days=who.days_with_us) if who.tier else None
        return self.rows.add(
            Customer(
                name=who.name,
                spelled=spelled(who.name),
                tier=self.tiers.get(who.tier),
                customer_since=since,
                created_at=at,
            )
        )

    def _note(self, customer: Customer, kind: str, value: str, *, verified: bool, at: datetime) -> Identity:
        is_phone = kind == IdentityKind.PHONE
        identity = Identity(
            customer=customer,
            kind=kind,
            blind=vault().blind(kind, value),
            sealed=vault().seal(value),
            tail=vault().blind("tail", phone_tail(value)) if is_phone else "",
            masked=mask_phone(value) if is_phone else mask_email(value),
            verified=verified,
            created_at=at,
        )
        self.known[kind, value] = identity
        return self.rows.add(identity)
