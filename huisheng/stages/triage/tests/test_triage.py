"""The verbs of triage: what the rules set, what a person sets, and that the machine respects it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.catalogue.actions import retire_category, retire_tag
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag
from huisheng.core.catalogue.tests.make import make_category, make_tag, make_tag_group
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.triage.actions import (
    OutOfUse,
    ReasonMissing,
    classify_ticket,
    grade_ticket,
    regrade,
    set_category,
    tag_ticket,
)
from huisheng.stages.triage.models import CategoryChange, Grading
from huisheng.stages.triage.queries import latest_category_change, latest_grading, tags_of, tags_of_many
from huisheng.stages.triage.tests.make import make_category_rule, make_grade_rule, make_graded, make_opened, says
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def grade_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.grade.code if ticket.grade else ""


def category_of(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return ticket.category.code if ticket.category else ""


def tag_codes(ticket: Ticket) -> set[str]:
    return {tag.code for tag in tags_of(ticket)}


def test_it_keeps_grade_severity_rule_and_words() -> None:
    rule = make_grade_rule(says("螺丝"))
    ticket, message = make_opened("少了两颗螺丝")
    grading = grade_ticket(ticket, message)
    assert grading is not None
    assert grading.rule == rule
    assert grading.words == [{"field": "text", "words": ["螺丝"]}]
    ticket.refresh_from_db()
    assert (ticket.severity, ticket.grade) == (30, rule.grade)
    event = ticket.events.get(kind="ticket_graded")
    assert event.payload == {
        "grade": "red", "before": None, "rule": rule.pk, "source": "rule", "grading": grading.pk,
    }  # fmt: skip
    assert (event.by_kind, event.by_id) == ("rule", rule.pk)


def test_it_joins_words_that_stand_side_by_side() -> None:
    ticket = make_graded("我的货已经延迟5天了!")
    grading = latest_grading(ticket)
    assert grading is not None
    assert "延迟5天" in grading.words[0]["words"]


def test_it_uses_the_default_grade_when_no_rule_speaks() -> None:
    ticket, message = make_opened("甲乙丙丁戊己")
    grading = grade_ticket(ticket, message)
    assert grading is not None
    assert (grading.rule, grading.grade.code, grading.words) == (None, "yellow", [])


def test_it_grades_nothing_when_every_scheme_is_switched_off() -> None:
    GradingScheme.objects.update(enabled=False)
    ticket, message = make_opened("破损了")
    assert grade_ticket(ticket, message) is None
    assert (grade_of(ticket), ticket.severity) == ("", 0)


def test_it_takes_the_first_scheme_that_applies() -> None:
    GradingScheme.objects.filter(code="levels").update(enabled=True, rank=-1)
    assert grade_of(make_graded("客服把我电话挂了")) == "level2"
    assert grade_of(make_graded("建议包装再加层泡沫")) == "green"


@pytest.mark.parametrize(("mode", "expected"), [("first", "green"), ("highest", "red")])
def test_it_reads_rules_in_the_schemes_mode(mode: str, expected: str) -> None:
    GradingScheme.objects.filter(code="ryg").update(mode=mode)
    make_grade_rule(says("螺丝"), grade="green", rank=-20)
    make_grade_rule(says("两颗"), grade="red", rank=-10)
    assert grade_of(make_graded("少了两颗螺丝")) == expected


def test_it_ignores_rules_that_are_switched_off_at_once() -> None:
    rule = make_grade_rule(says("螺丝"), enabled=True)
    assert grade_of(make_graded("螺丝有点松")) == "red"
    rule.enabled = False
    rule.save()
    assert grade_of(make_graded("螺丝有点松")) != "red"


@pytest.mark.parametrize("code", ["repair_app", "praise"])
def test_it_believes_a_category_the_sender_gives(code: str) -> None:
    ticket = make_graded("箱子破损了", category=code)
    assert category_of(ticket) == code
    change = latest_category_change(ticket)
    assert change is not None
    assert (change.rule, change.by_kind) == (None, "customer")


@pytest.mark.parametrize("code", ["", "no_such_category"])
def test_it_asks_the_rules_when_the_given_category_is_unknown(code: str) -> None:
    assert category_of(make_graded("箱子破损了", category=code)) == "complaint_quality"


def test_it_never_chooses_a_retired_category() -> None:
    old = retire_category(make_category("old_kind"), by=SYSTEM)
    make_category_rule(says("螺丝"), category=old)
    ticket = make_graded("螺丝少了", category="old_kind")
    assert category_of(ticket) not in ("", "old_kind")


def test_it_gives_the_first_category_and_the_tags_of_all_rules_that_hit() -> None:
    first, second = make_tag("t_first"), make_tag("t_second")
    make_category_rule(says("螺丝"), rank=-20, tags=[first])
    make_category_rule(says("螺丝"), rank=-10, tags=[second], category=Category.objects.get(code="repair_product"))
    ticket = make_graded("螺丝少了", tags=["pre_sale", "unknown_tag"])
    assert category_of(ticket) == "repair_product"
    assert {"t_first", "t_second", "pre_sale"} <= tag_codes(ticket)


def test_it_keeps_one_answer_to_a_single_question_and_the_given_one_wins() -> None:
    group = make_tag_group("mood_group", multiple=False)
    angry = make_tag("angry", group=group)
    make_tag("calm", group=group)
    make_category_rule(says("螺丝"), tags=[angry])
    ticket = make_graded("螺丝少了", tags=["calm"])
    assert tag_codes(ticket) & {"calm", "angry"} == {"calm"}
    tag_ticket(ticket, add=[angry], by=ticket.customer.party)
    assert tag_codes(ticket) & {"calm", "angry"} == {"angry"}


def test_it_adds_and_removes_tags_and_writes_both_down(cast: Cast) -> None:
    ticket = make_graded("咨询保修政策")
    before = tag_codes(ticket)
    missing, damaged = Tag.objects.get(code="missing"), Tag.objects.get(code="damaged")
    tag_ticket(ticket, add=[missing, damaged], by=cast.lin.party)
    tag_ticket(ticket, remove=[damaged], by=cast.lin.party)
    assert tag_codes(ticket) == before | {"missing"}
    events = ticket.events.filter(kind="tags_changed", by_kind="staff")
    assert [event.payload for event in events] == [
        {"added": ["missing", "damaged"], "removed": []},
        {"added": [], "removed": ["damaged"]},
    ]


def test_it_writes_nothing_when_tags_stay_as_they_are(cast: Cast) -> None:
    ticket = make_graded("漏发了配件")
    count = ticket.events.count()
    tag_ticket(ticket, add=[Tag.objects.get(code="missing")], by=cast.lin.party)
    assert ticket.events.count() == count


def test_it_refuses_a_retired_tag(cast: Cast) -> None:
    with pytest.raises(OutOfUse):
        tag_ticket(make_graded(), add=[retire_tag(make_tag("gone"), by=SYSTEM)], by=cast.lin.party)


def test_it_regrades_with_a_reason_and_keeps_the_history(cast: Cast) -> None:
    ticket = make_graded("咨询保修政策")
    red = Grade.objects.get(scheme__code="ryg", code="red")
    regrade(ticket, grade=red, reason="  电话里说孩子被电到了 ", by=cast.lin.party)
    assert (grade_of(ticket), ticket.severity) == ("red", 30)
    history = list(Grading.objects.filter(ticket=ticket))
    assert [one.grade.code for one in history] == ["green", "red"]
    assert (history[-1].reason, history[-1].by_kind, history[-1].by_id) == (
        "电话里说孩子被电到了", "staff", cast.lin.pk,
    )  # fmt: skip
    payload = ticket.events.filter(kind="ticket_graded").latest("id").payload
    assert (payload["before"], payload["grade"], payload["source"]) == ("green", "red", "person")


@pytest.mark.parametrize("reason", ["", "   "])
def test_it_wants_a_reason_for_another_grade(cast: Cast, reason: str) -> None:
    ticket = make_graded("咨询保修政策")
    with pytest.raises(ReasonMissing):
        regrade(ticket, grade=Grade.objects.get(code="red"), reason=reason, by=cast.lin.party)
    assert grade_of(ticket) == "green"


def test_the_machine_never_overwrites_a_persons_grade(cast: Cast) -> None:
    ticket, message = make_opened("破损需补发")
    grade_ticket(ticket, message)
    regrade(ticket, grade=Grade.objects.get(code="green"), reason="客户说是旧照片", by=cast.lin.party)
    again = grade_ticket(ticket, message)
    assert grade_of(ticket) == "green"
    assert again is not None
    assert again.reason == "客户说是旧照片"


def test_the_machine_may_correct_itself() -> None:
    ticket, message = make_opened("螺丝有点松")
    grade_ticket(ticket, message)
    make_grade_rule(says("螺丝"))
    grade_ticket(ticket, message)
    assert grade_of(ticket) == "red"


def test_the_machine_never_overwrites_a_persons_category(cast: Cast) -> None:
    ticket, message = make_opened("破损需补发")
    classify_ticket(ticket, message)
    set_category(ticket, category=Category.objects.get(code="consult"), by=cast.lin.party)
    classify_ticket(ticket, message)
    assert category_of(ticket) == "consult"
    assert CategoryChange.objects.filter(ticket=ticket).count() == 2


def test_a_person_cannot_choose_a_retired_category(cast: Cast) -> None:
    old = retire_category(make_category("old_kind"), by=SYSTEM)
    with pytest.raises(OutOfUse):
        set_category(make_graded(), category=old, by=cast.lin.party)


def test_it_sees_who_comes_back_within_a_month() -> None:
    make_grade_rule({"field": "repeat_count", "op": "gte", "value": 3})
    customer, now = make_customer("王先生", phone="13612345678"), timezone.now()
    for days in (40, 20, 10):
        make_graded("想问一下", customer=customer, at=now - timedelta(days=days))
    assert grade_of(make_graded("请问保修几年", customer=customer)) == "red"
    assert grade_of(make_graded("请问保修几年", customer=make_customer("别人", phone="13612340000"))) == "green"


def test_it_spends_few_queries_on_a_new_ticket() -> None:
    make_graded("货发错了")
    ticket, message = make_opened("货发错了")
    with CaptureQueriesContext(
        connection,
    ) as classify:
        classify_ticket(ticket, message)
    with CaptureQueriesContext(connection) as grade:
        grade_ticket(ticket, message)
    assert len(classify) <= 9, "\n".join(query["sql"][:150] for query in classify)
    assert len(grade) <= 7, "\n".join(query["sql"][:150] for query in grade)


def test_it_reads_the_tags_of_many_tickets_in_one_query() -> None:
    tickets = [make_graded("漏发了配件"), make_graded("咨询保修政策")]
    with CaptureQueriesContext(connection) as queries:
        found = tags_of_many(ticket.pk for ticket in tickets)
    assert len(queries) == 1
    assert {tag.code for tag in found[tickets[0].pk]} == tag_codes(tickets[0])
