"""Merge and undo leave every row of every room as it was; what was built on the merge since is named."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.models import Inbound
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import grant_access, link_tickets
from huisheng.core.tickets.models import Event, Link, Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation, close_spam
from huisheng.stages.collaboration.models import Watcher
from huisheng.stages.handling.actions import Given, ask_customer, offer_solution, promise_customer, send_reply
from huisheng.stages.handling.models import Draft, Held
from huisheng.stages.intake.actions import Accepted, accept_inbound
from huisheng.stages.sla.actions import heed, refresh_clocks
from huisheng.stages.sla.models import Clock, Commitment, ServicePolicy
from huisheng.stages.sla.occasions import Occasion
from huisheng.trips.merge import CannotUndo, merge, undo_merge
from huisheng.trips.reclassify import change_grade
from huisheng.trips.tests.arriving import arrived, running
from huisheng.trips.tests.test_merge import OFFER, ask_the_warehouse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LEDGER = {"tickets.Event", "trips.Merge"}


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


@pytest.fixture
def pair(cast: Cast, liu: Customer) -> tuple[Ticket, Ticket]:
    return arrived(customer=liu), arrived(customer=liu)


def tables() -> dict[str, list[Any]]:
    """Every row of every table of the house, the ledger aside."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith("huisheng.") and model._meta.label not in LEDGER:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t ORDER BY 1')  # noqa: S608
                found[model._meta.label] = [row for (row,) in cursor.fetchall()]
    return found


def came(inbound: Inbound) -> Accepted:
    """What the line does with a further message."""
    at = timezone.now()
    accepted = accept_inbound(inbound, at=at)
    heed(accepted.ticket, Occasion.CUSTOMER_WROTE, by=SYSTEM, at=at)
    return accepted


def busy(ticket: Ticket, cast: Cast) -> None:
    """Something of everything that can go along."""
    ask_the_warehouse(ticket, cast, lead=True)
    promise_customer(ticket, given=Given("回电", amount=2, unit="hour"), by=cast.lin.party)
    Watcher.objects.create(ticket=ticket, staff=cast.wang, at=timezone.now())
    grant_access(ticket, staff=cast.wang, by=SYSTEM)
    Draft.objects.create(ticket=ticket, staff=cast.lin, kind="reply", fields={"text": "马上"}, at=timezone.now())
    Draft.objects.create(ticket=ticket, staff=cast.chen, kind="note", fields={"text": "催仓库"}, at=timezone.now())
    soon = timezone.now() + timedelta(hours=1)
    Held.objects.create(ticket=ticket, kind="reply", why="chosen", made_at=timezone.now(), due_at=soon)
    link_tickets(ticket, other=arrived(customer=ticket.customer), kind=Link.Kind.PART, by=SYSTEM)


@pytest.mark.parametrize("state", ["fresh", "busy", "graver", "offered", "waiting", "answered", "sooner"])
def test_merge_and_undo_leave_every_row_as_it_was(cast: Cast, pair: tuple[Ticket, Ticket], state: str) -> None:
    ticket, into = pair
    if state == "offered":
        offer_solution(ticket, **OFFER, by=cast.lin.party)
    if state != "fresh":
        busy(ticket, cast)
        busy(into, cast)
    if state == "graver":
        change_grade(ticket, grade=Grade.objects.get(scheme__code="ryg", code="red"), reason="会议", by=cast.chen.party)
        change_grade(into, grade=Grade.objects.get(scheme__code="ryg", code="green"), reason="小事", by=cast.chen.party)
    elif state == "waiting":
        ask_customer(ticket, text="请发张照片", by=cast.lin.party)
    elif state == "answered":
        send_reply(into, text="已在查", by=cast.lin.party)
    elif state == "sooner":
        Clock.objects.filter(ticket=ticket, subject="").update(due_at=timezone.now() + timedelta(minutes=1))
        refresh_clocks(ticket, by=SYSTEM)
    before = tables()
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    assert tables() != before
    undo_merge(ticket, by=cast.lin.party)
    after = tables()
    assert {name for name in before if before[name] != after[name]} == set()


