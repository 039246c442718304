"""A whole case without touching the mouse: found, opened, taken, answered, noted, solved, and the customer's yes."""

import pytest
from playwright.sync_api import expect

from huisheng.core.knowledge.tests.make import make_template
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.handling.actions import offer_solution, propose_compensation
from huisheng.stages.routing.actions import assign_ticket
from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import give

pytestmark = pytest.mark.django_db(transaction=True)
OPTIONS = "#palette [role=option]:not([hidden])"
MOST_TABS = 40


@pytest.fixture
def pooled(cast: Cast) -> Ticket:
    """Feedback that nobody has yet."""
    _customer, ticket = give("定制的蛋糕架少了一个配件", phone=LIU_PHONE, name="刘女士")
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    return ticket


def command(window: Window, typed: str, label: str) -> None:
    """Ctrl K, some letters, Enter: what runs is what is marked."""
    window.press("Control+k")
    window.type(typed)
    marked = window.page.locator(f"{OPTIONS}[aria-selected=true]")
    expect(marked).to_contain_text(label)
    field = window.page.locator("#palette [role=combobox]")
    assert field.get_attribute("aria-activedescendant") == marked.get_attribute("id")
    window.press("Enter")
    expect(window.page.locator("#palette")).to_be_hidden()


def tab_to(window: Window, selector: str) -> None:
    for _step in range(MOST_TABS):
        window.press("Tab")
        if window.page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"no way to {selector} by Tab")


def test_a_whole_case_by_keyboard(opened: Open, cast: Cast, pooled: Ticket) -> None:
    make_template(name="纸灯笼安抚", body="{customer}，您好！已经在查了，一有结果马上告诉您。")
    lin = opened(cast.lin, at="/desk/?view=mine")
    command(lin, "dfp", "待分派")
    lin.page.wait_for_url("**view=unassigned*")
    lin.press("j", "Enter")
    expect(lin.page.locator("#ticket-head h2")).to_contain_text("蛋糕架")
    command(lin, "wlcl", "我来处理")
    expect(lin.page.locator("#ticket-head")).to_contain_text("林晓")

    lin.press("t")
    expect(lin.page.locator("#d-templates [type=search]")).to_be_focused()
    lin.type("zdlaf")
    lin.press("Enter")
    expect(lin.page.locator("#reply-text")).to_have_value("刘女士，您好！已经在查了，一有结果马上告诉您。")
    expect(lin.page.locator("#reply-text")).to_be_focused()
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk .is-out").last).to_contain_text("已经在查了")
    lin.press("Escape", "n")
    expect(lin.page.locator("#note-text")).to_be_focused()
    lin.type("仓库说今天补")
    lin.press("Control+Enter")
    expect(lin.page.locator("#talk")).to_contain_text("仓库说今天补")
    lin.press("Escape", "s")
    expect(lin.page.locator("#s-measure")).to_be_focused()
    lin.type("补发缺少的配件")
    lin.press("Tab")
    lin.type("明天 18 点前送到")
    lin.press("Control+Enter")
    expect(lin.page.locator("#ticket-head .hs-status")).to_have_text("待客户确认")

    customer = opened(at=pooled.public_path)
    tab_to(customer, "[name=stars]")
    customer.press("Space", "ArrowLeft")  # round to the last: five
    tab_to(customer, "[name=solved][value=yes]")
    customer.press("Enter")
    customer.page.wait_for_load_state()
    expect(lin.page.locator("#ticket-head .hs-status")).to_have_text("已归档")


def test_the_bar_and_the_field_are_read_out_and_lose_nothing(opened: Open, cast: Cast, pooled: Ticket) -> None:
    lin = opened(cast.lin, at=f"/desk/tickets/{pooled.number}/")
    lin.press("r")
    expect(lin.page.locator("#reply-text")).to_be_focused()
    lin.type("写了一半")
    lin.press("Control+k")
    expect(lin.page.locator(OPTIONS).first).to_be_visible()
    assert lin.faults() == []
    lin.type("没有这样的命令")
    expect(lin.page.locator("#finder-voice")).to_contain_text("个命令")
    lin.press("Escape")
    expect(lin.page.locator("#reply-text")).to_have_value("写了一半")
    lin.press("Escape", "/")
    expect(lin.page.locator("[data-finder]")).to_be_focused()
    lin.type("lns")
    field, options = lin.page.locator("[data-finder]"), lin.page.locator("#find-list [role=option]")
    expect(options.first).to_contain_text("蛋糕架")
    assert field.get_attribute("aria-expanded") == "true"
    assert lin.faults() == []
    lin.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    lin.press("Escape")
    expect(lin.page.locator("#find-list")).to_be_hidden()
    expect(field).to_have_value("lns")
    expect(lin.page.locator("#reply-text")).to_have_value("写了一半")


def test_the_skip_link_comes_first_and_help_says_what_works(opened: Open, cast: Cast, pooled: Ticket) -> None:
    lin = opened(cast.lin, at=f"/desk/tickets/{pooled.number}/?view=unassigned")
    lin.press("Tab")
    assert lin.page.evaluate("document.activeElement.className") == "hs-skip"
    lin.press("Enter")
    assert lin.page.evaluate("document.activeElement.id") == "main"
    lin.press("?")
    sheet = lin.page.locator("#keys-help")
    for words in ("在列表里", "本页", "写字时", "任何地方", "回复", "解决方案"):
        expect(sheet.get_by_text(words, exact=True)).to_be_visible()
    assert lin.faults() == []


def test_enter_beside_several_answers_gives_none_of_them(opened: Open, cast: Cast, pooled: Ticket) -> None:
    assign_ticket(pooled, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    asked = propose_compensation(pooled, kind="refund", fen=60_000, words="退 600 元", why="等了三天", by=cast.lin)
    chen = opened(cast.chen, at=f"/desk/tickets/{pooled.number}/?tab=side")
    why = chen.page.locator(f"#am-why-{asked.pk}")
    why.fill("金额太高")
    why.press("Enter")
    expect(why).to_have_value("金额太高")
    asked.refresh_from_db()
    assert asked.is_asked

    offer_solution(pooled, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    customer = opened(at=pooled.public_path)
    customer.page.locator("[name=stars][value='1']").press("Space")
    customer.press("Enter")
    customer.page.wait_for_timeout(300)
    assert not Confirmation.objects.exists()
    customer.page.get_by_role("button", name="还没有").click()
    expect(customer.page.locator("#solution")).to_be_hidden()
    assert Confirmation.objects.get().solved is False
