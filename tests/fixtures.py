"""Fixtures for every test: a database with the presets, and the cast."""

from collections.abc import Generator, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from huisheng.core.base.house import BY_KEY
from huisheng.project.presets.install import install
from huisheng.web.frame import ratelimit
from tests.cast import Cast, gather
from tests.template import use_template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Test databases are copies of one that is migrated already."""
    with django_db_blocker.unblock():
        use_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The presets are installed once; each test's transaction starts from them."""
    with django_db_blocker.unblock():
        install()
        no_quiet_hours()
        nothing_waits()
        nobody_sweeps()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """A test with real commits empties all tables when it ends, but not the queue, whose tables are not Django's:
    empty that, too, and put the presets back for the next one.
    """
    yield
    if nextitem is not None and commits(item):
        with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
            install()


def no_quiet_hours() -> None:
    """Tests run at every hour of the day: there are quiet hours only where a test asks for them."""
    object.__setattr__(BY_KEY["notices.quiet"], "default", False)


def nothing_waits() -> None:
    """What a test sends is sent: there are seconds for taking back only where a test asks for them."""
    object.__setattr__(BY_KEY["desk.undo_seconds"], "default", 0)


def nobody_sweeps() -> None:
    """One try in some hundred takes the old ones along: not while a test counts questions."""
    ratelimit.SWEEP_ONE_IN = 10**9


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or bool({"transactional_db", "live_server"} & set(asked))


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """林晓 and 陈蔚 of 客服一组, 丹青 the outsider, 王姐 of the warehouse, an admin; 刘女士 and 赵先生.

    In a file that builds more for all its tests (see `for_the_file`), those of that building.
    """
    built = getattr(request.module, "built", None) and request.getfixturevalue("built_here")
    return built[0] if built else gather()


@pytest.fixture(scope="module")
def for_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Under it a file builds once what its tests only look at: rows that are taken back after the last of them.

    The file has an autouse fixture `built` of module scope that returns (cast, what it built); what a test changes, in
    the database and in these objects, the next one does not see.
    """
    with django_db_blocker.unblock(), translation.override("zh-hans"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built_here(request: pytest.FixtureRequest, db: None) -> tuple[Cast, Any]:
    """A copy of what the file built."""
    found: tuple[Cast, Any] = deepcopy(request.getfixturevalue("built"))
    return found
