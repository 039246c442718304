"""Who waits for the customer's yes: the urgent ones first, all of them countable, however many there are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Asking
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace.confirming import counts_for, waiting_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
NOW = timezone.now()


def asked_about(cast: Cast, subject: str, next_at: datetime | None, state: str = "waiting") -> Ticket:
    ticket = make_ticket(subject)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    solution = offer_solution(ticket, measure="补发", timing="明天", responsible="林晓", by=cast.lin.party)
    Asking.objects.update_or_create(
        solution=solution, defaults={"ticket": ticket, "state": state, "asked_at": NOW, "next_at": next_at}
    )
    return ticket


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    """In the order of the list: our turn, tried to the end, and one whose next try is tomorrow."""
    tomorrow = asked_about(cast, "明天再问", NOW + timedelta(days=1))
    ended = asked_about(cast, "问完了", NOW + timedelta(hours=1), "exhausted")
    ours = asked_about(cast, "客户写回来了", None)
    return [ours, ended, tomorrow]


def test_who_wrote_back_stands_first_and_pages_go_on(
    cast: Cast, three: list[Ticket], django_assert_num_queries: Assert
) -> None:
    assert counts_for(cast.lin)["all"] == 3  # and the person's teams are known
    with django_assert_num_queries(2):
        first = waiting_for(cast.lin, size=2)
    second = waiting_for(cast.lin, first.next_cursor or "", size=2)
    assert [one.ticket for one in [*first.rows, *second.rows]] == three
    assert second.next_cursor is None


def test_the_counts_are_those_of_all_and_not_of_the_page(
    cast: Cast, three: list[Ticket], django_assert_num_queries: Assert, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cast.lin.team_ids
    with django_assert_num_queries(1):
        assert counts_for(cast.lin) == {"all": 3, "ours": 1, "exhausted": 1}
    monkeypatch.setattr(waiting_for, "__kwdefaults__", {"size": 1})
    client = Client()
    client.login(username="lin", password=PASSWORD)
    page = client.get("/desk/confirmations/").content.decode()
    assert "<strong>3</strong>" in page
    assert "客户写回来了" in page
    assert "明天再问" not in page
    assert "?cursor=" in page


@pytest.mark.parametrize("by_handler", [True, False])
def test_an_answer_that_the_handler_wrote_down_is_marked_on_the_ticket_and_on_paper(
    cast: Cast, by_handler: bool
) -> None:
    ticket = asked_about(cast, "问完了", NOW)
    answer_confirmation(ticket, solved=True, stars=5, by=cast.lin.party, by_handler=by_handler)
    client = Client()
    client.login(username="lin", password=PASSWORD)
    for part in ("", "print/"):
        page = client.get(f"/desk/tickets/{ticket.number}/{part}").content.decode()
        assert page.count("由处理人自己登记") == by_handler, part or "desk"


def test_others_see_none_of_them(cast: Cast, three: list[Ticket]) -> None:
    assert (waiting_for(cast.dan).rows, counts_for(cast.dan)["all"]) == ([], 0)
