"""What each kind of robot is sent, and what its answers mean."""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from huisheng.watch.notify.robots.formats import FINAL, LONGEST_BYTES, answer_of, call_of, text_of

ITEM = {
    "number": "FB-20261121-0042", "grade": "红", "kind": "首次响应", "due": "11月21日 10:15", "state": "已超时", "link": "https://h/1",
}  # fmt: skip
SAID: dict[str, Any] = {
    "title": "承诺时间：已超时",
    "items": [ITEM],
    "link": "https://h/desk/tickets/FB-20261121-0042/",
    "code": "clock_breached",
}
TEXT = (
    "承诺时间：已超时\n"
    "FB-20261121-0042 · 红 · 首次响应 · 11月21日 10:15 · 已超时\n"
    "https://h/desk/tickets/FB-20261121-0042/"
)
NOW = 1_763_700_000.5


def body_of(kind: str, secret: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call_of(kind, "https://r.example/hook", secret, SAID, now=NOW).body)
    return found


def test_a_message_is_title_lines_and_the_way_there() -> None:
    assert text_of(SAID) == TEXT


def test_wecom_and_dingtalk_get_a_text() -> None:
    assert body_of("wecom") == {"msgtype": "text", "text": {"content": TEXT}}
    assert body_of("dingtalk") == {"msgtype": "text", "text": {"content": TEXT}}


def test_feishu_gets_a_text_of_its_own_shape() -> None:
    assert body_of("feishu") == {"msg_type": "text", "content": {"text": TEXT}}


def test_plain_json_gets_every_field() -> None:
    assert body_of("plain") == {**SAID, "text": TEXT}


def test_dingtalk_is_signed_in_the_address() -> None:
    call = call_of("dingtalk", "https://r.example/robot/send?access_token=abc", "SEC1", SAID, now=NOW)
    asked = parse_qs(urlsplit(call.url).query)
    expected = hmac.new(b"SEC1", b"1763700000500\nSEC1", hashlib.sha256).digest()
    assert asked == {
        "access_token": ["abc"],
        "timestamp": ["1763700000500"],
        "sign": [base64.b64encode(expected).decode()],
    }


def test_feishu_is_signed_in_the_body() -> None:
    expected = hmac.new(b"1763700000\nSEC1", b"", hashlib.sha256).digest()
    signed = body_of("feishu", "SEC1")
    assert (signed["timestamp"], signed["sign"]) == ("1763700000", base64.b64encode(expected).decode())


def test_without_a_secret_nothing_is_signed() -> None:
    assert call_of("dingtalk", "https://r.example/hook", "", SAID, now=NOW).url == "https://r.example/hook"
    assert "sign" not in body_of("feishu")


@pytest.mark.parametrize("count", [13, 60, 500])
def test_a_long_list_is_cut_and_says_how_many_more(count: int) -> None:
    text = text_of({**SAID, "items": [ITEM] * count})
    assert len(text.encode()) <= LONGEST_BYTES
    shown = text.count("FB-20261121-0042 ·")
    assert f"还有 {count - shown} 条" in text
    assert text.endswith(SAID["link"])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("wecom", {"errcode": 0, "errmsg": "ok"}),
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}),
        ("feishu", {"code": 0, "msg": "success"}),
        ("feishu", {"StatusCode": 0, "StatusMessage": "success"}),
        ("plain", {}),
    ],
)
def test_a_yes_is_a_yes(kind: str, body: dict[str, Any]) -> None:
    assert answer_of(kind, 200, json.dumps(body).encode()).ok


def test_two_hundred_alone_is_no_yes_of_a_group_robot() -> None:
    answer = answer_of("wecom", 200, b"<html>login</html>")
    assert (answer.ok, answer.wait_s) == (False, None)


@pytest.mark.parametrize(
    ("kind", "code", "wait_s"),
    [("wecom", 45009, 60), ("dingtalk", 130101, 600), ("feishu", 11232, 60), ("wecom", -1, 60)],
)
def test_too_many_is_tried_again_later(kind: str, code: int, wait_s: int) -> None:
    name = "code" if kind == "feishu" else "errcode"
    answer = answer_of(kind, 200, json.dumps({name: code, "errmsg": "slow down"}).encode())
    assert (answer.ok, answer.wait_s) == (False, wait_s)


@pytest.mark.parametrize("code", sorted(FINAL))
def test_a_wrong_key_or_signature_is_final(code: int) -> None:
    answer = answer_of("dingtalk", 200, json.dumps({"errcode": code, "errmsg": "no"}).encode())
    assert (answer.ok, answer.wait_s, answer.error) == (False, None, f"{code} no")


@pytest.mark.parametrize(("status", "wait_s"), [(500, 60), (503, 60), (429, 60), (408, 60), (404, None), (302, None)])
def test_the_status_says_whether_to_try_again(status: int, wait_s: int | None) -> None:
    answer = answer_of("plain", status, b"")
    assert (answer.ok, answer.wait_s) == (False, wait_s)
