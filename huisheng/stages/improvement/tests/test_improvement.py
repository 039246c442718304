"""Improvements: opened, done, looked at by another, open again where it did not work, dropped (CAPA, requirements A8)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.models import SettingChange
from huisheng.core.tickets.access import NotFound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.improvement.actions import (
    CheckedByAnother,
    ImprovementUnclear,
    NotInThisState,
    change_improvement,
    check_improvement,
    drop_improvement,
    finish_improvement,
    tie_ticket,
)
from huisheng.stages.improvement.models import Check, Improvement
from huisheng.stages.improvement.queries import (
    cases_around,
    cases_of,
    causes_in,
    checkers_to_tell,
    counts_of,
    given_lately,
    improvement_for,
    improvements_for,
    listed,
    moves_on,
    owners_to_tell,
)
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

from .make import make_improvement

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def cause() -> RootCause:
    return RootCause.objects.create(code="mixed-up", name="仓库拿错货", name_en="Mixed up in the warehouse")


def case(cause: RootCause | None, at: datetime, owner: Staff | None = None) -> Ticket:
    """A ticket of that day whose cause was found."""
    ticket = make_ticket(at=at)
    if owner:
        assign_ticket(ticket, staff=owner, team=owner.teams.first(), by=SYSTEM, at=at)
    Finding.objects.create(ticket=ticket, cause=cause, words="拿错", at=NOW)
    return ticket


def done(cast: Cast, *tickets: Ticket, at: datetime = NOW, **changes: Any) -> Improvement:
    one = make_improvement(cast, *tickets, at=at - DAY, **changes)
    return finish_improvement(one, words="贴了核对单", by=one.owner, at=at)


def told(ticket: Ticket) -> list[str]:
    lines = Event.objects.filter(ticket=ticket, kind__startswith="improvement_").order_by("id")
    return [line.kind.removeprefix("improvement_") for line in lines]


def test_it_is_opened_from_a_case_and_stands_in_its_ledger(cast: Cast) -> None:
    ticket = make_ticket()
    one = make_improvement(cast, ticket)
    assert (one.state, one.owner, one.checker, list(one.tickets.all())) == ("open", cast.lin, cast.chen, [ticket])
    assert told(ticket) == ["opened"]
    assert Event.objects.get(ticket=ticket, kind="improvement_opened").payload == {"improvement": one.pk}


def test_a_further_case_is_tied_to_it_once(cast: Cast) -> None:
    one, further = make_improvement(cast), make_ticket()
    for _again in range(2):
        tie_ticket(one, further, by=cast.lin)
    assert (one.tickets.count(), told(further)) == (1, ["opened"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"action": ""}, "action"),
        ({"kind": "other"}, "kind"),
        ({"due_on": TODAY - DAY}, "due_on"),
    ],
)
def test_what_is_unclear_is_refused_and_named(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ImprovementUnclear) as refused:
        make_improvement(cast, **wrong)
    assert field in refused.value.fields
    assert not Improvement.objects.exists()


def test_nobody_checks_the_own_work(cast: Cast) -> None:
    with pytest.raises(CheckedByAnother):
        make_improvement(cast, checker=cast.lin)
    one = done(cast)
    with pytest.raises(CheckedByAnother):
        check_improvement(one, worked=True, words="没有再发生", by=cast.lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Improvement.objects.filter(pk=one.pk).update(checker=cast.lin)


def test_who_did_it_for_the_owner_does_not_check_it_either(cast: Cast) -> None:
    """Chen leads, is to check, and puts it into effect for Lin: then somebody else looks."""
    one = finish_improvement(make_improvement(cast), words="我来贴", by=cast.chen, at=NOW)
    assert one.done_by == cast.chen
    assert (moves_on(cast.chen, one)["check"], moves_on(cast.lin, one)["check"]) == (False, False)
    with pytest.raises(CheckedByAnother):
        check_improvement(one, worked=True, words="没有再发生", by=cast.chen)
    assert moves_on(cast.admin, one)["check"]
    assert check_improvement(one, worked=True, words="没有再发生", by=cast.admin).worked


def test_done_is_looked_at_thirty_days_later_unless_said(cast: Cast) -> None:
    one = done(cast)
    assert (one.state, one.done_words, one.check_on) == ("done", "贴了核对单", TODAY + 30 * DAY)
    other = finish_improvement(make_improvement(cast), words="好了", check_on=TODAY + 7 * DAY, by=cast.lin, at=NOW)
    assert other.check_on == TODAY + 7 * DAY


@pytest.mark.parametrize(("words", "check_on"), [(" ", None), ("好了", TODAY), ("好了", TODAY - DAY)])
def test_done_needs_words_and_a_day_ahead(cast: Cast, words: str, check_on: Any) -> None:
    one = make_improvement(cast)
    with pytest.raises(ImprovementUnclear):
        finish_improvement(one, words=words, check_on=check_on, by=cast.lin, at=NOW)
    assert Improvement.objects.get().is_to_do


def test_cases_are_counted_by_the_day_they_came_in(cast: Cast, cause: RootCause) -> None:
    """Ten days after: three in the ten days before it was done, one since; older, other and later found ones aside."""
    at_done = NOW - 10 * DAY
    for before in (1, 5, 9, 11):
        case(cause, at_done - before * DAY)
    case(cause, at_done + DAY)
    case(None, at_done + DAY)
    one = done(cast, at=at_done, cause=cause)
    assert cases_around(one, at=NOW) == (10, 3, 1)
    check = check_improvement(one, worked=True, words="十天只有一件", by=cast.chen, at=NOW)
    assert (check.days, check.before, check.after, check.done_words) == (10, 3, 1, "贴了核对单")


def test_both_sides_of_the_day_it_was_done_are_equally_long(cast: Cast, cause: RootCause) -> None:
    """Ten and a half days since: what came in within ten and a half days before counts, too."""
    at_done = NOW - 10 * DAY - DAY / 2
    case(cause, at_done - 10 * DAY - DAY / 4)
    case(cause, NOW - DAY / 4)
    one = done(cast, at=at_done, cause=cause)
    assert cases_around(one, at=NOW) == (10, 1, 1)


def test_without_a_cause_nothing_is_counted(cast: Cast) -> None:
    check = check_improvement(done(cast), worked=True, words="客户都说好", by=cast.chen, at=NOW + DAY)
    assert (check.before, check.after) == (None, None)


def test_it_worked_and_is_over(cast: Cast) -> None:
    ticket = make_ticket()
    one = done(cast, ticket)
    check_improvement(one, worked=True, words="没有再发生", by=cast.chen, at=NOW + 30 * DAY)
    one.refresh_from_db()
    assert (one.state, one.is_over, one.ended_at) == ("worked", True, NOW + 30 * DAY)
    assert (one.checked_at, one.checked_by, one.check_words) == (NOW + 30 * DAY, cast.chen, "没有再发生")
    assert told(ticket) == ["opened", "done", "checked"]
    with pytest.raises(NotInThisState):
        check_improvement(one, worked=False, words="又来了", by=cast.chen)


def test_what_failed_is_open_again_and_keeps_its_first_look(cast: Cast) -> None:
    one = done(cast)
    check_improvement(one, worked=False, words="又发错三件", by=cast.chen, at=NOW + 30 * DAY)
    one.refresh_from_db()
    assert (one.state, one.is_to_do, one.check_on) == ("failed", True, None)
    assert one.due_on == TODAY + 40 * DAY, "as many days again as the first time"
    finish_improvement(one, words="换成扫码枪", by=cast.lin, at=NOW + 35 * DAY)
    one.refresh_from_db()
    check_improvement(one, worked=True, words="一个月没有", by=cast.admin, at=NOW + 65 * DAY)
    assert list(Check.objects.values_list("worked", "done_words")) == [(False, "贴了核对单"), (True, "换成扫码枪")]


@pytest.mark.parametrize("words", ["", "  "])
def test_a_look_says_by_what(cast: Cast, words: str) -> None:
    with pytest.raises(ImprovementUnclear):
        check_improvement(done(cast), worked=True, words=words, by=cast.chen)


def test_what_is_not_done_is_not_looked_at(cast: Cast) -> None:
    one = make_improvement(cast)
    with pytest.raises(NotInThisState):
        check_improvement(one, worked=True, words="好了", by=cast.chen)


def test_dropping_needs_a_reason_and_ends_it(cast: Cast) -> None:
    one = make_improvement(cast)
    with pytest.raises(ImprovementUnclear):
        drop_improvement(one, reason=" ", by=cast.chen)
    one = drop_improvement(one, reason="仓库要搬了", by=cast.chen)
    assert (one.state, one.dropped_why) == ("dropped", "仓库要搬了")
    with pytest.raises(NotInThisState):
        drop_improvement(one, reason="再来", by=cast.chen)
    with pytest.raises(NotInThisState):
        finish_improvement(one, words="好了", by=cast.lin)


def test_it_is_put_otherwise_while_it_is_to_do(cast: Cast) -> None:
    one = make_improvement(cast)
    given: dict[str, Any] = {"title": "扫码出库", "action": "买扫码枪", "owner": cast.wang, "checker": cast.lin}
    change_improvement(one, **given, due_on=one.due_on + DAY, by=cast.chen)
    one.refresh_from_db()
    assert (one.title, one.owner, one.checker) == ("扫码出库", cast.wang, cast.lin)
    finish_improvement(one, words="买了", by=cast.wang)
    with pytest.raises(NotInThisState):
        change_improvement(one, **given, due_on=one.due_on, by=cast.chen)


def test_what_was_before_a_change_stands_in_the_audit(cast: Cast) -> None:
    one = make_improvement(cast)
    same: dict[str, Any] = {"title": one.title, "action": one.action, "owner": cast.lin, "checker": cast.chen}
    change_improvement(one, **same, due_on=one.due_on, by=cast.chen)
    assert not SettingChange.objects.filter(subject=f"improvement:{one.pk}").exists(), "nothing changed"
    change_improvement(one, **same | {"owner": cast.wang}, due_on=one.due_on + DAY, by=cast.chen)
    line = SettingChange.objects.get(subject=f"improvement:{one.pk}")
    assert line.before == {"owner": cast.lin.pk, "due_on": str(one.due_on)}
    assert line.after == {"owner": cast.wang.pk, "due_on": str(one.due_on + DAY)}
    assert (line.by_kind, line.by_id) == ("staff", cast.chen.pk)


def test_a_later_owner_hears_of_it(cast: Cast) -> None:
    """Given on the fortieth day to somebody else: that day counts, not the opening."""
    one = make_improvement(cast, at=NOW - 40 * DAY)
    given: dict[str, Any] = {"title": one.title, "action": one.action, "checker": cast.chen, "due_on": TODAY + DAY}
    change_improvement(one, **given, owner=cast.lin, by=cast.chen, at=NOW)
    assert list(given_lately(NOW)) == [], "Lin had it already"
    change_improvement(one, **given, owner=cast.wang, by=cast.chen, at=NOW)
    assert list(given_lately(NOW)) == [one]
    change_improvement(one, **given, owner=cast.wang, by=cast.wang, at=NOW)
    assert list(given_lately(NOW)) == [one]


def test_a_day_that_passed_may_stay_while_other_things_change(cast: Cast) -> None:
    one = make_improvement(cast, at=NOW - 30 * DAY)
    given: dict[str, Any] = {"title": "核对", "action": "贴单", "owner": cast.wang, "checker": cast.lin}
    assert change_improvement(one, **given, due_on=one.due_on, by=cast.chen).owner == cast.wang


# ── who sees it, and what they may do


def test_owner_checker_opener_team_and_leaders_see_it_and_nobody_else(cast: Cast) -> None:
    fang = make_staff("fang", name="方远", role="supervisor", teams=["cs2"])
    one = make_improvement(cast, owner=cast.wang, team=cast.warehouse)
    seers = {who for who in ("lin", "chen", "dan", "wang", "admin") if improvements_for(getattr(cast, who)).exists()}
    assert seers == {"chen", "wang", "admin"}
    assert not improvements_for(fang).exists()
    with pytest.raises(NotFound):
        improvement_for(cast.dan, one.pk)
    mate = make_staff("mate", name="小库", role="colleague", teams=["warehouse"])
    assert improvement_for(mate, one.pk) == one
    lins = make_improvement(cast, checker=cast.admin, by=cast.admin)
    assert improvement_for(cast.chen, lins.pk) == lins, "who leads the owner's team"


def test_moves_follow_state_and_person(cast: Cast) -> None:
    def may(who: Staff, one: Improvement) -> set[str]:
        return {name for name, allowed in moves_on(who, one).items() if allowed}

    one = make_improvement(cast, owner=cast.wang)
    assert may(cast.wang, one) == {"finish"}
    assert may(cast.chen, one) == {"finish", "change", "drop", "tie"}
    one = finish_improvement(one, words="好了", by=cast.wang)
    assert may(cast.wang, one) == set()
    assert may(cast.chen, one) == {"check", "drop", "tie"}
    own = done(cast, owner=cast.chen, checker=cast.lin, by=cast.lin)
    assert "check" not in may(cast.chen, own), "not even who leads checks the own work"
    assert "check" in may(cast.lin, own)


def test_lists_and_their_counts_agree(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_improvement(cast)
    make_improvement(cast, owner=cast.wang)
    done(cast)
    drop_improvement(make_improvement(cast), reason="算了", by=cast.chen)
    assert cast.chen.team_ids
    with django_assert_num_queries(1):
        counts = counts_of(cast.chen)
    assert counts == {name: listed(cast.chen, name).count() for name in counts}
    assert counts == {"mine": 0, "open": 2, "check": 1, "over": 1}
    assert counts_of(cast.lin)["mine"] == 1


# ── whose day has come


def test_owners_and_checkers_are_told_on_their_day(cast: Cast) -> None:
    one = make_improvement(cast, at=NOW)
    assert list(owners_to_tell(one.due_on - DAY)) == []
    assert list(owners_to_tell(one.due_on)) == [one]
    assert list(owners_to_tell(one.due_on + 8 * DAY)) == [], "a house that slept a month does not ring of old days"
    assert list(given_lately(NOW)) == [one]
    assert list(given_lately(NOW + 2 * DAY)) == []
    one = finish_improvement(one, words="好了", by=cast.lin, at=NOW)
    assert one.check_on
    assert (list(checkers_to_tell(one.check_on - DAY)), list(checkers_to_tell(one.check_on))) == ([], [one])
    assert list(owners_to_tell(one.due_on)) == []


def test_who_gives_it_to_oneself_needs_no_bell(cast: Cast) -> None:
    make_improvement(cast, owner=cast.chen, checker=cast.lin)
    assert list(given_lately(NOW)) == []


# ── root causes of a period


def test_causes_are_counted_compared_and_within_what_one_sees(cast: Cast, cause: RootCause) -> None:
    for days in (1, 2, 3, 40, 41):
        case(cause, NOW - days * DAY, cast.lin)
    case(cause, NOW - DAY, cast.dan)
    case(None, NOW - DAY, cast.lin)
    make_improvement(cast, cause=cause)
    rows = causes_in(cast.chen, NOW - 30 * DAY, NOW)
    assert [(row.cause, row.count, row.before, row.improvements) for row in rows] == [(cause, 3, 2, 1), (None, 1, 0, 0)]
    assert causes_in(cast.admin, NOW - 30 * DAY, NOW)[0].count == 4
    assert cases_of(cast.chen, cause.pk, NOW - 30 * DAY, NOW).count() == 3
    assert cases_of(cast.chen, None, NOW - 30 * DAY, NOW).count() == 1


def test_a_period_costs_the_same_however_many_cases(
    cast: Cast, cause: RootCause, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case(cause, NOW - DAY)
    with django_assert_num_queries(4):
        causes_in(cast.admin, NOW - 30 * DAY, NOW)
    for _n in range(5):
        case(cause, NOW - DAY)
    with django_assert_num_queries(4):
        causes_in(cast.admin, NOW - 30 * DAY, NOW)
