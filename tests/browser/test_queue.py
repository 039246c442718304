"""The queue lives without jumping, in two windows at once; many rows at once, looked at, done and taken back."""

import pytest
from playwright.sync_api import expect

from huisheng.core.tickets.models import Ticket
from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)


def put(cast: Cast, text: str, *, owner: str = "") -> Ticket:
    """Feedback on the desk of 客服一组: somebody's, or the pool's."""
    _customer, ticket = give(text, phone=LIU_PHONE, name="刘女士")
    chosen = {"staff": getattr(cast, owner).pk} if owner else {"team": cast.cs1.pk}
    move(desk(cast.admin), ticket, "assignment", **chosen)
    return ticket


def numbers(window: Window) -> list[str]:
    found: list[str] = window.page.locator("#rows .hs-q-item").evaluate_all("all => all.map(one => one.dataset.number)")
    return found


def test_what_is_new_announces_itself_and_nothing_moves(opened: Open, cast: Cast) -> None:
    for n in range(3):
        put(cast, f"建议第 {n} 种包装再厚一点", owner="lin")
    lin = opened(cast.lin, at="/desk/?view=team")
    expect(lin.page.locator("#rows .hs-q-item")).to_have_count(3)
    before = numbers(lin)
    lin.press("j", "j")
    chosen = lin.page.locator(f"#row-{before[1]}")
    expect(chosen).to_be_focused()
    place = chosen.bounding_box()
    new = put(cast, "漏发了配件，孩子今天生日", owner="chen")  # red: it belongs above all of them
    fresh = lin.page.locator("[data-fresh]")
    expect(fresh).to_have_text("1 条新反馈")
    expect(chosen).to_be_focused()
    assert chosen.bounding_box() == place
    assert numbers(lin) == before
    assert lin.faults() == []
    fresh.click()
    expect(lin.page.locator("#rows .hs-q-item").first).to_have_attribute("data-number", new.number)
    expect(fresh).to_be_hidden()


def test_who_took_it_is_said_in_the_other_window(opened: Open, cast: Cast) -> None:
    taken, stays = put(cast, "漏发了配件"), put(cast, "发票延迟开了")
    lin = opened(cast.lin, at="/desk/?view=unassigned")
    expect(lin.page.locator("#rows .hs-q-item")).to_have_count(2)
    before = numbers(lin)
    lin.page.locator(f"#row-{stays.number}").focus()
    chen = opened(cast.chen, at=f"/desk/tickets/{taken.number}/")
    chen.page.locator("form[action$='/owner/'] button").click()
    row = lin.page.locator(f".hs-q-item[data-number='{taken.number}']")
    expect(row.locator(".hs-q-gone")).to_have_text("陈蔚 已接手")
    expect(lin.page.locator(f"#row-{stays.number}")).to_be_focused()
    assert numbers(lin) == before
    expect(lin.page.locator("#list-tabs [aria-current]")).to_contain_text("1")


def test_many_at_once_are_looked_at_done_and_taken_back(opened: Open, cast: Cast) -> None:
    tickets = [put(cast, f"漏发了第 {n} 个配件", owner="lin") for n in range(3)]
    chen = opened(cast.chen, at="/desk/?view=team")
    chen.press("j", "x", "j", "j", "Shift+X")
    expect(chen.page.locator("[data-chosen-count]")).to_have_text("已选 3 条")
    assert chen.faults() == []
    chen.page.locator("[data-bulk] button[value=assign]").click()
    chen.page.locator("#b-staff").select_option(str(cast.chen.pk))
    chen.page.locator(".hs-q-asks .btn-primary").click()
    expect(chen.page.locator(".hs-q-lines tr.is-would")).to_have_count(3)
    assert chen.faults() == []
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {cast.lin.pk}
    chen.page.locator(".hs-q-result .btn-primary").click()
    expect(chen.page.locator(".hs-q-lines tr.is-done")).to_have_count(3)
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {cast.chen.pk}
    chen.page.get_by_role("button", name="撤销").click()
    expect(chen.page.locator(".hs-q-lines tr.is-undone")).to_have_count(len(tickets))
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {cast.lin.pk}


def test_on_a_phone_the_run_is_a_page_of_its_own(opened: Open, cast: Cast) -> None:
    put(cast, "漏发了配件", owner="lin")
    lin = opened(cast.lin, width=390, at="/desk/?view=mine")
    lin.page.locator("[data-tick]").check()
    lin.page.locator("[data-bulk] button[value=note]").click()
    expect(lin.page.locator("#b-text")).to_be_visible()
    expect(lin.page.locator("#rows")).to_be_hidden()
    assert lin.faults() == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_view_is_made_from_the_list_and_stands_as_a_tab(width: int, opened: Open, cast: Cast) -> None:
    put(cast, "漏发了配件", owner="lin")
    lin = opened(cast.lin, width=width, at="/desk/?view=mine")
    lin.page.locator(".hs-q-tabs details summary").click()
    lin.page.get_by_role("link", name="把当前列表存为视图").click()
    expect(lin.page.get_by_text("1 条符合")).to_be_visible()
    assert lin.faults() == []
    lin.page.locator("#id_name").fill("我手上的")
    lin.page.locator("#view-form .btn-primary").click()
    expect(lin.page.locator("#list-tabs [aria-current]")).to_contain_text("我手上的")
    lin.go("/desk/views/")
    assert lin.faults() == []
