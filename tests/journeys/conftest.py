"""The house in virtual time, from before anybody is there."""

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.channels import post
from huisheng.core.tickets.models import Ticket
from huisheng.stages.sla.models import ServicePolicy
from tests.cast import Cast, gather

pytest.register_assert_rewrite("tests.journeys.timebox")
from tests.journeys.doors import desk, give, move  # noqa: E402
from tests.journeys.steps import offer  # noqa: E402
from tests.journeys.timebox import Timebox, at, stands  # noqa: E402 - its assertions shall say what differs

PHONE, EMAIL = "13800001234", "liu@shop.example"
CALLS = ("callback_confirm", "callback_after_sale", "callback_record")  # off in a fresh house


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Timebox:
    """The house's clock: a Monday at ten. Its mail server takes every letter."""
    box = Timebox()
    monkeypatch.setattr(post, "server_of", lambda mailbox, house: object())
    monkeypatch.setattr(post, "_hand_to_server", lambda letter, server, house: None)
    monkeypatch.setattr(timezone, "now", lambda: box.now)
    return box


@pytest.fixture
def people(clock: Timebox) -> Cast:
    """The cast, at the desk since the clock's Monday, in a house that promises callbacks, too."""
    assert ServicePolicy.objects.filter(code__in=CALLS).update(enabled=True) == len(CALLS)
    return gather()


@pytest.fixture
def head(people: Cast) -> Staff:
    """周岚 leads the department."""
    head = make_staff("zhou", name="周岚", role="colleague", teams=[])
    Team.objects.filter(code="cs1").update(head=head)
    return head


@pytest.fixture
def lodged(people: Cast, head: Staff, clock: Timebox) -> tuple[Client, Ticket]:
    """Monday at ten: red, on Lin's desk."""
    customer, ticket = give("投诉：定制的蛋糕架少了一个配件", phone=PHONE, email=EMAIL, order_number="1023")
    stands(
        clock,
        ticket,
        told="""23 10:00 lin bell ticket_assigned
                23 10:00 liu letter ticket_opened""",
        running="""23 10:15 first_response
                   23 12:00 give_plan
                   23 12:00 progress_update""",
    )
    return customer, ticket


@pytest.fixture
def replied(people: Cast, lodged: tuple[Client, Ticket], clock: Timebox) -> tuple[Client, Ticket]:
    """At half of her quarter of an hour Lin was reminded; at 10:10 she answers."""
    customer, ticket = lodged
    clock.go(at(23, 10, 10))
    move(desk(people.lin), ticket, "reply", text="刘女士，配件今天安排给您补发，稍后给您方案。")
    stands(
        clock,
        ticket,
        told="""23 10:07 lin bell clock_warned first_response
                23 10:10 liu letter reply_sent""",
        running="""23 12:00 give_plan
                   23 12:10 progress_update""",
    )
    return customer, ticket


@pytest.fixture
def offered(people: Cast, replied: tuple[Client, Ticket], clock: Timebox) -> tuple[Client, Ticket]:
    """At 10:30 she offers a solution; the customer is asked, first by its letter."""
    customer, ticket = replied
    offer(people, clock, ticket, at(23, 10, 30))
    stands(
        clock,
        ticket,
        told="23 10:30 liu letter solution_offered",
        running="""23 12:30 progress_update waits
                   24 10:30 result_confirm
                   24 14:00 ask by phone""",
        called="",
    )
    return customer, ticket
