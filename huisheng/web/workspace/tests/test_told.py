"""The bell's digests, and the page on which each colleague says how to be told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.watch.notify.actions import tell_of_alarm
from huisheng.watch.notify.models import Wish
from huisheng.watch.notify.queries import unread_count
from huisheng.watch.notify.tests.make import make_alarm, make_digest, make_wish
from huisheng.watch.notify.wishes import BELL_STAYS, FOR_STAFF
from tests.cast import Cast

from .make import desk

pytestmark = pytest.mark.django_db
WISHES = {"quiet": "house", "quiet_from": "22:00", "quiet_until": "08:00"}


def text_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"desk:{name}", args=args)).content.decode()


def test_a_storm_is_one_line_that_opens_the_list(cast: Cast) -> None:
    digest = make_digest(cast.lin)
    page = text_of(desk(cast.lin), "notices")
    assert "有 6 条时效提醒要看" in page
    assert reverse("desk:digest", args=[digest.pk]) in page
    assert text_of(desk(cast.lin), "digest", digest.pk).count("data-row") == 6


def test_the_digest_is_read_with_one_click_and_not_by_looking(cast: Cast) -> None:
    digest = make_digest(cast.lin)
    text_of(desk(cast.lin), "digest", digest.pk)
    assert unread_count(cast.lin) == 1
    desk(cast.lin).post(reverse("desk:read_notices"), {"notice": digest.pk})
    assert unread_count(cast.lin) == 0


def test_nobody_opens_the_digest_of_a_colleague(cast: Cast) -> None:
    digest = make_digest(cast.lin)
    assert desk(cast.chen).get(reverse("desk:digest", args=[digest.pk])).status_code == 404
    assert desk(cast.lin).get(reverse("desk:digest", args=[digest.pk + 1000])).status_code == 404


@pytest.mark.parametrize("count", [6, 18])
def test_the_digest_costs_the_same_for_many(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any], count: int
) -> None:
    digest, client = make_digest(cast.lin, count), desk(cast.lin)
    text_of(client, "digest", digest.pk)
    with django_assert_max_num_queries(9):
        assert text_of(client, "digest", digest.pk).count("data-row") == count


def test_an_escalation_names_its_level_in_the_bell(cast: Cast) -> None:
    tell_of_alarm(make_alarm(make_ticket(assignee=cast.lin), "clock_escalated", level=2))
    assert "已升级到第 2 级" in text_of(desk(cast.lin), "notices")


def test_the_page_names_every_occasion_and_says_what_cannot_be_switched_off(cast: Cast) -> None:
    page = text_of(desk(cast.lin), "wishes")
    for code in FOR_STAFF:
        assert (f'name="bell_{code}"' in page) == (code not in BELL_STAYS)
    assert "超时的承诺必须有人看到。" in page
    assert 'name="email_clock_escalated"' not in page
    assert text_of(desk(cast.lin), "notices").count(reverse("desk:wishes")) == 1


def test_a_wish_is_kept_for_oneself_only(cast: Cast) -> None:
    answer = desk(cast.lin).post(
        reverse("desk:wishes"), WISHES | {"quiet": "own", "email_message_added": "always", "bell_clock_warned": "1"}
    )
    assert answer["Location"] == reverse("desk:wishes")
    wish = Wish.objects.get()
    assert (wish.staff, wish.quiet) == (cast.lin, "own")
    assert wish.ways["message_added"] == {"bell": False, "email": "always"}
    assert wish.ways["clock_warned"] == {"bell": True}


def test_the_page_shows_what_was_wished(cast: Cast) -> None:
    make_wish(cast.lin, quiet="own", quiet_from="21:30", ways={"clock_warned": {"email": "never"}})
    page = text_of(desk(cast.lin), "wishes")
    assert '<option value="21:30" selected>' in page
    assert '<option value="never" selected>' in page


def test_it_says_when_the_house_is_quiet(cast: Cast) -> None:
    assert "没有设免打扰时段" in text_of(desk(cast.lin), "wishes")
    change_setting("notices.quiet", True, by=SYSTEM)
    assert "全公司的免打扰时段是 22:00 到 08:00" in text_of(desk(cast.lin), "wishes")


def test_odd_answers_change_nothing(cast: Cast) -> None:
    page = desk(cast.lin).post(reverse("desk:wishes"), WISHES | {"quiet": "sometimes", "quiet_from": "25:99"})
    assert page.status_code == 200
    assert not Wish.objects.exists()


def test_every_colleague_has_the_page(cast: Cast) -> None:
    people: list[Staff] = [cast.wang, cast.chen, cast.admin]
    assert [desk(one).get(reverse("desk:wishes")).status_code for one in people] == [200, 200, 200]
