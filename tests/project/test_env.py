"""Environment variables: read with types, refused with a sentence that names them."""

from pathlib import Path

import pytest

from huisheng.project import env, home
from huisheng.project.database import database_settings


@pytest.mark.parametrize(("given", "expected"), [("1", True), ("yes", True), ("off", False), ("0", False), ("", True)])
def test_it_reads_switches(monkeypatch: pytest.MonkeyPatch, given: str, expected: bool) -> None:
    monkeypatch.setenv("SWITCH", given)
    assert env.flag("SWITCH", default=True) is expected


@pytest.mark.parametrize("given", ["80a", "-1", "70000", "８０００", "1.5"])
def test_it_refuses_a_wrong_number_by_name(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(env.SettingError, match=r"PORT is “.*”: use a whole number from 1 to 65535"):
        env.number("PORT", 8000, least=1, most=65535)


def test_it_refuses_a_wrong_switch_and_a_wrong_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "maybe")
    with pytest.raises(env.SettingError, match="DEMO is “maybe”"):
        env.flag("DEMO")
    with pytest.raises(env.SettingError, match="use one of a, b"):
        env.choice("DEMO", "a", among=("a", "b"))


@pytest.mark.parametrize("given", ["feedback.example", "ftp://x", "https://", "http://x:99999"])
def test_it_refuses_an_incomplete_address(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("HUISHENG_PUBLIC_URL", given)
    with pytest.raises(env.SettingError, match="HUISHENG_PUBLIC_URL does not look like an address"):
        env.url("HUISHENG_PUBLIC_URL", "", schemes=("http", "https"))


def test_it_takes_missing_variables_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIVEN", "from outside")
    monkeypatch.delenv("MISSING", raising=False)
    (tmp_path / ".env").write_text("# a comment\nGIVEN=from file\nMISSING = 'with blanks'\n# OFF=1\n\nnonsense\n")
    env.load_file(tmp_path / ".env")
    assert (env.text("GIVEN"), env.text("MISSING"), env.text("OFF")) == ("from outside", "with blanks", "")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://a/b", "must begin with postgresql://"),
        ("postgresql://host", "names no database"),
        ("postgresql://host/db?nonsense=1", "cannot be read"),
    ],
)
def test_it_refuses_a_database_it_cannot_use(monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(env.SettingError, match=words):
        database_settings(Path("/nowhere"))


def test_it_reads_a_database_address_with_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:6432/house?sslmode=require")
    read = database_settings(Path("/nowhere"))
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("house", "me", "p@ss")
    assert (read["HOST"], read["PORT"], read["OPTIONS"]["sslmode"]) == ("db.example", "6432", "require")
    assert "statement_timeout=30000" in read["OPTIONS"]["options"]


def test_it_says_which_folder_it_cannot_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(env.SettingError, match=r"HUISHENG_HOME=.*file/house cannot be used"):
        home.make_keys(tmp_path / "file" / "house")


def test_it_makes_its_keys_once_and_for_itself_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HUISHENG_SECRET_KEY", "HUISHENG_DATA_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert home.data_key(tmp_path) == b""
    home.make_keys(tmp_path)
    first = home.data_key(tmp_path)
    home.make_keys(tmp_path)
    assert len(first) == 32
    assert home.data_key(tmp_path) == first
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "secret.key": 0o600,
        "data.key": 0o600,
    }


def test_it_refuses_a_key_of_the_wrong_length(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUISHENG_DATA_KEY", "c2hvcnQ=")
    with pytest.raises(env.SettingError, match="32 bytes"):
        home.data_key(tmp_path)
