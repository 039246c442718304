"""The settings of group robots: connected, tried and removed by admins, their addresses never shown."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.base.actions import change_setting
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions.robots import queue_message
from huisheng.watch.notify.models import Robot
from huisheng.watch.notify.tests.make import make_robot
from huisheng.watch.notify.tests.robot_server import Receiver, receiver
from huisheng.watch.notify.tests.test_robots import ITEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESS = "https://robots.example/hook?key=s3cret"
TYPED = {"name": "值班群", "kind": "wecom", "url": ADDRESS, "language": "zh-hans", "enabled": "1"}


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


@pytest.fixture
def there() -> Iterator[Receiver]:
    change_setting("notices.private_robots", True, by=SYSTEM)
    with receiver() as robot:
        yield robot


def page_of(admin: Client, robot: Robot) -> str:
    return admin.get(reverse("settings:robot", args=[robot.pk])).content.decode()


def test_an_empty_list_says_what_to_do(admin: Client) -> None:
    page = admin.get(reverse("settings:robots")).content.decode()
    assert "还没有机器人" in page
    assert reverse("settings:new_robot") in page


def test_a_robot_is_connected_and_its_address_never_shown_again(admin: Client) -> None:
    answer = admin.post(reverse("settings:new_robot"), TYPED | {"secret": "SEC1"})
    robot = Robot.objects.get()
    assert answer["Location"] == reverse("settings:robot", args=[robot.pk])
    for page in (page_of(admin, robot), admin.get(reverse("settings:robots")).content.decode()):
        assert "robots.example" in page
        assert "s3cret" not in page
        assert "SEC1" not in page


def test_a_robot_is_changed_without_typing_its_address_again(admin: Client) -> None:
    robot = make_robot()
    admin.post(reverse("settings:robot", args=[robot.pk]), TYPED | {"name": "新名字", "url": ""})
    robot.refresh_from_db()
    assert (robot.name, robot.url) == ("新名字", ADDRESS)


def test_an_address_that_may_not_be_called_is_said_at_its_field(admin: Client) -> None:
    page = admin.post(reverse("settings:new_robot"), TYPED | {"url": "http://robots.example/"}).content.decode()
    assert "地址要以 https:// 开头。" in page
    assert not Robot.objects.exists()


def test_a_trial_says_whether_the_group_took_it(admin: Client, there: Receiver) -> None:
    robot = make_robot(there.url, kind="wecom")
    test = reverse("settings:robot_test", args=[robot.pk])
    assert "收下了消息" in admin.post(test, follow=True).content.decode()
    there.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
    page = admin.post(test, follow=True).content.decode()
    assert "没有收下：93000 invalid webhook url" in page
    assert len(there.got) == 2


def test_nothing_is_sent_by_looking(admin: Client, there: Receiver) -> None:
    robot = make_robot(there.url)
    assert admin.get(reverse("settings:robot_test", args=[robot.pk])).status_code == 405
    page_of(admin, robot)
    assert there.got == []


def test_what_it_was_told_stands_below(admin: Client) -> None:
    robot = make_robot()
    queue_message(robot, [ITEM], code="clock_breached")
    page = page_of(admin, robot)
    assert "承诺时间：已超时" in page
    assert "FB-1 · 红 · 首次响应" in page


def test_a_robot_is_removed(admin: Client) -> None:
    robot = make_robot()
    admin.post(reverse("settings:robot_gone", args=[robot.pk]))
    assert not Robot.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_many(
    admin: Client, django_assert_max_num_queries: Callable[..., Any], count: int
) -> None:
    for number in range(count):
        make_robot(name=f"群{number}")
    admin.get(reverse("settings:robots"))
    with django_assert_max_num_queries(6):
        admin.get(reverse("settings:robots"))
