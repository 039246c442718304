"""The public form."""

import io
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huisheng.core.base.actions import change_setting
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.customers.models import Consent
from huisheng.core.customers.models import Customer as Known
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.intake.models import SpamVerdict
from huisheng.web.portal import shield
from huisheng.web.portal.tests.make import TEXT, Customer, old_stamp
from tests.cast import LIU_PHONE, Cast

pytestmark = pytest.mark.django_db
PHOTO = SimpleUploadedFile


def photo(name: str = "照片.jpg", *, gps: bool = True) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make_photo(gps=gps), content_type="image/jpeg")


def verdicts() -> list[str]:
    return sorted(reason for row in SpamVerdict.objects.all() for reason in row.reasons)


def test_it_leads_to_a_page_with_number_owner_and_time(cast: Cast) -> None:
    customer = Customer()
    answer = customer.send()
    assert answer.status_code == 302
    page = customer.read(answer.url)
    ticket = Ticket.objects.get()
    assert ticket.number in page
    assert "林晓" in page, "who has it"
    assert "给您答复" in page, "until when"
    assert ticket.public_path in page, "the link to keep"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": ""}, "发生了什么"),
        ({"text": "   "}, "发生了什么"),
        ({"text": "好" * 30_000}, "最多 20000 个字，现在有 30000 个。"),
        ({"phone": ""}, "电话或邮箱"),
        ({"phone": "123"}, "不像电话号码"),
        ({"phone": "", "email": "liu@"}, "不像邮箱地址"),
        ({"consent_service": None}, "同意"),
        ({"text": "字" * 20_001}, "20000"),
        ({"name": "a" * 81}, "80"),
        ({"text": "a\x00b"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(cast: Cast, changes: dict[str, Any], told: str) -> None:
    given = {"order_number": "DD-77", "name": "刘女士"} | changes
    answer = Customer().send(**given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "DD-77" in page
    if changes.get("text", TEXT).strip() and "\x00" not in changes.get("text", ""):
        assert changes.get("text", TEXT) in page
    assert not Ticket.objects.exists()


def test_two_errors_at_once_are_both_marked(cast: Cast) -> None:
    page = Customer().send(text="", phone="12", consent_service=None).content.decode()
    assert page.count('aria-invalid="true"') == 3


@pytest.mark.parametrize("contact", [{"phone": "13812341234"}, {"phone": None, "email": "liu@shop.example"}])
def test_one_way_to_reach_somebody_is_enough(cast: Cast, contact: dict[str, Any]) -> None:
    assert Customer().give(**contact).participants.count() == 1


def test_anonymous_feedback_needs_the_houses_leave(cast: Cast) -> None:
    nobody: dict[str, Any] = {"phone": None, "email": None}
    assert Customer().send(**nobody).status_code == 422
    change_setting("form.anonymous", True, by=SYSTEM)
    ticket = Customer().give(**nobody)
    assert ticket.participants.count() == 0
    assert ticket.number in Customer().read(ticket.public_path), "the link is the way back"


def test_a_known_phone_looks_like_an_unknown_one(cast: Cast) -> None:
    """Nothing known about a person is shown to who merely types the phone."""
    known, unknown = (Customer().send(phone=phone, text="") for phone in (LIU_PHONE, "13700000000"))
    assert "刘女士" not in known.content.decode()
    assert shape(known) == shape(unknown)
    ticket = Customer().give(phone=LIU_PHONE)
    assert ticket.customer == cast.liu
    assert "刘女士" not in Customer().read(ticket.public_path)


def shape(answer: Any) -> tuple[int, int]:
    return answer.status_code, len(answer.content.decode().splitlines())


def test_consents_are_rows_with_text_and_channel(cast: Cast) -> None:
    Customer().give(consent_marketing="on")
    Customer().give(phone="13700000001")
    rows = list(Consent.objects.order_by("id").values_list("purpose", "text_version", "channel"))
    assert rows == [("service", "2026-11", "web"), ("marketing", "2026-11", "web"), ("service", "2026-11", "web")]


def test_the_boxes_are_not_ticked_beforehand(cast: Cast) -> None:
    page = Customer().read("/")
    assert 'name="consent_service"' in page
    assert "checked" not in page


def test_a_double_submit_is_one_ticket_though_only_the_first_was_too_fast(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer, stamp = Customer(), old_stamp(0)
    first = customer.give(stamp=stamp)
    monkeypatch.setattr(shield, "FASTEST", -1)
    assert customer.give(stamp=stamp) == first


def test_a_double_submit_is_one_ticket(cast: Cast) -> None:
    customer, stamp = Customer(), old_stamp()
    first, again = customer.give(stamp=stamp), customer.give(stamp=stamp)
    assert first == again
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("changes", [{"text": "别的事"}, {"phone": "13700000001"}, {"order_number": "2"}])
def test_the_same_form_with_anything_edited_is_another_ticket(cast: Cast, changes: dict[str, str]) -> None:
    customer, stamp = Customer(), old_stamp()
    assert customer.give(stamp=stamp) != customer.give(stamp=stamp, **changes)


# ── files


def test_a_photo_loses_its_place_but_not_its_name(cast: Cast) -> None:
    ticket = Customer().give(files=[photo("现场.jpg"), photo("发票.jpg", gps=False)])
    kept = list(Attachment.objects.filter(message__ticket=ticket).order_by("id"))
    assert [one.name for one in kept] == ["现场.jpg", "发票.jpg"]
    answer = Customer().get(f"{ticket.public_path}files/{kept[0].pk}/")
    picture = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert not picture.getexif().get_ifd(0x8825)


def test_a_file_we_cannot_take_is_refused_and_the_text_stays(cast: Cast) -> None:
    answer = Customer().send(files=SimpleUploadedFile("账单.pdf", b"MZ\x90\x00" * 400))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "账单.pdf" in page
    assert TEXT in page
    assert not Inbound.objects.exists()


def test_a_file_too_large_or_one_too_many_is_refused(cast: Cast) -> None:
    change_setting("form.upload_mb", 1, by=SYSTEM)
    change_setting("form.upload_count", 2, by=SYSTEM)
    large = Customer().send(files=SimpleUploadedFile("大.txt", b"a" * 1_100_000))
    many = Customer().send(files=[photo(), photo("b.jpg"), photo("c.jpg")])
    assert (large.status_code, many.status_code) == (422, 422)
    assert "大.txt" in large.content.decode()
    assert "最多" in many.content.decode()
    assert not Ticket.objects.exists()


# ── the shield


def test_a_calm_person_is_not_suspected(cast: Cast) -> None:
    Customer().give()
    assert verdicts() == []


def test_what_looks_like_a_machine_is_marked_and_kept(cast: Cast) -> None:
    links = "看 http://a.example http://b.example http://c.example https://d.example"
    Customer().give(links, website="http://spam.example", stamp=old_stamp(-60))
    assert verdicts() == ["honeypot", "many_links", "too_fast"]
    assert Ticket.objects.count() == 1, "marked, never thrown away"


@pytest.mark.parametrize("stamp", [None, "", "forged", old_stamp(49 * 3600)], ids=["none", "empty", "forged", "old"])
def test_a_form_without_our_stamp_is_marked(cast: Cast, stamp: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 49 * 3600)
    Customer().give(stamp=stamp)
    assert verdicts() == ["no_stamp"]


def test_a_contact_may_write_so_often(cast: Cast) -> None:
    change_setting("form.per_contact_hour", 2, by=SYSTEM)
    for phone in ("13812341234", "138 1234 1234"):
        Customer().give(phone=phone)
    refused = Customer().send(phone="+86 13812341234")
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "请等" in refused.content.decode()
    Customer().give(phone="13700000001")


def test_an_address_may_write_so_often(cast: Cast) -> None:
    change_setting("form.per_address_hour", 2, by=SYSTEM)
    for n in range(2):
        Customer().give(phone=f"1370000000{n}")
    assert Customer().send(phone="13700000009").status_code == 429
    assert Ticket.objects.count() == 2


def test_no_limits_where_the_house_wants_none(cast: Cast) -> None:
    for key in ("form.per_address_hour", "form.per_contact_hour"):
        change_setting(key, 0, by=SYSTEM)
    for _ in range(12):
        Customer().give()
    assert Ticket.objects.count() == 12


# ── a closed form


def test_a_closed_form_says_where_to_go(cast: Cast) -> None:
    Channel.objects.filter(code="web").update(enabled=False, closed_text="请拨打 400-100-1000。")
    page = Customer().get("/")
    assert page.status_code == 200
    assert "400-100-1000" in page.content.decode()
    assert "<textarea" not in page.content.decode()


def test_a_form_closed_while_somebody_wrote_keeps_the_words(cast: Cast) -> None:
    Channel.objects.filter(code="web").update(enabled=False, closed_text="请拨打 400-100-1000。")
    answer = Customer().send()
    assert answer.status_code == 422
    assert "400-100-1000" in answer.content.decode()
    assert TEXT in answer.content.decode()


def test_looking_at_the_form_writes_nothing(cast: Cast) -> None:
    people = Known.objects.count()
    for method in ("get", "head", "options"):
        getattr(Customer().client, method)("/")
    assert (Inbound.objects.count(), Known.objects.count()) == (0, people)


def test_english_readers_get_an_english_form(cast: Cast) -> None:
    page = Customer().get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "What happened?" in page
    assert "deal with this matter" in page


def test_the_form_stays_thrifty(cast: Cast, django_assert_max_num_queries: Any) -> None:
    Customer().give(phone="13700000000")
    customer, stamp = Customer(), old_stamp()
    with django_assert_max_num_queries(3):  # settings, the house's name, whether the channel is open
        customer.get("/")
    with django_assert_max_num_queries(46):
        customer.send(stamp=stamp, phone="13700000001")
