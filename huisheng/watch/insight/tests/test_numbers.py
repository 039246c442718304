"""Every number: the stories it counts, by name; the same as SQL written by hand; as long as the list behind it."""

from datetime import date, timedelta
from statistics import mean, median
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.worktime import work_minutes_between
from huisheng.stages.rectify.actions import explain_miss, sign_miss
from huisheng.stages.sla.tests.make import clock_of
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.metrics import BY_KEY, METRICS, STATES, Section, Thing, Unit, of_thing
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.queries import Numbers, numbers
from tests.cast import Cast, gather

from .make import House, make_house

pytestmark = pytest.mark.django_db

PHONE = {"smooth by phone", "slowest", "answered after the week"}
RECEIVED = PHONE | {
    "smooth", "slow", "to the minute", "asked by us", "two at once", "chaser", "second round", "poor stars", "silent",
    "yes after the week", "came back", "opened again by us", "unanswered", "praise", "withdrawn soon", "told twice",
    "followed", "follower",
}  # fmt: skip
SOLVED = {
    "smooth", "smooth by phone", "slow", "slowest", "to the minute", "asked by us", "two at once", "chaser",
    "second round", "opened again by us", "praise",
}  # fmt: skip
OFFERED = RECEIVED - {
    "unanswered",
    "praise",
    "withdrawn soon",
    "told twice",
    "followed",
    "follower",
    "answered after the week",
}
ANSWERED = RECEIVED - {"unanswered", "withdrawn soon"}
COUNTED = {
    "received": RECEIVED,
    "online": RECEIVED - PHONE,
    "phone": PHONE,
    "within_30": ANSWERED - {"slow", "slowest", "to the minute", "praise"},
    "within_hour": ANSWERED - {"slow", "slowest"},
    "over_hour": {"slow", "slowest", "unanswered"},
    "wait_median": ANSWERED,
    "wait_p90": ANSWERED,
    "wait_longest": ANSWERED,
    "wait_15": {"smooth", "followed", "follower", "asked by us", "two at once", "chaser", "told twice"},
    "wait_30": {"smooth by phone", "second round", "poor stars", "silent", "yes after the week", "answered after the week", "came back", "opened again by us"},
    "wait_60": {"to the minute", "praise"},
    "wait_120": {"slow"},
    "wait_240": {"slowest"},
    "wait_day": set(),
    "wait_more": set(),
    "unanswered": {"unanswered"},
    "solved": SOLVED,
    "once": SOLVED - {"chaser", "second round", "opened again by us"},
    "again": {"chaser", "came back", "told twice", "followed"},
    "reopened": {"came back", "opened again by us"},
    "offered": OFFERED,
    "said_yes": (SOLVED - {"praise"}) | {"came back"},
    "said_no": {"poor stars"},
    "silent": {"silent", "yes after the week"},
    "rating": OFFERED - {"silent", "yes after the week"},
    "praised": OFFERED - {"silent", "yes after the week", "slow", "poor stars"},
    "rated": OFFERED - {"silent", "yes after the week"},
    "stars_5": {"smooth", "to the minute", "asked by us", "two at once", "came back", "opened again by us"},
    "stars_4": {"smooth by phone", "slowest", "chaser", "second round"},
    "stars_3": {"slow"},
    "stars_2": {"poor stars"},
    "stars_1": set(),
    "confirmed": SOLVED - {"praise"},
    "answered": {"praise"},
    "withdrawn": {"withdrawn soon"},
    "unconfirmed": set(),
    "unheard": set(),
    "arrived": RECEIVED | {"spam", "the second telling"},
    "open_first": RECEIVED - SOLVED - {"withdrawn soon", "came back"},
    "open_again": {"came back"},
    "csat": OFFERED - {"silent", "yes after the week"},
    "amended": set(),
    "amends_sum": set(),
    "amends_mean": set(),
    "not_closed": RECEIVED - SOLVED - {"withdrawn soon"},
    "merged": {"the second telling"},
    "spam": {"spam"},
}  # fmt: skip
BASES = {
    "within_30": ANSWERED | {"unanswered"},
    "within_hour": ANSWERED | {"unanswered"},
    "reopened": SOLVED | {"came back", "withdrawn soon"},
    "unheard": COUNTED["confirmed"],
    **dict.fromkeys(("said_yes", "said_no", "silent", "rated"), OFFERED),
    **dict.fromkeys(("praised", "stars_5", "stars_4", "stars_3", "stars_2", "stars_1"), COUNTED["rated"]),
    **dict.fromkeys([one.key for one in METRICS if one.section is Section.WAITS and one.unit is Unit.SHARE], ANSWERED),
    **dict.fromkeys(("online", "phone", "over_hour", "solved", "once", "again", "confirmed", "answered", "withdrawn", "not_closed", "unconfirmed", "open_first", "open_again", "amended"), RECEIVED),
}  # fmt: skip


