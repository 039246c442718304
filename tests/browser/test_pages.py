"""Every page: usable for everybody, at phone and desktop width, in light and dark, in one language at a time."""

import re
from collections import deque
from collections.abc import Iterable

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import Resolver404, resolve

from huisheng.core.channels.tests.make import make_mailbox, make_refused_mail
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.tests.make import make_grade_rule, says
from tests.browser.conftest import Open
from tests.browser.window import Window
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = ((1440, False), (390, True))
ALL_SCREENS = (*SCREENS, (390, False), (1440, True))
NO_PAGES = {
    "desk:draft_file",
    "desk:held_file",
    "desk:roster_csv",
    "desk:call_list_refused",
    "desk:attachment",
    "desk:request_file",
    "desk:dossier_file",
    "desk:numbers_file",
    "desk:targets_file",
    "desk:targets_xlsx",
    "desk:numbers_xlsx",
    "desk:amends_xlsx",
    "desk:complaints_file",
    "desk:complaints_xlsx",
    "desk:ideas_month_xlsx",
    "desk:callback_results_file",
    "desk:callback_results_xlsx",
    "desk:ideas_month_file",
    "desk:ideas_alike",
    "portal:ideas_alike",
    "desk:amends_file",
    "account_logout",
    "portal:attachment",
    "portal:request_photo",
    "settings:letter_raw",
}
OWN_NAMES = {"English"}  # a language to be chosen is called by its own name
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(r"[A-Z][a-z]{2}|[a-z]{2} [a-z]{2}")  # a word on its own in small letters may be a code
KEYS = """[...document.querySelectorAll('[data-key]')].filter((one) => one.getClientRects().length).map((one) => one.dataset.key)"""
LINKS = "[...document.querySelectorAll('a[href]')].map((link) => link.href)"


@pytest.fixture
def busy(cast: Cast) -> Ticket:
    """A house with something on every page."""
    give("上次处理问题的小张很棒,谢谢你们", phone="13900005678", name="赵先生")
    make_grade_rule(says("螺丝"))
    make_mailbox()
    make_refused_mail()
    _customer, ticket = give("我的货已经延迟5天了!", phone=LIU_PHONE, name="刘女士", order_number="1023")
    lin = desk(cast.lin)
    move(lin, ticket, "assignment", staff=cast.lin.pk) if ticket.assignee != cast.lin else None
    move(lin, ticket, "note", text="已问仓库")
    move(lin, ticket, "solution", measure="今天补发", timing="明天 18 点前", responsible="林晓")
    return ticket


def places(window: Window, start: Iterable[str]) -> Iterable[str]:
    """Every page that links lead to, one for each address pattern. Opens each and says where it is."""
    waiting, known = deque(start), {view_of(path) for path in start}
    while waiting:
        path = waiting.popleft()
        status = window.go(path)
        assert status < 400, f"{path}: {status}"
        yield path
        here = window.page.evaluate("location.origin")
        for link in window.page.evaluate(LINKS):
            found = link.removeprefix(here).partition("#")[0]
            view = view_of(found) if link.startswith(here) else ""
            if view and view not in known | NO_PAGES:
                known.add(view)
                waiting.append(found)


def view_of(path: str) -> str:
    """The name of the page behind an address, "" for what is no page of ours."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def faults(window: Window, screens: Iterable[tuple[int, bool]]) -> dict[str, list[object]]:
    """What is wrong with the open page on these screens."""
    found = {}
    for width, dark in screens:
        window.turn(width=width, dark=dark)
        found[f"{window.page.url} {width} {'dark' if dark else 'light'}"] = window.faults()
    return {where: bad for where, bad in found.items() if bad}


def untranslated() -> set[str]:
    """What Chinese pages must not say: English texts that have a Chinese one."""
    with (settings.PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [one for one in read_po(file) if one.id and one.string]
    texts = {str(part) for one in messages for part in (one.id if isinstance(one.id, list | tuple) else [one.id])}
    kept = {str(one.string) for one in messages} | OWN_NAMES
    return {text for text in texts if WORDS.search(text) and text not in kept}


def test_everybody_can_use_every_page_of_the_house_and_it_speaks_chinese(
    opened: Open, cast: Cast, busy: Ticket
) -> None:
    admin, english = opened(cast.admin), untranslated()
    assert len(english) > 500
    visited: set[str] = set()
    bad: dict[str, list[object]] = {}
    foreign: dict[str, set[str]] = {}
    for path in places(admin, ["/desk/?view=all", "/settings/", "/accounts/2fa/", "/accounts/password/change/"]):
        visited.add(view_of(path))
        bad |= faults(admin, SCREENS)
        foreign[path] = set(admin.texts()) & english
        keys = admin.page.evaluate(KEYS)
        assert len(keys) == len(set(keys)), f"{path}: one key, two things: {sorted(keys)}"
    assert bad == {}
    assert {path: said for path, said in foreign.items() if said} == {}
    assert {"desk:ticket", "desk:handbook", "settings:person", "settings:policy", "mfa_index"} <= visited
    assert len(visited) > 50, visited


def test_everybody_can_use_the_pages_without_a_login(opened: Open, busy: Ticket) -> None:
    anyone, english = opened(), untranslated()
    paths = ["/", "/f/", busy.public_path, f"{busy.public_path}?new=1", "/api/v1/docs", "/accounts/login/"]
    for path in (*paths, "/accounts/password/reset/", "/nowhere/", "/f/FB-20260101-1/wrong/"):
        anyone.go(path)
        assert faults(anyone, ALL_SCREENS) == {}
        assert set(anyone.texts()) & english == set(), path


def test_everybody_can_use_the_main_pages_on_every_screen(opened: Open, cast: Cast, busy: Ticket) -> None:
    lin = opened(cast.lin)
    ticket = f"/desk/tickets/{busy.number}/"
    for path in ("/desk/?view=all", ticket, "/desk/new/", "/desk/search/?q=延迟", "/desk/search/"):
        lin.go(path)
        assert faults(lin, ((390, False), (1440, True), (1024, False), (640, False))) == {}  # 640: 1280 at 200 %


def test_english_pages_speak_english(opened: Open, cast: Cast, busy: Ticket) -> None:
    """All that is neither typed by people nor a setting of the house."""
    lin = opened(cast.lin, language="en")
    anyone = opened(language="en")
    typed = (
        "回声",
        "林",
        "刘",
        "赵先生",
        "小张",
        "延迟5天",
        "仓库",
        "补发",
        "今天",
        "明天",
        "措施",
        "简体中文",
        "丹青",
        "方敏",
        "王姐",
        "陈蔚",
    )
    desk_pages = ("/desk/?view=all", f"/desk/tickets/{busy.number}/", "/desk/new/", "/desk/notices/", "/nowhere/")
    portal_pages = ("/", "/f/", busy.public_path, "/accounts/login/", "/accounts/password/reset/")
    for window, paths in ((lin, (*desk_pages, "/desk/search/?q=qqq")), (anyone, portal_pages)):
        for path in paths:
            window.go(path)
            chinese = [text for text in window.texts() if CHINESE.search(text)]
            assert [text for text in chinese if not any(word in text for word in typed)] == [], path
