"""The bell: rings each alarm at its instant. Every worker process runs one; any number of them may.

It sleeps until the next alarm, a second at most: so an alarm that is set or moved meanwhile is never late by more, and no
message about it can be lost. The question costs a tenth of a millisecond with one open ticket or a million.
"""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from huisheng.stages.followup.actions import ring_callbacks
from huisheng.stages.handling.actions import wake_due
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.next_ring import next_ring_at
from huisheng.trips.asking import ask_due
from huisheng.trips.sending import release_due
from huisheng.watch.notify.actions import tell_waiting

LOOK_S = 1.0  # the longest sleep; warnings and breaches are promised within 2 s (requirements A5)
BUSY_S = 0.2  # what is due and did not ring waits for somebody who holds its ticket
TROUBLE_S = 0.5
AT_ONCE = 50  # alarms in one transaction: their tickets are locked as long
STOP_WAIT_S = 3.0

log = structlog.get_logger("huisheng.bell")


def ring_all() -> int:
    """Ring whatever is due, and return how many; what somebody holds at this moment waits for the next time.

    Answers whose instant has come leave first, so that they keep what would be broken; tickets that were put off come
    back; customers who were silent are asked again. Letters, robots and digests that waited for their turn go out with it.
    Raises the first trouble, after every step had its turn.
    """
    troubles: list[Exception] = []
    for step in (release_due, wake_due, ask_due):
        _alone(step, troubles)
    rung = _alone(ring_callbacks, troubles)
    while now := _alone(ring_some, troubles):
        rung += now
    _alone(tell_waiting, troubles)
    if troubles:
        raise troubles[0]
    return rung


def ring_some() -> int:
    """Some alarms that are due."""
    return ring_due(limit=AT_ONCE)


def _alone(step: Callable[[], int], troubles: list[Exception]) -> int:
    """What one step cannot do stops none of the others; only a database that is gone stops them all."""
    try:
        return step()
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:
        log.exception("the bell", step=step.__name__)
        troubles.append(trouble)
        return 0


def sleep_until(next_at: datetime | None, now: datetime) -> float:
    """Seconds until the next look."""
    if next_at is None:
        return LOOK_S
    left = (next_at - now).total_seconds()
    return min(left, LOOK_S) if left > 0 else BUSY_S


class Bell:
    """A thread that rings until it is told to stop; `start` returns at once."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._keep, name="bell", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(STOP_WAIT_S)

    def _keep(self) -> None:
        while not self.stopping.wait(self.look()):
            pass

    def look(self) -> float:
        """Ring what is due and say after how many seconds to look again. Nothing may end the bell."""
        try:
            ring_all()
            return sleep_until(next_ring_at(), timezone.now())
        except DatabaseError as error:
            log.warning("the bell cannot reach the database", error=str(error).strip())
        except Exception:
            log.exception("the bell")
        finally:
            _give_back()
        return TROUBLE_S


def _give_back() -> None:
    """The connection goes back to the pool between two looks; one that died must not be kept."""
    if not connection.in_atomic_block:
        connection.close()
