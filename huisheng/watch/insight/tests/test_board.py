"""The live board: each number is as long as its list and as many as SQL by hand says; what burns, stands still, went up."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import GradingScheme
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.paging import BadCursor
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.stages.sla.tests.make import clock_of
from huisheng.watch.insight.behind import rows_behind
from huisheng.watch.insight.board import lists
from huisheng.watch.insight.board.lists import behind, burning, escalated, stuck
from huisheng.watch.insight.board.load import TeamLoad, load
from huisheng.watch.insight.board.open import by_status, heaps, tally
from huisheng.watch.insight.board.piles import BY_KEY, PILES
from huisheng.watch.insight.board.scope import Look, Scope
from huisheng.watch.insight.board.today import Day, today
from huisheng.watch.insight.metrics import BY_KEY as METRICS
from huisheng.watch.insight.period import last_days, midnight
from tests.cast import Cast

from .make import House, Told

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
TODAY = last_days(1)
NOON = midnight(TODAY.first) + timedelta(hours=12)


@pytest.fixture
def house(cast: Cast) -> House:
    """Today at noon: one of everything. All lie with Lin of 客服一组 unless their name says otherwise."""
    house = House(cast.lin, TODAY)

    def begin(name: str, hour: float, **content: Any) -> Told:
        told = house.begin(name, hour=hour, **content)
        assign_ticket(told.ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM, at=told.at)
        return told

    begin("late red", 11)
    begin("late yellow", 9, text="发票延迟开了")
    begin("answered", 9).reply(10)
    begin("answered late", 7.5, channel="phone", text="发票延迟开了").reply(50)
    begin("soon", 11.95)  # red, 11:57: 12 minutes are left
    begin("within the hour", 11.8, text="建议包装再加层泡沫")
    begin("asked", 10).ask(5)
    begin("closed", 10).offer(5).answers(5, 5)
    pool = begin("pool", 10.5, text="建议包装再加层泡沫").reply(1)
    assign_ticket(pool.ticket, staff=None, team=cast.cs1, by=SYSTEM, at=pool.at)
    other = begin("the other team's", 11)
    assign_ticket(other.ticket, staff=cast.dan, team=cast.cs2, by=SYSTEM, at=other.at)
    for one in house.stories.values():
        one.ticket.refresh_from_db()
    return house


def look(who: Staff, now: datetime = NOON, **scope: Any) -> Look:
    return Look(who, Scope(**scope), now)


def named(house: House, lines: Any) -> list[str]:
    known = {one.ticket.number: name for name, one in house.stories.items()}
    return [known[line.number] for line in lines]


def listed(house: House, at: Look, key: str, **parts: Any) -> set[str]:
    return set(named(house, behind(at, BY_KEY[key], parts=parts).rows))


ALL_OPEN = {"late red", "late yellow", "answered", "answered late", "soon", "within the hour", "asked", "pool", "the other team's"}  # fmt: skip
COUNTED = {
    "open": ALL_OPEN,
    "waiting": {"late red", "late yellow", "soon", "within the hour", "the other team's"},
    "overdue": {"late red", "late yellow", "the other team's"},
    "due_15": {"soon"},
    "due_60": {"soon", "within the hour", "answered"},
}


def test_each_number_counts_the_stories_it_says_and_its_list_names_them(cast: Cast, house: House) -> None:
    at = look(cast.admin)
    sums = tally(heaps(at))
    for key, stories in COUNTED.items():
        behind_it = listed(house, at, key)
        if key == "overdue":  # those whose plan is due since are overdue as well
            assert stories <= behind_it <= ALL_OPEN - {"asked", "soon", "within the hour", "pool"}
        elif key == "due_60":
            assert {"soon", "within the hour"} <= behind_it
        else:
            assert behind_it == stories, key
        assert sums[key] == len(behind_it), key
    assert sums["pool"] == len(listed(house, at, "open", assignee=None)) == 1
    for pile in PILES:
        assert sums[pile.key] == len(behind(at, pile, parts={}).rows), pile.key


def test_it_is_what_sql_written_by_hand_says(cast: Cast, house: House) -> None:
    sums = tally(heaps(look(cast.admin)))
    by_hand = {
        "open": "SELECT count(*) FROM tickets_ticket WHERE closed_at IS NULL",
        "waiting": """SELECT count(*) FROM tickets_ticket t WHERE closed_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM tickets_message m WHERE m.ticket_id = t.id AND m.kind = 'reply')""",
        "overdue": """SELECT count(DISTINCT ticket_id) FROM sla_clock
            WHERE met_at IS NULL AND stopped_at IS NULL AND held_at IS NULL AND due_at < %(now)s""",
        "due_60": """SELECT count(*) FROM (SELECT ticket_id, min(due_at) AS due FROM sla_clock
            WHERE met_at IS NULL AND stopped_at IS NULL AND held_at IS NULL GROUP BY 1) x
            WHERE due >= %(now)s AND due < %(now)s + interval '1 hour'""",
        "pool": "SELECT count(*) FROM tickets_ticket WHERE closed_at IS NULL AND assignee_id IS NULL",
    }
    with connection.cursor() as cursor:
        for key, question in by_hand.items():
            cursor.execute(question, {"now": NOON})
            assert cursor.fetchall() == [(sums[key],)], key
    assert sums["overdue"] >= 3


def test_states_add_up_to_what_is_open(cast: Cast, house: House) -> None:
    found = heaps(look(cast.admin))
    states = by_status(found)
    assert sum(states.values()) == tally(found)["open"] == len(ALL_OPEN)
    assert (states["new"], states["waiting_customer"]) == (5, 1)
    assert "closed" not in states
    assert listed(house, look(cast.admin), "open", status="waiting_customer") == {"asked"}


def test_everybody_sees_what_the_gate_shows(cast: Cast, house: House) -> None:
    mine = listed(house, look(cast.chen), "open")
    assert mine == ALL_OPEN - {"the other team's"}
    assert tally(heaps(look(cast.chen)))["open"] == len(mine)
    assert "the other team's" not in named(house, burning(look(cast.chen), 50))
    grant_access(house.stories["the other team's"].ticket, by=SYSTEM, staff=cast.chen)
    assert tally(heaps(look(cast.chen)))["open"] == len(ALL_OPEN)
    stranger = make_staff("stranger", role="colleague")
    assert not heaps(look(stranger))
    assert not burning(look(stranger), 50)
    assert not stuck(look(stranger), 50)
    assert today(look(stranger)) == {None: Day()}


def test_it_can_be_narrowed(cast: Cast, house: House) -> None:
    phone = Channel.objects.get(code="phone")
    ryg = GradingScheme.objects.get(code="ryg")
    other = GradingScheme.objects.exclude(pk=ryg.pk).first()
    assert listed(house, look(cast.admin, team=cast.cs2.pk), "open") == {"the other team's"}
    assert listed(house, look(cast.admin, channel=phone.pk), "open") == {"answered late"}
    assert listed(house, look(cast.admin, scheme=ryg.pk), "open") == ALL_OPEN
    assert other
    narrowed = look(cast.admin, scheme=other.pk)
    assert heaps(narrowed) == []
    assert today(narrowed) == {None: Day()}
    assert today(look(cast.admin, team=cast.cs2.pk))[None].received == 1


def test_what_burns_stands_in_order_overdue_first_red_first(cast: Cast, house: House) -> None:
    rows = named(house, burning(look(cast.admin), 50))
    assert rows.index("late red") < rows.index("late yellow") < rows.index("soon") < rows.index("within the hour")
    assert {"asked", "closed", "pool"}.isdisjoint(rows)
    assert len(burning(look(cast.admin), 2)) == 2


def test_today_is_the_same_number_as_on_the_page_of_numbers(cast: Cast, house: House) -> None:
    found = today(look(cast.admin))
    phone = Channel.objects.get(code="phone").pk
    assert (found[None].received, found[phone].received) == (10, 1)
    assert (found[phone].kept, found[phone].known) == (0, 1)
    assert found[phone].median == found[phone].longest == 50 * 60
    for key, value in (("received", found[None].received), ("promise_kept", found[None].kept)):
        assert rows_behind(cast.admin, TODAY, METRICS[key], now=NOON).total == value, key
    part = rows_behind(cast.admin, TODAY, METRICS["promise_kept"], base=True, parts={"channel": phone}, now=NOON)
    assert part.total == found[phone].known


@pytest.mark.parametrize("part", ["team", "scheme"])
def test_a_number_of_today_opens_the_list_of_its_part(cast: Cast, house: House, part: str) -> None:
    value: Any = {"team": cast.cs2.pk, "scheme": GradingScheme.objects.get(code="ryg").pk}[part]
    found = rows_behind(cast.admin, TODAY, METRICS["received"], parts={part: value}, now=NOON)
    assert found.total == today(Look(cast.admin, Scope(**{part: value}), NOON))[None].received > 0


def test_what_stands_still_says_why_and_since_when(cast: Cast, house: House) -> None:
    tomorrow = NOON + timedelta(hours=24)
    found = {named(house, [one.line])[0]: one for one in stuck(look(cast.admin, tomorrow), 50)}
    assert found["pool"].pile.key == "lying"
    assert found["late red"].pile.key == "quiet"
    assert "asked" not in found  # the customer may take three days
    assert "closed" not in found
    later = {named(house, [one.line])[0]: one for one in stuck(look(cast.admin, NOON + timedelta(hours=80)), 50)}
    assert later["asked"].pile.key == "paused"
    assert stuck(look(cast.admin), 50)[0].line.last_message_at == min(one.since for one in stuck(look(cast.admin), 50))


def test_a_ticket_that_came_back_to_the_pool_a_moment_ago_is_not_stuck(cast: Cast, house: House) -> None:
    pool = house.stories["pool"].ticket
    assert listed(house, look(cast.admin), "lying") == {"pool"}
    assign_ticket(pool, staff=cast.lin, team=cast.cs1, by=SYSTEM, at=NOON - timedelta(minutes=30))
    assign_ticket(pool, staff=None, team=cast.cs1, by=SYSTEM, at=NOON - timedelta(minutes=20))
    assert listed(house, look(cast.admin), "lying") == set()
    assert tally(heaps(look(cast.admin)))["lying"] == 0


def test_the_house_says_how_long_is_too_long(cast: Cast, house: House) -> None:
    assert "late red" not in listed(house, look(cast.admin), "quiet")
    change_setting("board.quiet_hours", 0, by=cast.admin.party)
    assert "late red" in listed(house, look(cast.admin), "quiet")


def test_a_note_is_a_movement(cast: Cast, house: House) -> None:
    ticket = house.stories["late red"].ticket
    assert "late red" in listed(house, look(cast.admin, NOON + timedelta(hours=24)), "quiet")
    Message.objects.filter(ticket=ticket).update(at=NOON)
    Ticket.objects.filter(pk=ticket.pk).update(last_message_at=NOON + timedelta(hours=20))
    assert "late red" not in listed(house, look(cast.admin, NOON + timedelta(hours=24)), "quiet")


def escalate(clock: Clock, level: int, *, rung: datetime | None) -> None:
    Alarm.objects.create(clock=clock, step=Alarm.Step.ESCALATE, level=level, ring_at=NOON, rung_at=rung)


def test_escalations_run_until_the_promise_is_kept(cast: Cast, house: House) -> None:
    Alarm.objects.filter(step=Alarm.Step.ESCALATE).delete()  # those of the shipped chains
    ring_due(now=NOON)
    late, other = (clock_of(house.stories[name].ticket) for name in ("late red", "late yellow"))
    for level in (1, 2):
        escalate(late, level, rung=NOON)
    escalate(other, 1, rung=NOON)
    escalate(clock_of(house.stories["soon"].ticket), 1, rung=None)  # will ring, has not
    rows = escalated(look(cast.admin))
    assert [(one.number, one.level, one.kind) for one in rows] == [
        (house.stories["late red"].ticket.number, 2, "first_response"),
        (house.stories["late yellow"].ticket.number, 1, "first_response"),
    ]
    assert escalated(look(cast.dan)) == []
    house.stories["late red"].reply(70)
    assert {one.number for one in escalated(look(cast.admin))} == {house.stories["late yellow"].ticket.number}


def loads(at: Look) -> dict[str, TeamLoad]:
    return {one.team.code: one for one in load(at, heaps(at))}


def test_teams_and_people_with_what_lies_on_their_desks(cast: Cast, house: House) -> None:
    found = loads(look(cast.admin))
    mine = {one.name: one for one in found["cs1"].people}
    assert found["cs1"].tally["pool"] == 1
    assert mine["林晓"].tally["open"] == len(ALL_OPEN) - 2
    assert mine["林晓"].tally["overdue"] == len(listed(house, look(cast.admin), "overdue", assignee=cast.lin.pk))
    assert (mine["林晓"].state, found["cs1"].present) == ("online", 2)
    assert {one.name for one in found["cs2"].people} == {"丹青"}
    assert "warehouse" not in found  # nobody there answers, nothing lies there
    assert set(loads(look(cast.chen))) == {"cs1"}
    assert set(loads(look(cast.admin, team=cast.cs2.pk))) == {"cs2"}


def test_it_tells_who_is_off_duty(cast: Cast, house: House) -> None:
    hour = timedelta(hours=1)
    Absence.objects.create(staff=cast.lin, since=NOON - hour, until=NOON + hour)
    Staff.objects.filter(pk=cast.dan.pk).update(rostered=True)
    states = {one.name: one.state for team in loads(look(cast.admin)).values() for one in team.people}
    assert (states["林晓"], states["丹青"], states["陈蔚"]) == ("off", "off", "online")
    later = {one.name: one.state for team in loads(look(cast.admin, NOON + hour)).values() for one in team.people}
    assert later["林晓"] == "online"


def test_who_left_still_has_what_lies_on_the_desk(cast: Cast, house: House) -> None:
    Staff.objects.filter(pk=cast.dan.pk).update(is_active=False)
    (left,) = loads(look(cast.admin))["cs2"].people
    assert (left.name, left.state, left.tally["open"]) == ("丹青", "offline", 1)


def test_lists_page_by_keys(cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    at, pile, seen, cursor = look(cast.admin), BY_KEY["open"], [], ""
    while True:
        page = behind(at, pile, parts={}, cursor=cursor)
        seen += named(house, page.rows)
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert set(seen) == ALL_OPEN
    assert len(seen) == len(ALL_OPEN)
    with pytest.raises(BadCursor):
        behind(at, pile, parts={}, cursor="nonsense")


def test_its_cost_does_not_grow_with_what_lies_there(
    cast: Cast, house: House, django_assert_num_queries: Assert
) -> None:
    at = look(cast.admin)
    stuck(look(cast.admin), 1)  # the house's settings are remembered
    with django_assert_num_queries(2):  # whether the settings changed, the heaps
        found = heaps(at)
    with django_assert_num_queries(1):
        stuck(at, 50)
    today(at)  # the working days are remembered, too
    with django_assert_num_queries(3):  # whether settings and calendar changed, the facts
        today(at)
    with django_assert_num_queries(1):
        burning(at, 50)
    with django_assert_num_queries(1):
        escalated(at)
    with django_assert_num_queries(4):  # teams, people, who is away, who is off the roster
        load(at, found)


def test_it_reads_the_open_ones_by_their_own_index(cast: Cast, house: House) -> None:
    """Closed tickets, however many, cost nothing: with sequential scans forbidden, the plan names one that holds only open ones."""
    sql, wanted = look(cast.admin).open.values_list("channel", "status").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", wanted)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert re.search(r"desk_\w+", plan), plan
