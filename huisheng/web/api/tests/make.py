"""A machine with a key, for tests."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from huisheng.core.accounts.tests.make import make_token

ROOT = "/api/v1"
TEXT = "我的货已经延迟5天了!"


@dataclass
class Machine:
    """Sends JSON with its token; answers come back as Django's test responses."""

    secret: str
    language: str = "zh-CN"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self.headers())

    def post(self, path: str, body: Any = None, *, key: str = "", raw: bytes | None = None) -> Any:
        sent = json.dumps(body, ensure_ascii=False).encode() if raw is None else raw
        headers = self.headers() | ({"Idempotency-Key": key} if key else {})
        return self.client.post(ROOT + path, sent, content_type="application/json", headers=headers)

    def send_files(self, path: str, **fields: Any) -> Any:
        return self.client.post(ROOT + path, fields, headers=self.headers())

    def headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language} | ({"Authorization": f"Bearer {self.secret}"} if self.secret else {})

    def ticket(self, text: str = TEXT, **fields: Any) -> dict[str, Any]:
        """Give feedback and come back with the answer."""
        answer = self.post("/tickets", {"text": text, **fields})
        assert answer.status_code == 201, answer.content.decode()
        given: dict[str, Any] = answer.json()
        return given


def make_machine(*, scopes: Iterable[str] = ("read", "write"), language: str = "zh-CN") -> Machine:
    _token, secret = make_token(scopes=scopes)
    return Machine(secret, language)
