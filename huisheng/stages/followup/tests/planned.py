"""Scenarios, people and callbacks for tests."""

from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from huisheng.core.customers.models import Customer, Tier
from huisheng.core.customers.tests.make import make_customer
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions import plan_callback
from huisheng.stages.followup.models import Callback, Scenario

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONES = count(13_500_000_000)
REASONS = count(1)


def at(hour: int, minute: int = 0, *, day: int = 23, month: int = 11) -> datetime:
    """A local instant of 2026; 11-23 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def make_scenario(code: str = "after_sale", **changes: Any) -> Scenario:
    """The shipped scenario of this code, changed as told, without waiting before the first try."""
    scenario = Scenario.objects.get(code=code)
    for name, value in {"wait_hours": 0, **changes}.items():
        setattr(scenario, name, value)
    scenario.save()
    return scenario


def make_caller(name: str = "刘女士", *, tier: str = "", **changes: Any) -> Customer:
    """A customer with a phone of her own."""
    customer = make_customer(name, phone=str(next(PHONES)))
    changes |= {"tier": Tier.objects.get(code=tier)} if tier else {}
    for field, value in changes.items():
        setattr(customer, field, value)
    customer.save()
    return customer


def make_callback(scenario: Scenario | str = "trial", customer: Customer | None = None, **changes: Any) -> Callback:
    """A planned callback of Monday, ten o'clock."""
    given = {"reason": f"test:{next(REASONS)}", "by": SYSTEM, "at": at(10), **changes}
    callback = plan_callback(scenario, customer or make_caller(), **given)
    assert callback is not None
    return callback
