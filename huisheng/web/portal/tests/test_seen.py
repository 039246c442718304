"""The customer's page says that it is before somebody's eyes; whoever only fetches it says nothing."""

import re

import pytest
from django.test import Client

from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.actions import add_note, send_reply
from huisheng.stages.handling.models import Reading
from huisheng.web.portal import views
from huisheng.web.portal.tests.make import Customer
from huisheng.web.portal.tests.test_progress import rows
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return Customer().give()


@pytest.fixture
def said(cast: Cast, ticket: Ticket) -> Message:
    return send_reply(ticket, text="您好，今天补发", by=cast.lin.party)


def mark_of(page: str) -> str:
    """Where the page's script says it; "" where there is nothing to say."""
    found = re.search(r'data-seen="([^"]+)"', page)
    return found[1] if found else ""


def seen() -> list[int]:
    return list(Reading.objects.order_by("pk").values_list("message", flat=True))


def test_the_page_says_what_its_newest_words_of_ours_are(cast: Cast, ticket: Ticket, said: Message) -> None:
    add_note(ticket, text="客户很急", by=cast.lin.party)
    page = Customer().read(ticket.public_path)
    assert mark_of(page) == f"{ticket.public_path}seen/{said.pk}/"
    assert "seen.js" in page


def test_a_page_without_words_of_ours_has_nothing_to_say(ticket: Ticket) -> None:
    page = Customer().read(ticket.public_path)
    assert mark_of(page) == ""
    assert "seen.js" not in page


@pytest.mark.parametrize("headers", [{}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_who_only_fetches_it_changes_nothing(ticket: Ticket, said: Message, headers: dict[str, str]) -> None:
    preview = Client(headers=headers)
    before = rows()
    for path in (ticket.public_path, mark_of(Customer().read(ticket.public_path))):
        preview.get(path)
        preview.head(path)
    assert rows() == before
    assert preview.get(f"{ticket.public_path}seen/{said.pk}/").status_code == 405


def test_its_script_says_so_once(ticket: Ticket, said: Message) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(ticket.public_path).content.decode()
    token = TOKEN.search(page)
    assert token
    for _each in range(2):
        answer = browser.post(mark_of(page), headers={"X-CSRFToken": token[1]})
        assert (answer.status_code, answer.content) == (204, b"")
    assert seen() == [said.pk]


def test_a_forged_word_is_refused(ticket: Ticket, said: Message) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"{ticket.public_path}seen/{said.pk}/")
    assert answer.status_code == 403
    assert seen() == []


def test_a_stranger_and_a_colleague_are_no_customer(cast: Cast, ticket: Ticket, said: Message) -> None:
    wrong = ticket.public_path.replace(ticket.secret, "x" * len(ticket.secret))
    assert Client().post(f"{wrong}seen/{said.pk}/").status_code == 404
    lin = Client()
    lin.force_login(cast.lin)
    assert lin.post(f"{ticket.public_path}seen/{said.pk}/").status_code == 204
    assert seen() == []


def test_a_page_speaks_for_its_own_messages_only(cast: Cast, ticket: Ticket, said: Message) -> None:
    other = Customer().give("灯不亮", phone="13900005678")
    theirs = send_reply(other, text="马上查", by=cast.lin.party)
    assert Client().post(f"{ticket.public_path}seen/{theirs.pk}/").status_code == 204
    assert Client().post(f"{ticket.public_path}seen/{2**62}/").status_code == 204
    assert seen() == []


def test_one_link_does_not_speak_without_end(ticket: Ticket, said: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LOOKS_PER_LINK_HOUR", 2)
    path = f"{ticket.public_path}seen/{said.pk}/"
    assert [Client().post(path).status_code for _each in range(3)] == [204, 204, 429]
