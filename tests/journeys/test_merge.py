"""A merge that turns out wrong: the customer answers the old mail meanwhile, and nothing is lost on the way back."""

import pytest

from huisheng.core.channels.tests.make import make_letter, make_mail_item
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive_letter
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast
from tests.journeys.doors import desk, move, see
from tests.mail.make import LIU, make_mail

pytestmark = pytest.mark.django_db
SAID = "配件的事别忘了，另外漏水更急"


def by_mail(cast: Cast, text: str, ident: str) -> Ticket:
    arrived = receive_letter(make_mail_item(make_mail(text, message_id=f"<{ident}@x.example>")))
    assert arrived is not None
    assign_ticket(arrived.ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return arrived.ticket


def talk(page: str) -> str:
    """The conversation of the ticket page."""
    return page.partition('id="ticket-talk"')[2].partition('id="ledger"')[0]


def test_the_old_thread_leads_on_and_comes_back(cast: Cast) -> None:
    old, new = by_mail(cast, "漏发了配件，孩子生日要用", "1"), by_mail(cast, "净水器接口漏水，柜子泡了", "2")
    letter, lin = make_letter(LIU, about=old.number), desk(cast.lin)
    assert old.subject in see(lin, f"/desk/tickets/{old.number}/merge/?into={new.number}")
    merged = lin.post(f"/desk/tickets/{old.number}/merge/", {"into": new.number, "reason": "以为是一件事"})
    assert merged["Location"] == f"/desk/tickets/{new.number}/"

    answer = make_mail(SAID, message_id="<3@x.example>", in_reply_to=letter.message_id)
    arrived = receive_letter(make_mail_item(answer))
    assert arrived is not None
    assert (arrived.ticket, arrived.is_new) == (new, False)
    assert SAID in talk(see(lin, f"/desk/tickets/{new.number}/"))

    move(lin, old, "merge/undo")
    old.refresh_from_db()
    assert not old.is_closed
    assert SAID in talk(see(lin, f"/desk/tickets/{old.number}/"))
    assert SAID not in talk(see(lin, f"/desk/tickets/{new.number}/"))
