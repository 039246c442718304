"""The wire: no way into the own network, no redirects, no endless answers."""

import socket
from typing import Any

import pytest

from huisheng.watch.notify.robots import wire
from huisheng.watch.notify.robots.wire import Unreachable, is_public, judged, post
from huisheng.watch.notify.tests.robot_server import receiver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_our_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "110.75.130.10", "2400:3200::1", "::ffff:1.1.1.1"])
def test_the_internet_is(address: str) -> None:
    assert is_public(address)


def test_an_address_inside_is_refused_before_anything_is_sent() -> None:
    with receiver() as robot:
        with pytest.raises(Unreachable) as fault:
            post(robot.url.replace("http:", "https:"), b"{}", private_allowed=False)
        assert fault.value.forbidden
        assert robot.got == []


def test_a_name_that_leads_inside_is_refused_though_another_address_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(Unreachable) as fault:
        judged("sly.example", 443, private_allowed=False)
    assert fault.value.forbidden
    assert judged("sly.example", 443, private_allowed=True) == ("1.1.1.1", 443)


def test_it_connects_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time gains nothing."""
    asked: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *_rest: Any) -> socket.socket:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(wire, "judged", lambda *_a, **_k: ("203.0.113.9", 443))
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable, match=r"robots\.example"):
        post("https://robots.example/hook?key=s3cret", b"{}", private_allowed=False)
    assert asked == [("203.0.113.9", 443)]


@pytest.mark.parametrize(
    "url", ["http://robots.example/x", "ftp://robots.example/x", "https://", "https://user:pass@robots.example/x"]
)
def test_only_https_without_a_login_leaves_the_house(url: str) -> None:
    with pytest.raises(Unreachable) as fault:
        post(url, b"{}", private_allowed=False)
    assert fault.value.forbidden


def test_a_message_arrives_as_json_with_its_key() -> None:
    with receiver() as robot:
        assert post(robot.url, b'{"a": 1}', private_allowed=True)[0] == 200
        assert robot.got == [("/hook?key=s3cret", {"a": 1})]


def test_a_redirect_is_not_followed() -> None:
    with receiver() as elsewhere, receiver() as robot:
        robot.answers = [(302, b"")]
        robot.headers = {"Location": elsewhere.url}
        assert post(robot.url, b"{}", private_allowed=True)[0] == 302
        assert elsewhere.got == []


def test_an_endless_answer_is_cut() -> None:
    with receiver() as robot:
        robot.answers = [(200, b"x" * (wire.LARGEST_ANSWER * 3))]
        assert len(post(robot.url, b"{}", private_allowed=True)[1]) == wire.LARGEST_ANSWER


def test_nobody_there_is_said_without_the_key() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable) as fault:
        post(f"http://127.0.0.1:{port}/hook?key=s3cret", b"{}", private_allowed=True)
    assert "s3cret" not in str(fault.value)
    assert not fault.value.forbidden


def test_a_robot_that_says_nothing_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable):
        post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", private_allowed=True)
