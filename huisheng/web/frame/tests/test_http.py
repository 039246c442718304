"""Who may come in, and how a door answers."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from huisheng.web.frame.http import client_ip, is_ours, toast

from .make import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huisheng.web.frame.tests.urls")]


def test_a_stranger_is_asked_to_log_in_and_comes_back(client: Client) -> None:
    answer = client.get("/desk/?tab=mine")
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/%3Ftab%3Dmine"


def test_a_stranger_with_htmx_is_led_there_with_the_whole_page(client: Client) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/7/"}
    answer = client.get("/desk/", headers=asked)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=")
    assert "desk/7/" in answer.headers["HX-Redirect"]


def test_a_colleague_comes_in_but_only_with_the_right(client: Client) -> None:
    client.force_login(make_staff())
    assert client.get("/desk/").content.decode() == "林"
    assert client.get("/settings/").status_code == 403
    client.force_login(make_staff("admin", username="root", email="root@example.org"))
    assert client.get("/settings/").status_code == 200


def test_somebody_switched_off_is_out_at_once(client: Client) -> None:
    staff = make_staff()
    client.force_login(staff)
    staff.is_active = False
    staff.save()
    assert client.get("/desk/").status_code == 302


def test_after_a_change_a_plain_form_is_redirected_and_told(client: Client) -> None:
    client.force_login(make_staff())
    assert client.post("/act/").headers["Location"] == "/done/"
    assert "好了" in client.get("/design/").content.decode()


def test_after_a_change_htmx_gets_the_fragment_and_a_toast(client: Client) -> None:
    answer = client.post("/act/", {"fragment": "<li>1</li>"}, headers={"HX-Request": "true"})
    assert answer.content == b"<li>1</li>"
    assert json.loads(answer.headers["HX-Trigger"]) == {"toast": {"text": "好了", "kind": "success"}}


def test_after_a_change_without_fragment_htmx_moves_on(client: Client) -> None:
    answer = client.post("/act/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/done/")


def test_a_toast_keeps_other_triggers_and_stays_ascii() -> None:
    response = toast(HttpResponse(headers={"HX-Trigger": '{"queueChanged": 1}'}), "已回复")
    assert response.headers["HX-Trigger"].isascii()
    assert set(json.loads(response.headers["HX-Trigger"])) == {"queueChanged", "toast"}


@pytest.mark.parametrize(
    ("proxies", "chain", "address"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 5.6.7.8", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "somewhere", "somewhere"),
    ],
)
def test_it_believes_only_the_proxies_of_the_house(settings: Settings, proxies: int, chain: str, address: str) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": chain}, REMOTE_ADDR="10.0.0.1")
    assert client_ip(request) == address


def test_it_knows_its_own_addresses() -> None:
    request = RequestFactory().get("/")
    assert is_ours(request, "/desk/")
    assert is_ours(request, "http://testserver/desk/")
    assert not is_ours(request, "http://evil.example/desk/")
    assert not is_ours(request, "")
