"""Every operation of the API × every sort of token."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huisheng.core.accounts.actions import revoke_token
from huisheng.core.accounts.models import ApiToken
from huisheng.web.api.urls import api
from tests.outsider.rows import SECRET_WORDS
from tests.outsider.watching import Tried, attempt
from tests.outsider.world import World

SOON = datetime.now(UTC) + timedelta(days=1)
PREFIX = "/api/v1/"
BODIES: dict[str, dict[str, Any]] = {  # operation → what it takes
    "plan_callbacks": {
        "scenario": "new_user",
        "reason": "signed-up",
        "customers": [{"name": "钱女士", "phone": "13800004321"}],
    },
    "create_ticket": {"text": "漏发了配件", "customer": {"phone": "13800001234"}},
    "add_message": {"text": "马上补发", "kind": "reply"},
    "add_attachments": {"text": "见附件", "kind": "note"},
    "assign": {"assignee": "chen"},
    "grade": {"grade": "green", "reason": "看错了"},
    "offer_solution": {"measure": "换新机", "timing": "11月25日 18:00 前", "responsible": "林晓"},
    "ask_department": {
        "team": "warehouse",
        "problem": "发错货",
        "need": "查库存",
        "due_at": f"{SOON:%Y-%m-%dT%H:%M:%SZ}",
    },
    "confirm": {"solved": True, "stars": 5},
}


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    is_upload: bool

    @property
    def scope(self) -> str:
        return "read" if self.method == "GET" else "write"


def operations() -> Iterator[Operation]:
    for path, methods in api.get_openapi_schema(path_prefix=PREFIX)["paths"].items():
        for method, operation in methods.items():
            sent = operation.get("requestBody", {}).get("content", {})
            yield Operation(operation["operationId"], method.upper(), path, "multipart/form-data" in sent)


def send(world: World, one: Operation, **headers: str) -> Tried:
    if one.method != "GET" and one.name not in BODIES:
        pytest.fail(f"{one.name} is new: say in tests/outsider/test_api.py, BODIES, what it takes.")
    number = world.ticket_of(one.name).number
    path = one.path.format(number=number, attachment_id=world.file.pk)
    data: dict[str, Any] = {**BODIES.get(one.name, {})}
    if one.is_upload:
        data["files"] = SimpleUploadedFile("说明.txt", b"plain words")
        return attempt(Client(), one.method, path, data, headers=headers)
    more = {} if one.method == "GET" else {"content_type": "application/json"}
    return attempt(Client(), one.method, path, data, headers=headers, **more)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def wrong(one: Operation, tried: Tried) -> str:
    return f"{one.method} {one.path}: {tried.status} {tried.broke} {sorted(tried.changed) or ''}".strip()


def test_it_knows_the_operations() -> None:
    assert {one.name for one in operations()} >= {*BODIES, "list_tickets", "read_ticket", "read_attachment"}


def test_without_a_token_nothing_opens(world: World) -> None:
    for header in ("", "Bearer ", "Bearer hs_guessed", "Basic bGluOmxpbg==", "bearer"):
        headers = {"Authorization": header} if header else {}
        tried = {one: send(world, one, **headers) for one in operations()}
        assert [wrong(one, came) for one, came in tried.items() if came.status != 401 or came.changed] == [], header
        assert not any(SECRET_WORDS in came.text for came in tried.values()), header


def test_a_revoked_token_opens_nothing(world: World) -> None:
    for token in ApiToken.objects.all():
        revoke_token(token, by=world.cast.admin.party)
    tried = {one: send(world, one, **bearer(world.tokens[one.scope])) for one in operations()}
    assert [wrong(one, came) for one, came in tried.items() if came.status != 401 or came.changed] == []


@pytest.mark.parametrize("held", ["none", "read", "write"])
def test_a_token_opens_what_its_scope_says(world: World, held: str) -> None:
    missed = []
    for one in operations():
        tried = send(world, one, **bearer(world.tokens[held]))
        if one.scope == held:
            opened = tried.status in {200, 201} and bool(tried.changed) == (held == "write")
        else:
            opened = tried.status == 403 and not tried.changed and SECRET_WORDS not in tried.text
        if not opened:
            missed.append(wrong(one, tried))
    assert missed == []


def test_a_login_is_no_token(world: World) -> None:
    """A page in an admin's browser cannot call the API: cookies open nothing there."""
    admin = Client()
    admin.force_login(world.cast.admin)
    for one in operations():
        path = one.path.format(number=world.open.number, attachment_id=world.file.pk)
        more = {} if one.method == "GET" else {"content_type": "application/json"}
        assert attempt(admin, one.method, path, BODIES.get(one.name), **more).status == 401, one.path


def test_every_answer_of_no_is_a_problem_document(world: World) -> None:
    for one in operations():
        answer = Client().generic(one.method, one.path.format(number="FB-1", attachment_id=1))
        assert answer["Content-Type"] == "application/problem+json", one.path


def test_a_missing_ticket_is_missing(world: World) -> None:
    for one in operations():
        if "{" not in one.path:
            continue
        path = one.path.format(number="FB-20200101-0001", attachment_id=10**9)
        data: dict[str, Any] = {**BODIES.get(one.name, {})}
        more: dict[str, Any] = {} if one.method == "GET" else {"content_type": "application/json"}
        if one.is_upload:
            data["files"], more = SimpleUploadedFile("说明.txt", b"plain words"), {}
        tried = attempt(Client(), one.method, path, data, headers=bearer(world.tokens[one.scope]), **more)
        assert (tried.status, tried.changed) == (404, set()), one.path
