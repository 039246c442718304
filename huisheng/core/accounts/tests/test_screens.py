from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.actions import token_by_secret
from huisheng.core.accounts.models import ApiToken, Calendar, Staff, Team
from huisheng.core.accounts.queries import month_cells, people_rows
from tests.cast import Cast

from .make import make_calendar, make_staff

pytestmark = pytest.mark.django_db
PERSON = {"name": "周岩", "email": "zhou@shop.example", "role": "agent", "teams": ["cs1"], "capacity": "9"}


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def secret_in(page: str) -> str:
    return page.split('<p class="hs-secret">')[1].split("<", maxsplit=1)[0]


def test_an_added_colleague_gets_a_password_that_is_shown_once(admin: Client) -> None:
    page = admin.post(reverse("settings:new_person"), {**PERSON, "username": "zhou", "leads": ["cs2"]})
    zhou = Staff.objects.get(username="zhou")
    assert authenticate(username="zhou", password=secret_in(page.content.decode())) == zhou
    assert {seat.team.code: seat.leads for seat in zhou.memberships.all()} == {"cs1": False, "cs2": True}
    assert "hs-secret" not in admin.get(reverse("settings:person", args=[zhou.pk])).content.decode()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(admin: Client) -> None:
    page = admin.post(reverse("settings:new_person"), {**PERSON, "username": "LIN"}).content.decode()
    assert "LIN" in page
    assert "周岩" in page
    assert 'id="id_username_error"' in page
    assert not Staff.objects.filter(name="周岩").exists()


def test_a_colleague_changes_and_leaves(admin: Client, cast: Cast) -> None:
    address = reverse("settings:person", args=[cast.lin.pk])
    assert admin.post(address, {**PERSON, "name": "林晓晓", "role": "supervisor"}).status_code == 302
    cast.lin.refresh_from_db()
    assert (cast.lin.name, cast.lin.role.code, cast.lin.capacity, cast.lin.senior) == ("林晓晓", "supervisor", 9, False)
    admin.post(reverse("settings:person_login", args=[cast.lin.pk]), {"active": "0"})
    assert not Staff.objects.get(pk=cast.lin.pk).is_active
    admin.post(reverse("settings:person_login", args=[cast.lin.pk]), {"active": "1"})
    assert Staff.objects.get(pk=cast.lin.pk).is_active


def test_nobody_switches_off_the_own_login(admin: Client, cast: Cast) -> None:
    address = reverse("settings:person_login", args=[cast.admin.pk])
    response = admin.post(address, {"active": "0"}, headers={"referer": "http://testserver/settings/people/"})
    assert response.status_code == 302
    assert Staff.objects.get(pk=cast.admin.pk).is_active


def test_a_new_password_is_shown_once(admin: Client, cast: Cast) -> None:
    page = admin.post(reverse("settings:person_password", args=[cast.lin.pk])).content.decode()
    assert authenticate(username="lin", password=secret_in(page)) == cast.lin


@pytest.mark.parametrize("place", ["person_login", "person_password"])
def test_looking_changes_nothing(admin: Client, cast: Cast, place: str) -> None:
    before = Staff.objects.values().get(pk=cast.lin.pk)
    assert admin.get(reverse(f"settings:{place}", args=[cast.lin.pk])).status_code == 405
    assert Staff.objects.values().get(pk=cast.lin.pk) == before


def test_the_people_page_asks_twice_however_many_work_here(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(5):
        make_staff(teams=["cs1", "cs2"])
    with django_assert_num_queries(3):  # people with roles, seats, teams
        rows = people_rows()
    assert len(rows) == Staff.objects.count()


def test_teams_are_added_renamed_and_closed(admin: Client) -> None:
    admin.post(reverse("settings:new_team"), {"name": "夜班", "code": "night", "rank": "9"})
    night = Team.objects.get(code="night")
    admin.post(reverse("settings:team", args=[night.pk]), {"name": "夜班组", "name_en": "Nights", "rank": "9"})
    admin.post(reverse("settings:team_state", args=[night.pk]), {"active": "0"})
    night.refresh_from_db()
    assert (night.name, night.name_en, night.active) == ("夜班组", "Nights", False)


def test_a_token_is_shown_once_and_revoked(admin: Client, cast: Cast) -> None:
    page = admin.post(reverse("settings:tokens"), {"name": "商城", "scopes": ["read"]}).content.decode()
    secret = secret_in(page)
    token = token_by_secret(secret)
    assert token is not None
    assert (token.scopes, token.created_by) == (["read"], cast.admin)
    assert secret not in admin.get(reverse("settings:tokens")).content.decode()
    admin.post(reverse("settings:token_revocation", args=[token.pk]))
    assert token_by_secret(secret) is None


def test_a_token_needs_a_scope(admin: Client) -> None:
    assert "aria-invalid" in admin.post(reverse("settings:tokens"), {"name": "商城"}).content.decode()
    assert not ApiToken.objects.exists()


def test_a_week_is_written_in_words_people_use(admin: Client) -> None:
    calendar = make_calendar()
    week = {f"day{day}": "9:00-17:00" for day in range(5)} | {"day5": "", "day6": "休"}
    sent = {"name": "门店", "name_en": "", "timezone": "Asia/Shanghai", **week}
    assert admin.post(reverse("settings:calendar", args=[calendar.pk]), sent).status_code == 302
    calendar.refresh_from_db()
    assert calendar.weekly == {str(day): [["09:00", "17:00"]] for day in range(5)}
    page = admin.post(reverse("settings:calendar", args=[calendar.pk]), {**sent, "day2": "morning"}).content.decode()
    assert 'id="id_day2_error"' in page


def test_a_day_of_the_month_is_chosen_changed_and_freed(admin: Client) -> None:
    office = Calendar.objects.get(code="office")
    address = reverse("settings:calendar_month", args=[office.pk, 2026, 12])
    assert "2026-12-31" in admin.get(f"{address}?day=31").content.decode()
    admin.post(f"{address}?day=31", {"day": "2026-12-31", "intervals": "09:00-12:00", "note": "盘点"})
    assert office.days.get(day=date(2026, 12, 31)).intervals == [["09:00", "12:00"]]
    assert "盘点" in admin.get(address).content.decode()
    admin.post(f"{address}?day=31", {"day": "2026-12-31", "follow": "1"})
    assert not office.days.filter(day=date(2026, 12, 31)).exists()


@pytest.mark.parametrize("where", ["2026/13", "1999/1", "2026/0"])
def test_there_are_only_real_months(admin: Client, where: str) -> None:
    office = Calendar.objects.get(code="office")
    assert admin.get(f"/settings/calendars/{office.pk}/{where}/").status_code == 404


def test_a_month_has_whole_weeks_and_says_what_is_in_force() -> None:
    weeks = month_cells(Calendar.objects.get(code="office"), 2026, 10)
    assert all(len(week) == 7 for week in weeks)
    cells = {cell.day: cell for week in weeks for cell in week}
    assert cells[date(2026, 10, 1)].hours == ""
    assert cells[date(2026, 10, 10)].hours == "09:00-12:00 13:00-18:00"
    assert not cells[date(2026, 9, 30)].in_month
    assert cells[date(2026, 10, 9)].override is None
