from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from huisheng.core.tickets.models import Message
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.praise.actions import (
    CaseIncomplete,
    CaseNamesSomebody,
    draft_case,
    publish_case,
    retire_case,
    save_case,
    say_who_is_meant,
    show_praise,
)
from huisheng.stages.praise.models import Praise, TeachingCase
from huisheng.stages.praise.queries import case_page, cases_for, month_counts, own_praise, wall_page
from huisheng.stages.praise.tests.make import make_praise
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = {"title": "生日前夜补发", "situation": "礼物漏发", "done": "连夜补发", "lesson": "先安抚再补发"}


def draft(cast: Cast, **changes: object) -> TeachingCase:
    text = "我叫陈小满，电话 13800001234，订单 HY2026112100912，送到幸福路12号，孩子生日礼物漏发了"
    ticket = make_ticket(text, customer=cast.liu, order_number="HY2026112100912", assignee=cast.lin, team=cast.cs1)
    make_message(ticket, "刘女士，已为您加急补发", kind=Message.Kind.REPLY, by=cast.lin.party)
    return draft_case(ticket, by=cast.lin.party, **changes)  # type: ignore[arg-type]


def test_a_draft_tells_the_matter_without_the_people(cast: Cast) -> None:
    case = draft(cast)
    told = f"{case.title}{case.situation}{case.done}"
    assert case.state == TeachingCase.State.DRAFT
    assert "孩子生日礼物漏发了" in case.situation
    assert "加急补发" in case.done
    assert not any(known in told for known in ("陈小满", "13800001234", "HY2026112100912", "幸福路", "刘女士"))


def test_the_solution_is_what_was_done(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu)
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    assert "补发" in draft_case(ticket, by=cast.lin.party).done


def test_the_same_praise_makes_one_draft(cast: Cast) -> None:
    praise = make_praise(ticket=make_ticket())
    assert draft(cast, praise=praise) == draft(cast, praise=praise)
    assert TeachingCase.objects.count() == 1


def test_a_person_publishes_it_and_takes_it_out_of_use(cast: Cast) -> None:
    case = save_case(draft(cast), **WORDS)
    assert not cases_for(cast.wang).exists()
    publish_case(case)
    assert list(case_page(cast.wang, None).rows) == [case]
    published = TeachingCase.objects.get()
    publish_case(published)
    assert TeachingCase.objects.get().published_at == published.published_at
    retire_case(case)
    assert not cases_for(cast.wang).exists()
    assert cases_for(cast.lin).exists()


def test_drafts_are_read_by_who_may_see_the_ticket(cast: Cast) -> None:
    draft(cast)
    assert [cases_for(one).exists() for one in (cast.lin, cast.dan, cast.wang, cast.admin)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("missing", ["title", "situation", "done"])
def test_a_case_says_what_happened_and_what_was_done(cast: Cast, missing: str) -> None:
    with pytest.raises(CaseIncomplete):
        save_case(draft(cast), **WORDS | {missing: " "})


def test_nothing_with_a_phone_in_it_is_published(cast: Cast) -> None:
    case = save_case(draft(cast), **WORDS | {"done": "打 13800001234 回访"})
    with pytest.raises(CaseNamesSomebody):
        publish_case(case)
    publish_case(save_case(case, **WORDS))
    with pytest.raises(CaseNamesSomebody):
        save_case(TeachingCase.objects.get(), **WORDS | {"lesson": "写信到 liu@example.com"})
    assert TeachingCase.objects.get().lesson == WORDS["lesson"]


def test_cases_are_found_by_every_word(cast: Cast) -> None:
    publish_case(save_case(draft(cast), **WORDS))
    assert [len(case_page(cast.dan, None, words=words).rows) for words in ("生日 补发", "安抚", "生日 蓝牙")] == [
        1,
        1,
        0,
    ]


def test_who_is_meant_is_corrected_and_the_wall_follows(cast: Cast) -> None:
    praise = make_praise("真好", ticket=make_ticket(assignee=cast.lin, team=cast.cs1))
    say_who_is_meant(praise, people=[cast.chen, cast.dan])
    praise.refresh_from_db()
    assert praise.looked_at is not None
    assert {one.praise for one in wall_page(cast.wang, None, person=cast.chen.pk).rows} == {praise}
    assert not wall_page(cast.wang, None, person=cast.lin.pk).rows
    show_praise(praise, shown=False)
    assert not wall_page(cast.wang, None).rows


def test_the_wall_shows_no_customer_and_the_ticket_only_to_who_may_see_it(cast: Cast) -> None:
    ticket = make_ticket(customer=cast.liu, assignee=cast.lin, team=cast.cs1)
    make_praise("我是刘女士，13800001234，小林真好", ticket=ticket)
    seen, unseen = wall_page(cast.lin, None).rows[0], wall_page(cast.dan, None).rows[0]
    assert (seen.number, unseen.number) == (ticket.number, "")
    assert seen.words == unseen.words
    assert not any(known in seen.words for known in ("刘女士", "13800001234"))


def test_a_month_is_counted_by_name_and_not_by_rank(cast: Cast) -> None:
    since = timezone.now() - timedelta(days=1)
    until = since + timedelta(days=2)
    for people in ([cast.lin], [cast.lin, cast.chen], [cast.lin]):
        make_praise(people=people)
    make_praise(people=[cast.dan], at=since - timedelta(days=365))
    counted = month_counts(since, until)
    assert {one.name: n for one, n in counted} == {"林晓": 3, "陈蔚": 1}
    assert [one.name for one, _n in counted] == sorted(["林晓", "陈蔚"])
    assert len(own_praise(cast.lin, since, until)) == 3
    assert Praise.objects.count() == 4


def test_a_praise_has_one_case_whatever_was_read_before(cast: Cast) -> None:
    praise = make_praise("小林很棒", ticket=make_ticket(assignee=cast.lin))
    first = draft(cast, praise=praise)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeachingCase.objects.create(title="另一个", praise=praise, situation="", done="", at=timezone.now())
    assert draft(cast, praise=praise) == first
