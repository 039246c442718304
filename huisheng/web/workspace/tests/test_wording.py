"""Wording while one writes on the desk: looked at, asked about once, blocked in words."""

from typing import Any

import pytest
from django.test import Client

from huisheng.core.knowledge.models import Phrase
from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.models import Message, Ticket
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return arrive("我的货已经延迟5天了!", order_number="1023", name="刘女士")


def look(client: Client, ticket: Ticket, **sent: Any) -> str:
    answer = client.post(path(ticket, "wording/look/"), sent, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, ticket: Ticket, part: str = "reply/", **sent: Any) -> Any:
    return client.post(path(ticket, part), sent, headers=HTMX)


def test_a_hint_says_why_and_offers_words_from_the_ticket(lin: Client, ticket: Ticket) -> None:
    page = look(lin, ticket, form="reply", text="您好，您的问题已记录，我们会尽快处理")
    assert 'data-found="您的问题已记录"' in page
    assert 'data-better="您的货已经延迟5天了，这件事我记下了，由我来办"' in page
    assert 'data-found="尽快"' in page
    assert "几点" in page
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def test_good_words_leave_nothing_to_say(lin: Client, ticket: Ticket) -> None:
    assert look(lin, ticket, form="reply", text="配件今天 18:00 前寄出").strip() == ""
    assert look(lin, ticket, form="reply", text="").strip() == ""


def test_open_places_are_listed_first(lin: Client, ticket: Ticket) -> None:
    make_template(body="我们【什么时候】送到")
    page = look(lin, ticket, form="reply", text="尽快，【什么时候】送到，{expected}前")
    assert page.index("【什么时候】") < page.index('data-found="尽快"')
    assert "{expected}" in page


def test_each_field_of_a_solution_is_looked_at(lin: Client, ticket: Ticket) -> None:
    page = look(lin, ticket, form="solution", measure="补发", timing="尽快", responsible="相关部门", text="")
    assert 'data-into="s-timing"' in page
    assert 'data-into="s-responsible"' in page
    assert 'data-into="s-measure"' not in page


def test_an_unknown_form_is_the_reply(lin: Client, ticket: Ticket) -> None:
    assert "尽快" in look(lin, ticket, form="x", text="尽快")


def test_forbidden_words_are_asked_about_once(lin: Client, ticket: Ticket) -> None:
    asked = send(lin, ticket, text="这不是我们的问题")
    assert asked.status_code == 422
    assert asked.headers["HX-Retarget"] == "#reply-wording"
    key = f"{Phrase.objects.get(code='not_ours').pk}:这不是我们的问题"
    assert f'name="asked_wording" value="{key}"' in asked.content.decode()
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
    assert send(lin, ticket, text="这不是我们的问题", asked_wording=key).status_code == 200
    assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
    assert ticket.events.filter(kind="wording_kept").count() == 1


def test_other_forbidden_words_are_asked_about_again(lin: Client, ticket: Ticket) -> None:
    key = f"{Phrase.objects.get(code='not_ours').pk}:这不是我们的问题"
    answer = send(lin, ticket, text="这不是我们的问题，我们没办法", asked_wording=key)
    assert answer.status_code == 422
    assert answer.content.decode().count('name="asked_wording"') == 2


def test_what_was_asked_stays_asked_while_one_goes_on_writing(lin: Client, ticket: Ticket) -> None:
    assert 'name="asked_wording" value="1:x"' in look(lin, ticket, form="reply", text="好", asked_wording="1:x")


def test_blocked_words_are_never_sent_and_it_says_so(lin: Client, ticket: Ticket) -> None:
    Phrase.objects.filter(code="no_way").update(severity="block")
    key = f"{Phrase.objects.get(code='no_way').pk}:我们没办法"
    for sent in ({}, {"asked_wording": key}):
        answer = send(lin, ticket, text="我们没办法", **sent)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert "我们可以为您提供【方案】" in answer.content.decode()
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def test_without_script_a_block_is_told_on_the_next_page(lin: Client, ticket: Ticket) -> None:
    Phrase.objects.filter(code="no_way").update(severity="block")
    headers = {"Referer": f"http://testserver{path(ticket)}"}
    page = lin.post(path(ticket, "reply/"), {"text": "我们没办法"}, headers=headers, follow=True)
    assert "不能发给客户" in page.content.decode()


def test_a_solution_is_asked_about_under_its_own_fields(lin: Client, ticket: Ticket) -> None:
    sent = {"measure": "我们没办法", "timing": "明天 18:00 前", "responsible": "林晓"}
    asked = send(lin, ticket, "solution/", **sent)
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (422, "#solution-wording")
    key = f"{Phrase.objects.get(code='no_way').pk}:我们没办法"
    assert send(lin, ticket, "solution/", asked_wording=key, **sent).status_code == 200


def test_a_note_is_looked_at_by_nobody(lin: Client, ticket: Ticket) -> None:
    assert send(lin, ticket, "note/", text="这不是我们的问题").status_code == 200


def test_the_cost_of_a_look_is_fixed(lin: Client, ticket: Ticket, django_assert_num_queries: Any) -> None:
    look(lin, ticket, form="reply", text="尽快")
    with django_assert_num_queries(LOOK):
        look(lin, ticket, form="reply", text="尽快，我们没办法，您的问题已记录")


LOOK = 5  # the session, the person, the ticket, the versions of the rules, our earlier answers
