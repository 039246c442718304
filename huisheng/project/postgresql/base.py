"""Django's PostgreSQL backend as this house uses it: each connection keeps the plans of what it asks again and again."""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError

PREPARED_MAX = 400  # statements a connection keeps; all screens together ask some 300 different ones


class DatabaseWrapper(base.DatabaseWrapper):
    """A pooled connection whose server went away is replaced before anybody uses it. That costs no statement."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        connection: Connection[Any] = super().get_new_connection(conn_params)
        while self.pool and not lives(connection):
            self.pool.putconn(connection)  # a closed one: the pool makes a new one in its place
            connection = super().get_new_connection(conn_params)
        connection.prepared_max = PREPARED_MAX
        return connection


def lives(connection: Connection[Any]) -> bool:
    """Whether the server still holds its end. A quiet line says nothing; when it speaks unasked, it mostly says goodbye."""
    if not _speaks(connection):
        return True
    try:
        connection.execute("")
    except OperationalError:
        connection.close()
        return False
    return True


def _speaks(connection: Connection[Any]) -> bool:
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    return bool(line.poll(0))
