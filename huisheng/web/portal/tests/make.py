"""A customer at the door, for tests."""

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.test import Client

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.handling.actions import offer_solution
from huisheng.web.portal.shield import SALT

TEXT = "积木少了两块，孩子明天生日"


@dataclass
class Customer:
    """A browser on a phone: forms are opened before they are sent."""

    client: Client = field(default_factory=Client)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, fields)

    def stamp(self, path: str = "/") -> str:
        found = re.search(r'name="stamp" value="([^"]+)"', self.read(path))
        assert found, f"no stamp on {path}"
        return found[1]

    def read(self, path: str) -> str:
        return str(self.client.get(path).content.decode())

    def send(self, text: str = TEXT, **changes: Any) -> Any:
        """Fill in the form; `changes` override or, with None, leave out."""
        fields = {"text": text, "phone": "13812341234", "consent_service": "on", "stamp": old_stamp()} | changes
        return self.post("/", **{name: value for name, value in fields.items() if value is not None})

    def give(self, text: str = TEXT, **changes: Any) -> Ticket:
        """Fill in the form and come back with the ticket behind the link."""
        answer = self.send(text, **changes)
        assert answer.status_code == 302, answer.content.decode()
        return Ticket.objects.get(number=answer.url.split("/")[2])


def old_stamp(seconds: int = 60, nonce: str = "") -> str:
    """The stamp of a form that was opened a while ago; a fresh one each time."""
    return signing.dumps([int(time.time()) - seconds, nonce or secrets.token_hex(8)], salt=SALT)


def offer(ticket: Ticket, *, by: Party, **changes: Any) -> None:
    """A solution waits for the customer's answer."""
    offer_solution(ticket, **({"measure": "补寄配件", "timing": "明天18点前", "responsible": "林晓"} | changes), by=by)
