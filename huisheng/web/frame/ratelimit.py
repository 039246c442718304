"""Limit how often somebody may try. Counted in PostgreSQL by one statement, so it holds over all processes."""

import random
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.vault import vault
from huisheng.kit.errors import Refused

COUNT_ONE = """
INSERT INTO frame_hit AS hit (key, count, until)
VALUES (%(key)s, 1, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN hit.until <= clock_timestamp() THEN 1 ELSE hit.count + 1 END,
    until = CASE WHEN hit.until <= clock_timestamp() THEN excluded.until ELSE hit.until END
RETURNING count, extract(epoch FROM until - clock_timestamp())
"""
LOOK = """
SELECT count, extract(epoch FROM until - clock_timestamp()) FROM frame_hit
WHERE key = %(key)s AND until > clock_timestamp()
"""
SWEEP = """
DELETE FROM frame_hit WHERE key IN (
    SELECT key FROM frame_hit WHERE until < clock_timestamp() LIMIT 500 FOR UPDATE SKIP LOCKED)
"""
SWEEP_ONE_IN = 200


@dataclass(frozen=True, slots=True)
class Tally:
    """How a key stands: `left` tries remain; when not `allowed`, try again after `retry_after` seconds."""

    allowed: bool
    left: int
    retry_after: int


class TooManyTries(Refused):
    """Somebody tried too often; `retry_after` seconds until the next try counts."""

    code = "too_many_tries"
    message = _("That was a little often. Please wait %(minutes)s min and try again.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(minutes=max(1, -(-retry_after // 60)))
        self.retry_after = retry_after


def guard(key: str, times: int, seconds: int) -> None:
    """Count one try like `limit`, and raise TooManyTries when it is one too many."""
    now = limit(key, times, seconds)
    if not now.allowed:
        raise TooManyTries(now.retry_after)


def limit(key: str, times: int, seconds: int) -> Tally:
    """Count one try of `key` and say whether it is within `times` per `seconds` (a window opens at the first try).

    Call it outside of a transaction that may roll back: a rolled back try was never counted.
    """
    if random.randrange(SWEEP_ONE_IN) == 0:  # noqa: S311  (only housekeeping)
        sweep()
    return tally(*run(COUNT_ONE, key, seconds), times=times)


def look(key: str, times: int) -> Tally:
    """How `key` stands, without counting: would one more try be allowed? For limits that count failures only."""
    count, rest = run(LOOK, key, 0)
    return tally(count + 1, rest, times=times)


def forgive(key: str) -> None:
    """Start `key` anew, for example after the right answer."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM frame_hit WHERE key = %s", [hashed(key)])


def sweep() -> None:
    """Forget windows that are over; a few hundred at a time, never waiting for anybody."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP)


def tally(count: int, rest: float, *, times: int) -> Tally:
    allowed = count <= times
    return Tally(allowed, max(0, times - count), 0 if allowed else max(1, int(rest) + 1))


def run(statement: str, key: str, seconds: int) -> tuple[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"key": hashed(key), "seconds": seconds})
        row = cursor.fetchone()
    return (int(row[0]), float(row[1])) if row else (0, 0.0)


def hashed(key: str) -> str:
    return vault().blind("hit", key)
