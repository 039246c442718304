"""A house goes into one file and comes out of it the same: every row, every stored file."""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from huisheng.core.base.models import File
from huisheng.core.base.storage import path_of
from huisheng.core.base.tests.make import make_photo
from huisheng.project import home
from huisheng.project.backup import make, restore
from huisheng.project.backup.archive import check
from huisheng.project.backup.make import BackupFailed, make_backup
from huisheng.project.backup.manifest import Manifest, rows_by_table
from huisheng.project.backup.programs import Where, fitting, where_is
from huisheng.project.backup.progress import quiet
from huisheng.project.backup.restore import OTHERS, HouseInUse, RestoreFailed, load_database, load_files, refuse_living
from tests.cast import Cast
from tests.journeys.doors import give
from tests.project.conftest import wait_until

TABLE = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"


@pytest.fixture
def keys(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, as every house has one."""
    for name in ("SECRET", "DATA"):
        monkeypatch.delenv(f"HUISHENG_{name}_KEY", raising=False)
    settings.HUISHENG_HOME = tmp_path / "home"
    home.make_keys(settings.HUISHENG_HOME)
    return tmp_path / "home"


@pytest.fixture
def saved(transactional_db: None, cast: Cast, keys: Path, tmp_path: Path) -> Path:
    """A backup of a house with two tickets and two photos."""
    for colour in ("red", "blue"):
        photo = SimpleUploadedFile(f"{colour}.jpg", make_photo(colour=colour), "image/jpeg")
        give(f"杯子碎了,是{colour}色的", phone="13800001023", files=[photo])
    make_backup(tmp_path / "house.tar")
    return tmp_path / "house.tar"


@contextmanager
def scratch() -> Iterator[Where]:
    """An empty database on the same server."""
    here = where_is(connection.settings_dict)
    name = f"{connection.settings_dict['NAME']}_restored"
    with here.connect(autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield where_is({**connection.settings_dict, "NAME": name})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def content(where: Where) -> dict[str, tuple[int, str]]:
    """Every table: how many rows, and a checksum of all of them."""
    with where.connect() as database:
        return {table: database.execute(TABLE.format(table)).fetchone() or (0, "") for table in rows_by_table(database)}


def server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int((cursor.fetchone() or (0,))[0])


def test_it_brings_back_every_row_and_every_file(saved: Path, settings: Any, tmp_path: Path) -> None:
    before_it = content(where_is(connection.settings_dict))
    files = list(File.objects.all())
    manifest = check(saved)
    assert (manifest.tickets, manifest.files, manifest.missing) == (2, 2, [])
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path / "new"}},
    }

    with scratch() as there:
        load_database(saved, there, fitting("pg_restore", server_major()), quiet)
        load_files(saved, manifest, quiet)

        assert content(there) == before_it
    assert before_it["tickets_ticket"][0] == 2
    for file in files:
        with storages["files"].open(path_of(file.sha256)) as stream:
            assert len(stream.read()) == file.size
    load_files(saved, manifest, quiet)  # a second time changes nothing
    assert sum(path.is_file() for path in (tmp_path / "new").rglob("*")) == 2


def test_it_is_open_to_its_owner_only_and_leaves_nothing_beside_it(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert list(saved.parent.glob("*.part")) == []


def test_it_leaves_the_keys_out_when_told_to(transactional_db: None, keys: Path, tmp_path: Path) -> None:
    manifest = make_backup(tmp_path / "house.tar", with_keys=False)
    with tarfile.open(tmp_path / "house.tar") as tar:
        assert [name for name in tar.getnames() if name.startswith("keys/")] == []
    key = (keys / "data.key").read_text()
    assert manifest.keys["data"]
    assert key not in (tmp_path / "house.tar").read_bytes().decode(errors="replace")


def test_it_names_files_that_the_folder_lost_and_saves_the_rest(saved: Path, tmp_path: Path) -> None:
    lost, spoiled = File.objects.order_by("pk")
    storages["files"].delete(path_of(lost.sha256))
    Path(storages["files"].path(path_of(spoiled.sha256))).write_bytes(b"spoiled")

    make_backup(tmp_path / "second.tar")

    manifest = check(tmp_path / "second.tar")
    assert (manifest.missing, manifest.damaged, manifest.files) == ([lost.sha256], [spoiled.sha256], 1)


def test_it_does_not_overwrite_a_house_in_use(saved: Path) -> None:
    manifest = check(saved)
    with where_is(connection.settings_dict).connect(autocommit=True) as database:
        with pytest.raises(HouseInUse):  # the test's own connection uses it
            refuse_living(database, manifest)
        connection.close()
        assert wait_until(lambda: database.execute(OTHERS).fetchone() == (0,))  # it ends when the server sees it
        with pytest.raises(HouseInUse, match="2"):
            refuse_living(database, manifest)
        with pytest.raises(RestoreFailed, match="99"):
            refuse_living(database, replace(manifest, server=99))


def test_it_writes_nothing_when_the_disk_is_full(
    transactional_db: None, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupFailed, match="No space left"):
        make_backup(tmp_path / "house.tar")
    assert list(tmp_path.glob("*.tar*")) == []


def test_it_tells_a_failing_dump(
    transactional_db: None, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "pg_dump"
    broken.write_text("#!/bin/sh\necho half\necho no more >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(make, "fitting", lambda *_: broken)
    with pytest.raises(BackupFailed, match="no more"):
        make_backup(tmp_path / "house.tar")
    assert list(tmp_path.glob("*.tar*")) == []


def test_it_tells_a_failing_restore(saved: Path, tmp_path: Path) -> None:
    broken = tmp_path / "pg_restore"
    broken.write_text("#!/bin/sh\necho cannot >&2\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(RestoreFailed, match="cannot"):
        load_database(saved, where_is(connection.settings_dict), broken, quiet)
    with pytest.raises(RestoreFailed, match="base_file"):
        restore.compare(check(saved), {**check(saved).rows, "base_file": 7})


def manifest_like(**changes: Any) -> Manifest:
    facts: dict[str, Any] = {
        "version": "0.1.0",
        "made_at": "",
        "server": 18,
        "migrations": [],
        "rows": {},
        "members": {},
    }
    return Manifest(**{**facts, "files": 0, "files_bytes": 0, "keys": {}, "with_keys": True, **changes})


def test_it_tells_what_was_restored(db: None) -> None:
    lines = restore.told(manifest_like(rows={"tickets_ticket": 5}, missing=["ab" * 32]))
    assert len(lines) == 3
    assert "5" in lines[0]
