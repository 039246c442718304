"""Who logs in is at the desk."""

import pytest
from django.test import Client

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def log_in(person: Staff) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:500]
    person.refresh_from_db()
    return client


def test_who_logs_in_is_online_and_takes_from_the_pool(cast: Cast) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    ticket = make_ticket()
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    log_in(cast.lin)
    ticket.refresh_from_db()
    assert cast.lin.presence == Presence.ONLINE
    assert ticket.assignee == cast.lin


def test_who_logs_out_has_left_and_keeps_the_desk(cast: Cast) -> None:
    client = log_in(cast.lin)
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    client.post("/accounts/logout/")
    cast.lin.refresh_from_db()
    ticket.refresh_from_db()
    assert cast.lin.presence == Presence.OFFLINE
    assert ticket.assignee == cast.lin


def test_a_department_colleague_is_not_put_on_duty(cast: Cast) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    log_in(cast.wang)
    assert cast.wang.presence == Presence.OFFLINE
