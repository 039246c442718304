"""Single rows that stand in the house of `world.py`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.actions import add_absence
from huisheng.core.accounts.models import Absence, Contact, Shift, Staff, Team
from huisheng.core.base.actions import store_file
from huisheng.core.base.models import File
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Attachment, Message, Ticket
from huisheng.core.tickets.tests.make import make_message
from huisheng.journey.tests.make import make_received
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.followup.actions import bring_list
from huisheng.stages.followup.models import RecordField, Scenario
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.winback.actions import flag_lost
from huisheng.watch.dossier.actions import make_dossier, make_file
from huisheng.watch.dossier.models import Made
from huisheng.watch.opinions.actions import give_opinion
from huisheng.watch.opinions.models import Opinion
from huisheng.watch.warmth.actions import weigh_waiting
from huisheng.web.workspace.dossier import dossier_for
from tests.cast import Cast

OPEN_PHONE = "13500007777"  # of the customer with several tickets
SECRET_WORDS = "纸灯笼的暗号"  # in every ticket: an outsider never reads it


def make_opinion(staff: Staff, picture: File) -> Opinion:
    """Something said about the system, with a picture."""
    return Opinion.objects.first() or give_opinion(staff, "这里看不清", path="/desk/", picture=picture)


def make_list(staff: Staff) -> int:
    """A list of customers that was read and waits."""
    rows = f"姓名,电话\n刘女士,{OPEN_PHONE}\n".encode()
    return bring_list(Scenario.objects.get(code="new_user"), rows, name="名单.csv", by=staff.party).pk


def lost_of(ticket: Ticket, staff: Staff) -> int:
    """Its customer is lost."""
    return flag_lost(ticket.customer, why="said_so", note=SECRET_WORDS, ticket=ticket, by=staff.party).pk


def made_dossier(ticket: Ticket, staff: Staff) -> int:
    """A dossier of it that lies there as a file."""
    known = Made.objects.filter(ticket=ticket, state=Made.State.READY).first()
    if known is None:
        document = dossier_for(ticket, maker=staff.name)
        known = make_file(make_dossier(ticket, document, shape="docx", opened=False, notes=False, staff=staff).pk)
    return known.pk


def other(rows: Any, row: Any) -> Any:
    """One of the rows that is not this one."""
    return next(one for one in rows.order_by("-pk") if one != row)


def first(model: Any) -> Any:
    row = model._default_manager.order_by("pk").first()
    assert row is not None, f"the house has no {model.__name__}"
    return row


def asked_of_others(cast: Cast) -> CollabRequest:
    """The technicians are asked, with a photo, about a ticket whose words nobody else reads; nobody of the cast sits there."""
    ticket = received(f"页面打不开，{SECRET_WORDS}", cast)
    tech = Team.objects.get(code="tech")
    Contact.objects.create(team=tech, name="李工", phone="021-5550-0102")
    photo = store_file(f"{SECRET_WORDS} 截图".encode(), name="截图.txt")
    due = timezone.now() + timedelta(days=2)
    return ask_department(
        ticket, team=tech, problem=SECRET_WORDS, need="查日志", due=due, files=[("截图.txt", photo)], by=cast.lin.party
    )


def duty_of(staff: Staff) -> tuple[Shift, Absence]:
    """A day on shift and a day away, neither of them over."""
    tomorrow, day = timezone.now() + timedelta(days=1), timedelta(days=1)
    shift = Shift.objects.create(staff=staff, since=tomorrow, until=tomorrow + day / 3)
    return shift, add_absence(staff, since=tomorrow + day, until=tomorrow + 2 * day, by=SYSTEM)


def received(text: str, cast: Cast, **content: str) -> Ticket:
    ticket = make_received(text, owner=cast.lin, **content)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return ticket


def files_of(ticket: Ticket) -> tuple[Attachment, Attachment]:
    """A file the customer sent, and one that only colleagues see."""
    found = []
    for kind in (Message.Kind.CUSTOMER, Message.Kind.NOTE):
        name = f"{kind}.txt"
        stored = store_file(f"{SECRET_WORDS} {kind}".encode(), name=name)
        message = add_message(ticket, kind=kind, text="见附件", by=SYSTEM, files=[(name, stored)])
        found.append(Attachment.objects.get(message=message))
    return found[0], found[1]


def weighed_reply(ticket: Ticket, staff: Staff) -> int:
    """A reply of this person, and what it weighed."""
    reply = make_message(ticket, "今天补发", kind=Message.Kind.REPLY, by=staff.party)
    weigh_waiting()
    return reply.pk


def record_field() -> str:
    """A field of the house's own in the record of a call, by its code."""
    found = RecordField.objects.filter(code="shade").first()
    return (found or RecordField.objects.create(code="shade", name="色号")).code
