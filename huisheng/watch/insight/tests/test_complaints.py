"""Numbers about complaints, compensation and ratings, beside SQL written by hand and arithmetic of their own."""

from datetime import timedelta
from statistics import mean

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category, Tag
from huisheng.core.customers.models import Customer, Tier
from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Link, Ticket
from huisheng.stages.closure.models import Closure
from huisheng.stages.handling.models import Compensation
from huisheng.stages.triage.models import TicketTag
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.queries import Value, by_parts
from huisheng.watch.insight.queries import numbers as count_all
from huisheng.watch.insight.tests.calls import answer, ask, make_survey
from huisheng.watch.insight.tests.make import House, make_house
from huisheng.watch.insight.tests.requests import make_request
from tests.cast import Cast, gather

from .test_numbers import by_hand

pytestmark = pytest.mark.django_db
COMPLAINTS = {"smooth", "slow", "slowest", "second round", "came back", "poor stars", "silent", "unanswered"}


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    """The week of the other tests, where exactly these eight are complaints."""
    cast, made = gather(), make_house()
    complaint, other = (Category.objects.filter(nature=nature).first() for nature in ("complaint", "repair"))
    for name, story in made.stories.items():
        Ticket.objects.filter(pk=story.ticket.pk).update(category=complaint if name in COMPLAINTS else other)
    return cast, made


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def counted(cast: Cast, house: House) -> dict[str, Value]:
    return count_all(cast.admin, house.period).values


def listed(cast: Cast, house: House, key: str, *, base: bool = False) -> set[str]:
    found = rows_behind(cast.admin, house.period, BY_KEY[key], base=base)
    return house.names({row["number"] for row in found.rows})


def test_a_complaint_takes_until_the_customers_yes(cast: Cast, house: House) -> None:
    """Not until our offer, not until the closing of one that is open again."""
    values = counted(cast, house)
    assert listed(cast, house, "complaints") == COMPLAINTS
    assert listed(cast, house, "cycle_mean") == {"smooth", "slow", "slowest", "second round"}
    told = """SELECT extract(epoch FROM c.at - r.created_at)::float FROM r JOIN catalogue_category g ON g.id = r.category_id
        JOIN closure_closure c ON c.ticket_id = r.id WHERE g.nature = 'complaint' AND c.kind = 'confirmed' AND c.at < %(stop)s
        AND NOT EXISTS (SELECT FROM closure_reopening o WHERE o.closure_id = c.id)"""
    cycles = [seconds for (seconds,) in by_hand(told, house)]
    assert values["cycle_mean"].measured == pytest.approx(mean(cycles))
    assert values["cycle_mean"].count == len(cycles)


def test_solved_at_once_and_complained_again_are_shares_of_closed_complaints(cast: Cast, house: House) -> None:
    closed = {"smooth", "slow", "slowest", "second round", "came back"}
    assert listed(cast, house, "once_complaints", base=True) == closed
    assert listed(cast, house, "once_complaints") == {"smooth", "slow", "slowest"}
    assert listed(cast, house, "appealed") == {"came back"}
    first, again = house.stories["slow"].ticket, house.stories["follower"].ticket
    link_tickets(again, other=first, kind=Link.Kind.FOLLOWS, by=cast.admin.party)
    assert listed(cast, house, "appealed") == {"came back", "slow"}
    assert listed(cast, house, "once_complaints") == {"smooth", "slowest"}
    told = """SELECT count(DISTINCT r.id) FROM r JOIN catalogue_category g ON g.id = r.category_id JOIN closure_closure c ON c.ticket_id = r.id
        WHERE g.nature = 'complaint' AND c.kind IN ('confirmed', 'unconfirmed') AND (EXISTS (SELECT FROM closure_reopening o WHERE o.ticket_id = r.id)
        OR EXISTS (SELECT FROM tickets_link l JOIN tickets_ticket x ON x.id = l.ticket_id WHERE l.other_id = r.id AND l.kind = 'follows' AND x.created_at > c.at))"""
    assert by_hand(told, house) == [(2,)]


def test_what_was_filed_before_the_closing_is_no_second_complaint(cast: Cast, house: House) -> None:
    late, early = house.stories["slow"].ticket, house.stories["smooth"].ticket
    link_tickets(early, other=late, kind=Link.Kind.FOLLOWS, by=cast.admin.party)
    assert listed(cast, house, "appealed") == {"came back"}


def test_complaints_about_waiting_bear_the_tag(cast: Cast, house: House) -> None:
    TicketTag.objects.all().delete()
    tag = Tag.objects.get(code="waiting")
    for name in ("slow", "slowest", "chaser"):
        TicketTag.objects.create(ticket=house.stories[name].ticket, tag=tag)
    assert listed(cast, house, "long_wait") == {"slow", "slowest"}
    assert listed(cast, house, "long_wait", base=True) == COMPLAINTS


