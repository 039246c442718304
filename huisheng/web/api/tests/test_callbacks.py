"""POST /api/v1/callbacks: customers in, planned calls out; what cannot be rung up is named."""

from typing import Any

import pytest
from django.test import Client

from huisheng.core.accounts.tests.make import make_staff, make_token
from huisheng.core.customers.models import Customer
from huisheng.stages.followup.models import Callback, Scenario

pytestmark = pytest.mark.django_db
LIU = {"name": "刘女士", "phone": "138 1234 5678", "source": "官网", "timezone": "Asia/Tokyo"}


@pytest.fixture
def write() -> str:
    make_staff("lin", teams=["cs1"])
    return make_token("shop", scopes=["write"])[1]


def send(token: str, *customers: dict[str, Any], **changes: Any) -> Any:
    data = {"scenario": "new_user", "reason": "week-48", "customers": list(customers), **changes}
    return Client().post(
        "/api/v1/callbacks", data, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


def test_customers_are_planned_and_the_others_named(write: str) -> None:
    answer = send(write, LIU, {"name": "没号码"}, {"phone": "12"})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["planned"], told["known"]) == (1, 0)
    assert [(one["place"], one["code"]) for one in told["refused"]] == [(2, "no_phone"), (3, "bad_phone")]
    callback = Callback.objects.get()
    assert callback.facts == {"source": "官网"}
    assert (callback.by_kind, callback.customer.timezone) == ("token", "Asia/Tokyo")


def test_the_same_list_twice_is_once(write: str) -> None:
    send(write, LIU)
    assert send(write, LIU).json() == {"planned": 0, "known": 1, "refused": []}
    assert send(write, LIU, reason="week-49").json()["planned"] == 1
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("changes", [{"scenario": "no_such"}, {"reason": ""}, {"reason": "x" * 31}, {"surprise": 1}])
def test_what_is_wrong_is_refused_as_a_whole(write: str, changes: dict[str, Any]) -> None:
    assert send(write, LIU, **changes).status_code == 422
    assert not Callback.objects.exists()


@pytest.mark.parametrize("changes", [{"scenario": "result_check"}, {"due_at": "2026-01-01T08:00:00+08:00"}])
def test_neither_the_protocols_calls_nor_yesterdays_are_planned_by_a_list(write: str, changes: dict[str, Any]) -> None:
    assert send(write, LIU, **changes).status_code == 422
    assert not Callback.objects.exists()


def test_five_hundred_at_most_and_one_at_least(write: str) -> None:
    assert send(write).status_code == 422
    assert send(write, *([LIU] * 501)).status_code == 422


def test_a_scenario_that_is_off_takes_nobody(write: str) -> None:
    Scenario.objects.filter(code="new_user").update(active=False)
    assert send(write, LIU).status_code == 422


def test_reading_tokens_plan_nothing() -> None:
    assert send(make_token("wall", scopes=["read"])[1], LIU).status_code == 403
