"""Backups by themselves: when, which are kept, what happens when one fails, and before an upgrade."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base import saved
from huisheng.core.base.actions import change_setting, note_version, record_backup
from huisheng.core.base.models import Backup
from huisheng.core.channels.models import Outbound
from huisheng.kit.party import SYSTEM
from huisheng.project import doctor, health, set_up
from huisheng.project.backup import nightly
from huisheng.project.backup.make import BackupFailed
from tests.cast import Cast

DAY = timezone.make_aware(datetime(2026, 11, 22, 3, 31))  # noqa: DTZ001 - local time of the house


@pytest.fixture(autouse=True)
def own_house(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HUISHENG_HOME = tmp_path
    monkeypatch.setattr(saved, "born", lambda: DAY - timedelta(days=9))


def made(at: datetime, error: str = "") -> None:
    record_backup(kind=Backup.Kind.NIGHTLY, began_at=at, seconds=1, path="x", size=1, error=error)


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "minute", "due"), [(3, 29, False), (3, 30, True), (3, 45, True), (11, 0, True)])
def test_it_is_due_after_half_past_three_of_the_house(hour: int, minute: int, due: bool) -> None:
    assert nightly.is_due(DAY.replace(hour=hour, minute=minute)) is due


@pytest.mark.django_db
def test_it_is_made_once_a_night() -> None:
    made(DAY - timedelta(days=1))
    assert nightly.is_due(DAY)
    made(DAY)
    assert not nightly.is_due(DAY + timedelta(hours=5))
    assert nightly.is_due(DAY + timedelta(days=1))


@pytest.mark.django_db
def test_it_tries_again_an_hour_after_a_failure() -> None:
    made(DAY, error="full")
    assert not nightly.is_due(DAY + timedelta(minutes=45))
    assert nightly.is_due(DAY + timedelta(minutes=75))


@pytest.mark.django_db
def test_it_can_be_switched_off_and_spares_a_newborn_house(monkeypatch: pytest.MonkeyPatch) -> None:
    change_setting("backup.nightly", False, by=SYSTEM)
    assert not nightly.is_due(DAY)
    change_setting("backup.nightly", True, by=SYSTEM)
    monkeypatch.setattr(saved, "born", lambda: DAY + timedelta(hours=7))
    assert not nightly.is_due(DAY + timedelta(hours=8))
    assert nightly.is_due(DAY + timedelta(days=1))


@pytest.mark.django_db
def test_it_knows_when_the_house_was_born(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert saved.born() <= timezone.now()


def test_it_keeps_a_week_of_nights_and_a_month_of_weeks(tmp_path: Path) -> None:
    first = datetime(2026, 10, 1).date()  # noqa: DTZ001
    names = [f"huisheng-{first + timedelta(days=n)}.tar" for n in range(52)]  # up to 2026-11-21, a Saturday
    for name in [*names, "huisheng-by-hand.tar", "holiday.jpg"]:
        (tmp_path / name).touch()

    nightly.throw_away(nightly.old_ones(tmp_path, daily=7, weekly=4))

    left = sorted(path.name[9:19] for path in tmp_path.glob("huisheng-2026*"))
    weeks = ["2026-10-25", "2026-11-01", "2026-11-08", "2026-11-15"]
    assert left == sorted({*weeks, *(f"2026-11-{day}" for day in range(15, 22))})
    assert (tmp_path / "holiday.jpg").exists()
    assert (tmp_path / "huisheng-by-hand.tar").exists()


@pytest.mark.django_db
def test_it_notes_a_success_and_throws_old_ones_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"12345")

    monkeypatch.setattr(nightly, "make_safely", make)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "huisheng-2020-01-01.tar").touch()
    change_setting("backup.daily", 1, by=SYSTEM)
    change_setting("backup.weekly", 0, by=SYSTEM)

    done = nightly.back_up_tonight()

    assert (done.kind, done.size, done.error) == ("nightly", 5, "")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [f"huisheng-{timezone.localdate()}.tar"]


@pytest.mark.django_db
def test_it_tells_the_admins_when_there_is_no_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.admin.email = "fang@example.com"
    cast.admin.save(update_fields=["email"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5 * 2**20))

    done = nightly.back_up_tonight()

    assert "5 MB" in done.error
    assert [letter.to for letter in Outbound.objects.all()] == ["fang@example.com"]
    assert "5 MB" in Outbound.objects.get().letter["text"]
    finding = doctor.backup()
    assert not finding.well
    assert "5 MB" in finding.words


@pytest.mark.django_db
def test_doctor_looks_at_the_last_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "born", timezone.now)
    assert doctor.backup().well  # newborn: nothing to save yet
    monkeypatch.setattr(saved, "born", lambda: timezone.now() - timedelta(days=9))
    assert not doctor.backup().well
    made(timezone.now() - timedelta(days=3))
    assert not doctor.backup().well
    made(timezone.now() - timedelta(hours=5))
    assert doctor.backup().well
    change_setting("backup.nightly", False, by=SYSTEM)
    assert doctor.backup().well


@pytest.mark.django_db
def test_an_upgrade_saves_a_house_in_use_first(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    steps: list[str] = []

    def make(path: Path) -> None:
        steps.append("backup")
        path.parent.mkdir()
        path.write_bytes(b"123")

    monkeypatch.setattr(health, "pending_migrations", lambda: ["tickets.0099_more"])
    monkeypatch.setattr(nightly, "make_safely", make)
    monkeypatch.setattr(set_up, "call_command", lambda name, **_: steps.append(name))

    kept = set_up.upgrade(lambda _words: None, with_backup=True)

    assert steps == ["backup", "migrate", "createcachetable"]
    assert kept is not None
    assert kept.parent == tmp_path / "backups"
    assert (Backup.objects.get().kind, Backup.objects.get().size) == ("upgrade", 3)
    assert set_up.upgrade(lambda _words: None, with_backup=False) is None


@pytest.mark.django_db
def test_an_upgrade_stops_when_the_house_cannot_be_saved(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise BackupFailed("no room")

    monkeypatch.setattr(health, "pending_migrations", lambda: ["tickets.0099_more"])
    monkeypatch.setattr(nightly, "make_safely", refuse)
    monkeypatch.setattr(set_up, "call_command", lambda *_, **__: pytest.fail("migrated without a way back"))
    with pytest.raises(BackupFailed):
        set_up.upgrade(lambda _words: None, with_backup=True)


@pytest.mark.django_db
def test_an_empty_house_is_not_saved_before_its_tables_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "make_safely", lambda _path: pytest.fail("there is nothing to save"))
    monkeypatch.setattr(health, "pending_migrations", lambda: ["tickets.0099_more"])
    monkeypatch.setattr(set_up, "call_command", lambda *_, **__: None)
    assert set_up.upgrade(lambda _words: None, with_backup=True) is None


@pytest.mark.django_db
def test_the_data_remembers_its_version() -> None:
    assert note_version("0.1.0") == ""
    assert note_version("0.2.0") == "0.1.0"
    assert note_version("0.2.0") == "0.2.0"
