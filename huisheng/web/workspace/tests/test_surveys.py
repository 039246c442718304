"""Surveys on the desk and in the settings, through the doors."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Link, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.tests.make import make_offered
from huisheng.stages.followup.actions import begin_call, complete_record, hang_up, save_record
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import WHOLE, by_day, make_callback
from huisheng.stages.ideas.models import Proposal
from huisheng.stages.praise.models import Praise
from huisheng.stages.survey.actions import answer, invite, note_sent, opt_out
from huisheng.stages.survey.models import Invitation, Question, Response, Survey
from huisheng.stages.survey.queries import answers_of, opted_out
from huisheng.stages.survey.tests.make import make_survey
from tests.cast import Cast
from tests.journeys.doors import desk, see

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    customer = make_customer("欧阳静", email="ou@mail.example")
    return make_ticket(customer=customer, team=cast.cs1, assignee=cast.lin)


@pytest.fixture
def said(ticket: Ticket) -> Response:
    invitation = invite(closing(), ticket.customer, occasion="closure:1", ticket=ticket)
    assert invitation is not None
    given = {"satisfied": 2, "better": "=1+1 打 13812345678 也没人接"}
    return answer(invitation, given, by=ticket.customer.party)


def closing() -> Survey:
    return Survey.objects.get(code="csat-closed")


def test_what_is_told_on_the_phone_is_written_down(cast: Cast, ticket: Ticket) -> None:
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    assert "登记客户在电话里说的评价" in see(lin, path)
    bad = lin.post(path, {"survey": "csat-closed", "a-satisfied": "4"})
    assert bad.status_code == 422
    assert "这一题也请您答一下" in bad.content.decode()
    done = lin.post(path, {"survey": "csat-closed", "a-satisfied": "4", "a-solved": "1", "a-praise": "小林很好"})
    assert done.status_code == 302
    response = Response.objects.get()
    assert (response.way, response.by.id, response.ticket) == ("phone", cast.lin.pk, ticket)
    assert "小林很好" in see(lin, path)


def test_the_ticket_leads_to_it_and_marks_a_low_score(cast: Cast, said: Response) -> None:
    page = see(desk(cast.lin), f"/desk/tickets/{said.ticket.number}/")  # type: ignore[union-attr]
    assert "低分" in page
    assert f"/desk/tickets/{said.ticket.number}/survey/" in page  # type: ignore[union-attr]


def test_the_rate_stands_beside_every_score(cast: Cast, said: Response) -> None:
    chen = desk(cast.chen)
    overview = see(chen, "/desk/surveys/")
    assert "2.00 / 5" in overview
    assert "回收率 100%（1 人里 1 人答了）" in overview
    results = see(chen, f"/desk/surveys/{said.survey_id}/?by=handler")
    assert results.count("回收率 100%") > 3
    assert "林晓" in results


def test_each_part_and_the_stars_have_their_own_rate(cast: Cast, said: Response) -> None:
    """Lin's piece was answered, Chen's was not; two offers, one with stars."""
    silent = make_ticket(customer=make_customer("赵先生", email="z@mail.example"), team=cast.cs1, assignee=cast.lin)
    asked = invite(closing(), silent.customer, occasion="closure:2", ticket=silent)
    assert asked is not None
    note_sent(asked, way="email")
    rated, _not = (make_offered(cast.lin, at=timezone.now()) for _each in range(2))
    answer_confirmation(rated, solved=True, stars=5, by=rated.customer.party)
    chen = desk(cast.chen)
    results = see(chen, f"/desk/surveys/{said.survey_id}/?by=handler")
    assert '50% <span class="hs-figure-of">1 / 2</span>' in results
    assert "评分率 50%（本期提出 2 次方案，1 次给了星）。" in results
    assert "评分率 50%（本期提出 2 次方案，1 次给了星）。" in see(chen, "/desk/surveys/")


def test_a_number_opens_its_list_with_masked_names(cast: Cast, said: Response) -> None:
    chen, base = desk(cast.chen), f"/desk/surveys/{said.survey_id}/answers/"
    question = Question.objects.get(survey=said.survey, code="satisfied")
    page = see(chen, f"{base}?question={question.pk}&raw=2")
    assert "欧*" in page or "欧" in page
    assert "欧阳静" not in page
    assert "13812345678" not in page
    assert "没有人这样回答" in see(chen, f"{base}?question={question.pk}&raw=5")
    assert "低分" in see(chen, f"{base}?low=1")
    assert "也没人接" in see(chen, f"/desk/surveys/answers/{said.pk}/")


def test_the_file_holds_no_formula_and_no_name(cast: Cast, said: Response) -> None:
    answer = desk(cast.chen).get(f"/desk/surveys/{said.survey_id}/csv/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    assert "欧阳静" not in text
    assert ",=1+1" not in text
    assert said.ticket is not None
    assert said.ticket.number in text


def test_others_see_neither_answers_nor_numbers(cast: Cast, said: Response) -> None:
    wang, dan = desk(cast.wang), desk(cast.dan)
    assert wang.get("/desk/surveys/").status_code == 403
    assert said.ticket is not None
    assert dan.get(f"/desk/tickets/{said.ticket.number}/survey/").status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_what_the_results_cost(cast: Cast, count: int, django_assert_max_num_queries: Any) -> None:
    for n in range(count):
        customer = make_customer(f"客户{n}", email=f"k{n}@mail.example")
        ticket = make_ticket(customer=customer, team=cast.cs1, assignee=cast.lin)
        invitation = invite(closing(), customer, occasion=f"closure:{n}", ticket=ticket)
        assert isinstance(invitation, Invitation)
        answer(invitation, {"satisfied": 5, "solved": 1}, finish=True, by=customer.party)
    chen = desk(cast.chen)
    see(chen, f"/desk/surveys/{closing().pk}/")
    with django_assert_max_num_queries(16):
        see(chen, f"/desk/surveys/{closing().pk}/")


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def admin(cast: Cast) -> Client:
    return desk(cast.admin)


def test_a_survey_and_its_questions_are_set_up(admin: Client) -> None:
    made = admin.post("/settings/surveys/new/", {"name": "安装回访", "moment": "by_hand", "open_days": 7, "rest_days": 0, "sample": 0, "rank": 0})  # fmt: skip
    survey = Survey.objects.get(name="安装回访")
    assert made["Location"] == f"/settings/surveys/{survey.pk}/"
    form = {"kind": "one", "text": "谁来装的？", "choices": "师傅 | fitter\n自己 | myself", "rank": 0}
    assert admin.post(f"{made['Location']}questions/new/", form).status_code == 302
    then = {"kind": "words", "text": "装得怎么样？", "rank": 10, "asked_after": "q1", "after_answers": "c1"}
    assert admin.post(f"{made['Location']}questions/new/", then).status_code == 302
    page = see(admin, made["Location"])
    assert "谁来装的？" in page
    assert "装得怎么样？" in page
    assert not survey.active
    switched_on = {"name": "安装回访", "moment": "by_hand", "open_days": 7, "rest_days": 0, "sample": 0, "rank": 0}
    assert admin.post(made["Location"], {**switched_on, "active": "1"}).status_code == 302
    assert Survey.objects.get(pk=survey.pk).active
    wrong = admin.post(f"{made['Location']}questions/new/", {**then, "after_answers": "c9"})
    assert "答了哪几项才问" in wrong.content.decode()


def test_the_preview_walks_through_and_keeps_nothing(admin: Client) -> None:
    survey = closing()
    path = f"/settings/surveys/{survey.pk}/preview/"
    assert "解决了吗" in see(admin, path)
    page = see(admin, f"{path}?q=solved&value=1")
    assert "您满意吗" in page
    assert 'name="given" value="solved:1"' in page
    assert "该怎么改" in see(admin, f"{path}?given=solved:1&q=satisfied&value=2")
    assert "想夸的人" in see(admin, f"{path}?given=solved:1&q=satisfied&value=5")
    assert "收到了" in see(admin, f"{path}?given=solved:1&given=satisfied:5&q=praise&value=")
    assert not Response.objects.exists()


def test_a_question_is_not_asked_any_more(admin: Client) -> None:
    survey = closing()
    words = Question.objects.get(survey=survey, code="praise")
    admin.post(f"/settings/surveys/{survey.pk}/questions/{words.pk}/retirement/")
    words.refresh_from_db()
    assert not words.active
    assert "有 1 道题已不再问" in see(admin, f"/settings/surveys/{survey.pk}/")


def test_a_colleague_sends_a_survey_and_hears_why_not(cast: Cast, ticket: Ticket, run_jobs: Any) -> None:
    make_survey("visit", moment="by_hand", name="上门之后")
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    assert "上门之后" in see(lin, path)
    assert "已经发出" in lin.post(f"{path}send/", {"survey": "visit"}, follow=True).content.decode()
    run_jobs()
    assert Invitation.objects.get().sent_at is not None
    assert "不久前刚问过" in lin.post(f"{path}send/", {"survey": "visit"}, follow=True).content.decode()
    assert lin.post(f"{path}send/", {"survey": "csat-closed"}).status_code == 404
    assert Invitation.objects.count() == 1


def test_a_colleague_takes_do_not_ask_me_back(cast: Cast, ticket: Ticket) -> None:
    opt_out(ticket.customer, by=ticket.customer.party)
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    assert "不想再收到" in see(lin, path)
    assert lin.post(f"{path}again/").status_code == 302
    assert not opted_out(ticket.customer)
    assert "不想再收到" not in see(lin, path)


def test_a_survey_that_waits_on_the_customers_page_is_said(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1, assignee=cast.lin)
    invite(closing(), ticket.customer, occasion="closure:1", ticket=ticket)
    assert "等在客户的页面上" in see(desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/")


@pytest.mark.parametrize("kind", ["ticket", "suggestion", "praise"])
def test_what_was_written_becomes_something_of_its_own_once(cast: Cast, said: Response, kind: str) -> None:
    lin, path = desk(cast.lin), f"/desk/tickets/{said.ticket.number}/survey/"  # type: ignore[union-attr]
    assert f"/desk/surveys/answers/{said.pk}/becomes/" in see(lin, path)
    places = {lin.post(f"/desk/surveys/answers/{said.pk}/becomes/", {"kind": kind})["Location"] for _twice in range(2)}
    assert len(places) == 1
    made = {
        "ticket": Ticket.objects.exclude(pk=said.ticket_id or 0).count(),
        "suggestion": Proposal.objects.filter(source="survey", origin=f"response:{said.pk}").count(),
        "praise": Praise.objects.filter(source="survey", origin=f"response:{said.pk}").count(),
    }
    assert made == {"ticket": 0, "suggestion": 0, "praise": 0} | {kind: 1}
    if kind == "ticket":
        new = Ticket.objects.exclude(pk=said.ticket_id or 0).get()
        assert (new.customer, Link.objects.filter(ticket=new, other=said.ticket).count()) == (said.customer, 1)


def test_scores_without_words_become_nothing(cast: Cast, ticket: Ticket) -> None:
    invitation = invite(closing(), ticket.customer, occasion="closure:1", ticket=ticket)
    assert invitation is not None
    bare = answer(invitation, {"satisfied": 4}, by=ticket.customer.party)
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    assert "becomes/" not in see(lin, path)
    refused = lin.post(f"/desk/surveys/answers/{bare.pk}/becomes/", {"kind": "praise"}, follow=True)
    assert "没有可以转的内容" in refused.content.decode()
    assert not Praise.objects.exists()
    assert desk(cast.dan).post(f"/desk/surveys/answers/{bare.pk}/becomes/", {"kind": "praise"}).status_code == 404


@pytest.fixture
def talk(cast: Cast, ticket: Ticket) -> Callback:
    """Lin rang up and was told four stars; the record is complete. The house's survey after calls asks for stars, too."""
    Survey.objects.filter(code="csat-called").update(active=False)
    stars = {"code": "satisfied", "kind": "csat", "required": True}
    make_survey("called", moment="called", questions=(stars, {"code": "heard", "kind": "yes_no"}))
    callback = begin_call(make_callback(by_day(ticket.customer), ticket=ticket), staff=cast.lin)
    hang_up(callback, by=cast.lin.party)
    save_record(callback, {**WHOLE, "stars": 4}, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party)
    return callback


