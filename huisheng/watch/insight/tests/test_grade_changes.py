"""How often people change what the rules said: counted, opened, split, and the same as SQL written by hand."""

import pytest
from django.db import connection

from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.actions import regrade
from huisheng.stages.triage.models import Grading
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.queries import numbers
from huisheng.watch.insight.tests.make import House
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BY_HAND = """
    SELECT count(DISTINCT later.ticket_id) FROM triage_grading later
    JOIN triage_grading earlier ON earlier.ticket_id = later.ticket_id AND earlier.id = (
        SELECT max(id) FROM triage_grading x WHERE x.ticket_id = later.ticket_id AND x.id < later.id)
    WHERE later.by_kind = 'staff' AND later.grade_id <> earlier.grade_id"""
METRIC = BY_KEY["regraded"]


@pytest.fixture
def house(cast: Cast) -> House:
    house = House(cast.lin)
    for name, text in (
        ("up", "咨询保修政策"),
        ("down", "漏发了配件"),
        ("same", "漏发了配件"),
        ("left", "漏发了配件"),
        ("silent", "甲乙丙丁戊己"),
    ):
        house.begin(name, text=text)
    return house


def correct(house: House, cast: Cast, name: str, code: str) -> None:
    told = house.stories[name]
    grade = Grade.objects.get(scheme__code="ryg", code=code)
    regrade(Ticket.objects.get(pk=told.ticket.pk), grade=grade, reason="看了照片", by=cast.lin.party, at=told.at)


@pytest.fixture
def corrected(house: House, cast: Cast) -> House:
    correct(house, cast, "up", "red")
    correct(house, cast, "down", "green")
    correct(house, cast, "same", "red")  # a colleague agrees with the rule: no change
    correct(house, cast, "silent", "green")
    return house


def behind(house: House, cast: Cast, **parts: int | None) -> set[str]:
    found = rows_behind(cast.admin, house.period, METRIC, parts=parts)
    assert found.total == len(found.rows)
    return house.names({row["number"] for row in found.rows})


def test_a_change_is_another_grade_by_a_person(corrected: House, cast: Cast) -> None:
    value = numbers(cast.admin, corrected.period).values["regraded"]
    assert (value.count, value.of) == (3, 5)
    assert behind(corrected, cast) == {"up", "down", "silent"}


def test_it_is_what_sql_by_hand_says(corrected: House, cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND)
        assert cursor.fetchone() == (numbers(cast.admin, corrected.period).values["regraded"].count,)


def test_untouched_nothing_is_changed(house: House, cast: Cast) -> None:
    value = numbers(cast.admin, house.period).values["regraded"]
    assert (value.count, value.of) == (0, 5)


def test_it_says_which_rules_schemes_and_teams_are_corrected(corrected: House, cast: Cast) -> None:
    found = numbers(cast.admin, corrected.period)
    rules = {pk: (changed, given) for pk, changed, given in found.rules}
    missing = Grading.objects.filter(ticket=corrected.stories["down"].ticket, by_kind="rule").get().rule_id
    assert rules[missing] == (1, 3)
    assert rules[None] == (1, 1)  # no rule spoke
    assert behind(corrected, cast, rule=missing) == {"down"}
    assert behind(corrected, cast, rule=None) == {"silent"}
    for part, rows in (("ruled", found.schemes), ("team", found.teams)):
        assert sum(changed for _pk, changed, _given in rows) == 3
        assert sum(given for _pk, _changed, given in rows) == 5
        named = [behind(corrected, cast, **{part: pk}) for pk, changed, _given in rows if changed]
        assert set().union(*named) == {"up", "down", "silent"}


def test_a_second_change_of_the_same_ticket_counts_once(corrected: House, cast: Cast) -> None:
    correct(corrected, cast, "up", "yellow")
    assert numbers(cast.admin, corrected.period).values["regraded"].count == 3
