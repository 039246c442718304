"""What must be known before filing: colleagues are refused, the customer's yes never; what is missing waits on the day."""

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category, Nature
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    FilingRefused,
    FindingMissing,
    FindingUnclear,
    answer_confirmation,
    close_answered,
    close_spam,
    close_withdrawn,
    save_cause,
    save_closing_rule,
    set_finding,
)
from huisheng.stages.closure.filing import missing_of, needs_of, to_file
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A complaint about quality on Lin's desk: its category has no rule, the one above it has."""
    ticket = make_ticket("又发错型号")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code="complaint_quality"))
    ticket.refresh_from_db()
    return ticket


def cause(code: str = "packing") -> RootCause:
    return RootCause.objects.get(code=code)


def test_a_category_needs_what_it_says_else_what_stands_above_it_else_the_rest(cast: Cast, ticket: Ticket) -> None:
    assert needs_of(ticket) == ("cause", "words")
    save_closing_rule(ticket.category, needs=["team"], by=cast.admin.party)
    assert needs_of(ticket) == ("team",)
    save_closing_rule(ticket.category, needs=None, by=cast.admin.party)
    assert needs_of(ticket) == ("cause", "words")
    assert needs_of(make_ticket()) == ()
    save_closing_rule(None, needs=["improve"], by=cast.admin.party)
    assert needs_of(make_ticket()) == ("improve",)


def test_a_colleague_is_refused_and_told_what_is_missing(cast: Cast, ticket: Ticket) -> None:
    wish = Category.objects.filter(nature=Nature.SUGGESTION).first()
    Ticket.objects.filter(pk=ticket.pk).update(category=wish)
    save_closing_rule(wish, needs=["cause", "words"], by=cast.admin.party)
    send_reply(ticket, text="谢谢您的建议，已经转给产品部。", by=cast.lin.party)
    with pytest.raises(FindingMissing) as refused:
        close_answered(ticket, by=cast.lin.party)
    assert "根因" in str(refused.value)
    assert "经过说明" in str(refused.value)
    set_finding(ticket, cause=cause(), by=cast.lin.party)
    with pytest.raises(FindingMissing) as refused:
        close_answered(ticket, by=cast.lin.party)
    assert "根因" not in str(refused.value)
    set_finding(ticket, cause=cause(), words="货架没分开", by=cast.lin.party)
    close_answered(ticket, by=cast.lin.party)
    assert Ticket.objects.get(pk=ticket.pk).is_closed


def test_what_the_customer_takes_back_needs_no_cause(cast: Cast, ticket: Ticket) -> None:
    close_withdrawn(ticket, reason="客户不追究了", by=cast.chen.party)
    assert Ticket.objects.get(pk=ticket.pk).is_closed


def test_spam_needs_no_cause(cast: Cast, ticket: Ticket) -> None:
    close_spam(ticket, reason="广告", by=cast.chen.party)
    assert Ticket.objects.get(pk=ticket.pk).is_closed


def test_the_customers_yes_is_never_refused_and_the_rest_waits_on_the_owners_day(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, measure="换货", timing="明天 18 点前", responsible="林晓", by=cast.lin.party)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    assert list(to_file(cast.lin)) == [ticket]
    assert list(to_file(cast.chen)) == []
    set_finding(ticket, cause=cause(), by=cast.lin.party)
    assert list(to_file(cast.lin)) == [ticket], "the words are still missing"
    set_finding(ticket, cause=cause(), words="货架没分开", by=cast.lin.party)
    assert list(to_file(cast.lin)) == []


def test_what_needs_nothing_or_was_withdrawn_waits_for_nobody(cast: Cast, ticket: Ticket) -> None:
    set_finding(ticket, cause=cause(), words="拿错", by=cast.lin.party)
    close_withdrawn(ticket, reason="客户不追究了", by=cast.chen.party)
    Finding.objects.filter(ticket=ticket).delete()
    assert list(to_file(cast.lin)) == []


def test_a_finding_is_one_row_and_each_time_a_line_of_the_ledger(cast: Cast, ticket: Ticket) -> None:
    set_finding(ticket, cause=cause(), words="拿错", by=cast.lin.party)
    found = set_finding(ticket, cause=cause("courier"), words="快递换了箱", improve=True, by=cast.chen.party)
    assert (Finding.objects.count(), found.cause, found.by.id) == (1, cause("courier"), cast.chen.pk)
    lines = Event.objects.filter(ticket=ticket, kind="finding_set").order_by("id")
    assert [line.payload for line in lines] == [{"cause_of_it": "packing"}, {"cause_of_it": "courier"}]


def test_nothing_said_is_no_finding(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(FindingUnclear):
        set_finding(ticket, words="  ", by=cast.lin.party)
    with pytest.raises(FindingUnclear):
        set_finding(ticket, words="长" * 2001, by=cast.lin.party)
    assert not Finding.objects.exists()


def test_no_is_an_answer_to_whether_something_should_be_improved(cast: Cast, ticket: Ticket) -> None:
    save_closing_rule(ticket.category, needs=["improve"], by=cast.admin.party)
    assert missing_of(ticket) == ["improve"]
    set_finding(ticket, improve=False, by=cast.lin.party)
    assert missing_of(ticket) == []


def test_rules_and_causes_are_audited_and_checked(cast: Cast) -> None:
    with pytest.raises(FilingRefused):
        save_closing_rule(None, needs=["blood type"], by=cast.admin.party)
    save_closing_rule(None, needs=["words"], by=cast.admin.party)
    made = save_cause(None, code="weather", name="天气", by=cast.admin.party)
    with pytest.raises(FilingRefused):
        save_cause(None, code="weather", name="天气", by=cast.admin.party)
    with pytest.raises(FilingRefused):
        save_cause(made, name=" ", by=cast.admin.party)
    subjects = set(SettingChange.objects.filter(subject__startswith="closure.").values_list("subject", flat=True))
    assert subjects == {"closure.ClosingRule:*", f"closure.RootCause:{made.pk}"}


def test_the_days_to_do_costs_little(
    cast: Cast, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert cast.lin.team_ids
    with django_assert_max_num_queries(4):  # whether the rules are still those (and they), the list
        list(to_file(cast.lin, at=timezone.now()))
