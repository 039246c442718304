"""Every failure says what happened and what to do, in the reader's language, and needs no database."""

import errno
import json

import pytest
from django.core.handlers.exception import response_for_exception
from django.db import OperationalError
from django.test import Client, RequestFactory
from psycopg.errors import DiskFull

from huisheng.web.frame import errors

from .make import make_staff

pytestmark = pytest.mark.urls("huisheng.web.frame.tests.urls")


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "chinese", "english"),
    [
        ("/fail/400/", 400, "没能读懂这个请求", "could not read"),
        ("/fail/403/", 403, "没有打开这个页面的权限", "not open to you"),
        ("/nowhere/", 404, "这里没有内容", "Nothing is here"),
        ("/fail/429/", 429, "请等 2 分钟再试", "Please wait 2 min"),
        ("/fail/500/", 500, "我们这边出了问题", "Something broke"),
        ("/fail/503/", 503, "系统正在启动或维护", "being repaired"),
        ("/fail/refused/", 422, "No cake today.", "No cake today."),
    ],
)
def test_it_says_what_happened_in_both_languages(
    visitor: Client, address: str, status: int, chinese: str, english: str
) -> None:
    page = visitor.get(address)
    assert page.status_code == status
    assert chinese in page.content.decode()
    visitor.cookies["huisheng_language"] = "en"
    assert english in visitor.get(address).content.decode()


def test_it_says_when_to_come_back(visitor: Client) -> None:
    assert visitor.get("/fail/429/").headers["Retry-After"] == "90"
    assert visitor.get("/fail/503/").headers["Retry-After"] == "30"


def test_it_gives_the_reference_of_the_log_line_for_our_own_faults_only(visitor: Client) -> None:
    page = visitor.get("/fail/500/", headers={"X-Request-ID": "given-by-a-proxy"})
    assert "given-by-a-proxy" in page.content.decode()
    assert (
        "given-by-a-proxy"
        not in visitor.get("/nowhere/", headers={"X-Request-ID": "given-by-a-proxy"}).content.decode()
    )


def test_it_renders_without_any_database() -> None:  # no db mark: a query would raise
    request = RequestFactory().get("/x/")
    try:
        raise OperationalError("away")
    except OperationalError as away:
        response = response_for_exception(request, away)
    assert response.status_code == 503
    assert "系统正在启动或维护" in response.content.decode()


def test_it_tells_an_old_tab_to_reload(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/act/")
    assert page.status_code == 403
    assert "这个页面打开太久了" in page.content.decode()


def test_it_puts_a_toast_beside_the_page_for_htmx(visitor: Client) -> None:
    answer = visitor.get("/fail/403/", headers={"HX-Request": "true"})
    told = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert told["kind"] == "error"
    assert "权限" in told["text"]


def test_it_shows_a_refusal_on_the_page_one_came_from(visitor: Client) -> None:
    visitor.force_login(make_staff())
    sent = visitor.post("/fail/refused/", headers={"Referer": "http://testserver/design/"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "http://testserver/design/")
    assert "No cake today." in visitor.get("/design/").content.decode()


def test_it_never_leads_a_refusal_to_a_foreign_page(visitor: Client) -> None:
    assert visitor.post("/fail/refused/", headers={"Referer": "https://evil.example/"}).status_code == 422


def test_a_refused_htmx_request_leaves_the_page_as_it_is(visitor: Client) -> None:
    answer = visitor.post("/fail/refused/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, answer.headers["HX-Reswap"]) == (422, b"", "none")
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"] == "No cake today."


def test_every_status_has_words() -> None:
    assert {400, 403, 404, 429, 500, 503, 507} == set(errors.WORDS)


def answer_to(error: Exception, **post: str) -> str:
    """The page that `error` becomes while a form is sent."""
    request = RequestFactory().post("/somewhere/?a=1", post)
    try:
        raise error
    except type(error) as raised:
        response = response_for_exception(request, raised)
    return f"{response.status_code} {response.headers.get('Retry-After')} {response.content.decode()}"


def test_it_keeps_what_was_typed_while_the_database_is_away() -> None:
    page = answer_to(OperationalError("away"), text="杯子<碎>了", phone="13800001023", stamp="s")
    assert page.startswith("503 30 ")
    assert "杯子&lt;碎&gt;了</textarea>" in page
    assert 'name="phone" value="13800001023"' in page
    assert 'action="/somewhere/?a=1"' in page


def test_it_says_that_the_disk_is_full() -> None:
    page = answer_to(OSError(errno.ENOSPC, "No space left on device"), text="杯子碎了")
    assert page.startswith("507 300 ")
    assert "磁盘" in page
    assert "杯子碎了</textarea>" in page
    refused = OperationalError("could not extend file")
    refused.__cause__ = DiskFull("could not extend file")
    assert answer_to(refused, text="x").startswith("507 ")


def test_it_never_writes_a_password_into_a_page() -> None:
    page = answer_to(OperationalError("away"), login="lin", password="lotus-8")
    assert "lotus-8" not in page
    assert "<form" not in page
