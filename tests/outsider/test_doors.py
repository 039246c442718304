"""Every page × every role: strangers learn nothing and change nothing."""

import pytest

from huisheng.core.tickets.access import tickets_for
from tests.outsider.addresses import HOUSE, PUBLIC, STAFF, TICKET, Address, addresses, below
from tests.outsider.conftest import Enter
from tests.outsider.rows import SECRET_WORDS
from tests.outsider.surveys import invitation_of
from tests.outsider.watching import Tried, attempt
from tests.outsider.world import World

METHODS = ("GET", "POST")
WRONG_METHOD = 405
WITHOUT_SETTINGS = ("chen", "wang")  # who may do most and who may do least, short of the settings


def told(address: Address, method: str, tried: Tried) -> str:
    return f"{method} {address}: {tried.status} {tried.broke} {sorted(tried.changed) or ''}".strip()


def test_it_walks_the_whole_house() -> None:
    known = {one.name for one in addresses()}
    assert {"desk:ticket", "settings:people", "portal:progress", "account_login", "api_docs"} <= known
    assert len(addresses()) > 90


def test_every_address_stands_behind_a_known_door() -> None:
    doors = (*PUBLIC, STAFF, HOUSE)
    assert [str(one) for one in addresses() if one.route and not one.route.startswith(doors)] == []


def test_the_world_is_out_of_reach(world: World) -> None:
    assert {ticket.team for ticket in world.tickets} == {world.cast.cs1}
    assert not tickets_for(world.cast.dan).exists()
    assert not tickets_for(world.cast.wang).exists()
    assert tickets_for(world.cast.lin).count() == len(world.tickets) + 1  # that of the request


def test_who_is_not_logged_in_is_asked_to(world: World, enter: Enter) -> None:
    stranger, wrong = enter(None), []
    for address in (*below(STAFF), *below(HOUSE)):
        seen = set()
        for method in METHODS:
            tried = attempt(stranger, method, address.path(world), world.payload(address.name))
            seen.add(tried.status)
            if tried.status not in {302, WRONG_METHOD} or tried.changed:
                wrong.append(told(address, method, tried))
        if 302 not in seen:
            wrong.append(f"{address} never asks to log in")
    assert wrong == []


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_ticket_of_others_does_not_exist(world: World, enter: Enter, who: str) -> None:
    """404 and not 403: nobody can probe for numbers."""
    client, wrong = enter(getattr(world.cast, who)), []
    for address in below(TICKET):
        seen = set()
        for method in METHODS:
            tried = attempt(client, method, address.path(world), world.payload(address.name))
            seen.add(tried.status)
            if tried.status not in {404, WRONG_METHOD} or tried.changed or SECRET_WORDS in tried.text:
                wrong.append(told(address, method, tried))
        if 404 not in seen:
            wrong.append(f"{address} never says that there is no such ticket")
    assert wrong == []


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_htmx_learns_no_more(world: World, enter: Enter, who: str) -> None:
    client, wrong = enter(getattr(world.cast, who)), []
    for address in below(TICKET):
        for method in METHODS:
            headers = {"HX-Request": "true", "Referer": "http://testserver/desk/"}
            tried = attempt(client, method, address.path(world), world.payload(address.name), headers=headers)
            missing = attempt(client, method, address.path(world, number="FB-20200101-0001"), headers=headers)
            if tried.status != missing.status or tried.changed or SECRET_WORDS in tried.text:
                wrong.append(told(address, method, tried))
    assert wrong == []


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_group_of_tickets_of_others_does_not_exist(world: World, enter: Enter, who: str) -> None:
    client = enter(getattr(world.cast, who))
    for address in below("desk/incidents/"):
        for method in METHODS:
            tried = attempt(client, method, address.path(world), world.payload(address.name))
            allowed = {404, WRONG_METHOD} if address.asks else {200, WRONG_METHOD}
            assert tried.status in allowed, told(address, method, tried)
            assert not tried.changed
            assert SECRET_WORDS not in tried.text


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_lost_customer_of_others_does_not_exist(world: World, enter: Enter, who: str) -> None:
    client = enter(getattr(world.cast, who))
    for address in below("desk/winback/"):
        for method in METHODS:
            tried = attempt(client, method, address.path(world), world.payload(address.name))
            assert tried.status in ({404, 403, WRONG_METHOD} if address.asks else {200, 403, WRONG_METHOD}), told(
                address, method, tried
            )
            assert not tried.changed
            assert SECRET_WORDS not in tried.text


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_request_to_another_department_does_not_exist(world: World, enter: Enter, who: str) -> None:
    client, wrong = enter(getattr(world.cast, who)), []
    for address in below("desk/requests/"):
        for method in METHODS:
            tried = attempt(client, method, address.path(world), world.payload(address.name))
            allowed = {404, WRONG_METHOD} if address.asks else {200, WRONG_METHOD}
            if tried.status not in allowed or tried.changed or SECRET_WORDS in tried.text:
                wrong.append(told(address, method, tried))
    assert wrong == []


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_callback_of_another_team_does_not_exist(world: World, enter: Enter, who: str) -> None:
    client, wrong, missing = enter(getattr(world.cast, who)), [], 404 if who == "dan" else 403
    of_one = [address for address in below("desk/callbacks/") if "callback_id" in address.route]
    assert len(of_one) > 12
    for address in of_one:
        for method in METHODS:
            tried = attempt(client, method, address.path(world), world.payload(address.name))
            allowed = {missing, WRONG_METHOD}
            if tried.status not in allowed or tried.changed or SECRET_WORDS in tried.text:
                wrong.append(told(address, method, tried))
    assert wrong == []


