"""The demo's silent customers are in the middle of the protocol, or at its end."""

from datetime import timedelta

import pytest

from huisheng.project.demo.confirming import ask_for_answers
from huisheng.project.demo.load import hire
from huisheng.stages.closure.models import Asking, Closure
from huisheng.stages.closure.tests.make import MONDAY, make_offered

pytestmark = pytest.mark.django_db


def test_the_protocol_is_played_up_to_now() -> None:
    people = hire()
    old = make_offered(people["lin"], at=MONDAY)
    new = make_offered(people["zhou"], at=MONDAY + timedelta(days=6))
    ask_for_answers(people, MONDAY + timedelta(days=8))
    assert Closure.objects.get(ticket=old).kind == Closure.Kind.UNCONFIRMED
    going = Asking.objects.get(ticket=new)
    assert going.state == Asking.State.WAITING
    assert [one.result for one in going.tries.all()][-1] == "due"
    assert going.tries.count() >= 2
