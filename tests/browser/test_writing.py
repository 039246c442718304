"""Two browsers on one ticket: who is writing is seen, drafts follow, words come back, nobody answers past somebody else."""

import pytest
from django.urls import reverse
from playwright.sync_api import Route, expect

from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.models import Draft, Held
from huisheng.trips.sending import release_due
from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move
from tests.project.conftest import wait_until

NO_FAULT = ("ERR_", "htmx:", "Response Status Error Code 401")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    _customer, ticket = give("灯罩裂了，请补发", phone=LIU_PHONE, name="刘女士", order_number="1023")
    move(desk(cast.lin), ticket, "assignment", staff=cast.lin.pk) if ticket.assignee != cast.lin else None
    return ticket


def at(opened: Open, cast: Cast, ticket: Ticket, who: str, **look: object) -> Window:
    window = opened(getattr(cast, who), at=f"/desk/tickets/{ticket.number}/", **look)
    window.page.on("dialog", lambda dialog: dialog.accept())
    return window


def calm(*windows: Window) -> None:
    """What a lost connection and a page that is left behind make the browser say is no fault."""
    for window in windows:
        window.errors[:] = [one for one in window.errors if not any(mark in one for mark in NO_FAULT)]


def write(window: Window, words: str) -> None:
    window.press("r")
    expect(window.page.locator("#reply-text")).to_be_focused()
    window.type(words)


def test_each_sees_who_else_is_here_and_who_is_writing(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket, "lin")
    chen = at(opened, cast, ticket, "chen", width=390)
    expect(lin.page.locator("#around")).to_have_text("陈蔚也在看")
    expect(chen.page.locator("#around")).to_have_text("林晓也在看")
    write(chen, "您好")
    expect(lin.page.locator("#around-writing")).to_have_text("陈蔚正在回复")
    assert lin.faults() == chen.faults() == []
    chen.go("/desk/")
    expect(lin.page.locator("#around")).to_be_hidden()
    calm(chen)


def test_a_draft_is_there_on_the_other_device(opened: Open, cast: Cast, ticket: Ticket) -> None:
    laptop, phone = at(opened, cast, ticket, "lin"), at(opened, cast, ticket, "lin", width=390)
    write(laptop, "灯罩今天寄出")
    expect(laptop.page.locator("#c-reply [data-draft-said]")).to_contain_text("草稿已保存")
    expect(phone.page.locator("#reply-text")).to_have_value("灯罩今天寄出")
    phone.page.locator("#reply-text").fill("灯罩今天寄出，明天到")
    assert wait_until(lambda: Draft.objects.get().fields["text"] == "灯罩今天寄出，明天到")
    laptop.page.locator("#reply-text").press_sequentially("！")
    expect(laptop.page.locator("#c-reply [data-draft-ask]")).to_contain_text("灯罩今天寄出，明天到")
    laptop.page.get_by_role("button", name="用那一份").click()
    expect(laptop.page.locator("#reply-text")).to_have_value("灯罩今天寄出，明天到")


def test_what_is_taken_back_is_in_the_composer_again(opened: Open, cast: Cast, ticket: Ticket) -> None:
    change_setting("desk.undo_seconds", 60, by=SYSTEM)
    lin, chen = at(opened, cast, ticket, "lin"), at(opened, cast, ticket, "chen")
    write(lin, "灯罩今天寄出")
    lin.press("Control+Enter")
    expect(lin.page.locator(".wr-held")).to_contain_text("灯罩今天寄出")
    expect(chen.page.locator(".wr-held [data-countdown]")).to_contain_text("秒")
    expect(lin.page.locator("#reply-text")).to_have_value("")
    assert lin.faults() == []
    lin.page.locator("body").press("z")
    expect(lin.page.locator("#reply-text")).to_have_value("灯罩今天寄出")
    expect(chen.page.locator(".wr-held")).to_have_count(0)
    assert not Message.objects.filter(ticket=ticket, kind="reply").exists()
    assert Draft.objects.get().fields == {"text": "灯罩今天寄出"}


