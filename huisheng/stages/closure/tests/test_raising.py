"""Each no brings it one level higher: supervisor, head of the department, the house."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Absence, Membership, Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.closure.actions import answer_confirmation, close_spam, reopen_closed
from huisheng.stages.closure.models import Raised
from huisheng.stages.closure.queries import open_raised
from huisheng.stages.closure.tests.make import make_offered, offer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(cast: Cast) -> Staff:
    """The department's head, who sees no tickets by herself."""
    head = make_staff("zhou", name="周岚", role="colleague", teams=[])
    Team.objects.filter(code="cs1").update(head=head)
    return head


def no(ticket: Ticket, *, stars: int | None = None) -> Raised:
    answer = answer_confirmation(ticket, solved=False, stars=stars, word="还是不行", by=ticket.customer.party)
    return Raised.objects.get(confirmation=answer)


def test_one_level_higher_each_time_and_the_same_owner(cast: Cast, head: Staff) -> None:
    ticket = make_offered(cast.lin)
    found = []
    for _each in range(4):
        raised = no(ticket)
        found.append((raised.level, raised.staff))
        assert ticket.assignee == cast.lin
        offer(ticket, cast.lin)
    assert found == [(1, cast.chen), (2, head), (3, cast.admin), (3, cast.admin)]
    assert tickets_for(head).filter(pk=ticket.pk).exists(), "who looks after it may open it"
    said = Event.objects.filter(ticket=ticket, kind="ticket_raised").order_by("id")
    assert [one.payload["level"] for one in said] == [1, 2, 3, 3]


def test_the_owner_is_not_raised_to(cast: Cast, head: Staff) -> None:
    ticket = make_offered(cast.chen)
    assert (no(ticket).level, Raised.objects.get().staff) == (2, head)


def test_a_team_without_leader_and_head_goes_to_the_house(cast: Cast) -> None:
    Membership.objects.filter(staff=cast.chen).update(leads=False)
    raised = no(make_offered(cast.lin))
    assert (raised.level, raised.staff) == (3, cast.admin)


def test_who_is_away_is_replaced_by_who_stands_in(cast: Cast) -> None:
    now = timezone.now()
    away = {"since": now - timedelta(hours=1), "until": now + timedelta(days=1)}
    Absence.objects.create(staff=cast.chen, substitute=cast.dan, **away)
    ticket = make_offered(cast.lin)
    assert no(ticket).staff == cast.dan
    assert tickets_for(cast.dan).filter(pk=ticket.pk).exists()


def test_a_yes_or_another_ending_ends_it(cast: Cast) -> None:
    ticket, other = make_offered(cast.lin), make_offered(cast.lin)
    for one in (ticket, other):
        no(one)
        offer(one, cast.lin)
    answer_confirmation(ticket, solved=True, stars=4, by=ticket.customer.party)
    assert open_raised(ticket) == []
    assert len(open_raised(other)) == 1
    close_spam(other, reason="广告", by=cast.chen.party)
    assert not Raised.objects.filter(ended_at=None).exists()


def test_solved_but_dissatisfied_is_a_no_too(cast: Cast) -> None:
    ticket = make_offered(cast.lin)
    answer = answer_confirmation(ticket, solved=True, stars=1, word="态度差", by=ticket.customer.party)
    assert Raised.objects.get().confirmation == answer


def test_a_no_after_an_end_goes_on_above_the_highest_level_there_was(cast: Cast, head: Staff) -> None:
    """Whether it ended in silence or by a yes: what the customer went through before is not forgotten."""
    ticket = make_offered(cast.lin)
    assert no(ticket).level == 1
    offer(ticket, cast.lin)
    answer_confirmation(ticket, solved=True, stars=4, by=ticket.customer.party)
    assert open_raised(ticket) == []
    reopen_closed(ticket, why="message", by=ticket.customer.party)
    offer(ticket, cast.lin)
    raised = no(ticket)
    assert (raised.level, raised.staff) == (2, head)
