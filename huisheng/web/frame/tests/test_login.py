"""The login screens look like ours, speak both languages and give nothing away."""

import pytest
from django.test import Client
from pytest_django import Settings

from huisheng.core.base.models import Setting

from .make import make_staff
from .test_pages import INLINE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huisheng.web.frame.tests.urls")]


def demo_people() -> list[tuple[str, str, str]]:
    return [("客服", "lin", 'a "quoted" secret')]


@pytest.mark.parametrize("name", ["login", "logout", "password/change", "2fa", "2fa/recovery-codes/generate"])
def test_every_screen_wears_our_dress(client: Client, name: str) -> None:
    if name != "login":
        client.force_login(make_staff())
    page = client.get(f"/accounts/{name}/", follow=True).content.decode()
    assert "hs-door" in page
    assert "portal.css" in page
    assert not INLINE.findall(page)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "这里是员工入口"), ("en", "Customers need no account.")])
def test_it_asks_in_the_language_of_the_reader(client: Client, language: str, words: str) -> None:
    client.cookies["huisheng_language"] = language
    assert words in client.get("/accounts/login/").content.decode()


def test_a_colleague_logs_in_and_out(client: Client) -> None:
    make_staff()
    answer = client.post("/accounts/login/", {"login": "lin", "password": "correct horse battery"})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/desk/").status_code == 302


def test_it_does_not_say_whether_name_or_password_was_wrong(client: Client) -> None:
    make_staff()
    said = []
    for name in ("lin", "nobody"):
        page = client.post("/accounts/login/", {"login": name, "password": "wrong wrong wrong"}).content.decode()
        said.append(page.split('role="alert"')[1].split("</div>")[0])
    assert said[0] == said[1]


def test_it_shows_no_demo_people_in_a_real_house(client: Client, settings: Settings) -> None:
    settings.DEMO_LOGINS = f"{__name__}.demo_people"
    Setting.objects.update_or_create(key="house.demo", defaults={"value": False})
    assert "secret" not in client.get("/accounts/login/").content.decode()


def test_it_offers_the_demo_people_in_a_demo(client: Client, settings: Settings) -> None:
    settings.DEMO_LOGINS = f"{__name__}.demo_people"
    Setting.objects.update_or_create(key="house.demo", defaults={"value": True})
    page = client.get("/accounts/login/").content.decode()
    assert "客服 · lin" in page
    assert (
        'data-fill="{&quot;login&quot;: &quot;lin&quot;, &quot;password&quot;: &quot;a \\&quot;quoted\\&quot; secret&quot;}"'
        in page
    )


def test_nobody_signs_up_alone(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert "账号由管理员开通" in page
    assert "<input" not in page.split("<main")[1]
