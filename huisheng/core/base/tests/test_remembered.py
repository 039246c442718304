"""What is read once is read again as soon as a row changes, by whichever way."""

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from huisheng.core.base.models import Setting
from huisheng.core.base.remembered import Remembered, one_look

pytestmark = pytest.mark.django_db


class Shelf:
    """Counts how often the settings are read."""

    def __init__(self) -> None:
        self.loads = 0
        self.read = Remembered(self.load, Setting)

    def load(self) -> dict[str, object]:
        self.loads += 1
        return dict(Setting.objects.values_list("key", "value"))


def test_it_reads_once_while_nothing_changes() -> None:
    shelf = Shelf()
    assert shelf.read() is shelf.read()
    assert shelf.loads == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO base_setting (key, value) VALUES ('b', '2')",
        "UPDATE base_setting SET value = '2'",
        "UPDATE base_setting SET value = value",
        "DELETE FROM base_setting",
    ],
)
def test_it_notices_every_kind_of_write(sql: str) -> None:
    Setting.objects.all().delete()
    Setting.objects.create(key="a", value=1)
    shelf = Shelf()
    shelf.read()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert shelf.read() == dict(Setting.objects.values_list("key", "value"))
    assert shelf.loads == 2


def test_it_forgets_what_was_rolled_back() -> None:
    Setting.objects.update_or_create(key="a", defaults={"value": 1})
    shelf = Shelf()
    with transaction.atomic():
        Setting.objects.filter(key="a").update(value=2)
        assert shelf.read()["a"] == 2
        transaction.set_rollback(True)
    assert shelf.read()["a"] == 1


def test_inside_one_look_all_books_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one, two = Shelf(), Shelf()
    one.read(), two.read()
    with django_assert_num_queries(1), one_look():
        one.read(), two.read(), one.read()


def test_after_the_look_a_change_is_seen() -> None:
    Setting.objects.all().delete()
    shelf = Shelf()
    with one_look():
        assert shelf.read() == {}
        Setting.objects.create(key="a", value=1)
        assert shelf.read() == {}
    assert shelf.read() == {"a": 1}
