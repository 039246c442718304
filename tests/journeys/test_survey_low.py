"""A low score in a survey is heard within minutes: a callback by who did not handle it, and the supervisor's bell."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.actions import answer_confirmation, close_answered, close_spam, close_withdrawn
from huisheng.stages.followup.models import Callback
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.survey.models import Invitation, Response, Survey
from huisheng.watch.notify.models import Notice
from tests.cast import Cast
from tests.journeys.doors import desk, give, see

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
Run = Callable[[], int]
ENDINGS = {"spam": close_spam, "withdrawn": close_withdrawn}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The house's clock, moved by hand."""
    hand = {"now": DAY.replace(hour=10)}
    monkeypatch.setattr(timezone, "now", lambda: hand["now"])
    return hand


def test_a_low_score_is_rung_up_by_another_and_told_within_the_minute(
    cast: Cast, run_jobs: Run, clock: dict[str, datetime]
) -> None:
    Survey.objects.filter(code="csat-closed").update(closings=["confirmed", "unconfirmed", "answered"])
    _customer, ticket = give("建议包装再加一层泡沫", phone="13700007777", email="wu@mail.example")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    run_jobs()
    send_reply(ticket, text="谢谢您的建议，我们周五前答复您。", by=cast.lin.party)
    clock["now"] = DAY.replace(hour=11)
    ticket.refresh_from_db()
    close_answered(ticket, by=cast.lin.party)
    run_jobs()
    assert ticket.status == Status.CLOSED

    # the letter, to be answered within two weeks
    letters = [one for one in Outbound.objects.filter(about=ticket.number) if "/s/" in one.writing.text]
    assert len(letters) == 1
    invitation = Invitation.objects.get()
    assert (invitation.way, invitation.sent_at, invitation.held_why) == ("email", clock["now"], "")
    assert invitation.expires_at == clock["now"] + timedelta(days=14)
    found = re.search(r"/s/\d+/[\w-]{32}/", letters[0].writing.text)
    assert found
    link = found[0]

    # a scanner looks first, and nothing is answered by that
    phone = Client()
    assert phone.get(link, headers={"User-Agent": "MicroMessenger"}).status_code == 200
    run_jobs()
    assert not Response.objects.exists()

    clock["now"] = DAY.replace(hour=14, minute=2)
    phone.post(f"{link}answer/", {"q": "solved", "value": "0"})
    phone.post(f"{link}answer/", {"q": "satisfied", "value": "1"})
    run_jobs()
    response = Response.objects.get()
    assert (response.low, response.finished_at, response.at) == (True, None, clock["now"])

    # the callback: today, by who did not handle it
    callback = Callback.objects.get(scenario__code="low_score")
    assert (callback.ticket, callback.planned_at) == (ticket, clock["now"])
    assert callback.due_at == clock["now"] + timedelta(hours=8)
    assert clock["now"] <= callback.slot_at <= callback.due_at
    assert callback.assignee != ticket.assignee
    assert callback.not_by == ticket.assignee

    # who leads hears it, once; the ledger has it
    bells = Notice.objects.filter(code="survey_low")
    assert [(one.staff, one.ticket, one.at) for one in bells] == [(cast.chen, ticket, clock["now"])]
    assert "低分" in see(desk(cast.chen), "/desk/notices/")
    assert Event.objects.filter(ticket=ticket, kind="survey_low").count() == 1

    # words that follow change nothing about that
    phone.post(f"{link}answer/", {"q": "better", "value": "说了周五，没人理"})
    run_jobs()
    assert Response.objects.get().finished_at == clock["now"]
    assert Callback.objects.filter(scenario__code="low_score").count() == 1
    assert Notice.objects.filter(code="survey_low").count() == 1
    assert Event.objects.filter(ticket=ticket, kind="survey_answered").count() == 1


def test_the_stars_of_the_confirmation_are_the_rating_and_no_second_one_is_asked(cast: Cast, run_jobs: Run) -> None:
    _customer, ticket = give("收到的杯子是碎的", phone="13700008888", email="sun@mail.example")
    run_jobs()
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    answer_confirmation(ticket, solved=True, stars=4, by=ticket.customer.party)
    run_jobs()
    assert [(one.held_why, one.sent_at) for one in Invitation.objects.all()] == [("rated", None)]
    assert not [one for one in Outbound.objects.all() if "/s/" in one.writing.text]


@pytest.mark.parametrize("ending", ["spam", "withdrawn"])
def test_what_was_no_feedback_is_asked_nothing(cast: Cast, run_jobs: Run, ending: str) -> None:
    _customer, ticket = give("加微信领红包", phone="13700009999", email="ad@mail.example")
    run_jobs()
    ENDINGS[ending](ticket, reason="不是反馈", by=cast.lin.party)
    run_jobs()
    assert not Invitation.objects.exists()
