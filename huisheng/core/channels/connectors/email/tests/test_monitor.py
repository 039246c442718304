"""Mail that has stood still for a quarter of an hour is said, once, and once more when it moves again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.channels.connectors.email.actions import switch_mailbox
from huisheng.core.channels.connectors.email.monitor import stops, tell_admins
from huisheng.core.channels.models import Mailbox, Outbound
from huisheng.core.channels.tests.make import make_letter, make_mailbox
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW, LONG_AGO = timedelta(0), timedelta(minutes=20)


def make_visited(ago: timedelta = NOW, **changes: Any) -> Mailbox:
    return make_mailbox(fetched_at=timezone.now() - ago, **changes)


def make_stuck(error: str = "ConnectionRefusedError: [Errno 111]", **changes: Any) -> Outbound:
    fields: dict[str, Any] = {"tries": 3, "last_error": error, "created_at": timezone.now() - LONG_AGO}
    return make_letter(**fields | changes)


def sentences() -> list[str]:
    return [stop.sentence for stop in stops()]


def told() -> list[str]:
    return [letter.writing.subject for letter in Outbound.objects.filter(about="").order_by("pk")]


def test_all_is_well() -> None:
    make_visited()
    make_letter()
    assert stops() == []


def test_a_server_that_refuses_us_is_said_after_a_quarter_of_an_hour() -> None:
    box = make_visited(failing_since=timezone.now() - timedelta(minutes=14), last_error="login|no")
    assert stops() == []
    Mailbox.objects.filter(pk=box.pk).update(failing_since=timezone.now() - LONG_AGO)
    (sentence,) = sentences()
    assert "support@shop.example" in sentence


def test_a_mailbox_nobody_visits_is_said() -> None:
    make_visited(LONG_AGO)
    assert len(stops()) == 1


def test_what_is_paused_or_held_is_meant_to_stand_still() -> None:
    box = make_visited(LONG_AGO)
    make_stuck()
    change_setting("mail.held", True, by=SYSTEM)
    assert stops() == []
    change_setting("mail.held", False, by=SYSTEM)
    switch_mailbox(box, enabled=False, by=SYSTEM)
    assert [stop.subject for stop in stops()] == [""]


def test_letters_that_do_not_leave_are_said() -> None:
    make_stuck()
    assert [stop.subject for stop in stops()] == [""]
    make_letter(state="sent", via="smtp", sent_at=timezone.now())
    assert stops() == []


def test_letters_nobody_tries_are_said() -> None:
    make_letter(created_at=timezone.now() - LONG_AGO, next_try_at=timezone.now() - LONG_AGO)
    assert [stop.subject for stop in stops()] == [""]


def test_one_readers_trouble_is_not_ours() -> None:
    make_stuck("SMTPRecipientsRefused: 450 greylisted")
    assert stops() == []


def test_admins_hear_it_once_and_again_when_it_is_over(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(email="admin@shop.example")
    box = make_visited(failing_since=timezone.now() - LONG_AGO, last_error="refused|")
    assert [tell_admins(), tell_admins()] == [1, 0]
    Mailbox.objects.filter(pk=box.pk).update(failing_since=None, last_error="")
    assert [tell_admins(), tell_admins()] == [1, 0]
    first, second = told()
    assert "support@shop.example" in first
    assert "support@shop.example" in second
    assert first != second


def test_sending_that_stopped_is_told_once_too(cast: Cast) -> None:
    type(cast.admin).objects.filter(pk=cast.admin.pk).update(email="admin@shop.example")
    letter = make_stuck()
    assert [tell_admins(), tell_admins()] == [1, 0]
    Outbound.objects.filter(pk=letter.pk).update(state="sent", via="smtp", sent_at=timezone.now())
    assert [tell_admins(), tell_admins()] == [1, 0]
