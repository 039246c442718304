"""The shop's emergency table, and the requests a visitor finds on the desk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from huisheng.core.accounts.contacts import contacts_of, table_at
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.project.demo.departments import PLEAS, TABLE, ask_around, fill_the_table
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_wang_is_there_from_eight_to_eighteen_and_li_also_at_lunch(cast: Cast) -> None:
    fill_the_table()

    def on_duty(hour: int, minute: int = 0) -> set[str]:
        at = datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
        return {row.contact.name for row in table_at(at, contacts_of()) if row.duty.on_duty}

    assert "王姐" in on_duty(8) & on_duty(17, 59)
    assert "王姐" not in on_duty(7, 59) | on_duty(18)
    assert "李工" in on_duty(12, 30)
    assert "小孟" not in on_duty(12, 30)
    assert len(TABLE) == contacts_of().count()


def test_every_plea_finds_its_ticket_and_stands_where_it_says(cast: Cast) -> None:
    now = timezone.now()
    for plea in PLEAS:
        make_ticket(f"{plea.words[0]}了", at=now - timedelta(hours=3), assignee=cast.lin, team=cast.cs1)
    asked = {one.need: one for one in ask_around(fill_the_table(), now)}
    assert len(asked) == len(PLEAS)
    for plea in PLEAS:
        one = asked[plea.need]
        one.refresh_from_db()
        assert one.state == ("answered" if plea.answer else "accepted" if "accepted" in plea.steps else "asked")
        assert (one.urged == 1) == ("urged" in plea.steps)
        assert bool(one.extension_until) == ("extension" in plea.steps)


def test_where_nothing_fits_nobody_is_asked(cast: Cast) -> None:
    make_ticket("想夸夸你们", at=timezone.now() - timedelta(hours=3), assignee=cast.lin)
    assert ask_around(fill_the_table(), timezone.now()) == []
