"""Two tickets become one: what goes along, what is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Grade
from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import grant_access, link_tickets
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import ReasonMissing, answer_confirmation, close_spam
from huisheng.stages.closure.models import Closure
from huisheng.stages.collaboration.models import CollabRequest, Watcher
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import make_callback
from huisheng.stages.handling.actions import (
    Given,
    approve_compensation,
    give_compensation,
    offer_solution,
    promise_customer,
    propose_compensation,
)
from huisheng.stages.handling.limits import left_for
from huisheng.stages.handling.models import Compensation, Draft, Held, Promise, Solution
from huisheng.stages.sla.models import Clock
from huisheng.trips.merge import CannotMerge, merge, plan_merge, undo_merge
from huisheng.trips.reclassify import change_grade
from huisheng.trips.tests.arriving import arrived, running
from tests.cast import Cast

Assert = Callable[..., Any]
pytestmark = pytest.mark.django_db
OFFER: dict[str, Any] = {"measure": "今天补发", "timing": "11月25日 18:00 前", "responsible": "林晓"}


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


def ask_the_warehouse(ticket: Ticket, cast: Cast, *, seq: int = 1, lead: bool = False) -> CollabRequest:
    now = timezone.now()
    return CollabRequest.objects.create(
        ticket=ticket,
        seq=seq,
        team=cast.warehouse,
        problem="漏发",
        need="核对出库",
        lead=lead,
        asked_at=now,
        due_at=now,
    )


def test_compensation_and_what_it_uses_of_the_limits_go_along(cast: Cast, liu: Customer) -> None:
    ticket, into = arrived(customer=liu), arrived(customer=liu)
    given = propose_compensation(ticket, kind="coupon", fen=6_000, words="60元券", by=cast.lin)
    asked = propose_compensation(ticket, kind="refund", fen=30_000, words="退款", by=cast.lin)
    give_compensation(given, reference="C-9", by=cast.lin)
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    assert set(Compensation.objects.filter(ticket=into)) == {given, asked}
    assert left_for(cast.lin, into) == 4_000
    assert propose_compensation(into, kind="coupon", fen=5_000, words="券", by=cast.lin).is_asked
    approve_compensation(asked, by=cast.chen)  # as the page that was open before the merge sends it
    assert Event.objects.get(kind="compensation_allowed", payload__compensation=asked.pk).ticket == into
    undo_merge(ticket, by=cast.lin.party)
    assert set(Compensation.objects.filter(ticket=ticket)) == {given, asked}
    assert left_for(cast.lin, into) == 10_000


class TestMerge:
    def test_it_closes_one_and_goes_on_in_the_other(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        assert merge(ticket, into=into, reason="同一件事", by=cast.lin.party) == into
        ticket.refresh_from_db()
        assert (ticket.status, ticket.merged_into) == (Status.CLOSED, into)
        assert Closure.objects.get(ticket=ticket).kind == Closure.Kind.MERGED
        assert running(ticket) == set()
        assert running(into)
        assert into.links.get().other == ticket
        assert into.links.get().kind == Link.Kind.MERGED
        assert Event.objects.get(ticket=ticket, kind="ticket_merged").payload == {"other": into.number}

    def test_the_words_stay_where_they_are(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert (ticket.messages.count(), into.messages.count()) == (1, 1)

    def test_its_addresses_hear_from_the_other(self, cast: Cast, liu: Customer) -> None:
        make_customer("刘女士", phone="13811118888", email="liu@example.com")
        email = Identity.objects.get(kind="email")
        ticket, into = arrived(customer=liu, identities=[email]), arrived(customer=liu, identities=[])
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert into.participants.get().identity == email

    def test_an_address_nobody_vouches_for_stays_behind(self, cast: Cast, liu: Customer) -> None:
        """Somebody typed her phone and an own email into the form: the email must not get her other ticket's link."""
        stranger = recognise_customer(phone="13811118888", email="stranger@example.com").identities[1]
        ticket, into = arrived(customer=liu, identities=[stranger]), arrived(customer=liu, identities=[])
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert not stranger.verified
        assert not into.participants.exists()

    def test_another_customers_ticket_is_refused(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=make_customer("赵先生", phone="13811119999"))
        with pytest.raises(CannotMerge):
            merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert not Closure.objects.exists()
        assert Ticket.objects.get(pk=ticket.pk).status != Status.CLOSED

    def test_a_ticket_is_not_merged_into_itself(self, cast: Cast, liu: Customer) -> None:
        ticket = arrived(customer=liu)
        with pytest.raises(CannotMerge):
            merge(ticket, into=ticket, reason="同一件事", by=cast.lin.party)

    @pytest.mark.parametrize("closed", [0, 1])
    def test_closed_ones_are_refused(self, cast: Cast, liu: Customer, closed: int) -> None:
        both = arrived(customer=liu), arrived(customer=liu)
        close_spam(both[closed], reason="广告", by=SYSTEM)
        with pytest.raises(CannotMerge):
            merge(both[0], into=both[1], reason="同一件事", by=cast.lin.party)

    def test_a_reason_is_needed_and_without_it_nothing_moves(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        with pytest.raises(ReasonMissing):
            merge(ticket, into=into, reason=" ", by=cast.lin.party)
        assert not Link.objects.exists()


class TestWhatGoesAlong:
    def test_a_request_goes_along_with_the_next_number_and_one_lead_stays(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        ask_the_warehouse(into, cast, lead=True)
        going = ask_the_warehouse(ticket, cast, lead=True)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        going.refresh_from_db()
        into.refresh_from_db()
        assert (going.ticket, going.seq, going.lead) == (into, 2, False)
        assert into.status == Status.WAITING_DEPARTMENT

    def test_a_promise_goes_along_with_its_clock(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        promise = promise_customer(ticket, given=Given("回电", amount=2, unit="hour"), by=cast.lin.party)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        promise.refresh_from_db()
        assert promise.ticket == into
        assert promise.is_open
        assert promise.clock
        assert promise.clock.ticket == into

    def test_the_earlier_promise_holds(self, cast: Cast, liu: Customer) -> None:
        """A merge makes nobody wait longer: the older ticket's first response is due first."""
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        soon = timezone.now() + timedelta(minutes=1)
        Clock.objects.filter(ticket=ticket, kind="first_response").update(due_at=soon)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        into.refresh_from_db()
        assert Clock.objects.get(ticket=into, kind="first_response", stopped_at=None).due_at == soon
        assert into.next_due_at == soon

    def test_the_graver_grade_holds(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived("建议包装里多放一层泡沫", customer=liu)
        red = Grade.objects.get(scheme__code="ryg", code="red")
        change_grade(ticket, grade=red, reason="会议现场", by=cast.chen.party)
        merge(ticket, into=into, reason="同一件事", by=cast.chen.party)
        into.refresh_from_db()
        assert into.grade == red

    def test_an_offer_goes_along_and_the_yes_counts_there(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        offer_solution(ticket, **OFFER, by=cast.lin.party)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        into.refresh_from_db()
        assert into.status == Status.AWAITING_CONFIRMATION
        answer_confirmation(into, solved=True, stars=5, by=liu.party)
        assert Ticket.objects.get(pk=into.pk).is_closed

    def test_two_offers_at_once_are_refused(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        for one in (ticket, into):
            offer_solution(one, **OFFER, by=cast.lin.party)
        with pytest.raises(CannotMerge):
            merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert Solution.objects.filter(ticket=ticket).exists()

    def test_who_watches_and_who_may_see_it_go_along_once(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        for one in (ticket, into):
            Watcher.objects.create(ticket=one, staff=cast.chen, at=timezone.now())
        Watcher.objects.create(ticket=ticket, staff=cast.wang, at=timezone.now())
        grant_access(ticket, staff=cast.wang, by=SYSTEM)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert set(Watcher.objects.filter(ticket=into).values_list("staff", flat=True)) == {cast.chen.pk, cast.wang.pk}
        assert into.grants.get().staff == cast.wang

    def test_answers_on_their_way_and_drafts_go_along(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        now = timezone.now()
        held = Held.objects.create(ticket=ticket, kind="reply", why="chosen", made_at=now, due_at=now)
        mine = Draft.objects.create(ticket=ticket, staff=cast.lin, kind="reply", at=now)
        kept, begun = (
            Draft.objects.create(ticket=one, staff=cast.chen, kind="reply", at=now) for one in (ticket, into)
        )
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        for one in (held, mine, kept, begun):
            one.refresh_from_db()
        assert {held.ticket, mine.ticket, begun.ticket} == {into}
        assert kept.ticket == ticket

    def test_parts_go_along_and_the_whole_not_into_its_part(self, cast: Cast, liu: Customer) -> None:
        ticket, into, part = arrived(customer=liu), arrived(customer=liu), arrived(customer=liu)
        link_tickets(ticket, other=part, kind=Link.Kind.PART, by=SYSTEM)
        with pytest.raises(CannotMerge):
            merge(ticket, into=part, reason="同一件事", by=cast.lin.party)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert Link.objects.get(kind=Link.Kind.PART).ticket == into


class TestPlan:
    def test_it_says_what_the_merge_then_does(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        ask_the_warehouse(ticket, cast)
        promise_customer(ticket, given=Given("回电", amount=2, unit="hour"), by=cast.lin.party)
        Watcher.objects.create(ticket=ticket, staff=cast.wang, at=timezone.now())
        gift = propose_compensation(ticket, kind="coupon", fen=2_000, words="20元券", by=cast.lin)
        make_callback(liu, ticket=ticket)
        plan = plan_merge(ticket, into)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        assert [one.pk for one in plan.requests] == list(
            CollabRequest.objects.filter(ticket=into).values_list("pk", flat=True)
        )
        assert [one.pk for one in plan.promises] == list(
            Promise.objects.filter(ticket=into).values_list("pk", flat=True)
        )
        assert {one.clock.pk for one in plan.clocks} <= set(
            Clock.objects.filter(ticket=into).values_list("pk", flat=True)
        )
        assert [one.staff for one in plan.watchers] == [cast.wang]
        assert (plan.amends, plan.calls) == ([gift], Callback.objects.filter(ticket=into).count())

    def test_it_says_why_not(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=make_customer("赵先生", phone="13811119999"))
        assert plan_merge(ticket, into).refused

    def test_it_changes_nothing_and_costs_the_same(
        self, cast: Cast, liu: Customer, django_assert_max_num_queries: Assert
    ) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        for seq in range(1, 6):
            ask_the_warehouse(ticket, cast, seq=seq)
        with django_assert_max_num_queries(20):
            plan_merge(ticket, into)
        assert not Closure.objects.exists()
