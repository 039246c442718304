from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.actions import (
    AccountRefused,
    add_team,
    change_team,
    create_token,
    revoke_token,
    token_by_secret,
)
from huisheng.core.accounts.models import ApiToken
from huisheng.core.base.models import SettingChange
from huisheng.core.base.tests.make import last_change
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

from .make import make_team, make_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "name"), [("cs1", "又一个"), ("客服", "客服"), ("", "客服"), ("night", " ")])
def test_it_refuses_teams_without_a_free_code_and_a_name(code: str, name: str) -> None:
    make_team("cs1")
    with pytest.raises(AccountRefused):
        add_team(code, name=name, by=SYSTEM)


def test_it_renames_and_closes_a_team_with_an_audit() -> None:
    team = add_team("night", name="夜班", by=SYSTEM)
    change_team(team, name="夜班组", active=False, by=SYSTEM)
    change = last_change()
    assert change.before == {"code": "night", "name": "夜班", "name_en": "", "active": True, "rank": 0, "head": ""}
    assert (change.after["name"], change.after["active"]) == ("夜班组", False)
    assert change.after["code"] == "night"


def test_it_writes_no_audit_for_a_change_that_changes_nothing() -> None:
    team = make_team()
    before = SettingChange.objects.count()
    change_team(team, name=team.name, by=SYSTEM)
    assert SettingChange.objects.count() == before


def test_it_finds_a_token_by_its_secret_only() -> None:
    token, secret = make_token()
    assert token_by_secret(secret) == token
    assert token_by_secret(secret[:-1]) is None
    assert token_by_secret("") is None
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))
    assert secret.startswith(token.hint)


def test_a_revoked_token_opens_nothing(cast: Cast) -> None:
    token, secret = create_token("shop", scopes=["read"], by=cast.admin.party)
    assert (token.created_by, token.allows("read"), token.allows("write")) == (cast.admin, True, False)
    revoke_token(token, by=cast.admin.party)
    revoke_token(token, by=cast.admin.party)
    assert token_by_secret(secret) is None
    assert not token.allows("read")
    assert SettingChange.objects.filter(subject=f"accounts.ApiToken:{token.pk}").count() == 2


@pytest.mark.parametrize(("name", "scopes"), [("", ["read"]), ("shop", []), ("shop", ["read", "root"])])
def test_it_refuses_tokens_without_name_or_known_scopes(name: str, scopes: list[str]) -> None:
    with pytest.raises(AccountRefused):
        create_token(name, scopes=scopes, by=SYSTEM)


def test_it_notes_the_last_use_at_most_once_a_minute() -> None:
    token, secret = make_token()
    token_by_secret(secret)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    token_by_secret(secret)
    token.refresh_from_db()
    assert token.last_used_at == first
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    token_by_secret(secret)
    token.refresh_from_db()
    assert token.last_used_at
    assert token.last_used_at >= first
