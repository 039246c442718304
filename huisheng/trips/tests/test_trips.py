import pytest

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_spam
from huisheng.stages.closure.models import Reopening
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import switch_family
from huisheng.stages.triage.actions import ReasonMissing as GradeReasonMissing
from huisheng.trips.come_online import change_presence
from huisheng.trips.merge import merge
from huisheng.trips.reclassify import change_category, change_grade, change_tags
from huisheng.trips.reopen import GoesOnElsewhere, reopen
from huisheng.trips.tests.arriving import arrived, running
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


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
