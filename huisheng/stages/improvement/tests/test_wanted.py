"""Cases of which somebody wrote that something should be improved, until an improvement is tied to them."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.paging import in_order
from huisheng.stages.closure.models import Finding
from huisheng.stages.improvement.actions import drop_improvement
from huisheng.stages.improvement.queries import ORDERS, WANTED, wanted_by
from tests.cast import Cast

from .make import make_improvement

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def asking(owner: Staff, *, improve: bool | None = True) -> Ticket:
    ticket = make_ticket(team=owner.teams.get(), assignee=owner)
    Finding.objects.create(ticket=ticket, words="拿错", improve=improve, at=NOW)
    return ticket


def test_a_case_that_asks_for_an_improvement_waits_until_one_is_tied_to_it(cast: Cast) -> None:
    """Whatever became of it: one that was dropped has its reason."""
    ticket = asking(cast.lin)
    asking(cast.lin, improve=False)
    asking(cast.lin, improve=None)
    assert [one.ticket for one in wanted_by(cast.chen)] == [ticket]
    drop_improvement(make_improvement(cast, ticket), reason="不值得", by=cast.chen)
    assert not wanted_by(cast.chen).exists()


def test_of_a_merged_case_the_improvement_may_be_tied_to_the_other(cast: Cast) -> None:
    ticket, into = asking(cast.lin), asking(cast.lin, improve=None)
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=into)
    assert wanted_by(cast.chen).count() == 1
    make_improvement(cast, into)
    assert not wanted_by(cast.chen).exists()


def test_what_one_may_not_see_does_not_ask_one(cast: Cast) -> None:
    asking(cast.lin)
    counts = {one.username: wanted_by(one).count() for one in (cast.lin, cast.chen, cast.admin, cast.dan, cast.wang)}
    assert counts == {"lin": 1, "chen": 1, "admin": 1, "dan": 0, "wang": 0}


def test_cases_that_ask_are_found_by_their_index(cast: Cast) -> None:
    """Thousands of findings, few of which ask: nothing is read from end to end."""
    sample = make_ticket()
    again: dict[str, Any] = {"customer": sample.customer, "channel": sample.channel, "last_message_at": NOW}
    old = Ticket.objects.bulk_create(Ticket(number=f"OLD-{n}", created_at=NOW, **again) for n in range(3000))
    Finding.objects.bulk_create(Finding(ticket=one, improve=n % 50 == 0, at=NOW) for n, one in enumerate(old))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket, closure_finding")
    for staff in (cast.admin, cast.chen):
        plan = in_order(wanted_by(staff), ORDERS[WANTED])[:51].explain()
        assert "findings_to_improve" in plan, staff
        assert "Seq Scan on closure_finding" not in plan, staff
