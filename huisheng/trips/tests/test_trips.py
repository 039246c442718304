from typing import Any

import pytest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import ReasonMissing, close_spam
from huisheng.stages.closure.models import Closure, Reopening
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.sla.actions import start_clocks, switch_family
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import ReasonMissing as GradeReasonMissing
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.trips.come_online import change_presence
from huisheng.trips.merge import CannotMerge, merge
from huisheng.trips.reclassify import change_category, change_grade, change_tags
from huisheng.trips.reopen import GoesOnElsewhere, reopen
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def arrived(text: str = "漏发了配件，孩子生日要用", **changes: Any) -> Ticket:
    """A ticket with grade, desk and clocks."""
    ticket = make_ticket(text, **changes)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    route_ticket(ticket, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def running(ticket: Ticket) -> set[str]:
    return set(Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).values_list("kind", flat=True))


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


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


class TestReopen:
    def test_it_promises_anew_to_the_same_owner(self, cast: Cast) -> None:
        ticket = arrived()
        assign_ticket(ticket, staff=cast.lin, by=SYSTEM)
        close_spam(ticket, reason="误判", by=cast.chen.party)
        assert running(ticket) == set()
        reopening = reopen(ticket, why=Reopening.Why.STAFF, by=cast.chen.party)
        ticket.refresh_from_db()
        assert (ticket.status, ticket.assignee) == (Status.OPEN, cast.lin)
        assert running(ticket)
        assert ticket.due_at is not None
        assert reopening.why == Reopening.Why.STAFF

    def test_a_merged_one_stays_closed_and_says_where_it_goes_on(self, cast: Cast, liu: Customer) -> None:
        ticket, into = arrived(customer=liu), arrived(customer=liu)
        merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
        with pytest.raises(GoesOnElsewhere, match=into.number):
            reopen(ticket, why=Reopening.Why.STAFF, by=cast.chen.party)
        assert Ticket.objects.get(pk=ticket.pk).is_closed


class TestReclassify:
    def test_a_graver_grade_shortens_the_promise(self, cast: Cast) -> None:
        ticket = arrived("建议包装里多放一层泡沫")
        red = Grade.objects.get(scheme__code="ryg", code="red")
        before = ticket.next_due_at
        change_grade(ticket, grade=red, reason="客户会议现场", by=cast.chen.party)
        ticket.refresh_from_db()
        assert (ticket.grade, ticket.severity) == (red, red.severity)
        assert ticket.next_due_at < before

    def test_it_needs_a_reason(self, cast: Cast) -> None:
        ticket = arrived("建议包装里多放一层泡沫")
        red = Grade.objects.get(scheme__code="ryg", code="red")
        with pytest.raises(GradeReasonMissing):
            change_grade(ticket, grade=red, reason=" ", by=cast.chen.party)
        assert Ticket.objects.get(pk=ticket.pk).grade != red

    def test_an_unowned_ticket_moves_to_the_new_categorys_team(self, cast: Cast) -> None:
        Staff.objects.update(presence=Presence.OFFLINE)
        ticket = arrived()
        assert ticket.assignee is None
        category = (
            Category.objects.filter(default_team__code="cs2").first()
            or Category.objects.exclude(default_team=ticket.team).exclude(default_team=None).first()
        )
        assert category is not None
        change_category(ticket, category=category, by=cast.chen.party)
        ticket.refresh_from_db()
        assert (ticket.category, ticket.team) == (category, category.default_team)

    def test_an_owned_ticket_stays_on_its_desk(self, cast: Cast) -> None:
        ticket = arrived()
        assign_ticket(ticket, staff=cast.lin, by=cast.chen.party)
        category = Category.objects.exclude(default_team=cast.cs1).exclude(default_team=None).first()
        assert category is not None
        change_category(ticket, category=category, by=cast.chen.party)
        ticket.refresh_from_db()
        assert (ticket.category, ticket.assignee) == (category, cast.lin)


class TestComeOnline:
    def test_who_sits_down_is_handed_what_waits(self, cast: Cast) -> None:
        Staff.objects.update(presence=Presence.OFFLINE)
        ticket = arrived()
        assert ticket.assignee is None
        owner = cast.lin if ticket.team == cast.cs1 else cast.dan
        owner.refresh_from_db()
        assert change_presence(owner, Presence.ONLINE) == [ticket]
        ticket.refresh_from_db()
        assert ticket.assignee == owner

    def test_who_gets_up_is_handed_nothing(self, cast: Cast) -> None:
        assert change_presence(cast.lin, Presence.AWAY) == []
        cast.lin.refresh_from_db()
        assert cast.lin.presence == Presence.AWAY


class TestTags:
    def test_a_case_of_an_outside_body_gets_the_times_of_its_body(self, cast: Cast, liu: Customer) -> None:
        switch_family("P-REG", enabled=True, by=SYSTEM)
        ticket = arrived(customer=liu)
        tag = Tag.objects.get(code="case_12315")
        change_tags(ticket, add=[tag], remove=[], by=cast.lin.party)
        assert "regulator_reply" in running(ticket)
        change_tags(ticket, add=[], remove=[tag], by=cast.lin.party)
        assert "regulator_reply" not in running(ticket)
