"""Robots: connected without showing their secrets, called at their pace, tried again, and given up visibly."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.base.models import SettingChange
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import (
    ROBOT_TASK,
    RobotRefused,
    remove_robot,
    robots_left_lying,
    save_robot,
    send_test,
    send_to_robot,
)
from huisheng.watch.notify.actions.robots import queue_message
from huisheng.watch.notify.items import Item
from huisheng.watch.notify.models import Robot, RobotMessage
from huisheng.watch.notify.tests.make import make_robot
from huisheng.watch.notify.tests.robot_server import Receiver, receiver
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ITEM = Item("FB-1", "红", "首次响应", "11月21日 10:15", "已超时", "https://h/desk/tickets/FB-1/")
State = RobotMessage.State


@pytest.fixture
def there() -> Iterator[Receiver]:
    """A robot on this machine, which the admin allows."""
    change_setting("notices.private_robots", True, by=SYSTEM)
    with receiver() as robot:
        yield robot


def waiting(robot: Robot, count: int = 1) -> list[RobotMessage]:
    return [queue_message(robot, [ITEM], code="clock_breached") for _ in range(count)]


def state_of(message: RobotMessage) -> str:
    message.refresh_from_db()
    return message.state


def test_the_address_is_sealed_and_never_in_the_change_log() -> None:
    robot = make_robot(secret="SEC1")
    assert (robot.url, robot.secret, robot.host) == (
        "https://robots.example/hook?key=s3cret",
        "SEC1",
        "robots.example",
    )
    assert b"s3cret" not in bytes(robot.sealed_url)
    told = str([(one.before, one.after) for one in SettingChange.objects.all()])
    assert "s3cret" not in told
    assert "SEC1" not in told
    assert "***" in told


def test_an_empty_address_keeps_the_stored_one() -> None:
    robot = make_robot(secret="SEC1")
    saved = save_robot(robot, name="新名字", kind="wecom", url="", by=SYSTEM)
    assert (saved.url, saved.secret, saved.name) == (robot.url, "SEC1", "新名字")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"url": ""}, "url"),
        ({"url": "http://robots.example/x"}, "url"),
        ({"url": "https://["}, "url"),
    ],
)
def test_what_cannot_be_called_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(RobotRefused) as refusal:
        make_robot(**changes)
    assert field in refusal.value.fields


def test_a_message_leaves(there: Receiver) -> None:
    robot = make_robot(there.url, kind="wecom")
    [message] = waiting(robot)
    assert send_to_robot(robot.pk) == 1
    assert state_of(message) == State.SENT
    [(path, said)] = there.got
    assert path == "/hook?key=s3cret"
    assert said["text"]["content"].startswith("承诺时间：已超时\nFB-1 · 红 · 首次响应")
    robot.refresh_from_db()
    assert robot.last_ok_at is not None


def test_it_is_queued_with_what_asked_for_it(there: Receiver) -> None:
    robot = make_robot(there.url)
    waiting(robot)
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock, args->>'robot_id' FROM procrastinate_jobs WHERE task_name = %s", [ROBOT_TASK])
        assert cursor.fetchall() == [(f"robot:{robot.pk}", str(robot.pk))]


def test_sending_twice_sends_once(there: Receiver) -> None:
    robot = make_robot(there.url)
    waiting(robot)
    send_to_robot(robot.pk)
    assert send_to_robot(robot.pk) == 0
    assert len(there.got) == 1


def test_no_more_than_twenty_a_minute(there: Receiver) -> None:
    """The twenty-first waits for the minute to pass (the groups' own limit)."""
    robot = make_robot(there.url, kind="wecom")
    messages = waiting(robot, 23)
    assert send_to_robot(robot.pk) == 20
    assert len(there.got) == 20
    RobotMessage.objects.filter(state=State.SENT).update(tried_at=timezone.now() - timedelta(seconds=61))
    assert send_to_robot(robot.pk) == 3
    assert {state_of(message) for message in messages} == {State.SENT}


def test_a_failure_is_tried_again_and_said(there: Receiver) -> None:
    there.answers = [(500, b""), (200, {"errcode": 0})]
    robot = make_robot(there.url, kind="wecom")
    [message] = waiting(robot)
    assert send_to_robot(robot.pk) == 0
    robot.refresh_from_db()
    assert (state_of(message), message.tries, robot.last_error) == (State.WAITING, 1, "HTTP 500")
    assert robot.failing_since is not None
    RobotMessage.objects.update(next_try_at=timezone.now())
    assert send_to_robot(robot.pk) == 1
    healed = Robot.objects.get()
    assert (state_of(message), healed.last_error, healed.failing_since) == (State.SENT, "", None)


def test_a_wrong_key_is_given_up_at_once(there: Receiver) -> None:
    there.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
    robot = make_robot(there.url, kind="wecom")
    [message] = waiting(robot)
    send_to_robot(robot.pk)
    assert (state_of(message), message.last_error) == (State.FAILED, "93000 invalid webhook url")


def test_six_tries_and_no_more(there: Receiver) -> None:
    there.answers = [(503, b"")]
    robot = make_robot(there.url)
    [message] = waiting(robot)
    for _ in range(RobotMessage.MAX_TRIES):
        RobotMessage.objects.filter(state=State.WAITING).update(next_try_at=timezone.now())
        send_to_robot(robot.pk)
    assert (state_of(message), message.tries) == (State.FAILED, RobotMessage.MAX_TRIES)
    assert len(there.got) == RobotMessage.MAX_TRIES


def test_an_address_inside_is_given_up_until_the_admin_allows_it(there: Receiver) -> None:
    robot = make_robot(there.url)
    change_setting("notices.private_robots", False, by=SYSTEM)
    [message] = waiting(robot)
    send_to_robot(robot.pk)
    assert state_of(message) == State.FAILED
    assert there.got == []


def test_a_robot_that_is_switched_off_is_not_called(there: Receiver) -> None:
    robot = make_robot(there.url)
    [message] = waiting(robot)
    Robot.objects.update(enabled=False)
    assert send_to_robot(robot.pk) == 0
    assert (state_of(message), there.got) == (State.WAITING, [])


def test_a_trial_goes_out_at_once_and_is_not_repeated(there: Receiver) -> None:
    there.answers = [(500, b"")]
    message = send_test(make_robot(there.url))
    assert (message.state, message.tries, message.last_error) == (State.FAILED, 1, "HTTP 500")
    there.answers = [(200, {})]
    assert send_test(Robot.objects.get()).state == State.SENT


def test_what_lost_its_job_is_found(there: Receiver) -> None:
    robot = make_robot(there.url)
    waiting(robot)
    assert robots_left_lying() == []
    RobotMessage.objects.update(next_try_at=timezone.now() - timedelta(minutes=2))
    assert robots_left_lying() == [robot.pk]


def test_a_removed_robot_is_gone_with_its_address(cast: Cast) -> None:
    robot = make_robot(team=cast.cs1)
    waiting(robot)
    remove_robot(robot, by=cast.admin.party)
    assert not Robot.objects.exists()
    assert not RobotMessage.objects.exists()
    assert SettingChange.objects.latest("pk").after is None
