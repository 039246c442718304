"""The ledger reads as what happened."""

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.journey.tests.make import make_received
from huisheng.stages.routing.actions import answer_hand_over, hand_over, withdraw_hand_over
from huisheng.stages.sla.queries import all_clocks
from huisheng.stages.triage.queries import gradings_of
from huisheng.web.workspace.timeline import Names, lines_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def newest(ticket: Ticket, kind: str) -> str:
    events = list(ticket.events.filter(kind=kind))
    return lines_of(events, Names(ticket, events), gradings_of(ticket), all_clocks(ticket))[0].text


@pytest.mark.parametrize(("accept", "word"), [(True, "同意接手"), (False, "婉拒")])
def test_it_says_what_was_answered_to_a_hand_over(cast: Cast, *, accept: bool, word: str) -> None:
    ticket = make_received(owner=cast.lin)
    asked = hand_over(ticket, to=cast.chen, note="我下班了", by=cast.lin.party)
    answer_hand_over(asked, accept=accept, by=cast.chen.party)
    assert word in newest(ticket, "hand_over_answered")


def test_it_says_that_a_question_was_taken_back(cast: Cast) -> None:
    ticket = make_received(owner=cast.lin)
    asked = hand_over(ticket, to=cast.chen, note="我下班了", by=cast.lin.party)
    withdraw_hand_over(asked, by=cast.lin.party)
    assert "收回" in newest(ticket, "hand_over_answered")
