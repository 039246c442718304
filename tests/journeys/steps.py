"""Steps that several stories of one complaint share."""

from datetime import datetime

from django.test import Client

from huisheng.core.tickets.models import Ticket
from tests.cast import Cast
from tests.journeys.doors import answer, desk, move
from tests.journeys.timebox import Timebox

SOLUTION = {"measure": "补发缺少的配件", "timing": "明天 18 点前送到", "responsible": "林晓"}


def offer(people: Cast, clock: Timebox, ticket: Ticket, when: datetime) -> None:
    clock.go(when)
    move(desk(people.lin), ticket, "solution", **SOLUTION)


def say(clock: Timebox, who: tuple[Client, Ticket], when: datetime, **said: str) -> None:
    clock.go(when)
    answer(who[0], who[1], **said)
