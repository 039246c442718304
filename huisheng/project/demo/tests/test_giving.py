"""Today one amount waits for a yes, one got a no with its reason, one is allowed and goes out, one went out."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.giving import QUIET, WISHES, give_today
from huisheng.project.demo.load import hire
from huisheng.stages.handling.models import Compensation
from huisheng.stages.routing.actions import assign_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, Staff]:
    return hire()


def on_desk(people: dict[str, Staff], subject: str, owner: str = "he", *, at: datetime) -> Ticket:
    ticket = make_ticket(subject, at=at)
    assign_ticket(ticket, staff=people[owner], team=Team.objects.get(code="cs1"), by=SYSTEM, at=at)
    return ticket


def test_one_waits_one_is_refused_one_is_allowed_and_one_went_out(people: dict[str, Staff]) -> None:
    now = timezone.now()
    for subject in ("快递晚了三天", "风扇不转", "客服态度差", "师傅改期两次"):
        on_desk(people, subject, at=now - timedelta(hours=5))
    made = give_today(people, now)
    assert [one.state for one in made] == ["asked", "refused", "approved", "given"]
    assert [one.ticket.subject for one in made] == ["快递晚了三天", "风扇不转", "客服态度差", "师傅改期两次"]
    assert made[1].decided_why == WISHES[1].reply
    assert made[2].decided_by == made[3].decided_by == people["chen"]
    assert made[3].given_by == people["he"]


def test_it_is_asked_of_somebody_else_and_within_the_day(people: dict[str, Staff]) -> None:
    now = timezone.now()
    for subject in ("快递晚了", "坏了", "退款", "改期"):
        on_desk(people, subject, owner="lin", at=now - timedelta(hours=5))
    for one in give_today(people, now):
        assert one.by_id == people["lin"].pk
        assert now - QUIET < one.asked_at < now
        assert one.decided_at is None or one.asked_at < one.decided_at < now


def test_what_was_busy_a_moment_ago_is_left_alone(people: dict[str, Staff]) -> None:
    now = timezone.now()
    on_desk(people, "快递晚了", at=now - timedelta(minutes=10))
    assert give_today(people, now) == []
    assert not Compensation.objects.exists()


def test_where_no_words_fit_the_newest_is_taken_and_none_twice(people: dict[str, Staff]) -> None:
    now = timezone.now()
    older, newer = (on_desk(people, f"问一下 {n}", at=now - timedelta(hours=5 - n)) for n in (1, 2))
    made = give_today(people, now)
    assert [one.ticket for one in made] == [newer, older]
