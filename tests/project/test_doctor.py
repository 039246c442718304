"""`huisheng doctor`: one line for each thing, non-zero when something is wrong."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from huisheng.core.channels.tests.make import make_mailbox
from huisheng.project import assets, database, doctor, env, messages


def examine(trouble: str = "") -> tuple[int, list[str]]:
    lines: list[str] = []
    code = doctor.examine(lines.append, trouble)
    return code, lines


@pytest.fixture(autouse=True)
def house_in_order(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that a test does not spoil itself is well."""
    settings.HUISHENG_HOME = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    for name in (*assets.FILES.values(), "icons.svg"):
        touch(tmp_path / "static" / "vendor" / name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


def touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


@pytest.mark.django_db
def test_it_finds_nothing_wrong_in_a_house_in_order() -> None:
    code, lines = examine()
    assert code == 0
    assert all("\n" not in line for line in lines)
    assert [line for line in lines if line.startswith("✗")] == []
    assert any(line.startswith("✓ database: PostgreSQL") for line in lines)


def test_it_works_without_a_database() -> None:
    code, lines = examine("The disk is full:\n  make room.")
    assert code == 1
    assert lines[-1] == "✗ database: The disk is full: make room."


@pytest.mark.parametrize("address", ["mysql://shop:key@db/shop", "postgresql://db", "nonsense"])
def test_it_explains_a_database_address_that_cannot_be_used(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(env.SettingError, match="DATABASE_URL"):
        database.reach_external(0)


@pytest.mark.django_db
def test_it_speaks_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    _code, lines = examine()
    assert any("数据库" in line for line in lines)


@pytest.mark.django_db
def test_it_sees_missing_page_files(tmp_path: Path) -> None:
    (tmp_path / "static" / "vendor" / "htmx.min.js").unlink()
    code, lines = examine()
    assert code == 1
    assert any("missing htmx.min.js: run `make assets`" in line for line in lines)


@pytest.mark.django_db
def test_it_sees_that_the_texts_are_not_compiled(settings: Any, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    code, lines = examine()
    assert code == 1
    assert "✗ Chinese texts: not compiled: run `make messages`." in lines


@pytest.mark.django_db
def test_it_sees_that_the_compiled_texts_are_old(settings: Any, tmp_path: Path) -> None:
    source = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalog = Catalog(locale="zh_Hans")
    catalog.add("Hello", "您好")
    catalog.add(("%(n)s day", "%(n)s days"), ("%(n)s 天",), context="due")
    messages.save(catalog, source)
    messages.compile_catalogue(catalog, source)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    os.utime(source.with_suffix(".mo"), (0, 0))
    assert "✓ Chinese texts: compiled" in examine()[1], "older, but it says the same"
    source.write_text(source.read_text().replace("您好", "你好"))
    code, lines = examine()
    assert code == 1
    assert "✗ Chinese texts: older than their source: run `make messages`." in lines


@pytest.mark.django_db
def test_it_sees_keys_that_others_can_read(tmp_path: Path) -> None:
    (tmp_path / "data.key").touch(mode=0o644)
    code, lines = examine()
    assert code == 1
    assert any("others can read data.key" in line for line in lines)


@pytest.mark.django_db
def test_it_sees_that_clocks_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SKEW_MOST_S", -1)
    code, lines = examine()
    assert code == 1
    assert any("promised times will be wrong" in line for line in lines)


@pytest.mark.django_db
def test_it_sees_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "DISK_LEAST_MB", 10**12)
    code, lines = examine()
    assert code == 1
    assert any("make room" in line for line in lines)


@pytest.mark.django_db
def test_it_sees_jobs_that_nobody_takes() -> None:
    app.configure_task("somebody.else", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [timezone.now() - timedelta(hours=1)])
    code, lines = examine()
    assert code == 1
    assert any(line.startswith("✗ queue: 1 due") for line in lines)


@pytest.mark.django_db
def test_it_sees_whether_a_worker_lives() -> None:
    assert any(line.startswith("! worker: none runs") for line in examine()[1])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert any(line.startswith("✓ worker: alive") for line in examine()[1])


@pytest.mark.django_db
def test_it_tries_each_mailbox_and_says_what_is_wrong_in_one_sentence() -> None:
    make_mailbox()
    code, lines = examine()
    assert code == 1
    (line,) = [line for line in lines if "support@shop.example" in line and "127.0.0.1:9" in line]
    assert line.startswith("✗")
    assert "Nothing answers at this port" in line
