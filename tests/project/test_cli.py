"""The command `huisheng`: what it prints, what it refuses."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result

from huisheng.core.accounts.actions import token_by_secret
from huisheng.core.accounts.models import ApiToken, Staff
from huisheng.project import boot, cli, serve
from huisheng.project.presets.install import install


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in this process, on the test's database, in a house with its presets."""
    monkeypatch.setattr(boot, "house", nullcontext)
    install()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, words)


@pytest.mark.usefixtures("house")
def test_it_adds_a_person_and_prints_the_password_once() -> None:
    told = run("staff", "add", "lin", "--name", "林晓", "--role", "agent", "--email", "lin@example.com")
    assert told.exit_code == 0, told.output
    person = Staff.objects.get(username="lin")
    assert person.check_password(told.stdout.strip())
    assert "lin" in told.stderr, "whose password it is, where it does not disturb a script"
    assert (person.name, person.role.code) == ("林晓", "agent")


@pytest.mark.usefixtures("house")
def test_it_calls_a_person_without_a_name_by_the_login() -> None:
    assert run("staff", "add", "kim", "--team", "cs1").exit_code == 0
    assert Staff.objects.get(username="kim").name == "kim"


@pytest.mark.usefixtures("house")
def test_it_says_how_to_add_the_first_person_until_there_is_one() -> None:
    assert f"{serve.command_here()} staff add" in serve.banner(1.0)
    run("staff", "add", "kim")
    assert "staff add" not in serve.banner(1.0)


@pytest.mark.usefixtures("house")
def test_it_refuses_an_unknown_role_in_one_sentence() -> None:
    told = run("staff", "add", "lin", "--name", "林晓", "--role", "king")
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert len(told.output.strip().splitlines()) == 1
    assert not Staff.objects.exists()


@pytest.mark.usefixtures("house")
def test_it_prints_a_token_alone_and_takes_it_back() -> None:
    told = run("token", "create", "shop", "--scopes", "read,write")
    assert told.exit_code == 0, told.output
    secret = told.output.strip()
    token = token_by_secret(secret)
    assert token is not None
    assert sorted(token.scopes) == ["read", "write"]
    assert secret not in run("token", "list").output

    assert run("token", "revoke", "shop").exit_code == 0
    assert token_by_secret(secret) is None
    assert run("token", "revoke", "shop").exit_code == 1


@pytest.mark.usefixtures("house")
def test_it_refuses_a_scope_that_does_not_exist() -> None:
    assert run("token", "create", "shop", "--scopes", "everything").exit_code == 1
    assert not ApiToken.objects.exists()


@pytest.mark.usefixtures("house")
def test_it_loads_the_demo_only_into_an_empty_house() -> None:
    run("staff", "add", "lin", "--name", "林晓")
    told = run("demo")
    assert told.exit_code == 1
    assert Staff.objects.count() == 1


def test_it_turns_a_wrong_setting_into_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    told = run("web")
    assert told.exit_code == 1
    assert told.output == "Error: PORT is “eighty”: use a whole number from 1 to 65535.\n"