def test_a_request_is_done_by_its_side(world: World, enter: Enter) -> None:
    """The proof that the gate is what stops the others: owner and department succeed, each at its own moves."""
    sides = {
        "urge": "lin",
        "supervise": "chen",
        "withdraw": "lin",
        "accept": "wang",
        "decline": "wang",
        "extension": "wang",
    }
    world.cast.wang.memberships.create(team=world.request.team)
    for name, who in {**sides, "answer": "wang", "words": "lin"}.items():
        path = f"{STAFF}requests/{world.request.pk}/"
        address = next(one for one in below(STAFF) if one.name == f"desk:request_{name}")
        tried = attempt(enter(getattr(world.cast, who)), "POST", address.path(world), world.payload(""))
        assert (tried.status, "tickets_event" in tried.changed) == (302, True), (name, path, tried.text[:300])
        if name in sides:
            other = "lin" if who == "wang" else "wang"
            assert (
                attempt(enter(getattr(world.cast, other)), "POST", address.path(world), world.payload("")).status == 403
            )


def test_the_colleagues_link_opens_one_request_and_nothing_of_the_customer(world: World, enter: Enter) -> None:
    stranger, wrong = enter(None), []
    for address in below("c/"):
        right = [attempt(stranger, method, address.path(world), world.payload("")) for method in METHODS]
        if not {one.status for one in right} & {200, 204, 302} or any(one.broke for one in right):
            wrong += [told(address, "GET, POST", one) for one in right]
        assert not any(world.request.ticket.customer.name in one.text for one in right)
        assert not any(one.changed for one in right[:1]), "looking changes nothing"
        for secret in (world.open.secret, world.request.secret[:-1] + "x", "x"):
            tried = [attempt(stranger, m, address.path(world, secret=secret), world.payload("")) for m in METHODS]
            if {one.status for one in tried} - {404, WRONG_METHOD} or any(one.changed for one in tried):
                wrong += [told(address, "wrong secret", one) for one in tried]
    assert wrong == []


