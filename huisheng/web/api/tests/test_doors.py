"""Who gets in, what refusals look like, and the API's own description."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from huisheng.core.accounts.actions import revoke_token
from huisheng.core.accounts.models import ApiToken
from huisheng.kit.party import SYSTEM
from huisheng.web.api.tests.make import ROOT, Machine, make_machine
from huisheng.web.api.urls import api
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WRITES = ("messages", "assignment", "grade", "solution", "confirmation", "attachments")


def test_without_a_token_nobody_gets_in(db: None) -> None:
    for secret in ("", "hs_wrong", "x y", "é"):
        answer = Machine(secret).get("/tickets")
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "not_authenticated"


def test_a_revoked_token_opens_nothing(db: None) -> None:
    machine = make_machine()
    assert machine.get("/tickets").status_code == 200
    revoke_token(ApiToken.objects.get(), by=SYSTEM)
    assert machine.get("/tickets").status_code == 401


def test_the_login_of_a_colleague_is_no_token(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.admin)
    assert client.get(f"{ROOT}/tickets").status_code == 401


def test_reading_needs_read_and_moving_needs_write(cast: Cast) -> None:
    number = make_machine().ticket()["number"]
    reader, writer = make_machine(scopes=["read"]), make_machine(scopes=["write"])
    assert reader.get(f"/tickets/{number}").status_code == 200
    assert writer.get("/tickets").status_code == 403
    assert writer.get(f"/tickets/{number}").status_code == 403
    assert writer.get("/attachments/1").status_code == 403
    refused = reader.post("/tickets", {"text": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert [reader.post(f"/tickets/{number}/{noun}", {}).status_code for noun in WRITES] == [403] * len(WRITES)


def test_problems_speak_the_callers_language(cast: Cast) -> None:
    chinese, english = make_machine(language="zh-CN,zh;q=0.9"), make_machine(language="en-GB")
    body = {"text": "", "customer": {"phone": "12"}, "limit": 1}
    told, said = chinese.post("/tickets", body).json(), english.post("/tickets", body).json()
    assert (told["title"], said["title"]) == ("内容有误", "Not valid")
    assert told["errors"].keys() == said["errors"].keys()
    assert said["errors"]["limit"] == "There is no such field."
    assert all(not text.isascii() for text in [told["detail"], *told["errors"].values()])
    assert all(text.isascii() for text in [said["detail"], *said["errors"].values()])
    assert chinese.get("/tickets/FB-1").json()["detail"] != english.get("/tickets/FB-1").json()["detail"]


def test_a_problem_document_is_whole(cast: Cast) -> None:
    answer = make_machine().get("/tickets/FB-1")
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document.keys() == {"type", "title", "status", "detail", "code", "errors"}
    assert document["status"] == answer.status_code == 404


def test_an_address_or_method_that_is_none_is_a_problem_document(db: None) -> None:
    machine = make_machine()
    for path in ("/", "/nothing", "/tickets/", "/tickets/FB-1/nothing"):
        answer = machine.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
    answer = machine.client.delete(f"{ROOT}/tickets", headers=machine.headers())
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("secret words"), 500), (OperationalError("gone"), 503)])
def test_our_own_mistake_is_told_without_its_insides(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr("huisheng.web.api.tickets.take_in", fail)
    answer = make_machine().post("/tickets", {"text": "x"})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert str(error) not in answer.content.decode()


# ── the description


def test_the_description_is_open_and_true(client: Client, db: None) -> None:
    answer = client.get(f"{ROOT}/openapi.json")
    assert answer.status_code == 200
    schema = json.loads(answer.content)
    assert schema["openapi"] == "3.1.0"
    assert set(schema["paths"]) == {
        "/api/v1/tickets",
        "/api/v1/tickets/{number}",
        *(f"/api/v1/tickets/{{number}}/{noun}" for noun in WRITES),
        "/api/v1/tickets/{number}/requests",
        "/api/v1/attachments/{attachment_id}",
        "/api/v1/callbacks",
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"Bearer": []}]
            errors = {status: told for status, told in operation["responses"].items() if int(status) >= 400}
            assert {"401", "403", "404", "422"} <= set(errors)
            assert all(list(told["content"]) == ["application/problem+json"] for told in errors.values())


def test_every_operation_has_a_name_and_a_description(db: None) -> None:
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations) == 13
    assert all(one.get("description") for one in operations)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_shows_every_operation_without_foreign_hosts(client: Client, db: None, language: str) -> None:
    answer = client.get(f"{ROOT}/docs", headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = answer.content.decode()
    for path in ("/api/v1/tickets/{number}/solution", "Idempotency-Key", "occurred_at", "customer.phone", "stars"):
        assert path in page, path
    assert "://" not in page.replace("http://testserver", "").replace("http://www.w3.org", "")
