"""Compensation: own limits, asking, saying yes and no, giving, taking back (requirements S0, S1, S4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.models import Absence, Role, Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import (
    CompensationOver,
    CompensationUnclear,
    NobodyMayApprove,
    NotApproved,
    OverLimit,
    OwnCompensation,
    ReasonMissing,
    TicketClosed,
    approve_compensation,
    give_compensation,
    propose_compensation,
    refuse_compensation,
    save_limits,
    withdraw_compensation,
)
from huisheng.stages.handling.limits import approvers, left_for, limit_of, may_decide
from huisheng.stages.handling.models import Compensation, CompensationLimit
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """On Lin's desk, without a grade."""
    ticket = make_ticket("配件又漏发了")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return ticket


@pytest.fixture
def mei(cast: Cast) -> Staff:
    """An agent of the first team who is no senior."""
    return make_staff("mei", name="梅清", teams=["cs1"])


def proposed(ticket: Ticket, by: Staff, yuan: int = 50, **more: Any) -> Compensation:
    words = {"kind": "coupon", "words": f"{yuan}元无门槛券", "why": "等了两天"} | more
    return propose_compensation(ticket, fen=yuan * 100, by=by, **words)


def told(ticket: Ticket) -> list[str]:
    lines = Event.objects.filter(ticket=ticket, kind__startswith="compensation_").order_by("id")
    return [line.kind.removeprefix("compensation_") for line in lines]


def test_within_the_own_limit_it_is_approved_at_once(ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei)
    assert (one.state, one.is_within_limit, one.decided_by, one.yuan) == ("approved", True, None, "50")
    assert one.decided_at == one.asked_at
    assert told(ticket) == ["allowed"]


def test_above_it_somebody_is_asked(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei, 300)
    assert (one.state, one.is_within_limit, one.decided_at) == ("asked", False, None)
    assert told(ticket) == ["asked"]
    assert Event.objects.get(kind="compensation_asked").payload == {"compensation": one.pk, "fen": 30_000}


def test_who_insists_is_refused_and_told_both_amounts(ticket: Ticket, mei: Staff) -> None:
    with pytest.raises(OverLimit) as refused:
        proposed(ticket, mei, 51, insist=True)
    with translation.override("en"):
        assert str(refused.value) == "51 yuan is more than the 50 yuan you may allow here."
    assert not Compensation.objects.exists()


def test_many_small_amounts_are_not_one_large_one(ticket: Ticket, mei: Staff) -> None:
    proposed(ticket, mei, 30)
    assert left_for(mei, ticket) == 2_000
    assert proposed(ticket, mei, 30, kind="gift").is_asked
    assert proposed(make_ticket("另一件事"), mei, 50).is_approved


def test_what_was_taken_back_or_allowed_by_others_leaves_the_own_limit_whole(
    cast: Cast, ticket: Ticket, mei: Staff
) -> None:
    withdraw_compensation(proposed(ticket, mei, 50), reason="客户不要券", by=mei)
    approve_compensation(proposed(ticket, mei, 300), by=cast.chen)
    assert left_for(mei, ticket) == 5_000