def test_a_surveys_link_opens_one_survey_and_looking_answers_nothing(world: World, enter: Enter) -> None:
    stranger, wrong, invitation = enter(None), [], invitation_of(world.closed)
    for address in below("s/"):
        right = [attempt(stranger, method, address.path(world), world.payload("")) for method in METHODS]
        if not {one.status for one in right} & {200, 302} or any(one.broke for one in right) or right[0].changed:
            wrong += [told(address, "GET, POST", one) for one in right]
        for secret in (world.closed.secret, invitation.secret[:-1] + "x", "x"):
            tried = [attempt(stranger, m, address.path(world, secret=secret), {"q": "satisfied"}) for m in METHODS]
            if {one.status for one in tried} - {404, WRONG_METHOD} or any(one.changed for one in tried):
                wrong += [told(address, "wrong secret", one) for one in tried]
    assert wrong == []


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_lists_and_search_name_no_ticket_of_others(world: World, enter: Enter, who: str) -> None:
    client = enter(getattr(world.cast, who))
    for path in (f"/desk/search/?q={world.open.number}", "/desk/search/?q=暗号", *(f"/desk/?view={v}" for v in VIEWS)):
        tried = attempt(client, "GET", path)
        assert tried.status == 200
        assert SECRET_WORDS not in tried.text, path
        assert f"/desk/tickets/{world.open.number}/" not in tried.text, path


VIEWS = ("mine", "team", "unassigned", "due_soon", "all")


def test_colleagues_do_not_change_settings(world: World, enter: Enter) -> None:
    wrong = []
    for who in WITHOUT_SETTINGS:
        client = enter(getattr(world.cast, who))
        for address in below(HOUSE):
            seen = set()
            for method in METHODS:
                tried = attempt(client, method, address.path(world), world.payload(address.name))
                seen.add(tried.status)
                if tried.status not in {403, WRONG_METHOD} or tried.changed:
                    wrong.append(f"{who}: {told(address, method, tried)}")
            if 403 not in seen:
                wrong.append(f"{who}: {address} is never forbidden")
    assert wrong == []


def links() -> list[Address]:
    """The pages behind a customer's secret link."""
    return [one for one in below("f/") if "secret" in one.asks]


def test_a_wrong_secret_opens_nothing(world: World, enter: Enter) -> None:
    """Neither a guess nor the secret of another ticket."""
    stranger, wrong = enter(None), []
    for address in links():
        for secret in (world.pool.secret, world.open.secret[:-1] + "x", "x"):
            tried = [attempt(stranger, m, address.path(world, secret=secret), world.payload("")) for m in METHODS]
            statuses = {one.status for one in tried}
            spilt = any(one.changed or SECRET_WORDS in one.text for one in tried)
            if 404 not in statuses or statuses - {404, WRONG_METHOD} or spilt:
                wrong += [told(address, "GET, POST", one) for one in tried]
    assert wrong == []


def test_the_right_secret_opens(world: World, enter: Enter) -> None:
    stranger, wrong = enter(None), []
    for address in links():
        tried = [attempt(stranger, method, address.path(world), world.payload("")) for method in METHODS]
        statuses = {one.status for one in tried}
        changed = {table for one in tried for table in one.changed}
        moved, seen = (302 in statuses) == ("tickets_event" in changed), (204 in statuses) == (READ in changed)
        if not statuses & {200, 204, 302} or not moved or not seen:
            wrong += [told(address, "GET, POST", one) for one in tried]
    assert wrong == []


def test_a_customer_sees_no_file_of_colleagues_or_of_others(world: World, enter: Enter) -> None:
    stranger = enter(None)
    mine = f"{world.open.public_path}files/"
    assert attempt(stranger, "GET", f"{mine}{world.file.pk}/").status == 200
    assert attempt(stranger, "GET", f"{mine}{world.note_file.pk}/").status == 404
    assert attempt(stranger, "GET", f"{world.pool.public_path}files/{world.file.pk}/").status == 404
    assert (
        attempt(enter(world.cast.lin), "GET", f"/desk/tickets/{world.pool.number}/files/{world.file.pk}/").status == 404
    )


def test_looking_changes_nothing(world: World, enter: Enter) -> None:
    """Every address by GET, with everything open: no row of the house is written, and every page is there."""
    admin, wrong = enter(world.cast.admin), []
    for address in addresses():
        tried = attempt(admin, "GET", address.path(world), world.payload(address.name))
        missing = address.route.startswith((STAFF, HOUSE)) and tried.status not in {200, 302, WRONG_METHOD}
        if tried.changed or tried.broke or missing:
            wrong.append(told(address, "GET", tried))
    assert wrong == []


