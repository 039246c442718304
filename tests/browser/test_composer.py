"""The composer in a browser: a forbidden phrase is replaced with one key, a picture is pasted, a macro is run."""

import re

import pytest
from playwright.sync_api import expect

from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.trips.macros import save_macro
from tests.browser.conftest import Open
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)
PASTE = """async (field) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def ticket_of_lin(cast: Cast) -> Ticket:
    ticket = give("我的货已经延迟5天了!", phone=LIU_PHONE, name="刘女士")[1]
    move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    return ticket


@pytest.mark.parametrize("width", [1280, 390])
def test_better_words_with_one_key_then_a_picture_then_sent(width: int, opened: Open, cast: Cast) -> None:
    ticket = ticket_of_lin(cast)
    lin = opened(cast.lin, width=width, at=f"/desk/tickets/{ticket.number}/")
    field = lin.page.locator("#reply-text")
    if width == 390:
        lin.page.locator("#tab-c-reply").click()
    field.fill("刘女士，这不是我们的问题。")
    expect(lin.page.locator("#reply-wording")).to_contain_text("推责任")
    expect(lin.page.locator(".cp-mirror .cp-mark")).to_have_text("这不是我们的问题")
    assert lin.faults() == []
    field.focus()
    lin.press("Alt+Enter")
    expect(field).to_have_value("刘女士，这件事我来跟到底，先帮您查清是哪一步出的问题。")
    field.evaluate(PASTE)
    expect(lin.page.locator("#c-reply .hs-upload-list img")).to_be_visible()
    lin.page.locator("#c-reply [data-main]").click()
    expect(lin.page.locator("#talk")).to_contain_text("这件事我来跟到底")


def test_forbidden_words_are_asked_about_and_the_writer_decides(opened: Open, cast: Cast) -> None:
    ticket = ticket_of_lin(cast)
    lin = opened(cast.lin, width=1280, at=f"/desk/tickets/{ticket.number}/")
    lin.page.locator("#reply-text").fill("我们没办法")
    lin.page.locator("#reply-text").focus()
    lin.press("Control+Enter")
    expect(lin.page.locator("#reply-wording")).to_contain_text("还没发送")
    expect(lin.page.locator("#reply-text")).to_have_value("我们没办法")
    lin.page.locator("#reply-text").focus()
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk")).to_contain_text("我们没办法")


def test_a_macro_is_found_looked_over_and_run_by_keys(opened: Open, cast: Cast) -> None:
    ticket = ticket_of_lin(cast)
    steps = [{"deed": "note", "text": "{customer}已拍照"}, {"deed": "status", "status": "waiting_department"}]
    save_macro(None, name="照片已收", steps=steps, by=cast.admin.party)
    lin = opened(cast.lin, width=1280, at=f"/desk/tickets/{ticket.number}/")
    lin.press("m")
    expect(lin.page.locator("#d-macros")).to_be_visible()
    lin.press("Enter")
    expect(lin.page.locator("#words-0")).to_have_value("刘女士已拍照")
    assert lin.faults() == []
    lin.press("Control+Enter")
    expect(lin.page.locator(".hs-toast")).to_contain_text("照片已收")
    assert Message.objects.get(ticket=ticket, kind="note").text == "刘女士已拍照"


def test_three_steps_become_an_answer(opened: Open, cast: Cast) -> None:
    ticket = ticket_of_lin(cast)
    lin = opened(cast.lin, width=1280, at=f"/desk/tickets/{ticket.number}/")
    lin.press("e")
    expect(lin.page.locator("#slot-hear")).to_contain_text("刘女士")
    assert lin.faults() == []
    lin.page.locator("#slot-soothe").fill("对不起，让您等了五天。")
    lin.page.locator("#slot-focus").fill("")
    lin.page.locator("[data-composes]").click()
    expect(lin.page.locator("#reply-text")).to_have_value(re.compile("刘女士.*对不起，让您等了五天。$", re.DOTALL))


def test_files_outlive_a_send_that_was_refused(opened: Open, cast: Cast) -> None:
    ticket = ticket_of_lin(cast)
    lin = opened(cast.lin, width=1280, at=f"/desk/tickets/{ticket.number}/")
    lin.page.locator("#reply-text").fill("{expected}前到")
    lin.page.locator("#reply-text").evaluate(PASTE)
    lin.page.locator("#c-reply [data-main]").click()
    expect(lin.page.locator(".hs-toast")).to_contain_text("{expected}")
    expect(lin.page.locator("#c-reply .hs-upload-list img, #c-reply [data-kept-file]").first).to_be_visible()
    assert not Attachment.objects.filter(message__ticket=ticket).exists()
