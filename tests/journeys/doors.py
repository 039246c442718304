"""The doors as people use them, for the journeys."""

import re
from typing import Any

from django.test import Client

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.tickets.models import Ticket


def give(text: str, **fields: Any) -> tuple[Client, Ticket]:
    """Fill in the public form as a browser does; the customer's browser and the ticket behind the link."""
    customer = Client()
    page = customer.get("/").content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)
    assert stamp, "the form carries its stamp"
    answer = customer.post("/", {"text": text, "stamp": stamp[1], "consent_service": "on", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return customer, Ticket.objects.get(number=answer["Location"].split("/")[2])


def call(colleague: Client, text: str, **fields: Any) -> Ticket:
    """Enter a phone call at the desk."""
    answer = colleague.post("/desk/new/", {"text": text, "channel": "phone", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Ticket.objects.get(number=answer["Location"].split("/")[3])


def desk(person: Staff) -> Client:
    """A colleague's browser, logged in."""
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    return client


def move(colleague: Client, ticket: Ticket, name: str, **fields: Any) -> Ticket:
    """One move on the ticket page."""
    answer = colleague.post(f"/desk/tickets/{ticket.number}/{name}/", fields)
    assert answer.status_code == 302, f"{name}: {answer.status_code} {answer.content.decode()[:500]}"
    ticket.refresh_from_db()
    return ticket


def see(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return str(answer.content.decode())


def answer(customer: Client, ticket: Ticket, **fields: Any) -> Ticket:
    """The two questions on the customer's page."""
    done = customer.post(f"{ticket.public_path}confirmation/", fields)
    assert done.status_code == 302, done.content.decode()
    ticket.refresh_from_db()
    return ticket
