"""The whole demo, loaded once for the tests that look at it, and taken back after them."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from huisheng.project.demo.load import load


@pytest.fixture(scope="package")
def shown() -> list[float]:
    """What the progress bar was told."""
    return []


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker, shown: list[float]) -> Iterator[datetime]:
    """The demo as of the instant that is returned."""
    with django_db_blocker.unblock(), transaction.atomic():
        now = timezone.localtime()
        load(shown.append, now=now)
        yield now
        transaction.set_rollback(True)
