"""Letters that libraries write."""

import pytest
from django.core.mail import EmailMessage

from huisheng.core.channels.backend import HouseMail
from huisheng.core.channels.models import Outbound

pytestmark = pytest.mark.django_db


def test_it_puts_a_librarys_letter_into_the_outbox() -> None:
    letter = EmailMessage("重设密码", "请点链接", to=["lin@shop.example", "chen@shop.example"])
    assert HouseMail().send_messages([letter]) == 2
    stored = Outbound.objects.order_by("pk")
    assert [one.to for one in stored] == ["lin@shop.example", "chen@shop.example"]
    assert stored[0].letter == {"subject": "重设密码", "text": "请点链接"}
    assert stored[0].state == Outbound.State.WAITING
