"""Tests run on a real PostgreSQL: the embedded one with fsync off, or the one DATABASE_URL names."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from huisheng.project import home
from huisheng.project.database import embedded, is_external
from huisheng.project.embedded import EmbeddedPostgres
from tests.jobs import run_waiting_jobs

pytest_plugins = ["tests.fixtures"]

TOGETHER = {"whole"}  # the whole demo, loaded once
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


@pytest.hookimpl(trylast=True)  # after pytest-django has put tests in its own order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walk through all pages takes longest: it begins first, not when everything else is done."""
    items.sort(key=lambda item: Path(item.path).name != "test_pages.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """With `--dist loadscope`, what shares something costly stays on one worker."""
    return Sharing(config, log) if config.getvalue("dist") == "loadscope" else None


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """A file stays together, and so do the tests of the loaded demo.

    (`--dist loadgroup`, made for this, marks nothing with pytest 9: xdist 3.8 writes the group where nobody reads it.)
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        return str(path.parent if path.parent.name in TOGETHER else path)


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
