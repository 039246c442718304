"""The main journey in the browser: the customer's hand, the desk by keyboard, a no, and then a yes."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "定制的蛋糕架少了一个配件,孩子明天生日,今天必须补上"


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_customers_hand_to_the_yes(width: int, opened: Open, cast: Cast, tmp_path: Path) -> None:
    lin = opened(cast.lin, width=width, at="/desk/?view=mine")
    lin.page.evaluate("window.sameWindow = true")
    customer = opened(width=width)
    number = give_feedback(customer, tmp_path)

    lin.page.get_by_role("button", name="1 条新反馈").click()
    row = lin.page.locator(f"#row-{number}")
    expect(row).to_contain_text("蛋糕架")
    assert lin.page.evaluate("window.sameWindow"), "it was announced, and came, without a reload"
    open_by_keyboard(lin, number)
    assert lin.faults() == []
    reply(lin, "刘女士,配件明天 18 点前由闪送到您手上。")
    offer(lin, "补发缺少的配件", "明天 18 点前送到")

    answer(customer, "还没有", stars=2)
    lin.page.locator("#composer").get_by_role("tab", name="解决方案").wait_for()
    expect(lin.page.locator("#talk .is-answer")).to_contain_text("第 1 轮：没解决 · 2/5")
    offer(lin, "经理上门送一套新的并致歉", "明晚 20 点前")

    answer(customer, "解决了", stars=5)
    expect(customer.page.locator("#state")).to_contain_text("已完成")
    expect(lin.page.locator("#ticket-head .hs-status")).to_have_text("已归档")
    assert customer.faults() == []
    assert lin.page.evaluate("window.sameWindow"), "the desk was never reloaded"


def give_feedback(customer: Window, folder: Path) -> str:
    photo = folder / "配件.png"
    Image.new("RGB", (64, 48), "teal").save(photo)
    page = customer.page
    assert customer.faults() == []
    page.get_by_label("用您自己的话告诉我们").fill(STORY)
    page.locator("[data-upload] input").set_input_files(photo)
    expect(page.locator("[data-upload] li img")).to_be_visible()
    page.get_by_label("电话").fill("13800001234")
    page.get_by_label("我同意将我的信息用于处理这件事。").check()
    page.wait_for_timeout(1500)  # nobody fills it in faster; the shield would note it
    page.get_by_role("button", name="发给客服专员").click()
    page.wait_for_url("**/f/FB-*/**")
    expect(page.locator(".hs-file img")).to_be_visible()
    number = page.locator(".hs-number").inner_text()
    assert re.fullmatch(r"FB-\d{8}-\d{4,}", number)
    assert customer.faults() == []
    return number


def open_by_keyboard(lin: Window, number: str) -> None:
    row = lin.page.locator(f"#row-{number}")
    for _step in range(lin.page.locator("#rows [data-row]").count()):
        lin.press("j")
        if row.evaluate("row => row === document.activeElement"):
            break
    lin.press("Enter")
    expect(lin.page.locator("#ticket-head h2")).to_contain_text("蛋糕架")
    assert lin.page.url.endswith(f"/desk/tickets/{number}/")


def reply(lin: Window, words: str) -> None:
    lin.press("r")
    expect(lin.page.locator("#reply-text")).to_be_focused()
    lin.type(words)
    lin.press("Control+Enter")
    expect(lin.page.locator("#promised")).to_contain_text("明天 18 点前")  # the words promise a time: it asks once
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk .is-out").last).to_contain_text(words)
    expect(lin.page.locator("#reply-text")).to_have_value("")


def offer(lin: Window, measure: str, timing: str) -> None:
    lin.press("s")
    expect(lin.page.locator("#s-measure")).to_be_focused()
    lin.type(measure)
    lin.press("Tab")
    lin.type(timing)
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk .is-solution").last).to_contain_text(measure)
    expect(lin.page.locator("#ticket-head .hs-status")).to_have_text("待客户确认")


def answer(customer: Window, words: str, *, stars: int) -> None:
    page = customer.page
    page.reload()
    expect(page.locator("#solution")).to_contain_text("责任人")
    assert customer.faults() == []
    page.locator(f'input[name="stars"][value="{stars}"]').check()
    page.get_by_role("button", name=words).click()
    page.wait_for_load_state()
