"""Mails that a shop's contact form writes: generated, and feedback all the same."""

from typing import Any

import pytest

from huisheng.core.channels.models import Inbound
from huisheng.core.channels.tests.make import make_mail_item
from huisheng.journey.route import receive_letter
from tests.mail.make import make_mail

pytestmark = pytest.mark.django_db
GENERATED: dict[str, Any] = {"auto_submitted": "auto-generated"}


def test_a_contact_form_is_feedback() -> None:
    arrived = receive_letter(make_mail_item(make_mail("网站留言:柜子少了一块板", **GENERATED)))
    assert arrived is not None
    assert arrived.is_new


@pytest.mark.parametrize("changes", [{"subject": "自动回复：外出中"}, {"in_reply_to": "<ours@shop.example>"}])
def test_an_absence_is_noted_though_it_says_generated(changes: dict[str, Any]) -> None:
    item = make_mail_item(make_mail("我下周回来", **GENERATED, **changes))
    assert receive_letter(item) is None
    item.refresh_from_db()
    assert (item.state, item.reason) == (Inbound.State.NOTED, "auto_reply")
