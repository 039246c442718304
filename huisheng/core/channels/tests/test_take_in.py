import hashlib
import json

import pytest

from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.actions import ChannelClosed, KeyReused, mark_accepted, mark_refused, take_in
from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.channels.tests.make import make_inbound
from huisheng.kit.party import SYSTEM, Party

pytestmark = pytest.mark.django_db


def test_it_keeps_the_item_as_it_came() -> None:
    inbound = make_inbound("漏发了", name="刘女士", tags=["a", "b"], number=None)
    inbound.refresh_from_db()
    assert inbound.content == {"text": "漏发了", "name": "刘女士", "tags": ["a", "b"], "number": None}
    assert inbound.state == Inbound.State.WAITING


def test_it_is_sealed() -> None:
    inbound = make_inbound("漏发了配件", phone="13800001234")
    assert "漏发".encode() not in bytes(inbound.sealed)
    assert b"13800001234" not in bytes(inbound.sealed)


def test_its_fingerprint_cannot_be_guessed() -> None:
    """Phones are few: whoever has the words and a plain hash would find the phone by trying them all."""
    inbound = make_inbound("漏发了配件", phone="13800001234")
    raw = json.dumps(inbound.content, ensure_ascii=False, sort_keys=True).encode()
    assert inbound.fingerprint not in {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")}


def test_it_remembers_who_brought_it() -> None:
    assert make_inbound(by=Party("token", 7)).by == Party("token", 7)


def test_the_same_key_is_the_same_item() -> None:
    first, is_new = take_in("web", {"text": "漏发"}, by=SYSTEM, key="k1")
    again, is_new_again = take_in("web", {"text": "漏发"}, by=SYSTEM, key="k1")
    assert (is_new, is_new_again) == (True, False)
    assert first == again


def test_a_key_belongs_to_one_channel() -> None:
    assert make_inbound(key="k1", channel="web") != make_inbound(key="k1", channel="api")


def test_without_a_key_every_item_is_new() -> None:
    assert make_inbound() != make_inbound()


def test_a_key_with_other_words_is_refused() -> None:
    make_inbound("漏发", key="k1")
    with pytest.raises(KeyReused):
        make_inbound("破损", key="k1")
    assert Inbound.objects.count() == 1


def test_a_key_with_other_files_is_refused() -> None:
    red, blue = (store_file(make_photo(colour=colour), name="p.jpg") for colour in ("red", "blue"))
    make_inbound("破损", key="k1", files=[("p.jpg", red)])
    assert make_inbound("破损", key="k1", files=[("p.jpg", red)]).enclosed.count() == 1
    with pytest.raises(KeyReused):
        make_inbound("破损", key="k1", files=[("p.jpg", blue)])


def test_the_order_of_the_answers_does_not_matter() -> None:
    first, _new = take_in("web", {"text": "漏发", "name": "刘"}, by=SYSTEM, key="k1")
    again, is_new = take_in("web", {"name": "刘", "text": "漏发"}, by=SYSTEM, key="k1")
    assert not is_new
    assert first == again


def test_files_keep_the_names_they_came_with() -> None:
    photo = store_file(make_photo(), name="p.jpg")
    inbound = make_inbound(files=[("外箱.jpg", photo), ("内部.jpg", photo)])
    assert list(inbound.enclosed.order_by("id").values_list("name", flat=True)) == ["外箱.jpg", "内部.jpg"]


def test_a_closed_channel_says_where_to_go() -> None:
    make_inbound()
    Channel.objects.filter(code="web").update(enabled=False, closed_text="请到 APP 我的-反馈入口")
    with pytest.raises(ChannelClosed) as refusal:
        make_inbound()
    assert str(refusal.value) == "请到 APP 我的-反馈入口"


def test_a_closed_channel_without_words_says_something_too() -> None:
    make_inbound()
    Channel.objects.filter(code="web").update(enabled=False)
    with pytest.raises(ChannelClosed) as refusal:
        make_inbound()
    assert "渠道" in str(refusal.value)


def test_marks() -> None:
    inbound = make_inbound()
    mark_refused(inbound, reason="空的")
    inbound.refresh_from_db()
    assert (inbound.state, inbound.reason) == (Inbound.State.REFUSED, "空的")
    mark_accepted(inbound)
    inbound.refresh_from_db()
    assert inbound.state == Inbound.State.ACCEPTED
