"""The shop's suggestions, praise and cases are there and add up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.base.house import house
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.project.demo.load import hire
from huisheng.project.demo.wishes import CASES, WISHES, keep_wishes
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.ideas.actions import untold
from huisheng.stages.ideas.models import Pack, Suggestion
from huisheng.stages.praise.models import Praise, TeachingCase
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.notify.models import Notice

pytestmark = pytest.mark.django_db


def test_the_shop_has_wishes_a_wall_and_cases(run_jobs: Callable[..., int]) -> None:
    people, now = hire(), timezone.localtime()
    for number in range(130):
        make_customer(f"客户 {number}", phone=str(13_711_000_000 + number))
    for word, days in (("小林处理得又快又耐心，孩子的礼物赶上了", 9), ("小周很负责，第三次终于修好了", 12)):
        ticket, at = make_ticket("漏发了配件", at=now - timedelta(days=days)), now - timedelta(days=days - 1)
        assign_ticket(ticket, staff=people["lin"], team=None, by=people["lin"].party, at=at)
        offer_solution(
            ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=people["lin"].party, at=at
        )
        answer_confirmation(ticket, solved=True, stars=5, word=word, by=ticket.customer.party, at=at)
    keep_wishes(people, now)
    assert house("ideas.page")
    assert Suggestion.objects.count() == len(WISHES)
    for one in Suggestion.objects.all():
        assert one.votes == one.proposals.count()
        assert not untold(one).exists()
    assert Pack.objects.count() == 1
    assert set(Praise.objects.values_list("people__name", flat=True)) == {"林晓", "周岩"}
    assert TeachingCase.objects.filter(state="published").count() == len(CASES)
    run_jobs()
    assert not Notice.objects.filter(code="praise_shared", read_at=None, at__gte=now - timedelta(hours=20)).exists()
