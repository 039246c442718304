"""The scripts in a real browser, under the house's own content security policy."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from .make import make_staff

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
HERE = "http://localhost"
GRAVE = {"serious", "critical"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
URLS = "huisheng.web.frame.tests.urls"
PAGES = ("/design/", "/design/?layout=portal", "/design/?layout=settings", "/accounts/password/change/")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
Answer = tuple[int, dict[str, str], bytes]
Answers = dict[tuple[str, str], Answer]


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Answers:
    """What the house answers to a logged-in admin, asked once: the browser then needs no server and no database."""
    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF=URLS), transaction.atomic():
        client = Client(SERVER_NAME="localhost")
        client.force_login(make_staff("admin"))
        found = {("GET", address): kept(client.get(address)) for address in (*PAGES, "/events", "/at/notices/")}
        found["POST", "/slow/"] = kept(client.post("/slow/", follow=True))
        found["POST", "/act/"] = kept(client.post("/act/", {"fragment": "13"}, headers={"HX-Request": "true"}))
        transaction.set_rollback(True)
    return found


def kept(response: Any) -> Answer:
    return response.status_code, dict(response.headers), response.content


@pytest.fixture(scope="module")
def browser(answers: Answers) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sent() -> list[Request]:
    """The POSTs that left the page."""
    return []


@pytest.fixture
def page(browser: Browser, answers: Answers, sent: list[Request]) -> Iterator[Page]:
    """The page of components; any script error or CSP report fails the test."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HERE).replace("/events?ago=", "/events#").partition("#")[0]
        if path.startswith("/static/"):
            return route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
        if route.request.method == "POST":
            sent.append(route.request)
        status, headers, body = answers[route.request.method, path]
        return route.fulfill(status=status, headers=headers, body=body)

    context = browser.new_context(base_url=HERE, viewport={"width": 1440, "height": 900})
    context.route("**/*", answer)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/design/")
    yield page
    context.close()
    assert said == []


@pytest.mark.django_db
def test_the_house_answers_all_that_the_browser_will_ask(answers: Answers) -> None:
    assert {status for status, _headers, _body in answers.values()} == {200}


def test_a_clock_counts_on_and_turns_late(page: Page) -> None:
    clock = page.locator(".hs-pane-head .hs-clock")
    expect(clock).to_have_class("hs-clock is-warn")
    soon = "new Date(Number(document.body.dataset.now) + performance.now() + 2000)"  # by the server's clock
    page.evaluate(f"document.querySelector('.hs-pane-head .hs-clock').dataset.due = {soon}")
    expect(clock.locator("[data-left]")).to_have_text(re.compile("剩 00:0[0-3]"))
    expect(clock).to_have_class("hs-clock is-late", timeout=9000)
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
    expect(page.locator("#palette [role=option]:not([hidden])")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/notices/")


def test_a_draft_survives_a_reload_and_goes_when_sent(page: Page, sent: list[Request]) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#reply").fill("写了一半")
    page.reload()
    expect(page.locator("#reply")).to_have_value("写了一半")
    page.evaluate("document.querySelector('.hs-composer').action = '/slow/'")
    page.locator("#reply").press("Control+Enter")
    expect(page.locator(".hs-toast.is-success")).to_have_text("已发送")
    expect(page.locator("#reply")).to_have_value("")
    assert [parse_qs(request.post_data or "")["text"] for request in sent] == [["写了一半"]]


def test_a_double_click_sends_once(page: Page, sent: list[Request]) -> None:
    page.locator("#reply").fill("一次")
    page.evaluate("document.querySelector('.hs-composer').action = '/slow/'")
    page.locator(".hs-composer [data-main]").dblclick()
    expect(page.locator(".hs-toast.is-success")).to_be_visible()
    assert len(sent) == 1


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


def test_what_the_server_says_beside_the_page_is_shown(page: Page, sent: list[Request]) -> None:
    page.evaluate("htmx.ajax('POST', '/act/', {target: '.hs-count'})")
    expect(page.locator(".hs-toast.is-success")).to_contain_text("好了")
    expect(page.locator(".hs-count").first).to_have_text("13")
    assert len(sent[0].headers["x-csrftoken"]) == 64


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_everybody_can_use_it(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    for address in PAGES:
        page.goto(address)
        found = Axe().run(page)["violations"]
        grave = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found if one["impact"] in GRAVE]
        assert grave == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
