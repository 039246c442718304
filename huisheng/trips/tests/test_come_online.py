"""Who is there: by hand, and by the screens that are open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.base.actions import change_setting
from huisheng.stages.routing.actions import note_seen
from huisheng.trips.come_online import change_presence, note_who_is_away
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def presence(staff: Staff) -> str:
    return Staff.objects.get(pk=staff.pk).presence


@pytest.fixture
def lin(cast: Cast) -> Staff:
    """Online for an hour, with a screen open until 20 minutes ago."""
    Staff.objects.filter(pk=cast.lin.pk).update(presence_since=timezone.now() - 60 * MINUTE)
    note_seen(cast.lin, at=timezone.now() - 20 * MINUTE)
    return Staff.objects.get(pk=cast.lin.pk)


def test_who_closed_the_last_screen_is_away_after_a_while(lin: Staff) -> None:
    assert (note_who_is_away(at=timezone.now() - 10 * MINUTE), presence(lin)) == (0, Presence.ONLINE)
    assert (note_who_is_away(), presence(lin)) == (1, Presence.AWAY)
    assert note_who_is_away() == 0


def test_an_open_screen_keeps_somebody_online(lin: Staff) -> None:
    note_seen(lin)
    assert note_who_is_away() == 0


def test_a_house_may_leave_it_to_the_people(lin: Staff, cast: Cast) -> None:
    change_setting("routing.away_minutes", 0, by=cast.admin.party)
    assert note_who_is_away() == 0


def test_who_never_had_a_screen_open_since_coming_online_stays(lin: Staff) -> None:
    change_presence(lin, Presence.OFFLINE)
    change_presence(lin, Presence.ONLINE)
    assert (note_who_is_away(), presence(lin)) == (0, Presence.ONLINE)
