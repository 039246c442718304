import pytest

from huisheng.core.accounts.rights import Right
from huisheng.core.accounts.tests.make import make_token
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.access import (
    NotFound,
    may_change,
    ticket_for,
    ticket_for_contact,
    ticket_for_link,
    ticket_for_token,
    tickets_for,
    tickets_for_token,
)
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_agent_sees_the_own_teams(cast: Cast) -> None:
    mine, other, pool = make_ticket(team=cast.cs1), make_ticket(team=cast.cs2), make_ticket()
    assert set(tickets_for(cast.lin)) == {mine}
    assert set(tickets_for(cast.dan)) == {other}
    assert set(tickets_for(cast.chen)) == {mine}
    assert set(tickets_for(cast.admin)) == {mine, other, pool}


def test_an_assignment_opens_a_ticket_of_another_team(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs2, assignee=cast.lin)
    assert set(tickets_for(cast.lin)) == {ticket}


def test_a_colleague_sees_only_what_was_granted(cast: Cast) -> None:
    by_name, by_team, _hidden = make_ticket(), make_ticket(), make_ticket(team=cast.warehouse)
    assert set(tickets_for(cast.wang)) == set()
    grant_access(by_name, staff=cast.wang, by=SYSTEM)
    grant_access(by_team, team=cast.warehouse, by=SYSTEM)
    assert set(tickets_for(cast.wang)) == {by_name, by_team}


def test_a_ticket_granted_twice_is_listed_once(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1, assignee=cast.lin)
    grant_access(ticket, staff=cast.lin, by=SYSTEM)
    grant_access(ticket, team=cast.cs1, by=SYSTEM)
    assert list(tickets_for(cast.lin)) == [ticket]


def test_who_left_sees_nothing_by_role(cast: Cast) -> None:
    make_ticket(team=cast.cs1)
    for staff in (cast.lin, cast.admin):
        staff.is_active = False
        assert not tickets_for(staff).exists()


def test_missing_and_forbidden_look_alike(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs2)
    with pytest.raises(NotFound) as forbidden:
        ticket_for(cast.lin, ticket.number)
    with pytest.raises(NotFound) as missing:
        ticket_for(cast.lin, "FB-20000101-0001")
    assert str(forbidden.value) == str(missing.value)
    assert ticket_for(cast.dan, ticket.number) == ticket


def test_a_locked_ticket_is_the_same_one(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1)
    assert ticket_for(cast.lin, ticket.number, lock=True) == ticket


def test_rights_are_the_roles(cast: Cast) -> None:
    ticket = make_ticket(team=cast.cs1)
    assert may_change(cast.lin, ticket, Right.ANSWER)
    assert not may_change(cast.lin, ticket, Right.CLOSE)
    assert may_change(cast.chen, ticket, Right.CLOSE)
    assert not may_change(cast.wang, ticket, Right.ANSWER)


def test_a_token_sees_by_scope() -> None:
    ticket = make_ticket()
    reader, _secret = make_token(scopes=["read"])
    assert ticket_for_token(reader, ticket.number, "read") == ticket
    with pytest.raises(NotFound):
        ticket_for_token(reader, ticket.number, "write")
    assert not tickets_for_token(reader, "write").exists()


def test_the_secret_link_opens_one_ticket() -> None:
    ticket, other = make_ticket(), make_ticket()
    assert ticket_for_link(ticket.number, ticket.secret) == ticket
    for number, secret in ((ticket.number, other.secret), (ticket.number, ""), ("FB-0", ticket.secret)):
        with pytest.raises(NotFound):
            ticket_for_link(number, secret)


@pytest.mark.parametrize("contact", ["1234", "138 0000 1234", "+86 138-0000-1234", "13800001234"])
def test_a_lookup_takes_the_phones_tail(contact: str) -> None:
    ticket = make_ticket(customer=make_customer("某女士", phone="13800001234"))
    assert ticket_for_contact(f" {ticket.number.lower()} ", contact) == ticket


@pytest.mark.parametrize("contact", ["", "234", "4321", "a@example.com", "12 34 56"])
def test_a_lookup_takes_nothing_else(contact: str) -> None:
    ticket = make_ticket(customer=make_customer("某女士", phone="13800001234"))
    with pytest.raises(NotFound):
        ticket_for_contact(ticket.number, contact)


def test_a_lookup_takes_the_email_in_any_case() -> None:
    ticket = make_ticket(customer=make_customer("某女士", email="liu@example.com"))
    assert ticket_for_contact(ticket.number, "Liu@Example.com ") == ticket
    with pytest.raises(NotFound):
        ticket_for_contact(ticket.number, "liu@example.org")


def test_a_lookup_asks_for_an_address_of_this_very_ticket() -> None:
    customer = make_customer("某女士", phone="13800001234")
    ticket = make_ticket(customer=customer, identities=[])
    with pytest.raises(NotFound):
        ticket_for_contact(ticket.number, "1234")
