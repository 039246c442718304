"""The initial assessment is what a colleague said, and nothing else."""

import pytest

from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.triage.actions import NothingAssessed, assess_ticket
from huisheng.stages.triage.models import Assessment
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_keeps_what_was_said_and_leaves_the_rest_open(cast: Cast) -> None:
    found = assess_ticket(make_ticket(), severity="high", at_once=True, words=" 孩子生日 ", by=cast.lin.party)
    assert (found.severity, found.complexity, found.safety, found.at_once) == ("high", "", None, True)
    assert found.words == "孩子生日"


def test_written_anew_it_replaces_and_the_ledger_has_both(cast: Cast) -> None:
    ticket = make_ticket()
    assess_ticket(ticket, severity="high", by=cast.lin.party)
    assess_ticket(ticket, severity="low", safety=False, by=cast.chen.party)
    assert Assessment.objects.get(ticket=ticket).severity == "low"
    said = Event.objects.filter(ticket=ticket, kind="ticket_assessed").order_by("id")
    assert [one.payload for one in said] == [{"severity": "high"}, {"severity": "low", "safety": False}]


def test_it_wants_at_least_one_criterion(cast: Cast) -> None:
    with pytest.raises(NothingAssessed):
        assess_ticket(make_ticket(), words="看过了", by=cast.lin.party)


def test_it_knows_no_other_degrees(cast: Cast) -> None:
    with pytest.raises(ValueError, match="huge"):
        assess_ticket(make_ticket(), severity="huge", by=cast.lin.party)
