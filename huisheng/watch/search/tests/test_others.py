"""Customers, wording and the handbook; suggestions while one types; what was looked for lately."""

import pytest
from django.utils import translation

from huisheng.core.catalogue.models import Grade
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.watch.search.actions import forget_recent, keep_recent
from huisheng.watch.search.models import Recent
from huisheng.watch.search.others import grades_found, people_found, templates_found
from huisheng.watch.search.question import understand
from huisheng.watch.search.suggest import completions, recent_searches, suggestions
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["欧阳", "oyj", "ouyang", "7788", "13955557788"])
def test_customers_are_found_with_what_one_may_see_of_them(cast: Cast, typed: str) -> None:
    who = make_customer("欧阳静", phone="13955557788")
    make_ticket(customer=who, team=cast.cs1)
    make_ticket(customer=who, team=cast.cs2)
    [one] = people_found(cast.lin, understand(typed))
    assert (one.customer, one.tickets) == (who, 1)
    assert "7788" in one.masked
    assert "5555" not in one.masked
    assert people_found(cast.wang, understand(typed)) == []


def test_nobody_is_found_by_nothing(cast: Cast) -> None:
    make_ticket()
    assert people_found(cast.admin, understand("")) == []
    assert people_found(cast.admin, understand("状态:新")) == []


@pytest.mark.parametrize("typed", ["致歉", "zq", "zhiqian", "抱歉给您"])
def test_templates_are_found_by_name_pinyin_and_text(cast: Cast, typed: str) -> None:
    make_template(code="sorry", name="致歉信", body="非常抱歉给您添麻烦了")
    make_template(code="old", name="致歉信（旧）", body="抱歉给您", active=False)
    titles = ["".join(part.text for part in one.title) for one in templates_found(cast.lin, understand(typed))]
    assert "致歉信" in titles
    assert "致歉信（旧）" not in titles
    assert templates_found(cast.wang, understand(typed)) == []


def test_templates_of_others_stay_theirs(cast: Cast) -> None:
    own = make_template(code="own", name="纸灯笼致歉")
    type(own).objects.filter(pk=own.pk).update(owner=cast.dan)
    assert templates_found(cast.lin, understand("灯笼")) == []
    assert len(templates_found(cast.dan, understand("灯笼"))) == 1


def test_the_handbook_is_found_by_its_criteria(cast: Cast) -> None:
    grade = Grade.objects.filter(scheme__enabled=True)[0]
    Grade.objects.filter(pk=grade.pk).update(criteria="纸灯笼漏光")
    [one] = grades_found(understand("灯笼"))
    assert one.anchor == f"{grade.scheme.code}-{grade.code}"
    assert [part.text for part in one.parts if part.hit] == ["灯笼"]


def test_suggestions_come_in_groups(cast: Cast) -> None:
    who = make_customer("欧阳静", phone="13955557788")
    ticket = make_ticket("音乐盒少了钥匙", customer=who, team=cast.cs1)
    offered = suggestions(cast.lin, "oyj")
    assert [hit.ticket for hit in offered.tickets] == [ticket]
    assert [one.customer for one in offered.people] == [who]
    assert suggestions(cast.dan, "oyj").tickets == []


def test_an_empty_field_offers_what_was_looked_for_lately(cast: Cast) -> None:
    keep_recent(cast.lin, Recent.Kind.SEARCH, "破损")
    keep_recent(cast.lin, Recent.Kind.COMMAND, "page:desk:board")
    keep_recent(cast.dan, Recent.Kind.SEARCH, "退款")
    assert suggestions(cast.lin, " ").recent == ["破损"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("状", ["状态:"]),
        ("破损 状态:已归", ["破损 状态:已归档"]),
        ("状态:ygd", ["状态:已归档"]),
        ("时间:7", ["时间:7天"]),
        ("负责人:li", ["负责人:林晓"]),
        ("破损 ", []),
        ("破损", []),
    ],
)
def test_filters_are_completed(cast: Cast, typed: str, offered: list[str]) -> None:
    assert [one.text for one in completions(typed)] == offered


def test_filters_are_completed_in_english_too(cast: Cast) -> None:
    with translation.override("en"):
        assert [one.text for one in completions("sta")] == ["status:"]
        assert [one.text for one in completions("status:clo")] == ["status:Closed"]
        assert [one.text for one in completions("time:tod")] == ["time:today"]


def test_lately_is_short_newest_first_and_once(cast: Cast) -> None:
    for number in range(12):
        keep_recent(cast.lin, Recent.Kind.SEARCH, f"第{number}次")
    keep_recent(cast.lin, Recent.Kind.SEARCH, "第5次")
    keep_recent(cast.lin, Recent.Kind.SEARCH, "  ")
    found = recent_searches(cast.lin)
    assert (len(found), found[:3]) == (Recent.KEPT, ["第5次", "第11次", "第10次"])


def test_what_was_looked_for_can_be_forgotten(cast: Cast) -> None:
    for who, words in ((cast.lin, "破损"), (cast.lin, "退款"), (cast.dan, "破损")):
        keep_recent(who, Recent.Kind.SEARCH, words)
    forget_recent(cast.lin, "破损")
    assert (recent_searches(cast.lin), recent_searches(cast.dan)) == (["退款"], ["破损"])
    forget_recent(cast.lin)
    assert recent_searches(cast.lin) == []
