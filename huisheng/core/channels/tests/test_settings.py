import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.base.tests.make import last_change
from huisheng.core.channels.actions import ChannelClosed, ChannelRefused, change_channel, take_in
from huisheng.core.channels.models import Channel
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_closed_channel_says_where_to_go_instead(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    wechat = Channel.objects.get(code="wechat")
    address = reverse("settings:channel", args=[wechat.pk])
    page = client.post(address, {"name": "微信", "closed_text": ""}).content.decode()
    assert 'id="id_closed_text_error"' in page
    assert client.post(address, {"name": "微信", "closed_text": "请用网页表单。"}).status_code == 302
    with pytest.raises(ChannelClosed, match="请用网页表单"):
        take_in("wechat", {"text": "在吗"}, by=SYSTEM)


def test_it_opens_again_and_the_change_is_audited() -> None:
    email = Channel.objects.get(code="email")
    change_channel(email, name=email.name, enabled=False, closed_text="请打电话。", by=SYSTEM)
    change_channel(email, name=email.name, enabled=True, closed_text="请打电话。", by=SYSTEM)
    latest = last_change()
    assert (latest.before["enabled"], latest.after["enabled"]) == (False, True)
    take_in("email", {"text": "在吗"}, by=SYSTEM)
    with pytest.raises(ChannelRefused):
        change_channel(email, name=" ", enabled=True, by=SYSTEM)


def test_how_long_an_answer_goes_out_is_a_number_of_hours(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    wechat = Channel.objects.get(code="wechat")
    assert wechat.reply_hours == 48
    address = reverse("settings:channel", args=[wechat.pk])
    form = {"name": "微信", "enabled": "1"}
    assert 'id="id_reply_hours_error"' in client.post(address, form | {"reply_hours": "0"}).content.decode()
    client.post(address, form | {"reply_hours": "24"})
    wechat.refresh_from_db()
    assert wechat.reply_hours == 24
    assert (last_change().before["reply_hours"], last_change().after["reply_hours"]) == (48, 24)
    client.post(address, form | {"reply_hours": ""})
    wechat.refresh_from_db()
    assert wechat.reply_hours is None
