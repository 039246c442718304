"""The scripts in a real browser, under the house's own content security policy."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from .make import make_staff
from .urls import SENT

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
GRAVE = {"serious", "critical"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("huisheng.web.frame.tests.urls"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the server has its own
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, client: Client) -> Iterator[Page]:
    """The page of components as a logged-in admin sees it; any script error or CSP report fails the test."""
    client.force_login(make_staff("admin"))
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(
        [{"name": "huisheng_session", "value": client.cookies["huisheng_session"].value, "url": live_server.url}]
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/design/")
    yield page
    context.close()
    assert said == []


def test_a_clock_counts_on_and_turns_late(page: Page) -> None:
    clock = page.locator(".hs-pane-head .hs-clock")
    expect(clock).to_have_class("hs-clock is-warn")
    page.evaluate("document.querySelector('.hs-pane-head .hs-clock').dataset.due = new Date(Date.now() + 1200)")
    expect(clock.locator("[data-left]")).to_have_text("剩 00:00")
    expect(clock).to_have_class("hs-clock is-late", timeout=4000)
    expect(clock.locator("[data-left]")).to_contain_text("超 00:0")


def test_news_is_announced_and_nothing_jumps(page: Page) -> None:
    expect(page.locator("[data-live-hint]")).to_have_text("2 条新反馈")


def test_keys_move_open_and_search(page: Page) -> None:
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#1")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_escape_never_loses_text(page: Page) -> None:
    page.keyboard.press("r")
    page.keyboard.type("您好 j ? /")
    page.keyboard.press("Escape")
    box = page.locator("#reply")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("您好 j ? /")


def test_the_help_sheet_lists_what_works_here(page: Page) -> None:
    page.keyboard.press("?")
    sheet = page.locator("#keys-help")
    expect(sheet).to_be_visible()
    for words in ("回复", "话术", "搜索", "在列表中上下移动"):
        expect(sheet.get_by_text(words, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_command_is_found_by_its_name(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("通知")
    expect(page.locator("#palette li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/notices/")


def test_a_draft_survives_a_reload_and_goes_when_sent(page: Page) -> None:
    SENT.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#reply").fill("写了一半")
    page.reload()
    expect(page.locator("#reply")).to_have_value("写了一半")
    page.evaluate("document.querySelector('.hs-composer').action = '/slow/'")
    page.locator("#reply").press("Control+Enter")
    expect(page.locator(".hs-toast.is-success")).to_have_text("已发送")
    expect(page.locator("#reply")).to_have_value("")
    assert SENT == ["写了一半"]


def test_a_double_click_sends_once(page: Page) -> None:
    SENT.clear()
    page.locator("#reply").fill("一次")
    page.evaluate("document.querySelector('.hs-composer').action = '/slow/'")
    page.locator(".hs-composer [data-main]").dblclick()
    expect(page.locator(".hs-toast.is-success")).to_be_visible()
    assert SENT == ["一次"]


def test_files_are_listed_removed_and_refused_when_too_big(page: Page, tmp_path: Path) -> None:
    for name, size in (("a.txt", 10), ("b.txt", 10), ("big.txt", 21 * 1024 * 1024)):
        (tmp_path / name).write_bytes(b"x" * size)
    box = page.locator("[data-upload]")
    box.locator("input").set_input_files([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "big.txt"])
    expect(box.locator("li")).to_have_count(3)
    expect(box.locator("li.is-said")).to_have_text("“big.txt”超过 20 MB。")
    box.get_by_role("button", name="移除 a.txt").click()
    names = "Array.from(document.querySelector('[data-upload] input').files, file => file.name)"
    assert page.evaluate(names) == ["b.txt"]


def test_menus_tabs_and_dialogs_work_by_keyboard(page: Page) -> None:
    page.get_by_role("tab", name="对话").press("ArrowRight")
    expect(page.get_by_role("tab", name="时间线")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#p-line")).to_be_visible()
    expect(page.locator("#p-talk")).to_be_hidden()
    menu = page.locator("details[data-menu]").first
    menu.locator("summary").press("Enter")
    expect(menu.locator(".hs-menu-body")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.locator(".hs-menu-body")).to_be_hidden()


def test_the_theme_of_the_device_is_followed(page: Page) -> None:
    root = page.locator("html")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")


def test_what_the_server_says_beside_the_page_is_shown(page: Page) -> None:
    page.evaluate("htmx.ajax('POST', '/act/', {target: '#rows-none, .hs-count', values: {fragment: '13'}})")
    expect(page.locator(".hs-toast.is-success")).to_contain_text("好了")


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_everybody_can_use_it(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/design/", "/design/?layout=portal", "/design/?layout=settings", "/accounts/password/change/"):
        page.goto(address)
        found = Axe().run(page)["violations"]
        grave = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found if one["impact"] in GRAVE]
        assert grave == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
