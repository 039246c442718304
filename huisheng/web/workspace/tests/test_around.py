"""Around a ticket on the desk: watching, calling, parts, splitting, paper."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.tickets.family import parts_of
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.models import Mention
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.models import Moved
from huisheng.web.workspace.tests.make import RED, arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = arrive(RED)
    assign_ticket(made, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
    return made


def read(cast: Cast, address: str) -> str:
    answer = desk(cast.lin).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_star_watches_and_watches_no_more(cast: Cast, ticket: Ticket) -> None:
    for pressed in ("true", "false"):
        desk(cast.lin).post(path(ticket, "watch/"))
        assert f'aria-pressed="{pressed}"' in read(cast, path(ticket)), pressed


def test_before_it_is_kept_a_note_says_whom_it_calls_and_who_will_see_it(cast: Cast, ticket: Ticket) -> None:
    said = desk(cast.lin).post(path(ticket, "note/look/"), {"text": "@王姐 @陈蔚 请看"}).content.decode()
    assert "会提醒王姐、陈蔚" in said
    assert "王姐之前看不到" in said
    assert not Mention.objects.exists()


def test_a_note_calls_and_the_called_find_it(cast: Cast, ticket: Ticket) -> None:
    desk(cast.lin).post(path(ticket, "note/"), {"text": "@王姐 请看出库照片"})
    wang = desk(cast.wang)
    assert ticket.number in wang.get("/desk/mentions/").content.decode()
    assert wang.get(path(ticket)).status_code == 200
    assert ticket.number not in desk(cast.dan).get("/desk/mentions/").content.decode()


def test_colleagues_are_offered_by_pinyin(cast: Cast) -> None:
    assert 'data-name="王姐"' in read(cast, "/desk/colleagues/?q=wj")


def test_parts_are_made_tied_and_untied(cast: Cast, ticket: Ticket) -> None:
    lin, other = desk(cast.lin), arrive("发票延迟开了")
    assign_ticket(other, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
    lin.post(path(ticket, "parts/new/"), {"text": "核对出库照片", "team": cast.warehouse.pk})
    lin.post(path(ticket, "parts/tie/"), {"into": other.number})
    page = read(cast, path(ticket, "parts/"))
    assert len(parts_of(ticket)) == 2
    assert all(one.number in page for one in parts_of(ticket))
    assert other.number in read(cast, path(ticket))
    lin.post(path(ticket, "parts/untie/"), {"part": other.number})
    assert other not in parts_of(ticket)


def test_chosen_messages_begin_a_ticket_and_stay_marked(cast: Cast, ticket: Ticket) -> None:
    message = ticket.messages.get(kind="customer")
    assert message.text in read(cast, path(ticket, "split/"))
    desk(cast.lin).post(path(ticket, "split/"), {"message": message.pk})
    fresh = Moved.objects.get().copy.ticket
    page = read(cast, path(ticket))
    assert "已拆分到" in page
    assert fresh.number in page


def test_somebody_elses_words_leave_the_customers_page(cast: Cast, ticket: Ticket) -> None:
    message = ticket.messages.get(kind="customer")
    assert message.text in desk(cast.lin).get(ticket.public_path).content.decode()
    desk(cast.lin).post(path(ticket, "split/"), {"message": message.pk, "phone": "13922223333"})
    messages = desk(cast.lin).get(ticket.public_path).content.decode().partition('id="messages"')[2]
    assert message.text not in messages


def test_the_sheet_has_it_all_and_no_open_phone(cast: Cast, ticket: Ticket) -> None:
    desk(cast.lin).post(path(ticket, "reply/"), {"text": "今天下午补发"})
    page = read(cast, path(ticket, "print/"))
    for word in (ticket.number, RED, "今天下午补发", f"{timezone.localtime(ticket.created_at):%Y-%m-%d %H:%M}"):
        assert word in page
    assert "0000 1234" not in page
    assert "13800001234" not in page
    assert "<nav" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_parts_cost_the_same_however_many(
    cast: Cast, ticket: Ticket, django_assert_num_queries: Assert, count: int
) -> None:
    for n in range(count):
        desk(cast.lin).post(path(ticket, "parts/new/"), {"text": f"第 {n} 步：核对出库照片"})
    lin = desk(cast.lin)
    lin.get(path(ticket, "parts/"))
    with django_assert_num_queries(8):
        lin.get(path(ticket, "parts/"))
