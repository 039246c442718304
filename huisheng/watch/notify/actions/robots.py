"""Robots of group chats: keep their addresses, queue messages, and hand them over at the pace each robot takes."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.core.accounts.models import Team
from huisheng.core.base.actions import record_change
from huisheng.core.base.house import house
from huisheng.core.base.queue import enqueue
from huisheng.core.base.vault import vault
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.kit.party import Party
from huisheng.watch.notify.items import Item
from huisheng.watch.notify.models import Robot, RobotMessage
from huisheng.watch.notify.robots import wire
from huisheng.watch.notify.robots.formats import PER_MINUTE, Answer, answer_of, call_of
from huisheng.watch.notify.variables import public_base

from .deliveries import DEFAULT_LANGUAGE

ROBOT_TASK = "send_to_robot"
WAIT_S = (30, 120, 600, 1800, 7200)  # between the six tries
MINUTE = timedelta(minutes=1)
TEST = "robot_test"
FACTS = ("name", "kind", "language", "enabled", "host")
Said = dict[str, Any]

log = structlog.get_logger("huisheng.robots")


class RobotRefused(Refused):
    code = "robot_refused"


@transaction.atomic
def save_robot(
    robot: Robot | None, *, name: str, kind: str, url: str, secret: str = "", team: Team | None = None,
    language: str = "", enabled: bool = True, by: Party,
) -> Robot:  # fmt: skip
    """Connect a robot, or change one; an empty address or secret keeps the stored one. Audited, without the secrets.

    Raises RobotRefused, with the field at fault, for no name, no address, or one that may not be called.
    """
    if not name.strip():
        raise RobotRefused(_("Please give a name."), name="")
    if robot is None and not url.strip():
        raise RobotRefused(_("Please paste the robot's address."), url="")
    one = Robot.objects.select_for_update().get(pk=robot.pk) if robot else Robot()
    before = _facts(one) if robot else None
    one.name, one.kind, one.team, one.language, one.enabled = name.strip(), kind, team, language, enabled
    if url.strip():
        one.host = _host_of(url.strip())
        one.sealed_url = vault().seal(url.strip())
        one.failing_since, one.last_error = None, ""
    if secret.strip():
        one.sealed_secret = vault().seal(secret.strip())
    one.save()
    after = _facts(one)
    if url.strip() or secret.strip() or after != before:
        starred = {**after, "url": "***" if url.strip() else "", "secret": "***" if secret.strip() else ""}
        record_change(f"notify.Robot:{one.pk}", before=before, after=starred, by=by)
    return one


@transaction.atomic
def remove_robot(robot: Robot, *, by: Party) -> None:
    """Forget a robot with its address and its messages; audited."""
    record_change(f"notify.Robot:{robot.pk}", before=_facts(robot), after=None, by=by)
    robot.delete()


@transaction.atomic(savepoint=False)
def queue_message(robot: Robot, items: Sequence[Item], *, code: str) -> RobotMessage:
    """Write a message of these alarms, in the active language; it leaves after commit, at the robot's pace."""
    link = items[0].link if len(items) == 1 else f"{public_base()}/desk/notices/"
    said = {"title": _title(items), "items": [item.as_dict() for item in items], "link": link, "code": code}
    return _queue(robot, said)


@transaction.atomic(savepoint=False)
def queue_words(robot: Robot, *, title: str, lines: Sequence[str], link: str, code: str) -> RobotMessage:
    """Write a message of plain lines; it leaves after commit, at the robot's pace. No names, no contact details."""
    return _queue(robot, {"title": title, "items": [{"number": line} for line in lines], "link": link, "code": code})


@transaction.atomic(savepoint=False)
def send_test(robot: Robot) -> RobotMessage:
    """Say that this is a trial and try it now, once, whatever waits. The row tells what happened."""
    with translation.override(robot.language or DEFAULT_LANGUAGE):
        title = _("This message was sent to try the robot. That you read it means it works.")
    said = {"title": title, "items": [], "link": public_base(), "code": TEST}
    message = RobotMessage.objects.create(robot=robot, said=said, tries=RobotMessage.MAX_TRIES - 1)
    _try(robot, message, timezone.now())
    RobotMessage.objects.filter(pk=message.pk).update(tries=1)
    message.refresh_from_db()
    return message


def send_to_robot(robot_id: int) -> int:
    """Send what is due for this robot, oldest first, and return how many left; the rest is queued for its time.

    One at a time per robot: the caller's job holds a lock, and each message is locked while it is tried.
    """
    sent = 0
    while (wait_s := _next_wait(robot_id)) == 0:
        done = _send_next(robot_id)
        if done is None:
            return sent
        sent += done
    if wait_s is not None:
        enqueue(ROBOT_TASK, after_seconds=wait_s, lock=f"robot:{robot_id}", robot_id=robot_id)
    return sent