def test_the_ledger_keeps_both(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    ticket, into = pair
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    undo_merge(ticket, by=cast.chen.party)
    for one, other in ((ticket, into), (into, ticket)):
        told = Event.objects.get(ticket=one, kind="merge_undone")
        assert (told.payload, told.by_id) == ({"other": other.number}, cast.chen.pk)


def test_it_can_be_merged_again(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    ticket, into = pair
    for _turn in range(2):
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        undo_merge(ticket, by=cast.lin.party)
    assert not Ticket.objects.get(pk=ticket.pk).is_closed


def test_what_was_written_to_the_old_number_goes_back_with_it(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    ticket, into = pair
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    to_old = came(make_inbound("到哪了", number=ticket.number))
    to_new = came(make_inbound("另外问一句", number=into.number))
    assert {to_old.ticket, to_new.ticket} == {into}
    undo_merge(ticket, by=cast.lin.party)
    assert list(ticket.messages.values_list("text", flat=True))[-1] == "到哪了"
    assert "另外问一句" in into.messages.values_list("text", flat=True)
    assert Message.objects.get(text="到哪了").inbound.about == ticket.number  # type: ignore[union-attr]


def test_a_question_that_came_to_the_old_number_waits_there(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    ticket, into = pair
    policy = ServicePolicy.objects.filter(enabled=True, retired_at=None, commitments__grade_code="red").first()
    assert policy
    Commitment.objects.create(policy=policy, kind="next_reply", amount=30)
    for one in pair:
        send_reply(one, text="已在查", by=cast.lin.party)
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    came(make_inbound("到哪了", number=ticket.number))
    assert "next_reply" in running(into)
    undo_merge(ticket, by=cast.lin.party)
    assert "next_reply" in running(ticket)
    assert "next_reply" not in running(into)


def test_what_happened_to_the_one_it_went_into_stays(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    """A later grade by hand is not undone with the merge that had raised it."""
    ticket, into = pair
    change_grade(ticket, grade=Grade.objects.get(scheme__code="ryg", code="red"), reason="会议", by=cast.chen.party)
    green = Grade.objects.get(scheme__code="ryg", code="green")
    yellow = Grade.objects.get(scheme__code="ryg", code="yellow")
    change_grade(into, grade=green, reason="小事", by=cast.chen.party)
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    change_grade(into, grade=yellow, reason="没那么急", by=cast.chen.party)
    try:
        undo_merge(ticket, by=cast.lin.party)
    except CannotUndo:
        assert Ticket.objects.get(pk=into.pk).grade == yellow
    else:
        into.refresh_from_db()
        assert into.grade == yellow


class TestRefused:
    def test_what_is_not_merged(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        with pytest.raises(CannotUndo):
            undo_merge(pair[0], by=cast.lin.party)

    def test_after_the_hours_of_the_house(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        merge(pair[0], into=pair[1], reason="同一件事", by=cast.lin.party)
        change_setting("desk.merge_undo_hours", 2, by=cast.admin.party)
        late = timezone.now() + timedelta(hours=2, minutes=1)
        with pytest.raises(CannotUndo, match="2"):
            undo_merge(pair[0], by=cast.lin.party, at=late)

    def test_once_the_other_is_closed(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        merge(pair[0], into=pair[1], reason="同一件事", by=cast.lin.party)
        close_spam(pair[1], reason="广告", by=cast.chen.party)
        with pytest.raises(CannotUndo, match=pair[1].number):
            undo_merge(pair[0], by=cast.lin.party)

    def test_once_the_offer_that_went_along_is_answered(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        offer_solution(pair[0], **OFFER, by=cast.lin.party)
        merge(pair[0], into=pair[1], reason="同一件事", by=cast.lin.party)
        answer_confirmation(pair[1], solved=False, stars=None, by=pair[1].customer.party)
        with pytest.raises(CannotUndo):
            undo_merge(pair[0], by=cast.lin.party)

    def test_once_an_answer_kept_the_earlier_promise_of_both(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        Clock.objects.filter(ticket=pair[0], subject="").update(due_at=timezone.now() + timedelta(minutes=1))
        merge(pair[0], into=pair[1], reason="同一件事", by=cast.lin.party)
        send_reply(pair[1], text="已在查", by=cast.lin.party)
        with pytest.raises(CannotUndo):
            undo_merge(pair[0], by=cast.lin.party)
        assert Ticket.objects.get(pk=pair[0].pk).merged_into == pair[1]

    def test_the_first_of_a_chain_before_the_second(self, cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
        """A request that went on to a third ticket comes back from there first."""
        third = arrived(customer=pair[0].customer)
        ask_the_warehouse(pair[0], cast)
        merge(pair[0], into=pair[1], reason="同一件事", by=cast.lin.party)
        merge(pair[1], into=third, reason="同一件事", by=cast.lin.party)
        with pytest.raises(CannotUndo):
            undo_merge(pair[0], by=cast.lin.party)
        undo_merge(pair[1], by=cast.lin.party)
        undo_merge(pair[0], by=cast.lin.party)
        assert not Ticket.objects.filter(merged_into__isnull=False).exists()
