"""The file of a backup, without a house: what is torn, foreign or newer is told apart before anything is touched."""

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huisheng.project import home
from huisheng.project.backup import before, programs, restore
from huisheng.project.backup.archive import DUMP, FILES, KEYS, MANIFEST, check, whole_or_nothing
from huisheng.project.backup.before import HouseRuns, WrongKey, look_before, refuse_running
from huisheng.project.backup.manifest import Manifest, NoBackup, fingerprint
from huisheng.project.backup.programs import NoFittingProgram, fitting, where_is
from huisheng.project.backup.progress import TerminalProgress
from huisheng.project.backup.restore import RestoreFailed
from huisheng.project.embedded import locked

STORED = {hashlib.sha256(content).hexdigest(): content for content in (b"a photo", b"a video" * 5_000)}


def make_archive(path: Path, key_folder: Path | None, **changes: Any) -> Path:
    """A backup as `make_backup` writes it, of two files and a dump that nobody could load."""
    names = {name: home.secret_of(name, key_folder) for name in ("secret", "data")} if key_folder else {}
    with whole_or_nothing(path) as writer:
        writer.put_stream(DUMP, io.BytesIO(bytes(range(256)) * 400), told=lambda _size: None)
        for name, key in names.items():
            writer.put(f"{KEYS}/{name}.key", key.encode())
        for sha256, content in STORED.items():
            writer.put_file(f"{FILES}/{sha256[:2]}/{sha256[2:4]}/{sha256}", io.BytesIO(content), len(content))
        known: dict[str, Any] = {
            "version": "0.1.0",
            "made_at": "2026-11-21",
            "server": 18,
            "migrations": [],
            "rows": {},
        }
        size = sum(map(len, STORED.values()))
        prints = {name: fingerprint(key) for name, key in names.items()}
        facts = {**known, "members": dict(writer.members), "files": len(STORED), "files_bytes": size, "keys": prints}
        writer.put(
            MANIFEST, Manifest(**{**facts, "with_keys": bool(key_folder), **changes}).to_json(), remembered=False
        )
    return path


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, as every house has one."""
    for name in ("SECRET", "DATA"):
        monkeypatch.delenv(f"HUISHENG_{name}_KEY", raising=False)
    home.make_keys(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def saved(keys: Path, tmp_path: Path) -> Path:
    return make_archive(tmp_path / "house.tar", keys)


def test_it_is_whole_as_it_was_written(saved: Path) -> None:
    manifest = check(saved)
    assert (manifest.files, manifest.with_keys, manifest.tickets) == (2, True, 0)
    assert saved.stat().st_mode & 0o777 == 0o600
    assert list(saved.parent.glob("*.part")) == []


@pytest.mark.parametrize("where", [0.02, 0.5, 0.8])
def test_it_sees_a_file_that_was_cut_off(saved: Path, where: float) -> None:
    raw = saved.read_bytes()
    saved.write_bytes(raw[: int(len(raw) * where)])
    with pytest.raises(NoBackup):
        check(saved)


def test_it_sees_a_single_wrong_byte(saved: Path) -> None:
    with tarfile.open(saved) as tar:
        places = {info.name: info.offset_data + info.size // 2 for info in tar}
    raw = saved.read_bytes()
    for name, place in places.items():
        if name != MANIFEST:
            saved.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
            with pytest.raises(NoBackup, match=name.rsplit("/", 1)[-1]):
                check(saved)


def test_it_knows_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("hello")
    with tarfile.open(tmp_path / "b", "w"):
        pass
    for name in ("a", "b", "none"):
        with pytest.raises(NoBackup):
            check(tmp_path / name)


def rewritten(path: Path, **changes: Any) -> Path:
    """The same backup with another manifest."""
    with tarfile.open(path) as old, tarfile.open(path.with_name("other.tar"), "w") as new:
        for info in old:
            data = old.extractfile(info)
            assert data is not None
            raw = data.read()
            if info.name == MANIFEST:
                raw = json.dumps({**json.loads(raw), **changes}).encode()
            info.size = len(raw)
            new.addfile(info, io.BytesIO(raw))
    return path.with_name("other.tar")


def test_it_refuses_a_format_to_come(saved: Path) -> None:
    with pytest.raises(NoBackup, match=r"更新|newer"):
        check(rewritten(saved, format=99))


@pytest.mark.parametrize("changes", [{"version": "999.0.0"}, {"migrations": ["tickets.9999_from_the_future"]}])
def test_it_refuses_a_newer_house(saved: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(RestoreFailed):
        restore.refuse_newer(replace(check(saved), **changes))
    restore.refuse_newer(replace(check(saved), version="0.0.9", migrations=["tickets.0000_forgotten"]))


def test_it_does_not_overwrite_a_running_house(tmp_path: Path) -> None:
    refuse_running(tmp_path)
    with locked(tmp_path / "lease.lock"), pytest.raises(HouseRuns):
        refuse_running(tmp_path)
    refuse_running(tmp_path)


def test_it_brings_its_keys_along_and_throws_none_away(saved: Path, keys: Path, tmp_path: Path) -> None:
    manifest, new = check(saved), tmp_path / "elsewhere"
    look_before(saved, new, without_keys=False)
    assert (new / "data.key").read_text() == (keys / "data.key").read_text()
    assert (new / "data.key").stat().st_mode & 0o777 == 0o600

    (new / "data.key").write_text("another")
    before.take_keys(saved, new)
    assert (new / "data.key").read_text() == (keys / "data.key").read_text()
    assert [path.read_text() for path in new.glob("data.key.before*")] == ["another"]
    before.refuse_wrong_key(manifest, new, without_keys=False)


def test_it_says_before_it_begins_that_the_key_is_missing(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_by = {"data": fingerprint(home.secret_of("data", keys))}
    make_archive(tmp_path / "bare.tar", None, keys=sealed_by)
    with pytest.raises(WrongKey, match=r"data\.key"):
        look_before(tmp_path / "bare.tar", tmp_path / "elsewhere", without_keys=False)
    look_before(tmp_path / "bare.tar", tmp_path / "elsewhere", without_keys=True)
    look_before(tmp_path / "bare.tar", keys, without_keys=False)
    make_archive(tmp_path / "full.tar", keys)
    monkeypatch.setenv("HUISHENG_DATA_KEY", "not the same")
    with pytest.raises(WrongKey, match="HUISHENG_DATA_KEY"):
        look_before(tmp_path / "full.tar", tmp_path / "elsewhere", without_keys=False)


@pytest.mark.parametrize("said", ["", "pg_dump (PostgreSQL) 14.2"])
def test_it_says_which_program_is_missing(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pg_dump"
    if said:
        program.write_text(f"#!/bin/sh\necho '{said}'\n")
        program.chmod(0o755)
    monkeypatch.setattr(programs, "candidates", lambda _name: [program])
    with pytest.raises(NoFittingProgram, match="postgresql-client-18"):
        fitting("pg_dump", 18)


def test_it_takes_the_first_program_that_is_new_enough() -> None:
    assert programs.major_of(fitting("pg_dump", 15)) >= 15
    assert programs.major_of(Path("/nowhere/pg_dump")) == 0


def test_it_keeps_the_password_out_of_the_command_line() -> None:
    where = where_is(
        {"NAME": "shop", "HOST": "db", "PASSWORD": "lotus-8", "OPTIONS": {"sslmode": "require", "pool": {}}}
    )
    assert where.environment["PGPASSWORD"] == "lotus-8"
    assert "lotus" not in where.conninfo
    assert where.conninfo == "host=db dbname=shop sslmode=require"


def test_it_shows_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    progress = TerminalProgress()
    progress.begin("Database", 2 * 2**20)
    progress.told = 0
    progress.step(2**20)
    progress.end()
    assert "Database: 1.0 / 2.0 MB" in capsys.readouterr().err