def test_nothing_breaks_in_an_admins_hands(world: World, enter: Enter) -> None:
    """Whatever is sent, nobody sees an error of ours."""
    admin, wrong = enter(world.cast.admin), []
    for address in addresses():
        for data in ({}, world.payload(address.name)):
            tried = attempt(admin, "POST", address.path(world), data)
            if tried.broke or (tried.status >= 500 and address.name != "readyz"):
                wrong.append(told(address, "POST", tried))
    assert wrong == []


READ = "handling_reading"  # that the customer's page was before somebody's eyes is no event of the ticket
LOOKS = {  # POSTs that change nothing
    "desk:promise_look": "a POST only because what is looked at is long",
    "desk:wording_look": "the same",
    "desk:warmth_look": "the same",
    "desk:note_look": "the same",
    "desk:around": "who looks at a ticket is told, and stored nowhere",
}
OWN = {"desk:drafts": "handling_draft"}  # what somebody keeps for himself is no event of the ticket


def test_the_moves_would_succeed_for_an_insider(world: World, enter: Enter) -> None:
    """The proof that the gate is what stops the others: the same form, sent by who may, changes the ticket."""
    wrong = []
    for address in below(TICKET):
        client, path = enter(world.insider_of(address.name)), address.path(world)
        if attempt(client, "POST", path).status == WRONG_METHOD:
            continue
        tried = attempt(client, "POST", path, world.payload(address.name))
        if address.name in LOOKS:
            did = tried.status == 200 and not tried.changed
        elif address.name in OWN:
            did = tried.status == 200 and tried.changed == {OWN[address.name]}
        else:
            did = tried.status == 302 and "tickets_event" in tried.changed
        if not did:
            wrong.append(told(address, "POST", tried))
    assert wrong == []


def test_a_forged_form_changes_nothing(world: World, enter: Enter) -> None:
    """A form of another site lacks our token: refused at every door, whoever is logged in."""
    admin, wrong = enter(world.cast.admin), []
    admin.handler.enforce_csrf_checks = True
    for address in addresses():
        tried = attempt(admin, "POST", address.path(world), world.payload(address.name))
        if tried.status not in {403, WRONG_METHOD} or tried.changed:
            wrong.append(told(address, "POST", tried))
    assert wrong == []


def test_a_screen_on_the_wall_tells_no_words_of_a_ticket(world: World, enter: Enter) -> None:
    (address,) = below("wall/")
    tried = attempt(enter(None), "GET", address.path(world))
    assert tried.status == 200
    assert SECRET_WORDS not in tried.text
    assert not any(ticket.number in tried.text for ticket in world.tickets)
    for secret in (world.open.secret, address.path(world).split("/")[2][:-1], "x"):
        assert attempt(enter(None), "GET", address.path(world, wall_secret=secret)).status == 404


def test_nobody_signs_up(world: World, enter: Enter) -> None:
    given = {
        "username": "eve",
        "email": "eve@shop.example",
        "password1": "纸船与灯塔 2026",
        "password2": "纸船与灯塔 2026",
    }
    tried = attempt(enter(None), "POST", "/accounts/signup/", given)
    assert not tried.changed
    assert tried.status in {200, 302, 403}


@pytest.mark.parametrize("who", ["dan", "wang"])
def test_a_wish_or_praise_out_of_a_ticket_of_others_names_neither_ticket_nor_customer(
    world: World, enter: Enter, who: str
) -> None:
    client = enter(getattr(world.cast, who))
    wish, praise = world.wish, world.kind_words
    for path in (f"/desk/ideas/{wish.pk}/", "/desk/ideas/?status=", "/desk/praise/", "/desk/ideas/months/2026-11/"):
        tried = attempt(client, "GET", path)
        assert tried.status == 200, path
        assert world.open.number not in tried.text, path
        assert world.open.customer.name not in tried.text or not world.open.customer.name, path
    tried = attempt(client, "POST", f"/desk/praise/{praise.pk}/case/")
    assert (tried.status in {403, 404}, tried.changed) == (True, set())
