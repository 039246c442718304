"""The customer's page of a survey, through the door only."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event
from huisheng.stages.survey.models import Answer, Invitation, OptOut, Question, Response
from huisheng.stages.survey.queries import answers_of
from huisheng.stages.survey.tests.make import make_invitation, make_survey
from huisheng.web.portal.surveys import WRONG_PER_ADDRESS_HOUR
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(db: None) -> Invitation:
    return make_invitation()


def path(invitation: Invitation, more: str = "") -> str:
    return f"{invitation.public_path}{more}"


def read(client: Client, invitation: Invitation, more: str = "") -> str:
    answer = client.get(path(invitation, more))
    assert answer.status_code == 200
    return str(answer.content.decode())


def say(client: Client, invitation: Invitation, q: str, value: Any = None, **more: Any) -> Any:
    fields = {"q": q, **more, **({} if value is None else {"value": value})}
    return client.post(path(invitation, "answer/"), fields)


def test_one_question_leads_to_the_next_and_to_the_thanks(client: Client, invitation: Invitation) -> None:
    assert "solved？" in read(client, invitation)
    assert say(client, invitation, "solved", "1").url == path(invitation, "?q=satisfied")
    assert say(client, invitation, "satisfied", "5").url == path(invitation, "?q=ways")
    assert say(client, invitation, "ways", ["phone"]).url == path(invitation)
    assert "谢谢您" in read(client, invitation)
    response = Response.objects.get()
    assert answers_of(response) == {"solved": 1, "satisfied": 5, "ways": ["phone"]}
    assert response.finished_at is not None
    assert response.by == invitation.customer.party.__class__("customer", invitation.customer_id)


def test_it_names_a_total_only_once_no_answer_can_change_it(client: Client, invitation: Invitation) -> None:
    def place(more: str = "") -> str:
        found = re.search(r'class="sv-place"><span>([^<]+)', read(client, invitation, more))
        assert found
        return found[1]

    assert place() == "第 1 题"
    say(client, invitation, "solved", "0")
    assert place() == "第 2 题"
    say(client, invitation, "satisfied", "2")
    assert place("?q=better") == "第 3 题，共 4 题"
    assert place("?q=satisfied") == "第 2 题"
    plain = make_survey("plain", questions=({"code": "one", "kind": "csat"}, {"code": "two", "kind": "words"}))
    assert "第 1 题，共 2 题" in read(client, make_invitation(plain, make_customer("王女士")))


def test_a_bad_score_asks_why_and_skipping_is_fine(client: Client, invitation: Invitation) -> None:
    say(client, invitation, "solved", "0")
    assert say(client, invitation, "satisfied", "2").url.endswith("?q=better")
    assert "better？" in read(client, invitation, "?q=better")
    assert say(client, invitation, "better", skip="1").url.endswith("?q=ways")
    assert say(client, invitation, "ways", skip="1").url == path(invitation)
    assert Response.objects.get().finished_at is not None


def test_who_steps_over_every_question_is_thanked_and_has_answered_nothing(client: Client) -> None:
    survey = make_survey("free", questions=({"code": "one", "kind": "csat"}, {"code": "two", "kind": "words"}))
    invitation = make_invitation(survey)
    assert say(client, invitation, "one", skip="1").url.endswith("?q=two")
    end = say(client, invitation, "two", skip="1").url
    assert "谢谢您" in client.get(end).content.decode()
    assert not Response.objects.exists()
    assert "one？" in read(client, invitation)


def test_what_was_answered_stays_when_the_customer_leaves_half_way(client: Client, invitation: Invitation) -> None:
    say(client, invitation, "solved", "1")
    assert "satisfied？" in read(Client(), invitation)
    assert Answer.objects.get().raw == 1


def test_a_change_of_mind_counts_while_it_is_open(client: Client, invitation: Invitation) -> None:
    for q, value in (("solved", "1"), ("satisfied", "1"), ("better", "慢"), ("ways", "mail")):
        say(client, invitation, q, value)
    assert 'aria-pressed="true"' in read(client, invitation, "?q=satisfied")
    say(client, invitation, "satisfied", "5")
    assert answers_of(Response.objects.get()) == {"solved": 1, "satisfied": 5, "ways": ["mail"]}


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing_whoever_looks(client: Client, invitation: Invitation, method: str) -> None:
    """Link previews of WeChat, mail scanners and browsers that fetch ahead."""
    for agent in ("Mozilla/5.0 MicroMessenger/8.0", "WeChatBot", "Slackbot-LinkExpanding", "GoogleImageProxy"):
        for more in (
            "",
            "?q=satisfied",
            "?q=satisfied&value=1",
            "answer/?q=satisfied&value=1",
            "stop/",
            "?now=stopped",
        ):
            getattr(client, method)(path(invitation, more), headers={"User-Agent": agent, "Purpose": "prefetch"})
    assert not Response.objects.exists()
    assert not OptOut.objects.exists()
    assert [event.kind for event in Event.objects.filter(kind__startswith="survey")] == ["survey_invited"]


def test_a_get_at_the_addresses_that_write_is_refused(client: Client, invitation: Invitation) -> None:
    assert client.get(path(invitation, "answer/")).status_code == 405
    assert client.get(path(invitation, "stop/")).status_code == 405


def test_a_link_that_is_over_says_so(client: Client, invitation: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(path(invitation)).status_code == 410
    assert say(client, invitation, "satisfied", "5").status_code == 410
    assert not Response.objects.exists()


def test_a_raised_version_makes_the_old_link_void(client: Client, invitation: Invitation) -> None:
    Invitation.objects.update(link_version=2)
    assert client.get(path(invitation)).status_code == 404


def test_guessing_is_counted_and_ends(client: Client, invitation: Invitation) -> None:
    """A secret is 192 bits; who tries anyway is stopped, with the right one as well, until the hour is over."""
    assert len(invitation.secret) == 32
    wrong = f"/s/{invitation.pk}/{'x' * 32}/"
    assert {client.get(wrong).status_code for _ in range(WRONG_PER_ADDRESS_HOUR)} == {404}
    assert client.get(wrong).status_code == 429
    assert client.get(path(invitation)).status_code == 429
    assert client.post(f"/s/{invitation.pk}/{'x' * 32}/answer/", {"q": "satisfied", "value": 1}).status_code == 429
    assert client.get(path(invitation), REMOTE_ADDR="198.51.100.7").status_code == 200


def test_the_secret_of_one_survey_opens_no_other(client: Client, invitation: Invitation) -> None:
    other = make_invitation(invitation.survey, make_customer("赵先生", email="zhao@mail.example"))
    assert client.get(f"/s/{other.pk}/{invitation.secret}/").status_code == 404
    assert client.get(f"/s/{10**18}/{invitation.secret}/").status_code == 404


def test_do_not_ask_me_again(client: Client, invitation: Invitation) -> None:
    client.post(path(invitation, "stop/"))
    assert OptOut.objects.filter(customer=invitation.customer, ended_at=None).count() == 1
    assert "以后不再问您" in read(client, invitation, "?now=stopped")
    client.post(path(invitation, "stop/"), {"again": "1"})
    assert not OptOut.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(("q", "value"), [("satisfied", "9"), ("satisfied", ""), ("ways", "pigeon")])
def test_a_wrong_answer_is_shown_at_its_question(client: Client, invitation: Invitation, q: str, value: str) -> None:
    answer = say(client, invitation, q, value)
    assert answer.status_code == 422
    assert f"{q}？" in answer.content.decode()
    assert "请从给出的选项里选" in answer.content.decode()


def test_the_end_wants_what_is_required(client: Client, invitation: Invitation) -> None:
    answer = say(client, invitation, "ways", "mail")
    assert answer.status_code == 422
    assert "solved？" in answer.content.decode()


def test_a_colleague_does_not_answer_in_a_customers_name(client: Client, cast: Cast, invitation: Invitation) -> None:
    client.force_login(cast.lin)
    assert client.get(path(invitation)).status_code == 200
    assert say(client, invitation, "satisfied", "5").status_code == 422
    assert not Response.objects.exists()


def test_it_speaks_the_customers_language(client: Client) -> None:
    survey = make_survey(opening="说两句", opening_en="A word, please", questions=())
    Question.objects.create(survey=survey, code="nps", kind="nps", text="推荐吗？", text_en="Recommend?", required=True)
    invitation = make_invitation(survey)
    english = client.get(path(invitation), headers={"Accept-Language": "en"}).content.decode()
    assert "A word, please" in english
    assert "Recommend?" in english
    assert english.count('class="sv-answer') == 11
    assert "推荐吗？" in read(client, invitation)


def test_what_a_page_costs(client: Client, invitation: Invitation, django_assert_num_queries: Any) -> None:
    say(client, invitation, "solved", "1")
    with django_assert_num_queries(6):
        read(client, invitation)
