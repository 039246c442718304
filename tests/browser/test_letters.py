"""Letters on the desk: words that may not leave stay where they were typed; what did not arrive is seen."""

import pytest
from playwright.sync_api import expect

from huisheng.core.channels.actions import mark_bounced
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.cast import LIU_PHONE, Cast
from tests.jobs import run_waiting_jobs
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)
OPEN_PLACE = "新的一件【什么时候】送到您手上"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    _customer, ticket = give("昨天收到的花瓶碎了", phone=LIU_PHONE, name="刘女士", email="liu@qq.com")
    if ticket.assignee != cast.lin:
        move(desk(cast.lin), ticket, "assignment", staff=cast.lin.pk)
    return ticket


def test_words_with_a_place_left_open_stay_in_the_composer(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = opened(cast.lin, at=f"/desk/tickets/{ticket.number}/")
    lin.press("r")
    lin.page.locator("#reply-text").fill(OPEN_PLACE)
    lin.press("Control+Enter")
    expect(lin.page.locator(".hs-toast")).to_contain_text("【什么时候】还没有填写")
    expect(lin.page.locator("#reply-text")).to_have_value(OPEN_PLACE)
    lin.page.locator("#reply-text").fill("新的一件由顺丰送到您手上")
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk")).to_contain_text("由顺丰送到")


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_a_letter_that_did_not_arrive_is_seen(opened: Open, cast: Cast, ticket: Ticket, width: int, dark: bool) -> None:
    move(desk(cast.lin), ticket, "reply", text="今天补发一只新的，明天中午前送到")
    run_waiting_jobs()
    for letter in Outbound.objects.filter(about=ticket.number):
        mark_bounced(letter, kind="no_such_user")
    lin = opened(cast.lin, width=width, dark=dark, at=f"/desk/tickets/{ticket.number}/")
    expect(lin.page.locator(".is-out .hs-undelivered")).to_contain_text("没有这个邮箱地址")
    expect(lin.page.locator(".is-receipt .hs-undelivered")).to_contain_text("没有送到")
    expect(lin.page.locator(".is-out .dl-reach")).not_to_contain_text("已看")
    opened(width=width, at=ticket.public_path)
    expect(lin.page.locator(".is-out .dl-reach")).to_contain_text("已看")
    assert lin.faults() == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_test_letter_says_what_happened(opened: Open, cast: Cast, width: int) -> None:
    admin = opened(cast.admin, width=width, at="/settings/mailboxes/test-letter/")
    admin.page.locator("[name=to]").fill("fang@shop.example")
    admin.page.locator("[data-main]").click()
    expect(admin.page.locator(".hs-notice", has_text="还没有设置 SMTP 服务器")).to_be_visible()
    assert admin.faults() == []
