"""What stands still is said to those who can do something, and only to them."""

import shutil
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from huisheng.core.accounts.actions import confirm_year
from huisheng.core.accounts.models import Calendar
from huisheng.core.base import saved
from huisheng.core.base.actions import change_setting, record_backup
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.hold import mail_is_held
from huisheng.kit.party import SYSTEM
from tests.cast import Cast
from tests.journeys.doors import desk, see

pytestmark = pytest.mark.django_db
HERE = "/desk/troubles/"


@pytest.fixture(autouse=True)
def _years_are_known() -> None:
    for calendar in Calendar.objects.all():
        for year in (timezone.localdate().year, timezone.localdate().year + 1):
            confirm_year(calendar, year, by=SYSTEM)


def test_a_house_in_order_says_nothing(cast: Cast) -> None:
    for person in (cast.admin, cast.chen, cast.lin):
        assert "hs-notice" not in see(desk(person), HERE)


def test_a_stuck_queue_is_said_to_supervisors(cast: Cast) -> None:
    app.configure_task("somebody.else", allow_unknown=True).defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = %s", [timezone.now() - timedelta(minutes=17, seconds=40)])
    assert "17" in see(desk(cast.chen), HERE)
    assert "17" in see(desk(cast.admin), HERE)
    assert "hs-notice" not in see(desk(cast.lin), HERE)


def test_an_admin_lets_held_mail_go(cast: Cast) -> None:
    change_setting("mail.held", True, by=SYSTEM)
    for number in range(3):
        queue_out(to=f"liu{number}@example.com", subject="您好", text="您好")
    assert "hs-notice" not in see(desk(cast.chen), HERE)
    admin = desk(cast.admin)
    page = see(admin, HERE)
    assert "3 封" in page
    assert 'action="/settings/mail/release/"' in page
    assert desk(cast.chen).post("/settings/mail/release/").status_code == 403
    assert admin.get("/settings/mail/release/").status_code == 405

    assert admin.post("/settings/mail/release/").status_code == 302

    assert not mail_is_held()
    assert "hs-notice" not in see(admin, HERE)


def test_a_failed_backup_stays_on_the_admins_desk_until_one_works(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    facts: dict[str, Any] = {"kind": "nightly", "began_at": timezone.now(), "seconds": 1, "path": "/b/x.tar", "size": 5}
    record_backup(**facts | {"error": "磁盘满了"})
    assert "磁盘满了" in see(desk(cast.admin), HERE)
    assert "磁盘满了" in see(desk(cast.admin), "/settings/")
    record_backup(**facts | {"began_at": timezone.now()})
    assert "磁盘满了" not in see(desk(cast.admin), HERE)
    assert "/b/x.tar" in see(desk(cast.admin), "/settings/")

    monkeypatch.setattr(saved, "TOO_OLD", timedelta(seconds=-1))
    assert "hs-notice" in see(desk(cast.admin), HERE)


def test_a_disk_that_runs_full_is_said_before_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=77 * 2**20))
    assert "77 MB" in see(desk(cast.admin), HERE)


def test_only_those_concerned_ask_for_it(cast: Cast) -> None:
    assert HERE in see(desk(cast.chen), "/desk/")
    assert HERE not in see(desk(cast.lin), "/desk/")


def test_an_unconfirmed_year_is_said_calmly_to_who_may_confirm_it(cast: Cast) -> None:
    Calendar.objects.filter(code="office").update(confirmed_years=[])
    page = see(desk(cast.admin), HERE)
    assert f"{timezone.localdate().year} 年的放假安排还没有确认" in page
    assert "hs-notice-info" in page
    assert "hs-notice-error" not in page
    assert "hs-notice" not in see(desk(cast.chen), HERE)
