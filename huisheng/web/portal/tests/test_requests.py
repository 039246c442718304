"""The colleague without an account: one screen behind a link, nothing of the customer, gone when it is over."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.models import Contact
from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions import ask_department, withdraw_request
from huisheng.stages.collaboration.models import CollabFile, CollabRequest
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.portal import requests
from huisheng.web.portal.tests.make import Customer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = Customer().give("客户的原话不给别人看", phone="13800001234", name="赵先生", order_number="1023")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return ticket


def ask(ticket: Ticket, cast: Cast, **changes: Any) -> CollabRequest:
    given = {
        "team": cast.warehouse,
        "contact": Contact.objects.create(team=cast.warehouse, name="王姐", phone="021-5550-0101"),
        "problem": "收到的是 B 型",
        "need": "确认 A 型有没有货",
        "due": timezone.now() + timedelta(hours=1),
        "customer_due": timezone.now() + timedelta(hours=4),
        "customer_due_why": "要开会汇报",
        "files": [("面单.jpg", store_file(make_photo(), name="面单.jpg"))],
        **changes,
    }
    return ask_department(ticket, by=cast.lin.party, **given)


def page(request: CollabRequest, status: int = 200) -> str:
    answer = Client().get(request.public_path)
    assert answer.status_code == status
    return answer.content.decode()


def kinds(request: CollabRequest) -> list[str]:
    return list(request.steps.values_list("kind", flat=True))


def test_it_shows_the_elements_and_who_is_meant(cast: Cast, ticket: Ticket) -> None:
    shown = page(ask(ticket, cast))
    for words in ("订单 1023：收到的是 B 型", "确认 A 型有没有货", "要开会汇报", "给王姐", "林晓", "接单", "面单.jpg"):
        assert words in shown


def test_it_shows_nothing_else_of_ticket_or_customer(cast: Cast, ticket: Ticket) -> None:
    shown = page(ask(ticket, cast))
    for words in ("赵先生", "13800001234", "1234", "客户的原话不给别人看", ticket.number, ticket.secret):
        assert words not in shown


def test_looking_changes_nothing_and_the_pages_script_says_that_somebody_looked(cast: Cast, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    page(request)
    assert kinds(request) == ["asked"]
    assert Client().get(f"{request.public_path}seen/").status_code == 405
    for _each in range(2):
        assert Client().post(f"{request.public_path}seen/").status_code == 204
    assert kinds(request) == ["asked", "opened"]


def test_accept_then_answer_with_a_photo(cast: Cast, ticket: Ticket) -> None:
    request, phone = ask(ticket, cast), Client()
    assert phone.post(f"{request.public_path}acceptance/")["Location"].endswith("?now=accepted")
    photo = SimpleUploadedFile("库位.jpg", make_photo(), content_type="image/jpeg")
    done = phone.post(f"{request.public_path}answer/", {"text": "A 型有货，12 点前发出", "files": photo})
    assert "已答复" in phone.get(done["Location"]).content.decode()
    fresh = CollabRequest.objects.get()
    assert (fresh.state, fresh.answer) == ("answered", "A 型有货，12 点前发出")
    assert {step.contact for step in fresh.steps.exclude(kind="asked")} == {request.contact}
    file = CollabFile.objects.get(step__kind="answered")
    assert b"".join(phone.get(f"{request.public_path}files/{file.pk}/").streaming_content)  # type: ignore[attr-defined]


def test_a_further_word_follows_the_answer(cast: Cast, ticket: Ticket) -> None:
    request, phone = ask(ticket, cast), Client()
    for words in ("有货", "单号 SF1234"):
        phone.post(f"{request.public_path}answer/", {"text": words})
    assert kinds(request) == ["asked", "answered", "said"]


def test_a_no_with_the_reason_and_more_time(cast: Cast, ticket: Ticket) -> None:
    request, phone = ask(ticket, cast), Client()
    until = f"{timezone.localtime() + timedelta(hours=3):%Y-%m-%dT%H:%M}"
    phone.post(f"{request.public_path}extension/", {"until": until, "reason": "在盘点"})
    assert CollabRequest.objects.get().extension_until is not None
    phone.post(f"{request.public_path}refusal/", {"reason": "这单是外仓发的"})
    assert CollabRequest.objects.get().state == "declined"
    assert "接单" not in page(request)


@pytest.mark.parametrize(
    ("move", "sent", "said"),
    [
        ("answer", {"text": " "}, "请写下答复"),
        ("refusal", {"reason": ""}, "请写下原因"),
        ("extension", {"until": "明天", "reason": "在盘点"}, "几号几点"),
    ],
)
def test_a_refusal_stands_on_the_page(cast: Cast, ticket: Ticket, move: str, sent: dict[str, str], said: str) -> None:
    request = ask(ticket, cast)
    answer = Client().post(f"{request.public_path}{move}/", sent)
    assert answer.status_code == 422
    assert "hs-notice-error" in answer.content.decode()
    assert kinds(request) == ["asked"]


def test_who_answers_for_a_whole_department_says_who_it_is(cast: Cast, ticket: Ticket) -> None:
    wang = Contact.objects.create(team=cast.warehouse, name="王姐")
    request = ask(ticket, cast, contact=None)
    assert "您是哪位" in page(request)
    Client().post(f"{request.public_path}answer/", {"text": "有货", "who": wang.pk})
    assert request.steps.get(kind="answered").contact == wang
    other = ask(ticket, cast, contact=None, need="再数一遍")
    Client().post(f"{other.public_path}answer/", {"text": "有货", "who": "999"})
    assert other.steps.get(kind="answered").contact is None


@pytest.mark.parametrize("how", ["late", "withdrawn"])
def test_a_link_that_is_over_says_whom_to_call(cast: Cast, ticket: Ticket, how: str) -> None:
    Contact.objects.create(team=cast.cs1, name="客服值班", phone="021-5550-0100")
    request = ask(ticket, cast)
    if how == "late":
        CollabRequest.objects.update(link_until=timezone.now())
    else:
        withdraw_request(request, reason="客户找到了", by=cast.lin.party)
    shown = page(request, status=410)
    assert "林晓" in shown
    assert 'href="tel:021-5550-0100"' in shown
    assert "收到的是 B 型" not in shown
    before = kinds(request)
    assert Client().post(f"{request.public_path}answer/", {"text": "有货"}).status_code == 410
    assert Client().get(f"{request.public_path}files/1/").status_code == 410
    assert kinds(request) == before


def test_a_new_version_of_the_link_makes_the_old_one_void(cast: Cast, ticket: Ticket) -> None:
    request = ask(ticket, cast)
    old = request.public_path
    CollabRequest.objects.update(link_version=2)
    assert Client().get(old).status_code == 404
    request.refresh_from_db()
    page(request)


def test_one_link_is_not_tried_without_end(cast: Cast, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "PER_LINK_HOUR", 2)
    request, phone = ask(ticket, cast), Client()
    tried = [phone.post(f"{request.public_path}answer/", {"text": ""}).status_code for _each in range(3)]
    assert tried == [422, 422, 429]


def test_it_speaks_english(cast: Cast, ticket: Ticket) -> None:
    shown = Client().get(ask(ticket, cast).public_path, headers={"Accept-Language": "en"}).content.decode()
    assert "Accept it" in shown
    assert "for 王姐" in shown
