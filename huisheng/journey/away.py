"""Tell a database that is away from every other fault: nothing is wrong with what was being done."""

from psycopg import InterfaceError, OperationalError

GOING = ("08", "57P")  # classes of PostgreSQL: connection exceptions; shut down, crashed, starting


def is_database_away(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, says so. Deadlocks and timeouts of a statement do not."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return error.sqlstate is None or error.sqlstate.startswith(GOING)
        error = error.__cause__
    return False
