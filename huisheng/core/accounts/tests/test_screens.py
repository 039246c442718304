import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import ApiToken, Calendar, Staff, Team
from huisheng.core.accounts.queries import month_cells, people_rows, unconfirmed_year
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PLACES = ("people", "new_person", "teams", "new_team", "roles", "tokens", "calendars", "new_calendar", "index", "house", "audit")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_shows(client: Client, cast: Cast, place: str, language: str) -> None:
    Staff.objects.update(language=language)
    client.force_login(cast.admin)
    response = client.get(reverse(f"settings:{place}"))
    assert response.status_code == 200
    assert b"style=" not in response.content
