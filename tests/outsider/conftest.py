"""The world, and who looks at it."""

from collections.abc import Callable

import pytest
from django.test import Client

from huisheng.core.accounts.models import Staff
from tests.outsider.world import World, build

Enter = Callable[[Staff | None], Client]


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def enter(db: None) -> Enter:
    """A browser in which this colleague is logged in; nobody for None."""

    def opened(staff: Staff | None) -> Client:
        client = Client()
        if staff is not None:
            client.force_login(staff)
        return client

    return opened
