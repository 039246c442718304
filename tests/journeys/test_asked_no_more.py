"""Who has answered, or written back, is not rung up any more: the planned call goes with its reason, and its clock stops."""

import re

import pytest
from django.test import Client

from huisheng.core.tickets.models import Ticket
from huisheng.stages.followup.models import Callback
from tests.cast import Cast
from tests.journeys.doors import see
from tests.journeys.steps import offer, say
from tests.journeys.timebox import Timebox, at, stands

pytestmark = pytest.mark.django_db


def test_who_answers_by_link_is_not_rung_up_any_more(clock: Timebox, offered: tuple[Client, Ticket]) -> None:
    _customer, ticket = offered
    clock.go(at(24, 14))
    clock.news()
    say(clock, offered, at(24, 14, 10), solved="yes", stars="5")
    stands(
        clock,
        ticket,
        told="24 14:10 liu letter ticket_closed",
        running="25 14:10 callback",
        called="""24 14:00 result_check dan cancelled
                  25 09:00 complaint dan planned""",
    )
    first = Callback.objects.earliest("id")
    assert first.ended_why == "客户已有答复，或反馈已关闭。"


def test_who_writes_back_is_not_rung_up_and_is_asked_anew_about_the_next_offer(
    people: Cast, clock: Timebox, offered: tuple[Client, Ticket]
) -> None:
    customer, ticket = offered
    clock.go(at(24, 14))
    clock.news()
    said = {"text": "配件收到了，可是颜色不对", "stamp": stamp_of(customer, ticket)}
    assert customer.post(f"{ticket.public_path}messages/", said).status_code == 302
    forgotten, late = "24 14:00 result_check dan cancelled", "24 10:30 result_confirm late"
    stands(
        clock,
        ticket,
        told="24 14:00 lin bell message_added",
        running=f"23 12:30 progress_update waits\n{late}",
        called=forgotten,
    )
    offer(people, clock, ticket, at(24, 14, 30))
    stands(
        clock,
        ticket,
        told="24 14:30 liu letter solution_offered",
        running=f"{late}\n24 16:30 progress_update waits\n26 09:00 ask by phone",
        called=forgotten,
    )


def stamp_of(customer: Client, ticket: Ticket) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', see(customer, ticket.public_path))
    assert found
    return found[1]
