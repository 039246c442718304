"""No complaint or problem ends by another name: neither a verb nor a door of the desk renames it out of the customer's yes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.closure import actions
from huisheng.stages.closure.models import Closure
from huisheng.stages.closure.tests.make import make_offered
from huisheng.stages.handling.actions import send_reply
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.actions import ReasonMissing, set_category
from huisheng.stages.triage.models import CategoryChange
from huisheng.stages.triage.sentences import why_category
from huisheng.trips.reclassify import KindStays, MayNotRename, change_category
from tests.cast import Cast
from tests.journeys.doors import desk

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=49)


@pytest.fixture(params=["complaint", "repair", "consult"])
def ticket(request: pytest.FixtureRequest, cast: Cast) -> Ticket:
    """With an answer and an offer, long ago."""
    ticket = make_offered(cast.lin, at=timezone.now() - timedelta(days=50))
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.filter(nature=request.param).first())
    ticket.refresh_from_db()
    return ticket


@pytest.mark.parametrize("kind", ["praise", "suggestion"])
def test_no_other_name_ends_it(ticket: Ticket, cast: Cast, kind: str) -> None:
    """Offered, refused, renamed, filed, named back: not even who may close gets through."""
    before, other = ticket.category, Category.objects.filter(nature=kind).earliest("pk")
    assert before
    actions.answer_confirmation(ticket, solved=False, stars=1, word="没解决", by=ticket.customer.party, at=LONG_AGO)
    client, path = desk(cast.lin), f"/desk/tickets/{ticket.number}/"
    client.post(f"{path}category/", {"category": other.code, "reason": "其实是表扬"})
    assert Ticket.objects.get(pk=ticket.pk).category == before, "Lin may not rename it once she has begun"
    for person in (cast.lin, cast.chen, cast.admin):
        change_category(ticket, category=other, by=cast.chen.party, reason="看错了")
        desk(person).post(f"{path}end/")
        with pytest.raises(actions.OfferStands):
            actions.close_answered(ticket, by=person.party)
        change_category(ticket, category=before, by=cast.chen.party)
    assert not Closure.objects.exists()
    assert not Ticket.objects.get(pk=ticket.pk).is_closed


def test_a_complaint_that_was_answered_is_renamed_with_a_reason_by_who_may_close(cast: Cast) -> None:
    ticket, praise = answered_complaint(cast), Category.objects.filter(nature="praise").earliest("pk")
    for by in (cast.lin.party, Party("rule", 7, "规则"), Party("token", 7, "接口")):
        with pytest.raises(MayNotRename):
            change_category(ticket, category=praise, by=by, reason="其实是表扬")
    with pytest.raises(ReasonMissing):
        change_category(ticket, category=praise, by=cast.chen.party, reason=" ")
    change_category(ticket, category=praise, by=cast.chen.party, reason="客户在夸我们")
    change = CategoryChange.objects.filter(ticket=ticket).latest("pk")
    assert why_category(change) == f"{praise.label}，人工选定：客户在夸我们"
    assert ticket.events.filter(kind="category_set").latest("pk").payload["because"] == "客户在夸我们"
    with pytest.raises(actions.SecondLook):
        actions.close_answered(ticket, by=cast.lin.party)
    assert actions.close_answered(ticket, by=cast.chen.party).kind == Closure.Kind.ANSWERED


def test_after_the_end_it_stays_what_it_was_counted_as(cast: Cast) -> None:
    ticket = answered_complaint(cast)
    complaint, praise = ticket.category, Category.objects.filter(nature="praise").earliest("pk")
    assert complaint
    change_category(ticket, category=praise, by=cast.chen.party, reason="客户在夸我们")
    actions.close_answered(ticket, by=cast.chen.party)
    for person in (cast.lin, cast.admin):
        with pytest.raises(KindStays):
            change_category(ticket, category=complaint, by=person.party, reason="还是投诉")
    other = Category.objects.filter(nature="praise").latest("pk")
    change_category(ticket, category=other, by=cast.lin.party)  # of the same sort: a correction like any other


def test_before_anybody_worked_on_it_whoever_reads_it_names_it(cast: Cast) -> None:
    """The rules were wrong, as they are now and then; only the end has a second pair of eyes."""
    ticket = complaint_of(cast)
    change_category(ticket, category=Category.objects.filter(nature="praise").earliest("pk"), by=cast.lin.party)
    send_reply(ticket, text="谢谢您的夸奖！", by=cast.lin.party)
    with pytest.raises(actions.SecondLook):
        actions.close_answered(ticket, by=cast.lin.party)
    assert actions.close_answered(ticket, by=cast.chen.party)


def complaint_of(cast: Cast) -> Ticket:
    ticket = make_ticket("投诉安装师傅")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return set_category(ticket, category=Category.objects.filter(nature="complaint").earliest("pk"), by=SYSTEM)


def answered_complaint(cast: Cast) -> Ticket:
    ticket = complaint_of(cast)
    send_reply(ticket, text="我们看一下。", by=cast.lin.party)
    return ticket