def robots_left_lying() -> list[int]:
    """Robots with a message that is due for more than a minute: its job was lost."""
    late = timezone.now() - MINUTE
    due = RobotMessage.objects.filter(state=RobotMessage.State.WAITING, next_try_at__lt=late, robot__enabled=True)
    return list(due.order_by().values_list("robot", flat=True).distinct())


def _queue(robot: Robot, said: Said) -> RobotMessage:
    message = RobotMessage.objects.create(robot=robot, said=said, next_try_at=timezone.now())
    enqueue(ROBOT_TASK, lock=f"robot:{robot.pk}", robot_id=robot.pk)
    return message


def _next_wait(robot_id: int) -> int | None:
    """Seconds until this robot may be called again for what waits, 0 now; None when nothing waits."""
    waiting = RobotMessage.objects.filter(robot=robot_id, robot__enabled=True, state=RobotMessage.State.WAITING)
    first = waiting.order_by("next_try_at").select_related("robot").first()
    if first is None or first.next_try_at is None:
        return None
    now = timezone.now()
    tried = RobotMessage.objects.filter(robot=robot_id, tried_at__gt=now - MINUTE).order_by("-tried_at")
    most = PER_MINUTE[first.robot.kind]
    full = list(tried.values_list("tried_at", flat=True)[:most])
    free_at = full[-1] + MINUTE if len(full) == most and full[-1] else now
    wait = (max(first.next_try_at, free_at) - now).total_seconds()
    return max(0, int(-(-wait // 1)))


@transaction.atomic
def _send_next(robot_id: int) -> int | None:
    """Try the oldest due message: 1 when it left, 0 when not, None when somebody else tries it."""
    due = RobotMessage.objects.filter(
        robot=robot_id, state=RobotMessage.State.WAITING, next_try_at__lte=timezone.now()
    ).order_by("next_try_at", "id")
    message = due.select_related("robot").select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    return int(_try(message.robot, message, timezone.now()))


def _try(robot: Robot, message: RobotMessage, now: datetime) -> bool:
    answer = _hand_over(robot, message)
    message.tries += 1
    message.tried_at = now
    if answer.ok:
        message.state, message.sent_at, message.next_try_at, message.last_error = RobotMessage.State.SENT, now, None, ""
        Robot.objects.filter(pk=robot.pk).update(failing_since=None, last_error="", last_ok_at=now)
    else:
        _note_failure(robot, message, answer, now)
    message.save(update_fields=["state", "tries", "tried_at", "sent_at", "next_try_at", "last_error"])
    return answer.ok


def _hand_over(robot: Robot, message: RobotMessage) -> Answer:
    private = bool(house("notices.private_robots"))
    with translation.override(robot.language or DEFAULT_LANGUAGE):
        call = call_of(robot.kind, robot.url, robot.secret, message.said, now=time.time())
        try:
            status, body = wire.post(call.url, call.body, private_allowed=private)
        except wire.Unreachable as fault:
            return Answer(False, str(fault), wait_s=None if fault.forbidden else WAIT_S[0])
        return answer_of(robot.kind, status, body)


def _note_failure(robot: Robot, message: RobotMessage, answer: Answer, now: datetime) -> None:
    message.last_error = redact(answer.error)[:300]
    if answer.wait_s is None or message.tries >= RobotMessage.MAX_TRIES:
        message.state, message.next_try_at = RobotMessage.State.FAILED, None
    else:
        wait_s = max(answer.wait_s, WAIT_S[min(message.tries, len(WAIT_S)) - 1])
        message.next_try_at = now + timedelta(seconds=wait_s)
    Robot.objects.filter(pk=robot.pk).update(last_error=message.last_error)
    Robot.objects.filter(pk=robot.pk, failing_since=None).update(failing_since=now)
    log.warning("robot did not take the message", robot=robot.pk, message=message.pk, error=message.last_error)


def _host_of(url: str) -> str:
    try:
        wire.refuse_address(url, private_allowed=bool(house("notices.private_robots")))
    except (wire.Unreachable, ValueError) as fault:
        raise RobotRefused(str(fault), url="") from fault
    return str(urlsplit(url).hostname)


def _facts(robot: Robot) -> dict[str, Any]:
    return {name: getattr(robot, name) for name in FACTS} | {"team": robot.team_id}


def _title(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return _("Promised time: %(state)s") % {"state": items[0].state}
    return ngettext("%(n)s promise needs somebody", "%(n)s promises need somebody", len(items)) % {"n": len(items)}


def robots_of(team_id: int | None) -> list[Robot]:
    """The robots that hear the alarms of this team's tickets: its own and the house's."""
    return list(Robot.objects.filter(Q(team=None) | Q(team=team_id), enabled=True))
