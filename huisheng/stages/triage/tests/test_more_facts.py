"""What the house knows beside the words: spend, tenure, source, mood, repetition. One by one and for many at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.customers.actions import learn_of
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.intake.actions import accept_inbound
from huisheng.stages.triage.actions import grade_ticket, set_category
from huisheng.stages.triage.facts import GRADED_FIELDS, Facts, facts_of, mood_of
from huisheng.stages.triage.many import LOADED, facts_of_many, first_words
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.sentences import why_graded
from huisheng.stages.triage.tests.make import make_grade_rule, make_graded, make_opened

pytestmark = pytest.mark.django_db
COLLEAGUE = Party("staff", 1)


def fact(ticket: Ticket, name: str) -> object:
    return facts_of(ticket, "", {name})[name]


def accepted(text: str, **content: Any) -> Ticket:
    return accept_inbound(make_inbound(text, **content), at=timezone.now()).ticket


def in_order(facts: Facts) -> dict[str, object]:
    return {name: sorted(value) if isinstance(value, list) else value for name, value in facts.items()}


def loaded(*tickets: Ticket) -> list[Ticket]:
    return list(Ticket.objects.select_related(*LOADED).filter(pk__in=[one.pk for one in tickets]).order_by("-id"))


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("yearly_spend", "gte", 5000, "red"),  # requirements S4: a core customer spends 5,000 yuan a year
        ("yearly_spend", "gte", 8001, "green"),
        ("tenure_days", "gte", 1095, "red"),  # three-year customers (S0)
        ("tenure_days", "gte", 2000, "green"),
    ],
)
def test_a_rule_may_ask_what_the_customer_spends_and_since_when(field: str, op: str, value: int, expected: str) -> None:
    make_grade_rule({"field": field, "op": op, "value": value})
    customer = make_customer("王先生", phone="13612345678")
    learn_of(customer, yearly_spend=8000, customer_since=timezone.localdate() - timedelta(days=1200))
    ticket = make_graded("咨询保修政策", customer=customer)
    assert ticket.grade is not None
    assert ticket.grade.code == expected


def test_what_nobody_said_is_no_number() -> None:
    """An unknown spend is neither small nor large: no comparison holds."""
    ticket = make_graded("咨询保修政策")
    assert (fact(ticket, "yearly_spend"), fact(ticket, "tenure_days")) == (None, None)
    for op in ("lt", "gte"):
        make_grade_rule({"field": "yearly_spend", "op": op, "value": 100})
    assert make_graded("咨询保修政策").grade.code == "green"  # type: ignore[union-attr]


def test_learning_changes_only_what_is_said() -> None:
    customer = make_customer("王先生", phone="13612345678")
    learn_of(customer, yearly_spend=8000)
    learn_of(customer, customer_since=date(2023, 11, 1))
    customer.refresh_from_db()
    assert (customer.yearly_spend, customer.customer_since) == (8000, date(2023, 11, 1))
    with CaptureQueriesContext(connection) as queries:
        learn_of(customer, yearly_spend=8000)
    assert not [one for one in queries if one["sql"].startswith("UPDATE")]


def test_a_colleague_or_a_system_may_tell_spend_and_a_form_may_not() -> None:
    told = accepted("漏发了", by=COLLEAGUE, phone="13612345678", yearly_spend=9000, customer_since="2023-01-02")
    assert (told.customer.yearly_spend, str(told.customer.customer_since)) == (9000, "2023-01-02")
    typed = accepted("漏发了", phone="13612345679", yearly_spend=90_000)
    assert typed.customer.yearly_spend is None


def test_it_knows_where_it_was_picked_up() -> None:
    ticket = accepted("希望增加夜间客服", by=COLLEAGUE, source="callback")
    assert fact(ticket, "source") == "callback"
    assert fact(accepted("希望增加夜间客服"), "source") is None


def test_it_counts_the_same_kind_apart() -> None:
    customer, repair = make_customer("王先生", phone="13612345678"), Category.objects.get(code="repair_app")
    for category in (repair, repair, Category.objects.get(code="consult")):
        set_category(make_graded("想问一下", customer=customer), category=category, by=COLLEAGUE)
    ticket = set_category(make_graded("又来了", customer=customer), category=repair, by=COLLEAGUE)
    assert (fact(ticket, "repeat_count"), fact(ticket, "same_kind_count")) == (4, 3)


def test_the_house_says_how_long_a_repetition_is() -> None:
    customer, now = make_customer("王先生", phone="13612345678"), timezone.now()
    make_graded("想问一下", customer=customer, at=now - timedelta(days=20))
    ticket = make_graded("再问一下", customer=customer)
    assert fact(ticket, "repeat_count") == 2
    change_setting("triage.repeat_days", 7, by=SYSTEM)
    assert fact(ticket, "repeat_count") == 1


def test_a_rule_on_the_mood_shows_the_words_that_made_it() -> None:
    make_grade_rule({"field": "sentiment", "op": "lte", "value": -0.8}, name="非常生气")
    ticket = make_graded("客服态度恶劣，太过分了，忍无可忍")
    grading = latest_grading(ticket)
    assert grading is not None
    assert grading.rule is not None
    assert grading.rule.name == "非常生气"
    assert "恶劣" in why_graded(grading)
    assert make_graded("请问保修几年").grade.code == "green"  # type: ignore[union-attr]


def test_a_mood_is_a_number_with_words() -> None:
    mood = mood_of("太差了，气死我了")
    assert mood < -0.7
    assert set(mood.words) == {"太差了", "气死"}


def test_arrival_pays_only_for_what_rules_ask() -> None:
    """The shipped rules ask for affected_count: a ticket just opened is in no group, so that costs nothing."""
    make_graded("货发错了")
    ticket, message = make_opened("货发错了")
    with CaptureQueriesContext(connection) as before:
        grade_ticket(ticket, message)
    make_grade_rule({"field": "sentiment", "op": "lte", "value": -0.99})
    make_grade_rule({"field": "mass_fault", "op": "is", "value": True})
    make_graded("货发错了")  # the rules are read anew once
    ticket, message = make_opened("货发错了")
    with CaptureQueriesContext(connection) as after:
        grade_ticket(ticket, message)
    assert len(after) == len(before)
    assert not [one for one in before if "triage_incident" in one["sql"] or "channels_inbound" in one["sql"]]


def test_many_tickets_have_the_same_facts_as_each_alone() -> None:
    customer = make_customer("王先生", phone="13612345678", tier="core")
    learn_of(customer, yearly_spend=8000, customer_since=date(2023, 1, 1))
    tickets = [make_graded(text, customer=customer) for text in ("漏发了配件", "太差了，气死我了", "咨询保修政策")]
    tickets.append(accepted("12个人都打不开", by=COLLEAGUE, source="survey"))
    rows = loaded(*tickets)
    texts = first_words(rows)
    assert [in_order(one) for one in facts_of_many(rows, set(GRADED_FIELDS))] == [
        in_order(facts_of(row, texts[row.pk])) for row in rows
    ]


@pytest.mark.parametrize("count", [1, 6])
def test_many_facts_cost_the_same_however_many(count: int, django_assert_num_queries: Any) -> None:
    rows = loaded(*(make_graded("漏发了配件") for _ in range(count)))
    found = facts_of_many(rows, set(GRADED_FIELDS))  # the house's settings are read once
    with django_assert_num_queries(8):  # six, and twice whether the house changed its days
        found = facts_of_many(rows, set(GRADED_FIELDS) - {"scheme"})
        assert [dict(one) for one in found]