KINDS = [one.key for one in METRICS if one.section is Section.PROMISES]
CHECKED = [one.key for one in METRICS if one.section is Section.CHECK]
OTHERWISE = {
    "promise_kept",
    "regraded",
    "collab",
    *KINDS,
    *CHECKED,
}  # counted by tests of their own, against SQL written by hand
ACROSS = {one.key for one in METRICS if one.section in {Section.DEPARTMENTS, Section.CHARGES}}  # test_across.py
COMPLAINTS = {one.key for one in METRICS if one.section is Section.COMPLAINTS}  # test_complaints.py
MEASURED = {
    "response_mean": ANSWERED, "response_median": ANSWERED,
    "handling_mean": OFFERED | {"praise"}, "handling_median": OFFERED | {"praise"},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    return gather(), make_house()


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def counted(cast: Cast, house: House) -> Numbers:
    return numbers(cast.admin, house.period)


def listed(cast: Cast, house: House, key: str, *, base: bool = False) -> set[str]:
    found = rows_behind(cast.admin, house.period, BY_KEY[key], base=base)
    assert len(found.rows) == found.total
    return house.names({row["number"] for row in found.rows})


def test_each_number_counts_the_stories_it_says_and_its_list_names_them(cast: Cast, house: House) -> None:
    found = counted(cast, house)
    wrong = {}
    for key, stories in COUNTED.items():
        value, behind = found.values[key], listed(cast, house, key)
        if behind != stories or value.count != len(stories):
            wrong[key] = (value.count, behind ^ stories)
    assert wrong == {}
    assert {*COUNTED, *MEASURED, *OTHERWISE, *ACROSS, *COMPLAINTS, "complaint_p50", "complaint_p90"} == {
        one.key for one in of_thing(Thing.TICKETS)
    }
    for key, stories in MEASURED.items():
        assert listed(cast, house, key) == stories, key


def test_each_share_is_of_the_stories_it_says(cast: Cast, house: House) -> None:
    found = counted(cast, house)
    wrong = {}
    for key, stories in BASES.items():
        behind = listed(cast, house, key, base=True)
        if behind != stories or found.values[key].of != len(stories):
            wrong[key] = (found.values[key].of, behind ^ stories)
    assert wrong == {}
    elsewhere = {key for key in (*COMPLAINTS, "collab_chased") if BY_KEY[key].base}
    assert {*BASES, *OTHERWISE, *elsewhere} == {one.key for one in of_thing(Thing.TICKETS) if one.base}


def test_a_promise_is_kept_or_broken_as_its_clock_says(cast: Cast, house: House) -> None:
    kept, known = listed(cast, house, "promise_kept"), listed(cast, house, "promise_kept", base=True)
    assert kept <= known <= RECEIVED
    assert {"slow", "slowest", "unanswered"} <= known - kept
    assert {"smooth", "asked by us", "told twice"} <= kept
    value = counted(cast, house).values["promise_kept"]
    assert (value.count, value.of) == (len(kept), len(known))


def test_what_is_measured(cast: Cast, house: House) -> None:
    values = counted(cast, house).values
    waits = sorted([10, 29, 90, 180, 60, 5, 9, 10, 20, 20, 20, 20, 30, 20, 20, 40, 15, 10, 10])
    assert values["wait_longest"].measured == 180 * 60
    assert values["wait_median"].measured == waits[9] * 60
    assert values["wait_p90"].measured == pytest.approx((waits[16] + 0.2 * (waits[17] - waits[16])) * 60)
    stars = [5, 4, 3, 4, 5, 5, 5, 4, 4, 2, 5, 5]
    assert values["rating"].measured == pytest.approx(sum(stars) / len(stars))


def test_the_parts_add_up(cast: Cast, house: House) -> None:
    found = counted(cast, house)
    assert sum(n for _day, _channel, n in found.days) == len(RECEIVED)
    assert sum(n for _channel, _grade, n in found.grades) == len(RECEIVED)
    assert {day for day, _channel, _n in found.days} <= set(house.period.each_day)
    day, channel, n = found.days[0]
    part = rows_behind(cast.admin, house.period, BY_KEY["received"], parts={"day": day, "channel": channel})
    assert part.total == n
    channel, grade, n = found.grades[0]
    part = rows_behind(cast.admin, house.period, BY_KEY["received"], parts={"grade": grade, "channel": channel})
    assert part.total == n
    assert sum(n for _category, n in found.categories) == len(COUNTED["again"])
    for category, n in found.categories:
        part = rows_behind(cast.admin, house.period, BY_KEY["again"], parts={"category": category})
        assert part.total == n
    for tag, n in found.tags:
        assert rows_behind(cast.admin, house.period, BY_KEY["again"], parts={"tag": tag}).total == n


def test_the_states_of_closing_add_up_to_everything_that_came_in(cast: Cast, house: House) -> None:
    found = counted(cast, house)
    together = sum(found.values[state].count for state in STATES)
    assert together == found.values["arrived"].count == len(RECEIVED) + 2
    each_day: dict[date, int] = {}
    for day, state, n in found.states:
        each_day[day] = each_day.get(day, 0) + n
        assert rows_behind(cast.admin, house.period, BY_KEY[state], parts={"day": day}).total == n
    for day, n in each_day.items():
        assert rows_behind(cast.admin, house.period, BY_KEY["arrived"], parts={"day": day}).total == n
    assert sum(each_day.values()) == together


def test_a_week_reads_the_same_whenever_it_is_read(cast: Cast, house: House) -> None:
    on_monday = numbers(cast.admin, house.period, now=house.period.stop)
    assert on_monday.values["solved"].count == counted(cast, house).values["solved"].count == len(SOLVED)
    assert on_monday.values["silent"].count == 2


def test_an_empty_period_divides_by_nothing(cast: Cast) -> None:
    found = numbers(cast.admin, Period("own", timezone.localdate(), timezone.localdate()))
    assert {value.count for value in found.values.values()} == {0}
    assert {value.share for value in found.values.values()} == {None}
    assert found.values["wait_median"].measured is None
    assert rows_behind(cast.admin, found.period, BY_KEY["solved"]).total == 0


def test_everybody_counts_only_what_the_gate_shows(cast: Cast, house: House) -> None:
    Ticket.objects.update(team=cast.cs2, assignee=None)
    mine = house.stories["smooth"].ticket
    Ticket.objects.filter(pk=mine.pk).update(team=cast.cs1)
    found = numbers(cast.chen, house.period)
    assert found.values["received"].count == sum(n for _d, _c, n in found.days) == 1
    assert [row["number"] for row in rows_behind(cast.chen, house.period, BY_KEY["received"]).rows] == [mine.number]
    stranger = make_staff("stranger", role="colleague")
    assert numbers(stranger, house.period).values["received"].count == 0


HAND_MADE = {  # written without a look at facts.py: plain joins, one question a number
    "received": "SELECT count(*) FROM r",
    "phone": "SELECT count(*) FROM r JOIN channels_channel c ON c.id = r.channel_id WHERE c.code = 'phone'",
    "online": "SELECT count(*) FROM r JOIN channels_channel c ON c.id = r.channel_id WHERE c.code <> 'phone'",
    "solved": "SELECT count(DISTINCT r.id) FROM r JOIN good g ON g.ticket_id = r.id",
    "once": """SELECT count(DISTINCT r.id) FROM r JOIN good g ON g.ticket_id = r.id
        WHERE (SELECT count(*) FROM handling_solution s WHERE s.ticket_id = r.id) <= 1
        AND NOT EXISTS (SELECT 1 FROM closure_confirmation k WHERE k.ticket_id = r.id AND (NOT k.solved OR k.stars < 3))
        AND NOT EXISTS (SELECT 1 FROM closure_reopening o WHERE o.ticket_id = r.id) AND r.id NOT IN (SELECT id FROM chased)""",
    "within_30": "SELECT count(*) FROM first WHERE at - created_at <= interval '30 minutes'",
    "within_hour": "SELECT count(*) FROM first WHERE at - created_at <= interval '1 hour'",
    "over_hour": """SELECT (SELECT count(*) FROM first WHERE at - created_at > interval '1 hour') +
        (SELECT count(*) FROM r WHERE id NOT IN (SELECT id FROM first) AND closed_at IS NULL AND now() - created_at > interval '1 hour')""",
    "wait_median": "SELECT count(*) FROM first",
    "reopened": "SELECT count(DISTINCT r.id) FROM r JOIN closure_reopening o ON o.ticket_id = r.id WHERE o.at < %(stop)s",
    "again": "SELECT count(*) FROM r WHERE id IN (SELECT id FROM chased) OR id IN (SELECT merged_into_id FROM tickets_ticket) OR id IN (SELECT other_id FROM tickets_link WHERE kind = 'follows')",
    "offered": "SELECT count(DISTINCT r.id) FROM r JOIN handling_solution s ON s.ticket_id = r.id WHERE s.offered_at < %(stop)s",
    "said_no": "SELECT count(*) FROM answers WHERE nth = 1 AND (NOT solved OR stars < 3)",
    "said_yes": "SELECT count(*) FROM answers WHERE nth = 1 AND solved AND stars >= 3",
    "silent": "SELECT count(*) FROM answers WHERE nth = 1 AND solved IS NULL",
    "rated": "SELECT count(DISTINCT id) FROM answers WHERE stars IS NOT NULL",
    "unanswered": "SELECT count(*) FROM r WHERE status <> 'closed' AND NOT EXISTS (SELECT 1 FROM tickets_message m WHERE m.ticket_id = r.id AND m.kind = 'reply')",
    "withdrawn": "SELECT count(*) FROM r JOIN closure_closure c ON c.ticket_id = r.id WHERE c.kind = 'withdrawn'",
    "promise_kept": """SELECT count(*) FROM r JOIN sla_clock k ON k.ticket_id = r.id
        WHERE k.kind = 'first_response' AND k.round = 1 AND k.breached_at IS NULL AND k.met_at IS NOT NULL""",
}  # fmt: skip
AROUND = """WITH r AS (
    SELECT t.* FROM tickets_ticket t WHERE t.created_at >= %(start)s AND t.created_at < %(stop)s AND t.merged_into_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM closure_closure c WHERE c.ticket_id = t.id AND c.kind = 'spam')),
good AS (SELECT c.ticket_id FROM closure_closure c LEFT JOIN closure_reopening o ON o.closure_id = c.id
    WHERE c.kind IN ('confirmed', 'answered') AND c.at < %(stop)s AND o.id IS NULL),
first AS (SELECT DISTINCT ON (r.id) r.id, r.created_at, m.at FROM r JOIN tickets_message m ON m.ticket_id = r.id
    WHERE m.kind = 'reply' AND m.by_kind = 'staff' ORDER BY r.id, m.at),
answers AS (SELECT r.id, k.solved, k.stars, row_number() OVER (PARTITION BY r.id ORDER BY s.round DESC) AS nth
    FROM r JOIN handling_solution s ON s.ticket_id = r.id
    LEFT JOIN closure_confirmation k ON k.solution_id = s.id AND k.at < %(stop)s WHERE s.offered_at < %(stop)s),
chased AS (SELECT r.id FROM r JOIN closure_reopening o ON o.ticket_id = r.id WHERE o.why = 'message'
    UNION SELECT r.id FROM r JOIN tickets_message m ON m.ticket_id = r.id JOIN tickets_message b ON b.ticket_id = r.id
    WHERE m.kind = 'customer' AND b.kind = 'customer' AND b.at < m.at - interval '10 minutes'
        AND NOT EXISTS (SELECT 1 FROM tickets_event e WHERE e.ticket_id = r.id AND e.kind = 'status_changed'
            AND e.payload->>'after' = 'waiting_customer' AND e.at BETWEEN b.at AND m.at)) """


def test_it_is_what_sql_written_by_hand_says(cast: Cast, house: House) -> None:
    found, wanted = counted(cast, house), {"start": house.period.start, "stop": house.period.stop}
    by_hand = {}
    with connection.cursor() as cursor:
        for key, question in HAND_MADE.items():
            cursor.execute(AROUND + question, wanted)
            by_hand[key] = cursor.fetchall()[0][0]
    assert {key: found.values[key].count for key in by_hand} == by_hand
    assert by_hand["received"] == len(RECEIVED)


def by_hand(question: str, house: House, **more: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(AROUND + question, {"start": house.period.start, "stop": house.period.stop, **more})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@pytest.mark.parametrize("key", KINDS)
def test_promises_of_each_kind_are_kept_as_sql_written_by_hand_says(cast: Cast, house: House, key: str) -> None:
    """A kind is kept on a ticket when none of its clocks of that kind broke."""
    kind = key.removeprefix("kept_")
    told = """SELECT count(*) FILTER (WHERE NOT broke), count(*) FROM (
        SELECT r.id, bool_or(k.met_at > k.due_at OR k.met_at IS NULL) AS broke FROM r JOIN sla_clock k ON k.ticket_id = r.id
        WHERE k.kind = %(kind)s AND (k.met_at IS NOT NULL OR k.stopped_at IS NOT NULL AND k.breached_at IS NOT NULL
            OR k.stopped_at IS NULL AND k.held_at IS NULL AND k.due_at < now()) GROUP BY r.id) x"""
    value = counted(cast, house).values[key]
    assert [(value.count, value.of)] == by_hand(told, house, kind=kind)
    assert len(listed(cast, house, key)) == value.count
    if kind == "give_plan":
        assert value.of


def test_times_in_working_hours_are_those_of_the_calendar(cast: Cast, house: House) -> None:
    calendar = Calendar.objects.get(code="office").as_work_calendar()
    first = by_hand("SELECT created_at, at FROM first", house)
    waits = [work_minutes_between(a, b, calendar) * 60 for a, b in first]
    done = by_hand(
        """SELECT r.created_at, coalesce(max(s.offered_at), min(c.at)) FROM r
        LEFT JOIN handling_solution s ON s.ticket_id = r.id AND s.offered_at < %(stop)s
        LEFT JOIN closure_closure c ON c.ticket_id = r.id AND c.kind = 'answered' AND c.at < %(stop)s
        GROUP BY r.id, r.created_at HAVING coalesce(max(s.offered_at), min(c.at)) IS NOT NULL""",
        house,
    )
    handled = [work_minutes_between(a, b, calendar) * 60 for a, b in done]
    values = counted(cast, house).values
    assert values["response_mean"].measured == pytest.approx(mean(waits))
    assert values["response_median"].measured == pytest.approx(median(waits))
    assert values["handling_mean"].measured == pytest.approx(mean(handled))
    assert values["handling_median"].measured == pytest.approx(median(handled))
    assert min(waits) >= 0
    assert mean(handled) > 0


def test_complaints_wait_as_sql_written_by_hand_says(cast: Cast, house: House) -> None:
    told = """SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM f.at - f.created_at)),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM f.at - f.created_at)) FROM first f
        JOIN r USING (id) JOIN catalogue_category c ON c.id = r.category_id WHERE c.nature = 'complaint'"""
    values = counted(cast, house).values
    found = (values["complaint_p50"].count, values["complaint_p50"].measured, values["complaint_p90"].measured)
    assert [found] == by_hand(told, house)


def test_misses_and_their_causes_are_counted_as_signed(cast: Cast, house: House) -> None:
    slow, slowest = (clock_of(house.stories[name].ticket) for name in ("slow", "slowest"))
    at = house.period.stop - timedelta(hours=1)
    explain_miss(slow, cause="overload", done="已道歉", by=cast.admin, at=at)
    explain_miss(slowest, cause="nobody", done="已道歉", by=cast.admin, at=at)
    sign_miss(slow, by=cast.admin, at=at)
    told = """SELECT count(DISTINCT r.id) FROM r JOIN sla_clock k ON k.ticket_id = r.id
        WHERE k.kind IN ('first_response', 'human_pickup') AND k.breached_at < %(stop)s"""
    values = counted(cast, house).values
    assert [(values["missed"].count,)] == by_hand(told, house)
    assert (values["missed_signed"].count, values["missed_signed"].of) == (1, values["missed"].count)
    assert (values["missed_overload"].count, values["missed_nobody"].count, values["missed_other"].count) == (1, 1, 0)
    assert listed(cast, house, "missed_nobody") == {"slowest"}
