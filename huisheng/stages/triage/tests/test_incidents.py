"""Many similar tickets: found at the house's number, from different customers, and not on a busy day."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.triage.actions import grade_ticket, raise_grade, regrade
from huisheng.stages.triage.actions.incidents import AlreadyDecided, Found, decide_incident, look_for_incident
from huisheng.stages.triage.facts import facts_of
from huisheng.stages.triage.models import Incident, IncidentTicket
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.sentences import why_graded
from huisheng.stages.triage.tests.make import make_graded
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LEAKS = (
    "净水器漏水了",
    "你们的净水器怎么一直漏水？",
    "上周买的净水器，今天开始漏水",
    "家里净水器漏水，地板都泡了",
    "请问净水器漏水怎么办",
    "净水器装好两天就漏水",
)
EVERYDAY = (
    "快递三天没动了",
    "发票什么时候能开",
    "想问一下这款洗衣机质保几年",
    "客服态度很差，把我电话挂了",
    "杯子碎了两个，需要补发",
    "退款一个星期还没到账",
    "APP退款按钮找不到",
    "台灯灯罩裂了，根本没法用",
)
State = Incident.State


def comes(text: str, *, at: datetime | None = None, customer: Customer | None = None) -> Found | None:
    ticket = make_graded(text, at=at or timezone.now(), customer=customer)
    return look_for_incident(ticket, text)


def begun(count: int = 5) -> Incident:
    found = [comes(text) for text in LEAKS[:count]][-1]
    assert found is not None
    return found.incident


def test_the_fifth_within_the_hour_begins_one_with_all_five() -> None:
    found = [comes(text) for text in LEAKS[:5]]
    assert found[:4] == [None] * 4
    assert found[4] is not None
    assert (found[4].is_new, found[4].size, found[4].incident.state) == (True, 5, State.PROPOSED)
    assert {"净水", "水器", "漏水"} <= set(found[4].incident.pieces)
    assert IncidentTicket.objects.filter(incident=found[4].incident).count() == 5


def test_it_stands_in_the_ledger_of_each() -> None:
    incident = begun()
    kinds = [
        one.ticket.events.filter(kind__startswith="incident").get().kind for one in incident.members.order_by("id")
    ]
    assert sorted(kinds) == ["incident_found", *["incident_joined"] * 4]


def test_a_later_one_joins_and_an_everyday_one_does_not() -> None:
    incident = begun()
    joined = comes(LEAKS[5])
    assert joined is not None
    assert (joined.incident, joined.is_new, joined.size) == (incident, False, 6)
    assert [comes(text) for text in EVERYDAY] == [None] * len(EVERYDAY)
    late = comes("净水器又漏水", at=timezone.now() + timedelta(hours=20))
    assert late is not None
    assert late.incident == incident


def test_a_day_after_the_latest_it_grows_no_more() -> None:
    begun()
    assert comes("净水器漏水", at=timezone.now() + timedelta(hours=25)) is None


def test_unrelated_everyday_messages_begin_none() -> None:
    assert [comes(text) for text in EVERYDAY * 2] == [None] * 16
    assert not Incident.objects.exists()


def test_four_are_not_five_and_an_hour_is_an_hour() -> None:
    early = timezone.now() - timedelta(minutes=61)
    comes(LEAKS[0], at=early)
    assert [comes(text) for text in LEAKS[1:5]] == [None] * 4


@pytest.mark.parametrize(("least", "expected"), [(3, True), (0, False), (6, False)])
def test_the_house_says_how_many_are_many(least: int, expected: bool) -> None:
    change_setting("triage.incident_least", least, by=SYSTEM)
    found = [comes(text) for text in LEAKS[:5]]
    assert any(found) is expected


def test_one_customer_who_writes_five_times_is_one() -> None:
    liu = make_customer("刘女士", phone="13811118888")
    assert [comes(text, customer=liu) for text in LEAKS] == [None] * 6


def test_praise_in_numbers_is_no_fault() -> None:
    texts = [f"净水器安装师傅小张很棒，点赞{number}" for number in range(6)]
    assert [comes(text) for text in texts] == [None] * 6


def test_what_comes_all_day_long_is_no_event() -> None:
    """Forty of the same in the ten hours before: five an hour are usual."""
    now = timezone.now()
    for number in range(40):
        make_graded("洗衣机排水管脱落", at=now - timedelta(minutes=75 + 15 * number))
    assert [comes("洗衣机排水管脱落了") for _ in range(5)] == [None] * 5
    assert any(comes("洗衣机排水管脱落了") for _ in range(9))


def test_twice_is_once() -> None:
    incident = begun()
    member = incident.members.latest("id")
    again = look_for_incident(member.ticket, "净水器漏水")
    assert again is not None
    assert (again.incident, again.size, again.is_new) == (incident, 5, False)


def test_what_was_dismissed_takes_nobody_in_and_is_not_proposed_again(cast: Cast) -> None:
    decide_incident(begun(), state=State.DISMISSED, by=cast.chen.party, reason="是同一家公司的五位同事")
    assert [comes(text) for text in LEAKS] == [None] * 6
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "fits"),
    [
        (State.PROPOSED, State.CONFIRMED, True),
        (State.PROPOSED, State.DISMISSED, True),
        (State.PROPOSED, State.OVER, False),
        (State.CONFIRMED, State.OVER, True),
        (State.CONFIRMED, State.DISMISSED, True),
        (State.CONFIRMED, State.CONFIRMED, False),
        (State.DISMISSED, State.CONFIRMED, False),
        (State.OVER, State.CONFIRMED, False),
    ],
)
def test_what_may_be_decided_when(cast: Cast, before: str, after: str, fits: bool) -> None:
    incident = begun()
    Incident.objects.filter(pk=incident.pk).update(state=before)
    if not fits:
        with pytest.raises(AlreadyDecided):
            decide_incident(incident, state=after, by=cast.chen.party)
        return
    decided = decide_incident(incident, state=after, by=cast.chen.party)
    assert (decided.state, decided.by_id, decided.over_at is not None) == (after, cast.chen.pk, after == State.OVER)


def test_only_a_confirmed_one_is_a_fact_for_rules(cast: Cast) -> None:
    incident = begun()
    ticket = Ticket.objects.get(pk=incident.members.first().ticket_id)  # type: ignore[union-attr]
    wanted = {"affected_count", "mass_fault"}
    assert dict(facts_of(ticket, "", wanted)) == {"affected_count": 1, "mass_fault": False}
    decide_incident(incident, state=State.CONFIRMED, by=cast.chen.party)
    assert dict(facts_of(ticket, "", wanted)) == {"affected_count": 5, "mass_fault": True}
    assert facts_of(ticket, "二十多户都这样", wanted)["affected_count"] == 20


def test_one_of_many_is_graded_as_many_and_says_why(cast: Cast) -> None:
    incident = decide_incident(begun(), state=State.CONFIRMED, by=cast.chen.party)
    ticket = make_graded("请问净水器滤芯多久换一次")
    assert ticket.grade is not None
    assert ticket.grade.code == "green"
    grading = raise_grade(ticket, ticket.messages.get(), incident=incident, counted=6)
    assert grading is not None
    assert grading.grade.code == "red"
    latest = latest_grading(ticket)
    assert latest is not None
    assert why_graded(latest) == f"红：规则“很多人或整批货都这样”；属于批量问题“{incident.title}”"


def test_it_is_never_graded_lower_nor_over_a_persons_head(cast: Cast) -> None:
    incident = decide_incident(begun(), state=State.CONFIRMED, by=cast.chen.party)
    red = make_graded("插座冒烟了")
    assert raise_grade(red, red.messages.get(), incident=incident, counted=6) is None
    green = make_graded("请问净水器滤芯多久换一次")
    assert green.grade is not None
    regrade(green, grade=green.grade, reason="只是问问", by=cast.lin.party)
    assert raise_grade(green, green.messages.get(), incident=incident, counted=6) is None
    assert grade_ticket(green, green.messages.get()).reason == "只是问问"  # type: ignore[union-attr]


@pytest.mark.parametrize("before", [2, 40])
def test_the_search_costs_the_same_however_many_came(before: int) -> None:
    for number in range(before):
        make_graded(EVERYDAY[number % len(EVERYDAY)])
    ticket = make_graded("净水器漏水了")
    with CaptureQueriesContext(connection) as queries:
        assert look_for_incident(ticket, "净水器漏水了") is None
    assert len(queries) == 5, "\n".join(one["sql"][:120] for one in queries)
