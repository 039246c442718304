"""Language, theme and the headers that keep pages safe."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from huisheng.core.accounts.models import Staff

from .make import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huisheng.web.frame.tests.urls")]


def language(client: Client, **headers: str) -> str:
    return str(client.get("/design/?layout=portal", headers=headers).headers["Content-Language"])


def test_it_speaks_chinese_unless_asked_otherwise(client: Client) -> None:
    assert language(client) == "zh-hans"
    assert language(client, **{"Accept-Language": "fr"}) == "zh-hans"
    assert language(client, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}) == "zh-hans"
    assert language(client, **{"Accept-Language": "en-GB,en;q=0.9"}) == "en"


def test_the_own_setting_wins_over_cookie_and_browser(client: Client) -> None:
    client.force_login(make_staff(language="zh-hans"))
    client.cookies["huisheng_language"] = "en"
    assert language(client, **{"Accept-Language": "en"}) == "zh-hans"


def test_it_switches_the_language_for_good(client: Client) -> None:
    staff = make_staff()
    client.force_login(staff)
    answer = client.post("/language/", {"language": "en", "next": "/design/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/design/")
    assert Staff.objects.get(pk=staff.pk).language == "en"
    assert client.cookies["huisheng_language"].value == "en"
    assert language(client) == "en"


def test_it_switches_the_language_of_a_customer_by_cookie(client: Client) -> None:
    client.post("/language/", {"language": "en"})
    assert language(client) == "en"


def test_it_shows_the_chosen_theme(client: Client) -> None:
    staff = make_staff()
    client.force_login(staff)
    assert b'src="/static/huisheng/theme.js"' in client.get("/design/").content
    client.post("/theme/", {"theme": "dark"})
    page = client.get("/design/").content
    assert b'data-bs-theme="dark"' in page
    assert b"theme.js" not in page
    assert Staff.objects.get(pk=staff.pk).theme == "dark"


@pytest.mark.parametrize(("address", "data"), [("/language/", {"language": "xx"}), ("/theme/", {"theme": "pink"})])
def test_it_knows_no_other_looks(client: Client, address: str, data: dict[str, str]) -> None:
    assert client.post(address, data).status_code == 404
    assert client.get(address).status_code == 405


def test_a_switch_never_leads_to_a_foreign_page(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert urlsplit(answer.headers["Location"]).netloc == ""
    assert client.post("/theme/", {"theme": "dark", "next": "//evil.example/"}).headers["Location"] == "/"


def test_it_sends_the_safety_headers_with_every_page(client: Client) -> None:
    for address in ("/design/", "/nowhere/", "/accounts/login/"):
        headers = client.get(address).headers
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_browsers_keep_no_page_of_the_desk(client: Client) -> None:
    assert client.get("/design/?layout=portal").headers["Cache-Control"] == "private, no-cache"
    client.force_login(make_staff())
    assert client.get("/design/").headers["Cache-Control"] == "no-store"
