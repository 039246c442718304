"""Departments asked by a machine: the elements, their refusals, and what is told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huisheng.stages.collaboration.actions import answer_request
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.web.api.tests.make import Machine, make_machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return make_machine()


@pytest.fixture
def number(machine: Machine) -> str:
    return str(machine.ticket(customer={"phone": "13812341234"})["number"])


def body(**changes: Any) -> dict[str, Any]:
    due = datetime.now(UTC) + timedelta(hours=1)
    return {"team": "warehouse", "problem": "发错货", "need": "查库存", "due_at": due.isoformat(), **changes}


def test_it_asks_and_reads_the_answer(cast: Cast, machine: Machine, number: str) -> None:
    made = machine.post(f"/tickets/{number}/requests", body())
    assert made.status_code == 201
    request = CollabRequest.objects.get()
    assert (request.team, request.by.kind) == (cast.warehouse, "token")
    answer_request(request, text="有货", by=cast.wang.party)
    (told,) = machine.get(f"/tickets/{number}/requests").json()
    assert (told["team"], told["state"], told["answer"], told["lead"]) == ("warehouse", "answered", "有货", True)
    assert request.secret not in str(told)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"team": "nobody"}, "team"),
        ({"need": "尽快处理"}, "need"),
        ({"due_at": "2020-01-01T10:00:00Z"}, "due"),
        ({"due_at": "尽快"}, "due_at"),
    ],
)
def test_what_says_nothing_is_refused(machine: Machine, number: str, changes: dict[str, str], field: str) -> None:
    answer = machine.post(f"/tickets/{number}/requests", body(**changes))
    assert answer.status_code in {400, 422}
    assert field in answer.content.decode()
    assert not CollabRequest.objects.exists()
