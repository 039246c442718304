"""One piece of feedback from the customer's hand to the customer's yes, through the doors and the runner."""

import re

import pytest
from django.test import Client

from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import Closure
from huisheng.stages.sla.models import Clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def give(client: Client, text: str, **fields: object) -> Ticket:
    """Fill in the public form as a browser does, and come back with the ticket behind the link."""
    page = client.get("/").content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp
    answer = client.post("/", {"text": text, "stamp": stamp[1], "consent_service": "on", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Ticket.objects.get(number=answer.url.split("/")[2])


def desk(person: object) -> Client:
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    return client


def test_it_goes_from_the_hand_to_the_yes(cast: Cast, run_jobs) -> None:
    customer, lin = Client(), desk(cast.lin)
    ticket = give(
        customer, "定制的蛋糕架少了一个配件,孩子明天生日,今天必须补上", phone="13800001234", email="liu@shop.example"
    )
    assert ticket.grade and ticket.grade.code == "red"
    assert ticket.assignee == cast.lin
    assert Clock.objects.filter(ticket=ticket, kind="first_response").exists()
    run_jobs()
    page = customer.get(ticket.public_path)
    assert ticket.number in page.content.decode() and "林晓" in page.content.decode()
    assert ticket.number in lin.get("/desk/").content.decode()
    path = f"/desk/tickets/{ticket.number}/"
    assert "刘女士" in lin.get(path).content.decode() or "138" in lin.get(path).content.decode()
    assert lin.post(path + "reply/", {"text": "刘女士,配件今天 18 点前由闪送到您手上。"}).status_code == 302
    assert (
        lin.post(
            path + "solution/", {"measure": "补发配件", "timing": "今天 18 点前", "responsible": "林晓", "text": ""}
        ).status_code
        == 302
    )
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation"
    run_jobs()
    assert any(ticket.number in letter.letter["subject"] + letter.letter["text"] for letter in Outbound.objects.all())
    assert "补发配件" in customer.get(ticket.public_path).content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "awaiting_confirmation", "looking closes nothing"
    assert (
        customer.post(ticket.public_path + "confirmation/", {"solved": "yes", "stars": "5", "word": "谢谢"}).status_code
        == 302
    )
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    assert Closure.objects.get(ticket=ticket).kind == "confirmed"
    assert Clock.objects.get(ticket=ticket, kind="first_response").met_at
