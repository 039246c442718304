"""The public page of suggestions: looking changes nothing, a browser votes once, nobody is named."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.ideas.actions import merge_suggestions, show_suggestion
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.ideas.tests.make import make_suggestion
from huisheng.web.portal import ideas, shield
from tests.cast import Cast
from tests.outsider.watching import attempt

pytestmark = pytest.mark.django_db
HERE = "/ideas/"
WISH = {"title": "包装多放泡沫", "text": "上次杯子压碎了", "phone": "13800001234", "consent_service": "1"}


@pytest.fixture(autouse=True)
def open_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shield, "FASTEST", -1)  # tests fill a form faster than people
    change_setting("ideas.page", True, by=SYSTEM)


def shown(title: str = "包装里多放一层泡沫", **changes: object) -> Suggestion:
    one = make_suggestion(title, **changes)
    return show_suggestion(one, public=True, by=SYSTEM)


def vote(client: Client, one: Suggestion, **given: str) -> int:
    return client.post(f"{HERE}{one.pk}/vote/", given).status_code


def wish(client: Client, **changes: object) -> object:
    return client.post(f"{HERE}new/", {**WISH, "stamp": shield.new_stamp(), **changes})


def test_it_shows_what_somebody_looked_at_and_nobodys_words(client: Client, cast: Cast) -> None:
    one = shown(words="我是刘小满，电话 13800001234", customer=cast.liu)
    hidden = make_suggestion("夜间客服")
    text = client.get(HERE).text
    assert one.title in text
    assert not any(known in text for known in ("刘小满", "刘女士", "13800001234", "138****", hidden.title))


def test_where_the_house_has_no_page_there_is_none(client: Client) -> None:
    one = shown()
    assert 'href="/ideas/"' in client.get("/").text
    change_setting("ideas.page", False, by=SYSTEM)
    for path in (HERE, f"{HERE}new/", f"{HERE}similar/?title=泡沫"):
        assert client.get(path).status_code == 404
    assert vote(client, one) == 404
    assert wish(client).status_code == 404  # type: ignore[attr-defined]
    assert 'href="/ideas/"' not in client.get("/").text
    one.refresh_from_db()
    assert (one.votes, Ticket.objects.count()) == (1, 0)


def test_looking_changes_nothing_however_often_a_preview_does_it() -> None:
    one = shown()
    visitor = Client(headers={"User-Agent": "MicroMessenger/8.0 WeChat-Preview"})
    for path in (
        HERE,
        f"{HERE}?order=new&q=泡沫&status=new",
        f"{HERE}new/?title=泡沫",
        f"{HERE}similar/?title=包装泡沫",
    ):
        for method in ("GET", "HEAD"):
            tried = attempt(visitor, method, path)
            assert (tried.status, tried.changed) == (200, set()), path
    assert visitor.get(f"{HERE}{one.pk}/vote/").status_code == 405
    assert not visitor.cookies.get(ideas.COOKIE)


def test_a_browser_votes_once_and_takes_it_back(client: Client) -> None:
    one = shown()
    assert [vote(client, one), vote(client, one)] == [302, 302]
    one.refresh_from_db()
    assert one.votes == 2
    assert 'aria-pressed="true"' in client.get(HERE).text
    assert 'aria-pressed="true"' not in Client().get(HERE).text
    vote(client, one, back="1")
    one.refresh_from_db()
    assert one.votes == 1
    cookie = client.cookies[ideas.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(list(Proposal.objects.values()))


def test_a_made_up_cookie_is_no_ticket(client: Client) -> None:
    client.cookies[ideas.COOKIE] = "<script>"
    one = shown()
    assert "aria-pressed" in client.get(HERE).text
    vote(client, one)
    assert ideas.VOTER.fullmatch(client.cookies[ideas.COOKIE].value)


def test_only_so_many_votes_come_from_one_address(client: Client) -> None:
    change_setting("ideas.votes_hour", 2, by=SYSTEM)
    one = shown()
    assert [vote(Client(), one) for _ in range(3)] == [302, 302, 429]
    one.refresh_from_db()
    assert one.votes == 3


@pytest.mark.parametrize("state", ["hidden", "merged", "missing"])
def test_what_is_not_shown_cannot_be_voted_for(client: Client, state: str) -> None:
    one = make_suggestion() if state == "hidden" else shown()
    if state == "merged":
        merge_suggestions(one, into=make_suggestion("别的"), by=SYSTEM)
    pk = one.pk + 99 if state == "missing" else one.pk
    assert client.post(f"{HERE}{pk}/vote/").status_code == 404


def test_a_wish_comes_in_as_feedback_and_is_kept_until_somebody_looks(client: Client) -> None:
    answer = wish(client)
    ticket, kept = Ticket.objects.get(), Suggestion.objects.get()
    assert answer["Location"] == f"{ticket.public_path}?new=1"  # type: ignore[index]
    assert ticket.category is not None
    assert (ticket.category.nature, ticket.subject) == ("suggestion", WISH["title"])
    voice = kept.proposals.get()
    assert (kept.title, kept.public, voice.ticket, voice.source, voice.words) == (
        WISH["title"], False, ticket, "page", WISH["text"],
    )  # fmt: skip
    assert kept.title not in client.get(HERE).text


def test_what_looks_like_a_machine_is_feedback_and_no_wish_yet(client: Client) -> None:
    wish(client, website="https://spam.example")
    assert (Ticket.objects.count(), Suggestion.objects.count()) == (1, 0)


def test_the_same_form_twice_is_one_wish(client: Client) -> None:
    stamp = shield.new_stamp()
    for _ in range(2):
        wish(client, stamp=stamp)
    assert (Ticket.objects.count(), Suggestion.objects.count(), Proposal.objects.count()) == (1, 1, 1)


def test_a_wish_that_is_there_already_is_one_more_voice(client: Client) -> None:
    one = shown()
    assert one.title in client.get(f"{HERE}similar/", {"title": "包装加层泡沫"}).text
    wish(client, into=str(one.pk))
    one.refresh_from_db()
    assert (one.votes, Suggestion.objects.count()) == (2, 1)


def test_a_hidden_one_cannot_be_joined_by_its_number(client: Client) -> None:
    hidden = make_suggestion("夜间客服")
    assert hidden.title not in client.get(f"{HERE}similar/", {"title": hidden.title}).text
    wish(client, into=str(hidden.pk))
    hidden.refresh_from_db()
    assert hidden.votes == 1


@pytest.mark.parametrize("missing", ["title", "text", "phone", "consent_service"])
def test_an_incomplete_wish_is_asked_for_in_words(client: Client, missing: str) -> None:
    answer = wish(client, **{missing: ""})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert 'aria-invalid="true"' in answer.text  # type: ignore[attr-defined]
    assert not Ticket.objects.exists()


def test_typing_is_limited_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ideas, "LOOKS_HOUR", 1)
    assert [client.get(f"{HERE}similar/?title=泡沫包装").status_code for _ in range(2)] == [200, 429]


def test_the_page_costs_the_same_however_many_wishes_there_are(client: Client) -> None:
    asked = []
    for _round in range(2):
        for number in range(5):
            vote(client, shown(f"心愿 {_round} {number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 4


def test_a_wish_without_more_words_is_asked_for_as_a_wish(client: Client) -> None:
    text = wish(client, text="").text  # type: ignore[attr-defined]
    assert "请用几句话说说您希望什么" in text
    assert "发生了什么" not in text
