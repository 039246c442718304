from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category, Nature
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.project.demo.surveys import DAYS, answer_for_ninety_days
from huisheng.stages.closure.actions import close_answered
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.survey.results import Span, rate_of, spreads_of
from huisheng.stages.triage.actions import set_category
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def closed(cast: Cast, n: int) -> None:
    praise = Category.objects.filter(nature=Nature.PRAISE).first()
    assert praise
    ticket = make_ticket("师傅很好", customer=make_customer(f"客户{n}", email=f"d{n}@mail.example"), team=cast.cs1)
    set_category(ticket, category=praise, by=SYSTEM)
    send_reply(ticket, text="谢谢您", by=cast.lin.party)
    close_answered(ticket, by=cast.lin.party)


def told(staff: Staff, code: str) -> tuple[int, int]:
    now = timezone.now()
    survey = Survey.objects.get(code=code)
    rate = rate_of(staff, survey, Span(now - timedelta(days=DAYS + 1), now + timedelta(days=1)))
    return rate.asked, rate.answered


def test_the_shop_has_answers_of_ninety_days_that_obey_the_rules(cast: Cast) -> None:
    for n in range(12):
        closed(cast, n)
    answer_for_ninety_days(timezone.now())
    for code in ("csat-closed", "nps-quarterly"):
        asked, answered = told(cast.admin, code)
        assert 0 < answered < asked, code
    assert Response.objects.filter(at__gt=timezone.now()).count() == 0
    assert not Answer.objects.exclude(question__active=True).exists()
    hanging = Answer.objects.filter(question__code="better").values_list("response", flat=True)
    satisfied = Question.objects.get(survey__code="csat-closed", code="satisfied")
    assert not Answer.objects.filter(response__in=hanging, question=satisfied, raw__gt=3).exists()
    spread = spreads_of(
        cast.admin,
        Survey.objects.get(code="csat-closed"),
        Span(timezone.now() - timedelta(days=9), timezone.now() + timedelta(days=1)),
    )
    assert spread[satisfied.pk].n == Response.objects.filter(survey__code="csat-closed").count()


def test_it_is_the_same_for_the_same_house(cast: Cast) -> None:
    for n in range(6):
        closed(cast, n)
    now = timezone.now()
    answer_for_ninety_days(now)
    first = sorted(Answer.objects.values_list("raw", "words", "response__customer"), key=str)
    for table in (Answer, Response, Invitation):
        table.objects.all().delete()
    answer_for_ninety_days(now)
    assert sorted(Answer.objects.values_list("raw", "words", "response__customer"), key=str) == first
