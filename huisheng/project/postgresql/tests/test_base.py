"""Connections are looked at before use, and plans are kept."""

import psycopg
import pytest
from django.db import connection

from huisheng.project.postgresql.base import PREPARED_MAX, lives

pytestmark = pytest.mark.django_db(transaction=True)


def another() -> psycopg.Connection[tuple[int]]:
    known = connection.get_connection_params()
    return psycopg.connect(**{name: known[name] for name in ("dbname", "user", "host", "port") if name in known})


def test_a_quiet_connection_lives() -> None:
    with another() as line:
        line.execute("SELECT 1")
        assert lives(line)


def test_a_connection_the_server_ended_does_not_live_and_is_closed() -> None:
    line = another()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.info.backend_pid])
    assert not lives(line)
    assert line.closed


def test_what_is_asked_again_is_prepared() -> None:
    with connection.cursor() as cursor:
        for _time in range(4):
            cursor.execute("SELECT %s::int + 41", [1])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 41'")
        assert cursor.fetchone() == (1,)
    assert connection.connection.prepared_max == PREPARED_MAX
