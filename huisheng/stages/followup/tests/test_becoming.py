import pytest

from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.followup.actions import became, note_became
from huisheng.stages.followup.models import Became
from huisheng.stages.followup.tests.make import make_callback
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_words_become_one_thing_of_each_kind(cast: Cast) -> None:
    callback, ticket = make_callback(cast.liu), make_ticket(customer=cast.liu)
    first = note_became(callback, Became.Kind.TICKET, ticket=ticket, by=cast.lin.party)
    again = note_became(callback, Became.Kind.TICKET, ticket=make_ticket(customer=cast.liu), by=cast.lin.party)
    praise = note_became(callback, Became.Kind.PRAISE, target=7, by=cast.lin.party)
    assert again == first
    assert became(callback, "ticket") == first
    assert became(callback, "suggestion") is None
    said = [
        (one.payload["became"], one.payload.get("other"), one.payload.get("target"))
        for one in Event.objects.filter(kind="callback_became")
    ]
    assert said == [("ticket", ticket.number, None), ("praise", None, praise.target)]
