"""Two tickets of one customer: looked at, merged, taken back; and the ticket on paper."""

import pytest
from playwright.sync_api import expect

from huisheng.core.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)


def owned(cast: Cast, text: str) -> Ticket:
    ticket = give(text, phone=LIU_PHONE, name="刘女士")[1]
    return move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk) if ticket.assignee != cast.lin else ticket


def test_a_merge_is_looked_at_done_and_taken_back(opened: Open, cast: Cast) -> None:
    old, new = owned(cast, "昨天收到的花瓶碎了"), owned(cast, "花瓶碎了，又问一遍")
    lin = opened(cast.lin, width=1280, at=f"/desk/tickets/{old.number}/merge/")
    lin.page.get_by_role("link", name=new.subject).click()
    expect(lin.page.get_by_text("对话合在一起看")).to_be_visible()
    assert lin.faults() == []
    lin.page.get_by_role("button", name="合并", exact=True).click()
    expect(lin.page.locator("#ticket-talk")).to_contain_text("昨天收到的花瓶碎了")
    assert Ticket.objects.get(pk=old.pk).merged_into == new
    lin.page.get_by_role("button", name="撤销合并").click()
    expect(lin.page.locator(".hs-toast").last).to_contain_text("恢复原样")
    assert Ticket.objects.get(pk=old.pk).merged_into is None


def test_the_sheet_is_black_on_white_without_a_menu(opened: Open, cast: Cast) -> None:
    ticket = owned(cast, "昨天收到的花瓶碎了")
    lin = opened(cast.lin, width=794, dark=True, at=f"/desk/tickets/{ticket.number}/print/")
    lin.page.emulate_media(media="print")
    expect(lin.page.locator("[data-print]")).to_be_hidden()
    assert lin.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(lin.page.pdf(prefer_css_page_size=True)) > 10_000
    assert lin.faults() == []