def test_satisfaction_is_on_a_hundred_and_says_who_answered(cast: Cast, house: House) -> None:
    core = Tier.objects.get(code="core")
    Customer.objects.filter(pk=house.stories["slowest"].ticket.customer_id).update(tier=core)
    Customer.objects.filter(pk=house.stories["silent"].ticket.customer_id).update(tier=core)
    values = counted(cast, house)
    assert values["csat_complaints"].measured == pytest.approx(mean([100, 50, 75, 75, 100, 25]))
    assert (values["rated_complaints"].count, values["rated_complaints"].of) == (6, 7)
    assert values["csat_core"].measured == 75
    assert (values["rated_core"].count, values["rated_core"].of) == (1, 2)
    stars = [5, 4, 3, 4, 5, 5, 5, 4, 4, 2, 5, 5]
    assert values["csat"].measured == pytest.approx(mean(25 * (one - 1) for one in stars))


def test_a_survey_after_closing_rates_where_the_yes_did_not(cast: Cast, house: House) -> None:
    """The rating given at the confirmation is the CSAT; a survey speaks only where there was none."""
    survey, other = make_survey(), make_survey(moment="called")
    at = house.period.stop - timedelta(hours=2)
    for name, stars in (("praise", 4), ("slow", 1), ("withdrawn soon", None)):
        asked = ask(survey, at, ticket=house.stories[name].ticket)
        if stars:
            answer(asked, at + timedelta(minutes=5), csat=stars)
    answer(None, at, other, ticket=house.stories["followed"].ticket, csat=1)
    answer(None, at, survey, ticket=house.stories["follower"].ticket, csat=2)
    before = {"praise", "withdrawn soon", "follower"}
    assert listed(cast, house, "rated") & {*before, "followed"} == {"praise", "follower"}
    assert listed(cast, house, "rated", base=True) & {*before, "followed"} == before
    assert listed(cast, house, "stars_3") == {"slow"}
    assert listed(cast, house, "stars_2") == {"poor stars", "follower"}


def test_compensation_counts_what_was_given_by_the_end(cast: Cast, house: House) -> None:
    inside, after = house.period.stop - timedelta(hours=1), house.period.stop + timedelta(hours=1)
    for name, fen, state, at in (
        ("slow", 5000, "given", inside),
        ("slow", 1000, "given", inside),
        ("smooth", 2000, "given", after),
        ("silent", 9000, "approved", None),
        ("praise", 3000, "given", inside),
    ):
        ticket = house.stories[name].ticket
        Compensation.objects.create(
            ticket=ticket, kind="coupon", fen=fen, words="券", state=state, asked_at=inside, given_at=at
        )
    values = counted(cast, house)
    assert listed(cast, house, "amended") == {"slow", "praise"}
    assert (values["amends_sum"].measured, values["amends_mean"].measured) == (9000, 4500)
    told = (
        "SELECT sum(c.fen)::int FROM r JOIN handling_compensation c ON c.ticket_id = r.id WHERE c.given_at < %(stop)s"
    )
    assert by_hand(told, house) == [(9000,)]


def test_closed_in_silence_is_not_solved(cast: Cast, house: House) -> None:
    ticket = house.stories["silent"].ticket
    Closure.objects.create(ticket=ticket, kind=Closure.Kind.UNCONFIRMED, at=house.period.stop - timedelta(hours=1))
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", closed_at=timezone.now())
    assert listed(cast, house, "unconfirmed") == listed(cast, house, "unheard") == {"silent"}
    assert "silent" not in listed(cast, house, "solved") | listed(cast, house, "not_closed") | listed(
        cast, house, "once"
    )
    assert "silent" in listed(cast, house, "once_complaints", base=True)


def test_asked_again_while_a_department_worked(cast: Cast, house: House) -> None:
    for name in ("chaser", "smooth", "asked by us"):
        ticket = house.stories[name].ticket
        make_request(ticket, at=ticket.created_at + timedelta(minutes=1), answered=300)
    assert listed(cast, house, "collab_chased") == {"chaser"}
    assert listed(cast, house, "collab_chased", base=True) == {"chaser", "smooth", "asked by us"}


def test_ratings_by_category_handler_and_channel_add_up(cast: Cast, house: House) -> None:
    parts = ("category_id", "assignee_id", "channel_id")
    found = by_parts(cast.admin, house.period, parts, ("rated", "csat"))
    [together] = found[""]
    for part in parts:
        assert sum(row.values["rated"].count for row in found[part]) == together.values["rated"].count == 12
        for row in found[part]:
            behind = rows_behind(cast.admin, house.period, BY_KEY["csat"], parts={part.removesuffix("_id"): row.part})
            assert behind.total == row.values["csat"].count
