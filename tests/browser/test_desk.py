"""The desk by keyboard: entry, search, help, templates, dialogs, drafts, the bell."""

import re

import pytest
from playwright.sync_api import expect

from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import LIU_PHONE, Cast
from tests.jobs import run_waiting_jobs
from tests.journeys.doors import call, desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)
STROKE_S = 0.25  # an unhurried hand: four strokes a second
STORY = "昨天收到的花瓶碎了,瓶口缺了一大块,请尽快补发"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    _customer, ticket = give(STORY, phone=LIU_PHONE, name="刘女士", order_number="1023")
    move(desk(cast.lin), ticket, "assignment", staff=cast.lin.pk) if ticket.assignee != cast.lin else None
    return ticket


def at(opened: Open, cast: Cast, ticket: Ticket, who: str = "lin", **look: object) -> Window:
    return opened(getattr(cast, who), at=f"/desk/tickets/{ticket.number}/", **look)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_call_is_entered_by_keyboard_within_a_minute(width: int, opened: Open, cast: Cast) -> None:
    call(desk(cast.lin), "上次的灯罩裂了", phone=LIU_PHONE, name="刘女士")
    lin = opened(cast.lin, width=width, at="/desk/new/")
    expect(lin.page.locator("#f-phone")).to_be_focused()
    words = [LIU_PHONE, "刘女士", "1023", "收到的书架少了一个配件,装不起来,希望今天有人联系我"]
    lin.type(words[0])
    expect(lin.page.locator("#caller")).to_contain_text("上次的灯罩裂了")
    assert lin.faults() == []
    for field in words[1:]:
        lin.press("Tab")
        lin.type(field)
    lin.press("Control+Enter")
    expect(lin.page.locator("#ticket-head h2")).to_contain_text("少了一个配件")
    expect(lin.page.locator("#talk")).to_contain_text(words[3])
    strokes = sum(len(field) + 1 for field in words)
    assert strokes * STROKE_S < 60
    assert Ticket.objects.filter(customer=cast.liu).count() == 2, "recognised, not doubled"


def test_a_call_for_another_department_says_who_has_it(opened: Open, cast: Cast) -> None:
    lin = opened(cast.lin, at="/desk/new/")
    lin.page.locator("#f-text").fill("收到的台灯不亮,换了灯泡也不亮")
    lin.page.locator("#f-phone").fill(LIU_PHONE)
    lin.page.get_by_label("由我负责到底").uncheck()
    lin.page.locator("#f-phone").focus()
    lin.press("Control+Enter")
    expect(lin.page.locator(".hs-toast")).to_contain_text("丹青")
    expect(lin.page.locator("#f-text")).to_have_value("")


def test_the_help_sheet_names_what_works_here(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket)
    lin.press("?")
    sheet = lin.page.locator("#keys-help")
    for words in ("回复", "解决方案", "内部备注", "话术", "搜索", "转交"):
        expect(sheet.get_by_text(words, exact=True)).to_be_visible()
    assert lin.faults() == []
    lin.press("Escape")
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
def test_search_finds_two_characters_and_marks_them(width: int, opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = opened(cast.lin, width=width, at="/desk/search/")
    lin.page.locator(".hs-search.is-large input").fill("花瓶")
    lin.press("Enter")
    hit = lin.page.locator("[data-row]").filter(has_text=ticket.number)
    expect(hit.locator("mark").first).to_have_text("花瓶")
    assert lin.faults() == []
    hit.click()
    expect(lin.page.locator("#ticket-head")).to_contain_text(ticket.number)


def test_slash_leads_to_search_and_escape_loses_nothing(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket)
    lin.press("r")
    expect(lin.page.locator("#reply-text")).to_be_focused()
    lin.type("您好 j / ?")
    lin.press("Escape")
    expect(lin.page.locator("#reply-text")).not_to_be_focused()
    lin.press("/")
    expect(lin.page.locator(".hs-top input[type=search]")).to_be_focused()
    expect(lin.page.locator("#reply-text")).to_have_value("您好 j / ?")


def test_typed_words_survive_news_and_a_reload(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket)
    lin.press("r")
    expect(lin.page.locator("#reply-text")).to_be_focused()
    lin.type("正在查")
    move(desk(cast.chen), ticket, "note", text="仓库说今天能补")
    expect(lin.page.locator("#talk .is-note")).to_contain_text("仓库说今天能补")
    lin.type("库存")
    expect(lin.page.locator("#reply-text")).to_have_value("正在查库存")
    lin.page.on("dialog", lambda dialog: dialog.accept())
    lin.page.reload()
    expect(lin.page.locator("#reply-text")).to_have_value("正在查库存")


def test_a_template_is_found_and_put_in_by_keyboard(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket)
    lin.press("t")
    expect(lin.page.locator("#d-templates [data-find]")).to_be_focused()
    assert lin.faults() == []
    lin.type("订单号")
    lin.press("Enter")
    box = lin.page.locator("#reply-text")
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile("刘女士"))