def test_what_is_sent_waits_for_a_draft_on_its_way(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket, "lin")
    on_the_way: list[Route] = []
    sent: list[str] = []

    def hold(route: Route) -> None:
        on_the_way.append(route)

    lin.page.route(f"**{reverse('desk:drafts', args=[ticket.number])}", hold)
    lin.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    write(lin, "灯罩今天寄出")
    expect(lin.page.locator("#c-reply [data-draft-said]")).to_contain_text("正在保存草稿")
    sent.clear()
    lin.press("Control+Enter", "Control+Enter")
    lin.page.wait_for_timeout(500)
    assert sent == [], "the reply would be there before the draft, which would then stay"
    on_the_way[0].continue_()
    expect(lin.page.locator("#reply-text")).to_have_value("")
    expect(lin.page.locator("#ticket-talk")).to_contain_text("灯罩今天寄出")
    assert Message.objects.filter(ticket=ticket, kind="reply").count() == 1
    assert not Draft.objects.exists()


def test_two_answer_at_once_and_neither_loses_a_word(opened: Open, cast: Cast, ticket: Ticket) -> None:
    change_setting("desk.undo_seconds", 60, by=SYSTEM)
    lin, chen = at(opened, cast, ticket, "lin"), at(opened, cast, ticket, "chen")
    write(lin, "我是林晓，灯罩今天寄出")
    write(chen, "我是陈蔚，灯罩今天寄出")
    chen.press("Control+Enter")
    expect(chen.page.locator(".wr-held")).to_contain_text("我是陈蔚")
    lin.press("Control+Enter")
    expect(lin.page.locator("#news-reply")).to_contain_text("我是陈蔚，灯罩今天寄出")
    expect(lin.page.locator("#reply-text")).to_have_value("我是林晓，灯罩今天寄出")
    assert lin.faults() == []
    again = lin.page.locator("#news-reply").get_by_role("button", name="照样发出")
    expect(lin.page.locator(".htmx-request")).to_have_count(0)
    if not again.is_visible():  # the news came before the key: it told, and asks at the next one
        lin.press("Control+Enter")
    again.click()
    expect(lin.page.locator(".wr-held")).to_have_count(2)
    Held.objects.update(due_at=ticket.created_at)
    release_due()
    said = Message.objects.filter(ticket=ticket, kind="reply").values_list("text", flat=True)
    assert set(said) == {"我是陈蔚，灯罩今天寄出", "我是林晓，灯罩今天寄出"}


def test_a_lost_connection_loses_nothing(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket, "lin")
    lin.context.set_offline(True)
    write(lin, "灯罩今天寄出")
    expect(lin.page.locator("#c-reply [data-draft-said]")).to_contain_text("文字还在这个页面里")
    lin.press("Control+Enter")
    expect(lin.page.locator("#reply-text")).to_have_value("灯罩今天寄出")
    lin.context.set_offline(False)
    expect(lin.page.locator("#c-reply [data-draft-said]")).to_contain_text("草稿已保存")
    assert Draft.objects.get().fields == {"text": "灯罩今天寄出"}
    calm(lin)


def test_who_was_logged_out_finds_the_words_again(opened: Open, cast: Cast, ticket: Ticket) -> None:
    lin = at(opened, cast, ticket, "lin")
    cookies = lin.context.cookies()
    lin.context.clear_cookies(name="huisheng_session")
    write(lin, "灯罩今天寄出")
    said_so = lin.page.locator("#c-reply .wr-said.is-wrong, form[action*=login]").first
    expect(said_so).to_be_visible()
    lin.context.add_cookies(cookies)  # type: ignore[arg-type]
    lin.go(f"/desk/tickets/{ticket.number}/")
    expect(lin.page.locator("#reply-text")).to_have_value("灯罩今天寄出")
    expect(lin.page.locator("#c-reply [data-draft-said]")).to_contain_text("草稿已保存")
    calm(lin)
