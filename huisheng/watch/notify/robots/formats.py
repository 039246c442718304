"""What each kind of robot is sent and what its answers mean. Pure.

WeCom: text of 2,048 bytes, 20 a minute, the key in the address is the secret. DingTalk: 20 a minute, more blocks the robot
for ten minutes; signed in the address. Feishu: 100 a minute, 20 KB; signed in the body.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from django.utils.translation import gettext as _

MOST_ITEMS = 12  # lines of one message; the link shows the rest
LONGEST_BYTES = 1_900
PER_MINUTE = {"wecom": 20, "dingtalk": 20, "feishu": 100, "plain": 60}
FINAL = {  # no second try would help: key, signature, keywords, addresses
    93000, 93008, 40008, 40058, 300001, 310000, 400013, 400101, 400102, 400105, 400106, 40035, 43004, 19001, 19021, 19022,
    19024, 9499,
}  # fmt: skip
BLOCKED_S = 600


@dataclass(frozen=True, slots=True)
class Call:
    """One request: where, and the JSON body."""

    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """How it went: `wait_s` says when another try makes sense, None that none does."""

    ok: bool
    error: str = ""
    wait_s: int | None = None


def call_of(kind: str, url: str, secret: str, said: Mapping[str, Any], *, now: float) -> Call:
    """The request for a robot of `kind`; `now` in seconds since 1970, for the signature."""
    text = text_of(said)
    if kind == "wecom":
        return _call(url, {"msgtype": "text", "text": {"content": text}})
    if kind == "dingtalk":
        return _call(signed_address(url, secret, now), {"msgtype": "text", "text": {"content": text}})
    if kind == "feishu":
        return _call(url, {**feishu_signature(secret, now), "msg_type": "text", "content": {"text": text}})
    return _call(url, {**said, "text": text})


def text_of(said: Mapping[str, Any]) -> str:
    """Title, one line for each alarm, the way there; short enough for every robot."""
    items: Sequence[Mapping[str, str]] = said.get("items") or ()
    lines = [line_of(one) for one in items]
    most = MOST_ITEMS
    while most > 1 and len("\n".join(lines[:most]).encode()) > LONGEST_BYTES - 400:
        most -= 1
    more = len(lines) - most
    rest = [_("and %(n)s more") % {"n": more}] if more > 0 else []
    whole = "\n".join(filter(None, [str(said.get("title", "")), *lines[:most], *rest, str(said.get("link", ""))]))
    return whole.encode()[:LONGEST_BYTES].decode(errors="ignore")


def line_of(item: Mapping[str, str]) -> str:
    return " · ".join(filter(None, (item.get(name) for name in ("number", "grade", "kind", "due", "state"))))


def signed_address(url: str, secret: str, now: float) -> str:
    """DingTalk: base64 of HMAC-SHA256 over timestamp, newline, secret, with the secret as key; milliseconds."""
    if not secret:
        return url
    stamp = str(int(now * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}"


def feishu_signature(secret: str, now: float) -> dict[str, str]:
    """Feishu: the same hash of nothing, with timestamp, newline, secret as key; seconds."""
    if not secret:
        return {}
    stamp = str(int(now))
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}


def answer_of(kind: str, status: int, body: bytes) -> Answer:
    """What the server meant. A plain receiver says it with the HTTP status alone."""
    if status == 429 or status >= 500:
        return Answer(False, f"HTTP {status}", wait_s=60)
    if not 200 <= status < 300:
        return Answer(False, f"HTTP {status}", wait_s=60 if status == 408 else None)
    if kind == "plain":
        return Answer(True)
    said = _read(body)
    code = said.get("errcode", said.get("code", said.get("StatusCode")))
    words = str(said.get("errmsg") or said.get("msg") or said.get("StatusMessage") or "")[:200]
    if code == 0:
        return Answer(True)
    if code is None:
        return Answer(False, _("The answer is not one of this kind of robot."))
    wait = BLOCKED_S if code == 130101 else 60
    return Answer(False, f"{code} {words}".strip(), wait_s=None if code in FINAL else wait)


def _call(url: str, body: Mapping[str, Any]) -> Call:
    return Call(url, json.dumps(body, ensure_ascii=False).encode())


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
