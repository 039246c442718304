"""From the codes of a step to people: each once, who stands in for who is away, and never nobody by mistake."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Absence, Role, Shift, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Grant, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.followup.tests.make import make_callback
from huisheng.watch.notify.actions import tell_of_alarm
from huisheng.watch.notify.audience import listeners
from huisheng.watch.notify.models import Notice
from huisheng.watch.notify.tests.make import make_alarm
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def owned(cast: Cast, **changes: object) -> Ticket:
    known: dict[str, Any] = {"assignee": cast.lin, "first_owner": cast.lin, "team": cast.cs1}
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(**known | changes)
    return Ticket.objects.get(pk=ticket.pk)


def heard(ticket: Ticket, *tell: str) -> list[tuple[str, str]]:
    return [(one.staff.username, one.audience) for one in listeners(ticket, tell, at=timezone.now())]


def away(staff: Staff, substitute: Staff | None = None) -> None:
    now = timezone.now()
    Absence.objects.create(staff=staff, substitute=substitute, since=now - HOUR, until=now + HOUR)


def lead(team: Team, head: Staff | None) -> None:
    Team.objects.filter(pk=team.pk).update(head=head)


def on_duty(staff: Staff) -> None:
    now = timezone.now()
    Shift.objects.create(staff=staff, kind=Shift.Kind.MANAGER, since=now - HOUR, until=now + HOUR)


def test_the_time_of_a_call_is_heard_by_who_is_to_make_it_and_not_by_the_handler(cast: Cast) -> None:
    ticket = owned(cast)
    call = make_callback(cast.liu, ticket=ticket, assignee=cast.dan, not_by=cast.lin)
    alarm = make_alarm(ticket, tell=["assignee", "supervisor"], subject=call.subject)
    tell_of_alarm(alarm)
    assert [one.staff.username for one in Notice.objects.order_by("staff__username")] == ["chen", "dan"]
    assert tickets_for(cast.dan).filter(pk=ticket.pk).exists(), "who is told may look"


def test_a_call_on_the_list_is_told_to_who_leads(cast: Cast) -> None:
    ticket = owned(cast)
    call = make_callback(cast.liu, ticket=ticket, not_by=cast.lin)
    tell_of_alarm(make_alarm(ticket, tell=["assignee"], subject=call.subject))
    assert [one.staff for one in Notice.objects.all()] == [cast.chen]


def test_each_code_names_its_people(cast: Cast) -> None:
    head, manager = make_staff("head", name="何主任"), make_staff("manager", name="马经理")
    lead(cast.cs1, head)
    on_duty(manager)
    ticket = owned(cast, first_owner=cast.dan)
    assert heard(ticket, "assignee") == [("lin", "assignee")]
    assert heard(ticket, "first_owner") == [("dan", "supervisor")]
    assert heard(ticket, "supervisor") == [("chen", "supervisor")]
    assert heard(ticket, "department_head") == [("head", "department_head")]
    assert heard(ticket, "duty_manager") == [("manager", "duty_manager")]
    assert heard(ticket, "role:colleague") == [("wang", "supervisor")]


def test_the_first_owner_who_still_has_it_reads_the_owners_words(cast: Cast) -> None:
    assert heard(owned(cast), "first_owner") == [("lin", "assignee")]


def test_nobody_hears_it_twice_and_the_first_code_chooses_the_words(cast: Cast) -> None:
    lead(cast.cs1, cast.chen)
    on_duty(cast.chen)
    ticket = owned(cast)
    tell = ("assignee", "first_owner", "department_head", "supervisor", "duty_manager", "role:supervisor")
    assert heard(ticket, *tell) == [("lin", "assignee"), ("chen", "department_head")]


def test_a_role_is_asked_in_the_tickets_own_team_first(cast: Cast) -> None:
    assert heard(owned(cast), "role:agent") == [("lin", "supervisor")]
    assert heard(owned(cast, team=cast.warehouse), "role:agent") == [("lin", "supervisor"), ("dan", "supervisor")]


def test_who_is_away_is_replaced_by_who_stands_in(cast: Cast) -> None:
    away(cast.lin, cast.dan)
    assert heard(owned(cast), "assignee") == [("dan", "assignee")]


def test_a_substitute_who_hears_it_anyway_hears_it_once(cast: Cast) -> None:
    away(cast.lin, cast.chen)
    assert heard(owned(cast), "assignee", "supervisor") == [("chen", "assignee")]


def test_an_owner_who_is_away_without_anybody_falls_to_the_supervisors(cast: Cast) -> None:
    away(cast.lin)
    assert heard(owned(cast), "assignee") == [("chen", "supervisor")]


def test_where_everybody_is_away_they_are_told_all_the_same(cast: Cast) -> None:
    away(cast.lin)
    away(cast.chen)
    assert heard(owned(cast), "assignee", "supervisor") == [("lin", "assignee"), ("chen", "supervisor")]


def test_a_missing_head_falls_to_the_supervisors(cast: Cast) -> None:
    assert heard(owned(cast), "department_head") == [("chen", "supervisor")]


def test_a_head_who_left_falls_to_the_supervisors(cast: Cast) -> None:
    head = make_staff("head", name="何主任")
    lead(cast.cs1, head)
    Staff.objects.filter(pk=head.pk).update(is_active=False)
    assert heard(owned(cast), "department_head") == [("chen", "supervisor")]


def test_a_missing_manager_falls_to_the_head_then_to_the_supervisors_then_to_who_sees_everything(cast: Cast) -> None:
    ticket = owned(cast)
    assert heard(ticket, "duty_manager") == [("chen", "supervisor")]
    head = make_staff("head", name="何主任")
    lead(cast.cs1, head)
    ticket = owned(cast)
    assert heard(ticket, "duty_manager") == [("head", "department_head")]
    lead(cast.cs1, None)
    ticket = owned(cast)
    cast.chen.memberships.update(leads=False)
    assert heard(ticket, "duty_manager") == [("admin", "supervisor")]


def test_who_sees_everything_hears_it_even_where_no_role_may_be_told(cast: Cast) -> None:
    for role in Role.objects.all():
        role.rights = [right for right in role.rights if right != Right.BE_TOLD]
        role.save()
    assert heard(owned(cast), "supervisor") == [("admin", "supervisor")]


def test_an_unowned_ticket_is_the_supervisors(cast: Cast) -> None:
    ticket = owned(cast, assignee=None)
    assert heard(ticket, "assignee") == [("chen", "supervisor")]
    assert heard(ticket) == [("chen", "supervisor")]


def test_a_step_that_tells_nobody_tells_nobody(cast: Cast) -> None:
    assert heard(owned(cast)) == []


def test_a_role_nobody_holds_and_a_code_nobody_knows_fall_to_the_supervisors(cast: Cast) -> None:
    assert heard(owned(cast), "role:nobody") == [("chen", "supervisor")]
    assert heard(owned(cast), "moon") == [("chen", "supervisor")]


def test_an_escalation_opens_the_ticket_to_whom_it_reaches_and_the_ledger_says_so(cast: Cast) -> None:
    manager = make_staff("manager", name="马经理", role="colleague")
    on_duty(manager)
    ticket = owned(cast)
    assert not tickets_for(manager).filter(pk=ticket.pk).exists()
    event = make_alarm(ticket, "clock_escalated", tell=["duty_manager"], level=3)
    [notice] = tell_of_alarm(event)
    assert (notice.staff, notice.audience) == (manager, "duty_manager")
    assert tickets_for(manager).filter(pk=ticket.pk).exists()
    assert ticket.events.filter(kind="access_granted", payload__staff=manager.pk).count() == 1


def test_who_may_open_it_anyway_needs_no_grant(cast: Cast) -> None:
    tell_of_alarm(make_alarm(owned(cast), tell=["assignee", "supervisor"]))
    assert not Grant.objects.exists()


def test_telling_twice_tells_once(cast: Cast) -> None:
    event = make_alarm(owned(cast), "clock_escalated", tell=["assignee", "supervisor"], ways=["email"], level=1)
    assert len(tell_of_alarm(event)) == 2
    assert tell_of_alarm(event) == []
    assert Notice.objects.filter(event=event).count() == 2