def test_an_agent_grades_with_a_reason_and_tags(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket)
    lin.press("g")
    expect(lin.page.locator("#g-grade")).to_be_focused()
    assert lin.faults() == []
    lin.page.locator("#g-grade").select_option(label="红黄绿 · 绿")
    lin.page.locator("#g-reason").fill("客户说不急")
    lin.press("Control+Enter")
    expect(lin.page.locator("#ticket-head .hs-grade")).to_contain_text("绿")
    expect(lin.page.locator("#ticket-head .hs-why")).to_contain_text("客户说不急")
    lin.page.get_by_role("button", name="标签").click()
    tags = lin.page.locator("#d-tags")
    tags.locator("input[type=checkbox]:not(:checked)").first.check()
    name = tags.locator("label:has(input:checked)").last.inner_text()
    assert lin.faults() == []
    tags.get_by_role("button", name="保存标签").click()
    expect(lin.page.locator("#ticket-head .hs-tag").filter(has_text=name.strip())).to_have_count(1)


def test_a_supervisor_assigns_and_closes_with_a_reason(opened: Open, cast: Cast, ticket: Ticket) -> None:
    chen = at(opened, cast, ticket, "chen")
    chen.press("a")
    expect(chen.page.locator("#a-staff")).to_be_focused()
    chen.page.locator("#a-staff").select_option(label="陈蔚 · 在线")
    chen.press("Control+Enter")
    expect(chen.page.locator("#ticket-head")).to_contain_text("陈蔚")
    chen.page.get_by_role("button", name="归档…").click()
    dialog = chen.page.locator("#d-close")
    dialog.locator("input[value=withdrawn]").check()
    dialog.locator("#c-reason").fill("客户说找到了")
    assert chen.faults() == []
    dialog.locator("button.btn-primary").click()
    expect(chen.page.locator("#ticket-head .hs-status")).to_have_text("已归档")
    expect(chen.page.locator("#ticket-head")).to_contain_text("客户说找到了")


def test_the_bell_counts_live_and_leads_to_the_ticket(opened: Open, cast: Cast) -> None:
    make_customer("赵先生", phone="13900009999")
    lin = opened(cast.lin, at="/desk/")
    expect(lin.page.locator("#bell")).to_be_hidden()
    ticket = call(desk(cast.chen), STORY, phone="13900009999")
    move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    run_waiting_jobs()
    expect(lin.page.locator("#bell")).to_contain_text(re.compile("[1-9]"))
    lin.go("/desk/notices/")
    row = lin.page.locator("[data-row]").first
    expect(row).to_contain_text("花瓶")
    assert lin.faults() == []
    lin.page.get_by_role("button", name="全部标为已读").click()
    expect(lin.page.locator("#bell")).to_be_hidden()
