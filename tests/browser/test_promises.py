"""A promise in one's words: offered while one writes, ticked, sent, kept."""

import pytest
from playwright.sync_api import expect

from huisheng.stages.handling.models import Promise
from tests.browser.conftest import Open
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_words_that_promise_become_a_clock_with_one_tick(width: int, opened: Open, cast: Cast) -> None:
    ticket = give("昨天收到的花瓶碎了", phone=LIU_PHONE, name="刘女士")[1]
    move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    lin = opened(cast.lin, width=width, at=f"/desk/tickets/{ticket.number}/")
    if width == 390:
        lin.page.locator("#tab-c-reply").click()
    lin.page.locator("#reply-text").fill("已经在查了，2个工作日内答复您。")
    lin.page.locator("#c-reply .hs-promise summary").click()
    tick = lin.page.get_by_label("2个工作日内")
    expect(tick).to_be_visible()
    assert lin.faults() == []
    tick.check()
    lin.page.get_by_role("button", name="发送回复").click()
    expect(lin.page.locator(".hs-toast")).to_contain_text("开始计时")
    assert Promise.objects.get(ticket=ticket).words == "2个工作日内"
    expect(lin.page.locator("#ticket-side")).to_contain_text("2个工作日内")


def test_sending_without_a_tick_is_asked_about_once(opened: Open, cast: Cast) -> None:
    ticket = give("昨天收到的花瓶碎了", phone=LIU_PHONE, name="刘女士")[1]
    move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    lin = opened(cast.lin, at=f"/desk/tickets/{ticket.number}/")
    lin.page.locator("#reply-text").fill("30分钟内回电")
    lin.press("Control+Enter")
    expect(lin.page.locator("#promised")).to_contain_text("再点一次就直接发送")
    expect(lin.page.locator("#reply-text")).to_have_value("30分钟内回电")
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk")).to_contain_text("30分钟内回电")
    assert not Promise.objects.exists()