def test_what_others_were_allowed_uses_the_limit_too(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    """Requirements S1: a limit is for one matter. Ten small approvals are one large one."""
    first, second = proposed(ticket, mei, 300), proposed(ticket, cast.lin, 300)
    assert approvers(ticket, 30_000, besides=mei.pk, at=NOW) == [cast.chen]
    approve_compensation(first, by=cast.chen)
    assert left_for(cast.chen, ticket) == 20_000
    with pytest.raises(OverLimit):
        approve_compensation(second, by=cast.chen)
    assert approvers(ticket, 30_000, besides=mei.pk, at=NOW) == [cast.admin], "who has no more to give is not asked"
    assert refuse_compensation(proposed(ticket, mei, 400), reason="够了", by=cast.chen).state == "refused"
    assert approve_compensation(second, by=cast.admin).is_approved
    assert left_for(cast.chen, make_ticket("另一件事")) == 50_000


def test_a_double_click_gives_once(ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei, 20, at=NOW)
    assert proposed(ticket, mei, 20, at=NOW + timedelta(seconds=29)) == one
    assert told(ticket) == ["allowed"]
    assert proposed(ticket, mei, 20, at=NOW + timedelta(seconds=31)) != one
    assert proposed(ticket, mei, 20, at=NOW, kind="gift") != one
    assert Compensation.objects.count() == 3


def test_what_was_taken_back_can_be_proposed_again_at_once(ticket: Ticket, mei: Staff) -> None:
    one = withdraw_compensation(proposed(ticket, mei, 20, at=NOW), reason="写错了", by=mei, at=NOW)
    assert proposed(ticket, mei, 20, at=NOW + timedelta(seconds=5)) != one


def test_a_senior_may_more_and_a_grade_says_its_own_amount(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    assert (limit_of(mei, ticket), limit_of(cast.lin, ticket)) == (5_000, 10_000)
    assert (limit_of(cast.chen, ticket), limit_of(cast.admin, ticket), limit_of(cast.wang, ticket)) == (
        50_000,
        500_000,
        0,
    )
    ticket.grade = Grade.objects.get(code="red")
    assert (limit_of(cast.chen, ticket), limit_of(mei, ticket)) == (100_000, 5_000)


def test_a_colleague_whose_limit_reaches_says_yes(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    one = approve_compensation(proposed(ticket, mei, 300), by=cast.chen)
    assert (one.state, one.decided_by, one.is_within_limit) == ("approved", cast.chen, False)
    assert told(ticket) == ["asked", "allowed"]
    with pytest.raises(CompensationOver):
        approve_compensation(one, by=cast.admin)


def test_a_no_needs_a_reason(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei, 300)
    with pytest.raises(ReasonMissing):
        refuse_compensation(one, reason=" ", by=cast.chen)
    one = refuse_compensation(one, reason="先补发，券给 50 就好", by=cast.chen)
    assert (one.state, one.decided_by, one.decided_why) == ("refused", cast.chen, "先补发，券给 50 就好")
    with pytest.raises(NotApproved):
        give_compensation(one, reference="A1", by=mei)


def test_nobody_decides_about_the_own_proposal(cast: Cast, ticket: Ticket) -> None:
    one = proposed(ticket, cast.chen, 800)
    with pytest.raises(OwnCompensation):
        approve_compensation(one, by=cast.chen)
    with pytest.raises(OwnCompensation):
        refuse_compensation(one, reason="算了", by=cast.chen)
    assert approve_compensation(one, by=cast.admin).is_approved


def test_whose_limit_does_not_reach_decides_nothing(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei, 600)
    with pytest.raises(OverLimit):
        approve_compensation(one, by=cast.chen)
    with pytest.raises(OverLimit):
        refuse_compensation(one, reason="太多了", by=cast.lin)
    assert [may_decide(who, one, ticket) for who in (mei, cast.lin, cast.chen, cast.admin)] == [
        False,
        False,
        False,
        True,
    ]


def test_what_nobody_may_allow_is_not_asked_for(ticket: Ticket, mei: Staff) -> None:
    with pytest.raises(NobodyMayApprove):
        proposed(ticket, mei, 5001)
    assert told(ticket) == []


def test_the_nearest_are_asked(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    def asked(fen: int = 30_000, besides: int = mei.pk) -> list[str]:
        return [one.username for one in approvers(ticket, fen, besides=besides, at=NOW)]

    assert asked() == ["chen"]
    make_staff("fang", role="supervisor", teams=["cs1"])
    assert asked() == ["chen"]
    assert asked(besides=cast.chen.pk) == ["fang"]
    assert asked(60_000) == ["admin"]
    assert asked(600_000) == []


def test_the_head_of_the_department_is_near_and_who_is_away_is_not_asked(cast: Cast, ticket: Ticket) -> None:
    head = make_staff("gao", role="supervisor", teams=["cs1"])
    Team.objects.filter(code="cs1").update(head=head)
    ticket.team = Team.objects.get(code="cs1")
    Absence.objects.create(staff=cast.chen, since=NOW - timedelta(hours=1), until=NOW + timedelta(hours=1))
    assert approvers(ticket, 30_000, besides=cast.lin.pk, at=NOW) == [head]
    Staff.objects.filter(pk__in=[head.pk, cast.admin.pk]).update(is_active=False)
    assert approvers(ticket, 30_000, besides=cast.lin.pk, at=NOW) == [cast.chen]


def test_supervisors_of_other_teams_do_not_see_it_and_are_not_asked(cast: Cast, ticket: Ticket) -> None:
    make_staff("other", role="supervisor", teams=["cs2"], leads=True)
    Staff.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert approvers(ticket, 30_000, besides=cast.lin.pk, at=NOW) == [cast.admin]


def test_it_is_given_with_a_code_and_once(ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei)
    with pytest.raises(CompensationUnclear) as refused:
        give_compensation(one, reference="  ", by=mei)
    assert "reference" in refused.value.fields
    one = give_compensation(one, reference=" HS-7788 ", by=mei)
    assert (one.state, one.reference, one.given_by) == ("given", "HS-7788", mei)
    assert one.offer == "50元无门槛券（HS-7788）"
    assert told(ticket) == ["allowed", "given"]
    with pytest.raises(NotApproved):
        give_compensation(one, reference="HS-7789", by=mei)


def test_what_was_not_approved_is_not_given(ticket: Ticket, mei: Staff) -> None:
    with pytest.raises(NotApproved):
        give_compensation(proposed(ticket, mei, 300), reference="HS-1", by=mei)


def test_it_is_given_after_the_end_but_not_proposed(ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei)
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    assert give_compensation(one, reference="HS-1", by=mei).state == "given"
    with pytest.raises(TicketClosed):
        proposed(ticket, mei, 1)


def test_taking_it_back_needs_a_reason_and_comes_before_giving(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    one = proposed(ticket, mei, 300)
    with pytest.raises(ReasonMissing):
        withdraw_compensation(one, reason="", by=mei)
    one = withdraw_compensation(one, reason="客户只要补发", by=cast.lin)
    assert (one.state, one.withdrawn_why) == ("withdrawn", "客户只要补发")
    with pytest.raises(CompensationOver):
        approve_compensation(one, by=cast.chen)
    given = give_compensation(proposed(ticket, mei, 10), reference="HS-1", by=mei)
    with pytest.raises(CompensationOver):
        withdraw_compensation(given, reason="记错了", by=mei)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "gold"}, "kind"),
        ({"yuan": 0}, "amount"),
        ({"yuan": 1_000_001}, "amount"),
        ({"words": "  "}, "words"),
        ({"words": "券" * 121}, "words"),
        ({"why": "等" * 301}, "why"),
    ],
)
def test_what_is_unclear_is_refused_and_named(ticket: Ticket, mei: Staff, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(CompensationUnclear) as refused:
        proposed(ticket, mei, **wrong)
    assert field in refused.value.fields
    assert not Compensation.objects.exists()


def test_the_ledger_line_holds_ids_and_amounts_and_no_words(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    refuse_compensation(proposed(ticket, mei, 300), reason="太多", by=cast.chen)
    lines = Event.objects.filter(ticket=ticket, kind__startswith="compensation_")
    assert {key for line in lines for key in line.payload} == {"compensation", "fen"}


def test_asking_about_limits_costs_little(
    ticket: Ticket, mei: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    limit_of(mei, ticket)
    with django_assert_num_queries(2):  # whether the limits are still those, and what was used
        left_for(mei, ticket)


# ── the limits themselves


def test_limits_are_set_taken_off_and_audited(cast: Cast, ticket: Ticket, mei: Staff) -> None:
    agent, red = Role.objects.get(code="agent").pk, Grade.objects.get(code="red").pk
    save_limits({(agent, False, None): None, (agent, False, red): 8_000}, by=cast.admin.party)
    assert limit_of(mei, ticket) == 0
    ticket.grade = Grade.objects.get(pk=red)
    assert limit_of(mei, ticket) == 8_000
    line = SettingChange.objects.get(subject="handling.CompensationLimit")
    before, after = line.before or {}, line.after or {}
    assert (before["客服 · *"], after.get("客服 · *"), after["客服 · 红"]) == ("50", None, "80")
    assert line.by_id == cast.admin.pk


def test_nothing_changed_is_no_line_of_the_change_log(cast: Cast) -> None:
    agent = Role.objects.get(code="agent").pk
    save_limits({(agent, False, None): 5_000}, by=cast.admin.party)
    assert not SettingChange.objects.filter(subject="handling.CompensationLimit").exists()
    save_limits({(agent, False, None): 6_000}, by=cast.admin.party)
    assert CompensationLimit.objects.get(role=agent, senior=False, grade=None).fen == 6_000
