"""Answers planned for an instant: sent then, or held back with the reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.handling.actions import (
    Given,
    NoSuchTime,
    TicketClosed,
)
from huisheng.stages.handling.models import Held
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.sending import customer_wrote, release_due, send_later
from tests.cast import Cast

from .make import HOUR, NOW, TEN, make_urgent, replies, reply, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_urgent(cast)


def planned(ticket: Ticket, cast: Cast, **more: Any) -> Held:
    return send_later(ticket, reply("周一给您回电"), due_at=NOW + 5 * HOUR, by=cast.lin.party, at=NOW, **more)


def test_a_planned_answer_leaves_at_its_instant(cast: Cast, ticket: Ticket) -> None:
    planned(ticket, cast)
    assert ticket.events.filter(kind="reply_planned").count() == 1
    assert (release_due(at=NOW + 5 * HOUR - TEN), replies(ticket)) == (0, [])
    assert (release_due(at=NOW + 5 * HOUR), replies(ticket)) == (1, ["周一给您回电"])


@pytest.mark.parametrize("ahead", [timedelta(), -HOUR, timedelta(days=61)])
def test_only_for_times_ahead(cast: Cast, ticket: Ticket, ahead: timedelta) -> None:
    with pytest.raises(NoSuchTime):
        send_later(ticket, reply(), due_at=NOW + ahead, by=cast.lin.party, at=NOW)


def test_a_promise_in_it_is_judged_by_the_day_it_leaves(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(Exception, match="半年"):
        send_later(
            ticket, reply(promises=[Given("", due=NOW + HOUR)]), due_at=NOW + 2 * HOUR, by=cast.lin.party, at=NOW
        )


@pytest.mark.parametrize("holds", [True, False])
def test_the_customer_wrote_first(cast: Cast, ticket: Ticket, holds: bool) -> None:
    change_setting("desk.hold_back", holds, by=SYSTEM)
    held = planned(ticket, cast)
    make_message(ticket, "已经解决了，不用回电", at=NOW + HOUR)
    assert customer_wrote(ticket, at=NOW + HOUR) == ([] if holds else [held])
    release_due(at=NOW + 5 * HOUR)
    held.refresh_from_db()
    assert (held.state, held.stopped_why) == (("stopped", "customer_wrote") if holds else ("sent", ""))


def test_it_is_held_back_also_where_nobody_saw_to_it_in_time(cast: Cast, ticket: Ticket) -> None:
    held = planned(ticket, cast)
    make_message(ticket, "不用了", at=NOW + HOUR)
    release_due(at=NOW + 5 * HOUR)
    held.refresh_from_db()
    assert (held.state, replies(ticket)) == ("stopped", [])


def test_seconds_before_leaving_no_customer_stops_it(cast: Cast, ticket: Ticket) -> None:
    soon(ticket, cast.lin)
    make_message(ticket, "在吗", at=NOW + timedelta(seconds=3))
    assert customer_wrote(ticket, at=NOW + timedelta(seconds=3)) == []
    release_due(at=NOW + TEN)
    assert replies(ticket) == ["今天补发"]


@pytest.mark.parametrize("how", ["left", "out of sight"])
def test_nobody_answers_where_he_may_not_any_more(cast: Cast, ticket: Ticket, how: str) -> None:
    held = planned(ticket, cast)
    if how == "left":
        Staff.objects.filter(pk=cast.lin.pk).update(is_active=False)
    else:
        assign_ticket(ticket, staff=cast.dan, team=cast.cs2, by=SYSTEM)
    release_due(at=NOW + 5 * HOUR)
    held.refresh_from_db()
    assert (held.state, held.stopped_why, replies(ticket)) == ("stopped", "writer_gone", [])


def test_nothing_is_planned_on_a_closed_ticket(cast: Cast, ticket: Ticket) -> None:
    close_withdrawn(ticket, reason="客户撤回", by=cast.chen.party)
    with pytest.raises(TicketClosed):
        planned(ticket, cast)
    with pytest.raises(TicketClosed):
        soon(ticket, cast.lin)


def test_what_is_due_is_asked_for_in_one_small_question(ticket: Ticket, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        release_due(at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM handling_held WHERE state = 'waiting' AND due_at <= now() ORDER BY due_at, id LIMIT 20"
        )
        assert any("held_due" in line for (line,) in cursor.fetchall())
