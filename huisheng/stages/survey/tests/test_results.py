from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.access import NotFound
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.tests.make import make_offered
from huisheng.stages.handling.models import Solution
from huisheng.stages.survey.actions import answer, answer_by_phone, invite, note_sent
from huisheng.stages.survey.models import Invitation, Question, Survey
from huisheng.stages.survey.results import (
    Span,
    listed,
    pivot_of,
    rate_of,
    rates_by,
    response_for,
    spreads_of,
    stars_rate,
    whole_of,
)
from huisheng.stages.survey.tests.make import make_survey
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SPAN = Span(NOW - timedelta(days=1), NOW + timedelta(days=1))


def ticket_of(cast: Cast, n: int, channel: str = "web") -> Ticket:
    customer = make_customer(f"客户{n}", email=f"c{n}@mail.example")
    return make_ticket(customer=customer, team=cast.cs1, assignee=cast.lin, channel=channel)


def told(survey: Survey, ticket: Ticket, **given: Any) -> None:
    invitation = invite(survey, ticket.customer, occasion=f"closure:{ticket.pk}", ticket=ticket)
    assert invitation is not None
    note_sent(invitation, way="email")
    if given:
        answer(invitation, given, finish="solved" in given, by=ticket.customer.party)


@pytest.fixture
def survey(cast: Cast) -> Survey:
    """Five asked: 5, 4, 2 (not to the end), nothing, nothing; one held back; one told on the phone: 1."""
    survey = make_survey()
    told(survey, ticket_of(cast, 1), satisfied=5, solved=1)
    told(survey, ticket_of(cast, 2, "email"), satisfied=4, solved=1)
    told(survey, ticket_of(cast, 3), satisfied=2)
    told(survey, ticket_of(cast, 4))
    told(survey, ticket_of(cast, 5))
    held = ticket_of(cast, 6)
    invite(survey, held.customer, occasion="closure:x", ticket=held, rated=True)
    given = {"satisfied": 1, "solved": 0}
    phone = ticket_of(cast, 7)
    answer_by_phone(survey, phone.customer, given, ticket=phone, by=cast.lin.party)
    return survey


def scale(survey: Survey, code: str = "satisfied") -> Question:
    return Question.objects.get(survey=survey, code=code)


def test_the_rate_counts_who_was_asked_and_says_who_was_not(cast: Cast, survey: Survey) -> None:
    rate = rate_of(cast.chen, survey, SPAN)
    assert (rate.asked, rate.answered, rate.finished) == (6, 4, 3)
    assert rate.percent == 66.7
    assert rate.held == {"rated": 1}


def test_a_letter_that_never_left_asked_nobody(cast: Cast, survey: Survey) -> None:
    unsent = ticket_of(cast, 8)
    invite(survey, unsent.customer, occasion="closure:y", ticket=unsent)
    rate = rate_of(cast.chen, survey, SPAN)
    assert (rate.asked, rate.unsent, rate.held) == (6, 1, {"rated": 1})
    late = ticket_of(cast, 9)
    told(survey, late, satisfied=5)
    Invitation.objects.filter(ticket=late).update(sent_at=None)  # answered from the customer's page
    assert rate_of(cast.chen, survey, SPAN).asked == 7


def test_regular_answers_are_for_the_customers_agent_and_who_sees_everything(cast: Cast) -> None:
    survey = make_survey("nps", questions=({"code": "recommend", "kind": "nps"},))
    customer = make_customer("赵先生", email="zhao@mail.example")
    Customer.objects.filter(pk=customer.pk).update(agent=cast.lin)
    invitation = invite(survey, customer, occasion="regular:1")
    assert invitation is not None
    response = answer(invitation, {"recommend": 2}, finish=True, by=customer.party)
    assert [response_for(staff, response.pk).pk for staff in (cast.lin, cast.admin)] == [response.pk] * 2
    assert rate_of(cast.lin, survey, SPAN).answered == 1
    assert rate_of(cast.dan, survey, SPAN).answered == 0
    with pytest.raises(NotFound):
        response_for(cast.dan, response.pk)


def test_the_answers_are_counted_raw(cast: Cast, survey: Survey) -> None:
    spread = spreads_of(cast.chen, survey, SPAN)[scale(survey).pk]
    assert spread.counts == {5: 1, 4: 1, 2: 1, 1: 1}
    assert (spread.n, spread.mean, spread.good) == (4, 3.0, 50.0)
    assert spread.bars[0] == (5, 1, 100)
    solved = spreads_of(cast.chen, survey, SPAN)[scale(survey, "solved").pk]
    assert solved.yes == 66.7


