"""Take a place on a desk: two tickets in the same instant never both pass the last one."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.stages.routing.choosing import Choice, Wish, look
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.rulebook import RouteBook

TRIES = 12  # each lost try means that another ticket found its desk
DESKS = 2_026_001  # the first half of our advisory locks; the second is the colleague's id
WAITING = "pg_advisory_xact_lock(%s, %s)"
IF_FREE = "pg_try_advisory_xact_lock(%s, %s) AS free WHERE free"
CLAIM = """
    INSERT INTO routing_desk (staff_id, given, given_at) SELECT %s, 1, %s FROM {lock}
    ON CONFLICT (staff_id) DO UPDATE SET given = routing_desk.given + 1, given_at = excluded.given_at
    WHERE %s::integer IS NULL OR routing_desk.given = %s::integer
"""


def take_a_desk(wish: Wish, book: RouteBook, *, at: datetime | None, wait: bool = True) -> Choice:
    """Look, and claim the desk that was found; look again if it was given something meanwhile.

    The claim holds the desk until the transaction ends, so that whoever looks after us counts our ticket too. Only
    the first claim waits for its turn (`wait`: none of ours is held yet), later ones pass over a desk that is busy at
    this moment: nobody waits in a ring. Where every desk is busy or full it waits in the pool, swept every minute.
    """
    busy: set[int] = set()
    for turn in range(TRIES):
        choice = look(wish, book, at=timezone.now(), busy=busy)
        if choice.seat is None:
            return choice
        waits = wait and turn == 0
        if claim(choice.seat.staff, at=at, given=choice.seat.given, wait=waits):
            return choice
        if not waits:
            busy.add(choice.seat.staff.pk)
    return Choice(None, Assignment.How.POOL, wish.team, wish)


def claim(staff: Staff, *, at: datetime | None, given: int | None = None, wait: bool = True) -> bool:
    """Note that this desk gets one more. With `given`: only if nothing came since that count. One statement."""
    with connection.cursor() as cursor:
        values: list[Any] = [staff.pk, at or timezone.now(), DESKS, staff.pk, given, given]
        cursor.execute(CLAIM.format(lock=WAITING if wait else IF_FREE), values)
        return bool(cursor.rowcount)


def hold_desk(staff: Staff) -> None:
    """Nobody else gives this desk anything until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WAITING}", [DESKS, staff.pk])  # words of our own