def test_after_a_call_the_runner_leads_to_the_questions_and_no_second_rating_is_asked(
    cast: Cast, ticket: Ticket, talk: Callback
) -> None:
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    assert f'href="{path}?callback={talk.pk}"' in see(lin, f"/desk/callbacks/{talk.pk}/")
    page = see(lin, f"{path}?callback={talk.pk}")
    assert "heard？" in page, "the survey of the call, not that of the closing"
    assert 'name="a-satisfied"' not in page
    assert "电话里说了 4 分（满分 5 分），不再问。" in page
    done = lin.post(path, {"survey": "called", "callback": talk.pk, "a-heard": "1", "a-satisfied": "1"})
    assert done.status_code == 302
    response = Response.objects.get()
    assert (answers_of(response), response.low, response.way) == ({"heard": 1}, False, "phone")
    assert response.finished_at is not None


def test_a_talk_about_another_matter_spares_no_question(cast: Cast, ticket: Ticket, talk: Callback) -> None:
    other = make_ticket(customer=ticket.customer, team=cast.cs1, assignee=cast.lin)
    lin, path = desk(cast.lin), f"/desk/tickets/{other.number}/survey/"
    for callback in (talk.pk, talk.pk + 1000, "x"):
        assert 'name="a-satisfied"' in see(lin, f"{path}?survey=called&callback={callback}")


def test_a_survey_of_stars_alone_has_nothing_more_to_ask(cast: Cast, ticket: Ticket, talk: Callback) -> None:
    Question.objects.filter(survey__code="called").exclude(kind="csat").update(active=False)
    lin, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/survey/"
    page = see(lin, f"{path}?callback={talk.pk}")
    assert "这份问卷没有别的要问。" in page
    assert "保存" not in page[page.index("sv-phone") :].partition("</form>")[0]
    assert lin.post(path, {"callback": talk.pk}).status_code == 422
    assert not Response.objects.exists()