def test_the_parts_of_a_table_add_up(cast: Cast, survey: Survey) -> None:
    whole = spreads_of(cast.chen, survey, SPAN)[scale(survey).pk].n
    for by in ("channel", "category", "handler", "week", "month"):
        assert sum(spread.n for _part, spread in pivot_of(cast.chen, survey, SPAN, scale(survey), by)) == whole
    by_channel = pivot_of(cast.chen, survey, SPAN, scale(survey), "channel")
    assert [spread.n for _part, spread in by_channel] == [3, 1]
    assert pivot_of(cast.chen, survey, SPAN, scale(survey), "handler")[0][0] == cast.lin.pk


def test_the_rate_of_a_part_is_of_those_invited_about_it(cast: Cast, survey: Survey) -> None:
    """Of the whole six were asked: one about a mail; the one that was held back is in no part."""
    web, mail = ticket_of(cast, 10).channel_id, ticket_of(cast, 11, "email").channel_id
    by_channel = rates_by(cast.chen, survey, SPAN, "channel")
    assert {part: (one.asked, one.answered) for part, one in by_channel.items()} == {web: (5, 3), mail: (1, 1)}
    handler = rates_by(cast.chen, survey, SPAN, "handler")[cast.lin.pk]
    assert (handler.asked, handler.answered, handler.finished, handler.held) == (6, 4, 3, {"rated": 1})
    for by in ("channel", "category", "handler", "week", "month"):
        rates = rates_by(cast.chen, survey, SPAN, by)
        assert whole_of(rates.values()) == rate_of(cast.chen, survey, SPAN), by
        assert {part for part, _spread in pivot_of(cast.chen, survey, SPAN, scale(survey), by)} <= set(rates), by


def test_the_rate_of_a_part_costs_two_questions(
    cast: Cast, survey: Survey, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert cast.chen.team_ids
    for by in ("channel", "week"):
        with django_assert_num_queries(2):
            rates_by(cast.chen, survey, SPAN, by)


def test_stars_are_a_part_of_the_offers_of_that_time(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Four offers: five stars, a no without stars, no answer, and one of others; one of last week was rated today."""
    offers = [make_offered(cast.lin, at=NOW) for _each in range(4)]
    other = make_offered(cast.dan, at=NOW)
    answer_confirmation(offers[0], solved=True, stars=5, by=offers[0].customer.party)
    answer_confirmation(offers[1], solved=False, stars=None, by=offers[1].customer.party)
    answer_confirmation(other, solved=True, stars=4, by=other.customer.party)
    answer_confirmation(offers[3], solved=True, stars=3, by=offers[3].customer.party)
    Solution.objects.filter(ticket=offers[3]).update(offered_at=NOW - timedelta(days=9))
    assert cast.chen.team_ids
    with django_assert_num_queries(1):
        rate = stars_rate(cast.chen, SPAN)
    assert (rate.asked, rate.answered, rate.percent) == (3, 1, 33.3)


def test_words_have_no_table(cast: Cast, survey: Survey) -> None:
    with pytest.raises(ValueError, match="no numbers"):
        pivot_of(cast.chen, survey, SPAN, scale(survey, "better"), "channel")


def test_behind_each_number_is_its_list(cast: Cast, survey: Survey) -> None:
    question = scale(survey).pk
    assert listed(cast.chen, survey, SPAN).count() == 4
    assert listed(cast.chen, survey, SPAN, question=question, raw=2).count() == 1
    assert listed(cast.chen, survey, SPAN, low=True).count() == 2
    assert listed(cast.chen, survey, SPAN, by="handler", part=cast.lin.pk).count() == 4


def test_nobody_counts_what_is_not_theirs_to_see(cast: Cast, survey: Survey) -> None:
    assert rate_of(cast.dan, survey, SPAN).asked == 0
    assert spreads_of(cast.dan, survey, SPAN)[scale(survey).pk].n == 0
    assert not listed(cast.dan, survey, SPAN).exists()


def test_another_time_has_other_numbers(cast: Cast, survey: Survey) -> None:
    before = Span(NOW - timedelta(days=9), NOW - timedelta(days=2))
    assert rate_of(cast.chen, survey, before).percent is None


def test_nps_is_told_from_minus_to_plus_hundred(cast: Cast) -> None:
    survey = make_survey("nps", questions=({"code": "recommend", "kind": "nps"},))
    for n, score in enumerate((10, 9, 8, 3)):
        customer = make_customer(f"客户{n}", email=f"c{n}@mail.example")
        invitation = invite(survey, customer, occasion="regular:1")
        assert invitation is not None
        answer(invitation, {"recommend": score}, finish=True, by=customer.party)
    assert spreads_of(cast.admin, survey, SPAN)[scale(survey, "recommend").pk].nps == 25.0
