"""From one house to another by the command line: saved while it runs, restored into an empty folder, the same."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from huisheng.core.base.tests.make import make_photo
from huisheng.project import home
from huisheng.project.embedded import EmbeddedPostgres
from tests.crash.load import Given, Giver
from tests.project.conftest import CLONE, House, wait_until

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
CONTENT = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
ROWS = "SELECT t::text FROM {} t"
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
SHAPE = """
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
    UNION ALL SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'extension', extname, extversion FROM pg_extension
"""
CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")
COLOURS = ("red", "green", "blue")
WRITTEN_AFTERWARDS = {"base_backup", "base_setting", "base_settingchange"}  # the backup's own row; mail is held


def huisheng(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, in English, for the house in `folder`."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("HUISHENG_", "DATABASE_URL"))}
    environment = {**known, "HUISHENG_HOME": str(folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "huisheng", *words]
    return subprocess.run(command, cwd=CLONE, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def opened(folder: Path) -> Iterator["psycopg.Connection[Any]"]:
    server = EmbeddedPostgres(home.cluster_folder(folder))
    server.acquire()
    try:
        with server.connect() as database:
            yield database
    finally:
        server.release()


def content(folder: Path) -> dict[str, Any]:
    with opened(folder) as database:
        names = [name for (name,) in database.execute(TABLES)]
        return {name: database.execute(CONTENT.format(name)).fetchone() for name in names}


def all_rows(folder: Path, table: str) -> set[str]:
    with opened(folder) as database:
        return {row for (row,) in database.execute(ROWS.format(table))}


def counters(folder: Path) -> dict[str, int]:
    """Where each sequence stands: the next row must not take a number that is taken."""
    with opened(folder) as database:
        found = dict(database.execute(COUNTERS).fetchall())
    return {name: last for name, last in found.items() if name.removesuffix("_id_seq") not in WRITTEN_AFTERWARDS}


def shape(folder: Path) -> set[tuple[str, str, str]]:
    """Indexes, constraints, triggers, functions, columns, extensions. A restored condition reads the same with its casts
    in other places.
    """
    with opened(folder) as database:
        return {(kind, name, CASTS.sub("", said)) for kind, name, said in database.execute(SHAPE)}


def stored(folder: Path) -> dict[str, bytes]:
    files = folder / "files"
    return {str(path.relative_to(files)): path.read_bytes() for path in files.rglob("*") if path.is_file()}


def feed(house: House) -> None:
    """Some customers with photos."""
    giver = Giver("form-", house.port, "", Given(), seed=7)
    for colour in COLOURS:
        giver.by_form(f"杯子碎了 {colour}", f"liu-{colour}", make_photo(colour=colour))


@pytest.mark.slow
def test_it_saves_a_running_house_and_restores_it_elsewhere(
    start_house: Callable[..., House], open_folder: Path
) -> None:
    house = start_house()
    house.be_ready()
    feed(house)
    while_running = huisheng(house.home, "backup", str(open_folder / "running.tar"))
    assert while_running.returncode == 0, while_running.stderr
    assert "3 tickets, 3 files" in while_running.stdout
    refused = huisheng(house.home, "restore", str(open_folder / "running.tar"))
    assert (refused.returncode, "This house is running" in refused.stderr) == (1, True)
    house.process.send_signal(signal.SIGTERM)
    house.process.wait(20)
    assert wait_until(lambda: house.members == [], 5)

    saved = huisheng(house.home, "backup", "--without-keys", str(open_folder / "asleep.tar"))
    assert saved.returncode == 0, saved.stderr
    in_use = huisheng(house.home, "restore", str(open_folder / "asleep.tar"))
    assert "in use (3 tickets, 0 people)" in in_use.stderr

    check_elsewhere(house.home, open_folder)


def check_elsewhere(old: Path, folder: Path) -> None:
    """Without the keys it says so; with them everything is there, and mail is held."""
    new = folder / "new"
    without = huisheng(new, "restore", str(folder / "asleep.tar"))
    assert (without.returncode, "data.key" in without.stderr) == (1, True)
    for name in ("secret.key", "data.key"):
        new.mkdir(exist_ok=True)
        (new / name).write_text((old / name).read_text())
    restored = huisheng(new, "restore", str(folder / "asleep.tar"))
    assert restored.returncode == 0, restored.stderr
    assert "Mail is held" in restored.stdout

    before, after = content(old), content(new)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= WRITTEN_AFTERWARDS
    assert counters(old) == counters(new)
    assert len(counters(new)) > 20
    assert shape(old) == shape(new)
    assert len(shape(new)) > 400
    check_written_afterwards(old, new)
    assert stored(old) == stored(new)
    assert len(stored(new)) == 3
    with opened(new) as database:
        assert database.execute("SELECT value FROM base_setting WHERE key = 'mail.held'").fetchone() == (True,)


def check_written_afterwards(old: Path, new: Path) -> None:
    """Of these three tables, too, all is there but what was written after the copy was taken."""
    for table in ("base_setting", "base_settingchange"):
        assert all_rows(old, table) <= all_rows(new, table)
        [added] = all_rows(new, table) - all_rows(old, table)
        assert "mail.held" in added
    assert all_rows(new, "base_backup") <= all_rows(old, "base_backup")
    [own] = all_rows(old, "base_backup") - all_rows(new, "base_backup")
    assert "asleep.tar" in own


@pytest.mark.slow
def test_a_restore_that_was_broken_off_opens_no_doors(open_folder: Path) -> None:
    folder = open_folder / "home"
    folder.mkdir()
    (folder / "restoring").touch()
    refused = huisheng(folder, "serve")
    assert refused.returncode == 1
    assert "broken off" in refused.stderr
    assert not (folder / "postgres").exists()
