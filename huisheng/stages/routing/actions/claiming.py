"""Take a place on a desk: two tickets in the same instant never both pass the last one."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.stages.routing.choosing import Choice, Wish, look
from huisheng.stages.routing.models import Assignment, Desk
from huisheng.stages.routing.rulebook import RouteBook

TRIES = 12  # each lost try means that another ticket found its desk
CLAIM = """
    INSERT INTO routing_desk (staff_id, given, given_at) VALUES (%s, 1, %s)
    ON CONFLICT (staff_id) DO UPDATE SET given = routing_desk.given + 1, given_at = excluded.given_at
    WHERE %s::integer IS NULL OR routing_desk.given = %s::integer
"""


def take_a_desk(wish: Wish, book: RouteBook, *, at: datetime | None) -> Choice:
    """Look, and claim the desk that was found; look again if it was given something meanwhile.

    The claim holds the desk until the transaction ends, so that whoever looks after us counts our ticket too. After
    TRIES lost races it waits in the pool, which is swept every minute.
    """
    for _each in range(TRIES):
        choice = look(wish, book, at=timezone.now())
        if choice.seat is None or claim(choice.seat.staff, at=at, given=choice.seat.given):
            return choice
    return Choice(None, Assignment.How.POOL, wish.team, wish)


def claim(staff: Staff, *, at: datetime | None, given: int | None = None) -> bool:
    """Note that this desk gets one more. With `given`: only if nothing came since that count. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [staff.pk, at or timezone.now(), given, given])
        return bool(cursor.rowcount)


def hold_desk(staff: Staff) -> Desk:
    """Nobody else gives this desk anything until the transaction ends."""
    Desk.objects.bulk_create([Desk(staff=staff)], ignore_conflicts=True)
    return Desk.objects.select_for_update().get(pk=staff.pk)
