"""Fixtures for every test: a database with the presets, and the cast."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from huisheng.project.presets.install import install
from tests.cast import Cast, gather


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The presets are installed once; each test's transaction starts from them."""
    with django_db_blocker.unblock():
        install()


@pytest.fixture(autouse=True)
def presets_return(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test with real commits empties all tables when it ends: put the presets back for the next one."""
    yield
    if "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock():
            install()


@pytest.fixture
def cast(db: None) -> Cast:
    """林晓 and 陈蔚 of 客服一组, 丹青 the outsider, 王姐 of the warehouse, an admin; 刘女士 and 赵先生."""
    return gather()
