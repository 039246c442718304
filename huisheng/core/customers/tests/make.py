"""Customers for tests."""

from typing import Any

from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Customer, Tier


def make_customer(
    name: str = "刘女士", *, phone: str = "", email: str = "", tier: str = "", **changes: Any
) -> Customer:
    """A customer with verified identities; the one who is known already where phone or email say so."""
    customer = recognise_customer(name=name, phone=phone, email=email, verified=True, **changes).customer
    if tier:
        customer.tier = make_tier(tier)
        customer.save(update_fields=["tier"])
    return customer


def make_tier(code: str = "core", **changes: Any) -> Tier:
    tier, _new = Tier.objects.get_or_create(code=code, defaults={"name": code, **changes})
    return tier
