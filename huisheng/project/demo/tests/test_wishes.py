"""The shop's suggestions and praise are there and add up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.base.house import house
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.project.demo.load import hire
from huisheng.project.demo.wishes import WISHES, keep_wishes
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.ideas.actions import untold
from huisheng.stages.ideas.models import Pack, Proposal, Suggestion
from huisheng.stages.praise.models import Praise
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.notify.models import Notice

pytestmark = pytest.mark.django_db


def test_the_shop_has_wishes_and_a_wall(run_jobs: Callable[..., int]) -> None:
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
    living, doubles = Suggestion.objects.filter(merged_into=None), sum(len(one.doubles) for one in WISHES)
    assert living.count() == len(WISHES)
    assert Suggestion.objects.exclude(merged_into=None).count() == doubles >= 3
    assert {one.status for one in living} == set(Suggestion.Status.values)
    for one in living:
        assert one.votes == one.proposals.count()
        assert not untold(one).exists()
    assert Pack.objects.count() == 1
    assert set(Praise.objects.values_list("people__name", flat=True)) == {"林晓", "周岩"}
    run_jobs()
    assert not Notice.objects.filter(code="praise_shared", read_at=None, at__gte=now - timedelta(hours=20)).exists()


def test_feedback_that_says_the_same_is_a_voice_with_its_words() -> None:
    people, now = hire(), timezone.localtime()
    for number in range(130):
        make_customer(f"客户 {number}", phone=str(13_711_000_000 + number))
    said = make_ticket("建议泡沫换成纸的，每次拆完一屋子白粒", at=now - timedelta(days=20))
    keep_wishes(people, now)
    [voice] = Proposal.objects.filter(ticket=said)
    assert voice.suggestion.title.startswith("包装少用塑料")
    assert "一屋子白粒" in voice.words
    assert Event.objects.filter(ticket=said, kind="suggestion_kept").count() == 1


def test_what_was_kept_twice_brought_its_voices_along() -> None:
    people, now = hire(), timezone.localtime()
    for number in range(130):
        make_customer(f"客户 {number}", phone=str(13_711_000_000 + number))
    keep_wishes(people, now)
    stays = Suggestion.objects.get(title="包装里多放一层泡沫")
    brought = stays.proposals.exclude(came_from=None)
    assert set(brought.values_list("came_from__title", flat=True)) == {title for title, _words in WISHES[0].doubles}
    assert brought.count() == 2 * len(WISHES[0].doubles)
