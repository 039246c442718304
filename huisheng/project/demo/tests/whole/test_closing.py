"""The loop is closed in the loaded demo: every ending by its own rule, with its reasons, amounts and answers."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.closure.filing import to_file
from huisheng.stages.closure.models import Asking, Closure, Finding, Try
from huisheng.stages.closure.protocol import part_of_day
from huisheng.stages.closure.queries import COUNTS, terms_in_force
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.ledger import Wanted, sums_of
from huisheng.stages.handling.models import Compensation
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.improvement.queries import causes_in
from huisheng.stages.survey.models import Invitation, Response
from huisheng.stages.winback.models import Lost
from huisheng.watch.notify.models import Notice

from .test_load import one

pytestmark = pytest.mark.django_db
STATES = """
    SELECT count(*) FILTER (WHERE kind = 'confirmed'), count(*) FILTER (WHERE kind = 'unconfirmed'),
        count(*) FILTER (WHERE kind NOT IN ('confirmed', 'unconfirmed')), count(*) FILTER (WHERE kind IS NULL), count(*)
    FROM (SELECT t.id, (SELECT c.kind FROM closure_closure c WHERE c.ticket_id = t.id AND t.status = 'closed'
        ORDER BY c.id DESC LIMIT 1) AS kind FROM tickets_ticket t) ended"""
SHORT = """
    SELECT count(*) FROM closure_closure c JOIN closure_asking a ON a.ticket_id = c.ticket_id
    WHERE c.kind = 'unconfirmed' AND (SELECT count(*) FROM closure_try t WHERE t.asking_id = a.id
        AND t.result IN ('sent', 'no_answer', 'reached') AND t.at <= c.at) < 3"""


def admin() -> Staff:
    return Staff.objects.get(username="admin")


def test_closure_states_add_up(loaded: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STATES)
        confirmed, unconfirmed, others, still_open, together = cursor.fetchone()
    assert confirmed + unconfirmed + others + still_open == together == Ticket.objects.count()
    assert unconfirmed >= 5
    assert still_open == Ticket.objects.exclude(status="closed").count()


def test_nobody_was_closed_for_silence_before_every_try_was_made(loaded: datetime) -> None:
    assert Closure.objects.filter(kind=Closure.Kind.UNCONFIRMED).count() >= 6
    assert one(SHORT) == 0
    for asking in Asking.objects.filter(ticket__in=Closure.objects.filter(kind="unconfirmed").values("ticket")):
        made = Try.objects.filter(asking=asking, result__in=COUNTS)
        assert len({part_of_day(each.at, terms_in_force()) for each in made}) >= 2
        assert not made.filter(outbound=None, origin="").exists(), "each try has its evidence"


def test_one_said_yes_after_it_was_closed_and_others_are_being_asked(loaded: datetime) -> None:
    late = Event.objects.filter(kind="ticket_confirmed", payload__late=True)
    assert late.count() == 1
    assert Asking.objects.filter(state=Asking.State.WAITING, next_at__gt=loaded).count() >= 3


def test_the_ledger_of_compensation_holds_what_was_promised(loaded: datetime) -> None:
    rows = Compensation.objects.all()
    states, kinds = Counter(rows.values_list("state", flat=True)), set(rows.values_list("kind", flat=True))
    assert states["given"] >= 15
    assert states["asked"] == states["refused"] == 1
    assert kinds >= {"coupon", "refund", "gift", "points"}
    assert rows.filter(words="50 元无门槛券").exists()  # requirements S0
    assert rows.exclude(decided_by=None).filter(state="given").exists(), "some needed the leader's yes"
    assert not rows.filter(given_at__lt=F("decided_at")).exists()
    wanted = Wanted("given", loaded - timedelta(days=91), loaded + timedelta(minutes=1), {})
    assert sums_of(admin(), wanted)["count"] == states["given"]


def test_causes_say_something_and_little_is_left_to_be_filed(loaded: datetime) -> None:
    rows = causes_in(admin(), loaded - timedelta(days=30), loaded)
    named = [row for row in rows if row.cause and row.count]
    assert len(named) >= 8
    assert rows[0].count >= 3 * named[-1].count, "few causes make most of it"
    assert 1 <= to_file(Staff.objects.get(username="lin"), at=loaded).count() <= 12
    found = Finding.objects.exclude(ticket__status="closed")
    assert not found.exists(), "nobody says why of what goes on"


def test_what_is_done_against_causes_is_measured(loaded: datetime) -> None:
    worked = Improvement.objects.get(state=Improvement.State.WORKED)
    failed = Improvement.objects.get(state=Improvement.State.FAILED)
    share = {one.state: (one.after or 0) / (one.before or 1) for one in (worked, failed)}
    assert 0 < share[worked.state] < 0.8
    assert share[failed.state] > 0.8, "no better, or hardly"
    assert not Improvement.objects.filter(tickets=None, cause__code__in=["packing", "courier", "handover"]).exists()


def test_who_is_not_content_is_rung_up_and_the_supervisor_knows(loaded: datetime) -> None:
    low = Response.objects.get(low=True, at__gt=loaded - timedelta(hours=3))
    assert Callback.objects.filter(customer=low.customer, state=Callback.State.PLANNED).exists()
    assert Notice.objects.filter(code="survey_low", staff__username="chen").exists()
    assert Invitation.objects.filter(survey=low.survey, ticket=low.ticket).count() == 1


def test_lost_customers_stand_in_every_state(loaded: datetime) -> None:
    assert set(Lost.objects.values_list("state", flat=True)) >= {"flagged", "planned", "asked", "returned"}
