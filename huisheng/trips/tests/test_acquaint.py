"""Who the customer is: doubts settled, the kind of customer changed."""

import pytest

from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import IdentityConflict, Tier
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.trips.acquaint import NothingToSettle, change_tier, keep_apart
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_two_customers_stay_two_and_the_ledger_says_who_asked(cast: Cast) -> None:
    ticket = make_ticket()
    other = recognise_customer(name="赵先生", email="other@example.com").customer
    IdentityConflict.objects.create(customer=ticket.customer, other=other, identity=other.identities.get())
    assert keep_apart(ticket, by=cast.lin.party) == 1
    assert Event.objects.get(ticket=ticket, kind="identity_settled").by_id == cast.lin.pk
    assert not IdentityConflict.objects.filter(resolved_at=None).exists()
    with pytest.raises(NothingToSettle):
        keep_apart(ticket, by=cast.lin.party)


def test_the_kind_of_customer_changes_once_and_is_in_the_ledger(cast: Cast) -> None:
    ticket, core = make_ticket(), Tier.objects.order_by("-rank").first()
    assert core is not None
    for _twice in range(2):
        change_tier(ticket, tier=core, by=cast.lin.party)
    ticket.customer.refresh_from_db()
    assert ticket.customer.tier == core
    assert Event.objects.get(ticket=ticket, kind="tier_changed").payload["tier"] == core.code
