"""The sources' own criteria as a test set of the shipped rules: 红黄绿 (S0), the three levels (S4), the mixed queue (S0)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.catalogue.actions import switch_scheme
from huisheng.core.catalogue.models import Category, GradingScheme
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.triage.actions import grade_ticket, set_category
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.sentences import why_graded
from huisheng.stages.triage.tests.make import make_graded, make_opened

pytestmark = pytest.mark.django_db


def level(text: str, *, tier: str = "", category: str = "complaint_quality") -> str:
    """The level of a complaint; the category as a colleague would choose it."""
    phone = f"135{abs(hash((text, tier))) % 10**8:08d}"
    ticket, message = make_opened(
        text, customer=make_customer("王先生", phone=phone, **({"tier": tier} if tier else {}))
    )
    set_category(ticket, category=Category.objects.get(code=category), by=SYSTEM)
    grade_ticket(ticket, message)
    return ticket.grade.code if ticket.grade else ""


@pytest.fixture
def three_levels() -> None:
    switch_scheme(GradingScheme.objects.get(code="levels"), True, SYSTEM)


def test_five_days_late_is_red_at_once_and_says_why() -> None:
    """It holds none of 漏发, 破损, 今天必须 (requirements S0)."""
    ticket = make_graded("我的货已经延迟5天了！")
    grading = latest_grading(ticket)
    assert grading is not None
    assert why_graded(grading) == "红：规则“超时好几天”命中“延迟5天”"


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("漏发", "red"),
        ("收到就坏的，故障", "red"),
        ("物流超时，说好三天到，今天第八天了", "red"),
        ("今天必须收到货，否则取消合作", "red"),
        ("APP退款按钮找不到", "yellow"),
        ("发票延迟", "yellow"),
        ("建议包装再加层泡沫", "green"),
        ("希望增加夜间客服", "green"),
        ("上次处理问题的小张很棒", "green"),
    ],
)
def test_criteria_of_the_three_colours(text: str, grade: str) -> None:
    ticket = make_graded(text)
    assert ticket.grade is not None
    assert ticket.grade.code == grade


@pytest.mark.parametrize(
    ("text", "tier", "expected"),
    [
        ("我们小区二十多户都收到坏的净水器", "", "level1"),  # mass failure, as the text says
        ("办公室30个人都打不开", "", "level1"),
        ("再不解决我就打12315", "core", "level1"),  # a core customer's major discontent
        ("货发错了", "core", "level1"),
        ("再不解决我就打12315", "", "level2"),  # the same words of somebody else: one mistake
        ("货发错了", "", "level2"),
        ("客服把我电话挂了", "", "level2"),
        ("比说好的晚了一天", "", "level3"),  # a slight delay
        ("比说好的晚了一天", "core", "level3"),
    ],
)
@pytest.mark.usefixtures("three_levels")
def test_criteria_of_the_three_levels(text: str, tier: str, expected: str) -> None:
    assert level(text, tier=tier) == expected


@pytest.mark.usefixtures("three_levels")
def test_the_first_level_is_led_by_the_supervisor() -> None:
    scheme = GradingScheme.objects.get(code="levels")
    assert {grade.code: grade.lead_role for grade in scheme.grades.all()} == {
        "level1": "supervisor",
        "level2": "agent",
        "level3": "agent",
    }


def test_the_urgent_one_is_not_lost_among_questions() -> None:
    """破损需补发 comes last and stands first (requirements S0: the mixed queue)."""
    now = timezone.now()
    for minutes in range(10, 0, -1):
        make_graded("咨询保修政策", at=now - timedelta(minutes=minutes))
    urgent = make_graded("破损需补发", at=now)
    assert Ticket.objects.order_by("-severity", "next_due_at", "id").first() == urgent
