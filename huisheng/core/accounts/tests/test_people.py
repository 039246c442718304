from typing import Any

import pytest
from django.contrib.auth import authenticate

from huisheng.core.accounts.actions import (
    AccountRefused,
    add_staff,
    change_staff,
    deactivate_staff,
    reactivate_staff,
    reset_password,
    set_presence,
)
from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.tests.make import last_change
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

from .make import PASSWORD, make_role, make_staff, make_team

pytestmark = pytest.mark.django_db


def test_it_gathers_the_cast(cast: Cast) -> None:
    assert cast.lin.allows(Right.ANSWER)
    assert not cast.lin.allows(Right.SETTINGS)
    assert cast.chen.memberships.get().leads
    assert not cast.wang.allows(Right.SEE_TEAMS)
    assert cast.admin.allows(Right.SETTINGS)


def test_it_makes_up_a_password_that_opens_the_door() -> None:
    staff, password = add_staff("zhou", name="周岩", role="agent", teams=["cs1"], by=SYSTEM)
    assert len(password) >= 12
    assert authenticate(username="zhou", password=password) == staff
    assert str(password) not in str(last_change().after)
    assert last_change().after["teams"] == ["cs1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "LIN"}, "username"),
        ({"username": "lin xiao"}, "username"),
        ({"username": " "}, "username"),
        ({"name": "  "}, "name"),
        ({"role": "king"}, "role"),
        ({"teams": ["cs1", "moon"]}, "team"),
        ({"email": "lin"}, "email"),
        ({"email": "LIN@shop.example"}, "email"),
        ({"password": "12345"}, "password"),
        ({"capacity": 9000}, "capacity"),
    ],
)
def test_it_refuses_people_that_cannot_be(cast: Cast, changes: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"username": "he", "name": "何苗", "role": "agent", "by": SYSTEM, **changes}
    with pytest.raises(AccountRefused) as refusal:
        add_staff(given.pop("username"), **given)
    assert field in refusal.value.fields
    assert not Staff.objects.filter(name="何苗").exists()


def test_it_changes_what_is_given_and_audits_only_that(cast: Cast) -> None:
    change_staff(cast.lin, capacity=20, teams=["cs2", "cs1"], leads=["cs2"], by=cast.admin.party)
    cast.lin.refresh_from_db()
    assert (cast.lin.name, cast.lin.capacity) == ("林晓", 20)
    assert {seat.team.code: seat.leads for seat in cast.lin.memberships.all()} == {"cs1": False, "cs2": True}
    change = last_change()
    assert change.before == {"teams": ["cs1"], "leads": [], "capacity": 12}
    assert change.after == {"teams": ["cs1", "cs2"], "leads": ["cs2"], "capacity": 20}
    assert change.by_id == cast.admin.pk


def test_it_leaves_a_team_when_it_is_no_longer_named(cast: Cast) -> None:
    change_staff(cast.lin, teams=[], by=SYSTEM)
    assert not cast.lin.memberships.exists()


def test_it_keeps_somebody_who_may_change_settings(cast: Cast) -> None:
    with pytest.raises(AccountRefused):
        change_staff(cast.admin, role="agent", by=SYSTEM)
    with pytest.raises(AccountRefused):
        deactivate_staff(cast.admin, by=SYSTEM)
    make_staff("second", role="admin")
    deactivate_staff(cast.admin, by=SYSTEM)
    assert not Staff.objects.get(pk=cast.admin.pk).allows(Right.SETTINGS)


def test_nobody_locks_themselves_out(cast: Cast) -> None:
    make_staff("second", role="admin")
    with pytest.raises(AccountRefused):
        deactivate_staff(cast.admin, by=cast.admin.party)


def test_who_left_cannot_log_in_and_may_return(cast: Cast) -> None:
    deactivate_staff(cast.lin, by=cast.admin.party)
    assert cast.lin.presence == Presence.OFFLINE
    assert authenticate(username="lin", password=PASSWORD) is None
    reactivate_staff(cast.lin, by=cast.admin.party)
    assert authenticate(username="lin", password=PASSWORD) == cast.lin


def test_a_new_password_replaces_the_old_one(cast: Cast) -> None:
    password = reset_password(cast.lin, by=cast.admin.party)
    assert authenticate(username="lin", password=PASSWORD) is None
    assert authenticate(username="lin", password=password) == cast.lin
    assert (last_change().before, last_change().after) == ("***", "***")


def test_presence_is_stamped_and_told_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr("huisheng.core.accounts.actions.people.push", lambda *topics, **news: told.append(topics))
    set_presence(cast.lin, "away", by=cast.lin.party)
    set_presence(cast.lin, "away", by=cast.lin.party)
    assert told == [(f"staff:{cast.lin.pk}", f"team:{cast.cs1.pk}")]
    assert Staff.objects.get(pk=cast.lin.pk).presence_since is not None
    with pytest.raises(AccountRefused):
        set_presence(cast.lin, "asleep", by=cast.lin.party)


def test_a_role_of_the_house_decides_what_may_be_done() -> None:
    make_role("night", rights=["answer"])
    staff = make_staff(role="night", teams=[make_team("nights")])
    assert staff.allows("answer")
    assert not staff.allows(Right.ASSIGN)
