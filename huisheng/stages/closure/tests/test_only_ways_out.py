"""No complaint or problem ends without a yes, the whole protocol, a merge, spam or a withdrawal: every verb and door tried."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import huisheng
from huisheng.core.accounts.tests.make import make_token
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.actions import set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure import actions
from huisheng.stages.closure.models import Closure
from huisheng.stages.closure.tests.make import make_offered
from tests.cast import Cast
from tests.journeys.doors import desk

pytestmark = pytest.mark.django_db
HOUSE = Path(huisheng.__file__).parent
ENDS = {"close_answered", "close_silent", "reply_and_close"}  # verbs that end it and need no reason
REASONED = {"close_merged", "close_spam", "close_withdrawn"}


@pytest.fixture(params=["complaint", "repair", "consult"])
def ticket(request: pytest.FixtureRequest, cast: Cast) -> Ticket:
    """With an answer and an offer, long ago; nobody said yes and no try was made."""
    ticket = make_offered(cast.lin, at=timezone.now() - timedelta(days=50))
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.filter(nature=request.param).first())
    ticket.refresh_from_db()
    return ticket


def test_no_verb_ends_it(ticket: Ticket, cast: Cast) -> None:
    """Those that need no reason refuse; those that need one refuse without."""
    assert {name for name in actions.__all__ if "close" in name and name != "reopen_closed"} == ENDS | REASONED
    for by in (cast.lin.party, cast.chen.party, cast.admin.party, SYSTEM):
        for name in sorted(ENDS | REASONED):
            more: dict[str, Any] = (
                {"text": "好的"} if name == "reply_and_close" else {"reason": " "} if name in REASONED else {}
            )
            more |= {"into": ticket} if name == "close_merged" else {}
            with pytest.raises(Refused):
                getattr(actions, name)(ticket, by=by, **more)
    with pytest.raises(Refused):
        actions.answer_late(ticket, solved=True, stars=5, by=ticket.customer.party)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.AWAITING_CONFIRMATION
    assert not Closure.objects.exists()


def test_no_door_of_the_desk_ends_it(ticket: Ticket, cast: Cast) -> None:
    for person in (cast.lin, cast.chen, cast.admin):
        client, path = desk(person), f"/desk/tickets/{ticket.number}/"
        client.post(f"{path}end/")
        client.post(f"{path}silence/")
        client.post(f"{path}closure/", {"kind": "withdrawn", "reason": ""})
        client.post(f"{path}closure/", {"kind": "unconfirmed", "reason": ""})
        client.post(f"{path}reply/", {"text": "办好了", "then": "end"})
    assert not Closure.objects.exists()
    assert not Ticket.objects.get(pk=ticket.pk).is_closed


def test_no_door_of_machines_ends_it(ticket: Ticket, cast: Cast) -> None:
    _token, secret = make_token()
    client = desk(cast.lin)
    for data in ({"status": "closed"}, {"closure": "unconfirmed"}):
        answer = client.patch(
            f"/api/v1/tickets/{ticket.number}",
            data,
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
        )
        assert answer.status_code in {404, 405}
    assert not Ticket.objects.get(pk=ticket.pk).is_closed


def test_only_this_room_sets_a_ticket_closed() -> None:
    """Read off the code: `set_status(..., Status.CLOSED)` stands in the room of endings and nowhere else."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        if "tests" in path.parts or "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == set_status.__name__
            if named and "CLOSED" in ast.dump(node):
                found.add(path.relative_to(HOUSE).as_posix())
    assert found == {"stages/closure/actions/answers.py", "stages/closure/actions/ending.py"}
