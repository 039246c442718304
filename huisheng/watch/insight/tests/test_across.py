"""The numbers across departments, beside SQL written by hand and arithmetic of their own."""

from datetime import timedelta
from decimal import Decimal
from statistics import mean, median

import pytest

from huisheng.watch.insight.actions import keep_charges
from huisheng.watch.insight.charges.reading import charges_of
from huisheng.watch.insight.models import Charged
from huisheng.watch.insight.queries import Value
from huisheng.watch.insight.queries import numbers as count_all
from huisheng.watch.insight.tests.make import House, make_house
from huisheng.watch.insight.tests.requests import make_request, step
from tests.cast import Cast, gather

from .test_numbers import by_hand

pytestmark = pytest.mark.django_db
ANSWERED = {"smooth": 30, "slow": 90, "slowest": 200, "silent": 45}


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    """A week with requests: four answered, one twice, one open, one declined, one after the week."""
    cast = gather()
    made = make_house(cast.lin)
    for name, minutes in ANSWERED.items():
        ticket = made.stories[name].ticket
        request = make_request(ticket, at=ticket.created_at, answered=minutes)
        if name == "slowest":
            make_request(ticket, "tech", at=ticket.created_at, answered=20)
            for kind in ("urged", "urged", "supervised", "said"):
                step(request, kind, ticket.created_at + timedelta(minutes=60))
            step(request, "urged", made.period.stop + timedelta(hours=1))
    made_open = made.stories["chaser"].ticket
    make_request(made_open, at=made_open.created_at)
    make_request(made_open, "tech", at=made_open.created_at, declined=10)
    late = made.stories["unanswered"].ticket
    make_request(late, at=made.period.stop + timedelta(minutes=5), answered=10)
    return cast, made


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def numbers(cast: Cast, house: House) -> dict[str, Value]:
    return count_all(cast.admin, house.period).values


def test_cross_department_time_is_the_longest_of_a_ticket(cast: Cast, house: House) -> None:
    found = numbers(cast, house)
    waits = sorted(60 * one for one in ANSWERED.values())
    assert (found["collab"].count, found["collab_mean"].count) == (5, 4)
    assert found["collab_mean"].measured == pytest.approx(mean(waits))
    assert found["collab_p50"].measured == pytest.approx(median(waits))
    assert found["collab_p90"].measured == pytest.approx(waits[2] + 0.7 * (waits[3] - waits[2]))


def test_reminders_are_urgings_and_supervisions_for_each_request(cast: Cast, house: House) -> None:
    """Three on two requests of one ticket, none on the four others'; what came after the week does not count."""
    told = """SELECT avg(each) FROM (SELECT q.ticket_id, avg((SELECT count(*) FROM collaboration_collabstep p
        WHERE p.request_id = q.id AND p.kind IN ('urged', 'supervised') AND p.at < %(stop)s)) AS each
        FROM r JOIN collaboration_collabrequest q ON q.ticket_id = r.id WHERE q.asked_at < %(stop)s GROUP BY q.ticket_id) x"""
    measured = numbers(cast, house)["collab_reminders"].measured
    assert measured == pytest.approx(1.5 / 5)
    assert by_hand(told, house) == [(Decimal("0.3"),)]


def test_whose_time_is_the_mean_of_the_closed_ones(cast: Cast, house: House) -> None:
    tickets = [one.ticket for one in house.stories.values()]
    keep_charges(tickets)
    found = numbers(cast, house)
    counted = [one for one in tickets if one.closed_at and one.closed_at < house.period.stop and not one.merged_into_id]
    counted = [one for one in counted if one != house.stories["spam"].ticket and one.created_at >= house.period.start]
    counted = [one for one in counted if one.created_at < house.period.stop]
    assert found["charge_desk"].count == len(counted) > 8
    whole = 0.0
    for key, who in (
        ("customer", ["customer"]),
        ("department", ["unanswered", "department"]),
        ("desk", ["desk"]),
        ("queue", ["queue"]),
    ):
        sums = [
            sum(one.time.total_seconds() for one in charges_of(ticket, now=ticket.closed_at) if one.holder.who in who)
            for ticket in counted
        ]
        measured = found[f"charge_{key}"].measured
        assert measured == pytest.approx(mean(sums)), key
        whole += measured or 0
    lives = [sum((one.time for one in charges_of(ticket, now=ticket.closed_at)), timedelta()) for ticket in counted]
    assert whole == pytest.approx(mean(one.total_seconds() for one in lives))


def test_without_a_closed_one_there_is_nothing_to_say(cast: Cast, house: House) -> None:
    assert not Charged.objects.exists()
    value = numbers(cast, house)["charge_desk"]
    assert (value.count, value.measured) == (0, None)
