"""Tests run on a real PostgreSQL: the embedded one with fsync off, or the one DATABASE_URL names."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from huisheng.project import home
from huisheng.project.database import embedded, is_external
from huisheng.project.embedded import EmbeddedPostgres
from tests.jobs import run_waiting_jobs

pytest_plugins = ["tests.fixtures"]

HOUSES = {"project"}  # of tests/: its files share ports and folders
SERVER = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config: pytest.Config) -> None:
    database = settings.DATABASES["default"]
    if not is_external():
        cluster = home.cluster_folder(settings.HUISHENG_HOME, "test-postgres")
        database.update(embedded(cluster))
        if not config.option.collectonly:
            server = EmbeddedPostgres(cluster, unsafe=True)
            server.acquire()
            config.stash[SERVER] = server
    del database["OPTIONS"]["pool"]
    database.setdefault("TEST", {})["NAME"] = os.environ.get("HUISHENG_TEST_DB", "test_huisheng")
    make_settings_testable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares something costly stays on one worker (`--dist loadgroup`): a file, a kind of house, the loaded demo."""
    for item in items:
        path = Path(item.path).relative_to(Path(__file__).parent)
        shares = path.parts[1] in HOUSES or path.parent.name == "whole"
        item.add_marker(pytest.mark.xdist_group(str(path.parent if shares else path)))


def make_settings_testable() -> None:
    settings.TESTING = True
    settings.SECRET_KEY = "a key for tests only"
    settings.HUISHENG_DATA_KEY = b"0123456789abcdef0123456789abcdef"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.release()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any) -> None:
    """Every test stores its files in a folder of its own."""
    storages = {**settings.STORAGES}
    for name in ("default", "files"):
        storages[name] = {**storages[name], "OPTIONS": {"location": tmp_path / name}}
    settings.STORAGES = storages


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def run_jobs(db: None) -> Callable[..., int]:
    """Run the due jobs, and those they queue, until none is left; `run_jobs(until=…)` also takes later ones."""

    def run(*, until: datetime | None = None) -> int:
        return run_waiting_jobs(until)

    return run
