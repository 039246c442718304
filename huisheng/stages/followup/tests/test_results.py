from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.stages.followup.actions import begin_call, complete_record, hang_up, note_missed, pick_up, save_record
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.results import behind, results
from huisheng.stages.followup.tests.make import WHOLE, by_day, make_callback
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def talked(cast: Cast, stars: int, minutes: int, late: bool = False, **changes: object) -> Callback:
    now = timezone.now()
    callback = begin_call(
        make_callback(by_day(cast.liu), team=cast.cs1), staff=cast.lin, at=now - timedelta(minutes=30)
    )
    pick_up(callback, by=cast.lin.party, at=now - timedelta(minutes=30))
    over = now - timedelta(minutes=30 - minutes)
    hang_up(callback, by=cast.lin.party, at=over)
    save_record(callback, {**WHOLE, "stars": stars, **changes}, by=cast.lin.party)
    complete_record(callback, by=cast.lin.party, at=over + timedelta(minutes=11 if late else 5))
    return callback


def test_every_number_has_its_list(cast: Cast) -> None:
    soon = timezone.now() + timedelta(days=1)
    warm = talked(cast, 5, 4, words="谢谢您")
    late = talked(cast, 2, 6, late=True, solved=False, warm=False, words="谢谢", follow_up="再打", follow_up_by=soon)
    dialled = begin_call(make_callback(by_day(cast.zhao), team=cast.cs1), staff=cast.lin)
    gone = note_missed(dialled, outcome="wrong_number", by=cast.lin.party)
    period: dict[str, Any] = {
        "since": timezone.now() - timedelta(days=7),
        "until": timezone.now() + timedelta(minutes=1),
    }
    (row,) = results(cast.chen, **period)
    assert row.counts == {"ended": 3, "reached": 2, "solved": 1, "rated": 2, "complete": 1, "warm": 1}
    assert (row.stars, row.talk_s) == (3.5, 300)
    assert (row.share("reached"), row.share("solved")) == (67, 50)
    lists = {code: {one.pk for one in behind(cast.chen, "test-care", code, **period).rows} for code in row.counts}
    assert lists["ended"] == {warm.pk, late.pk, gone.pk}
    assert lists["reached"] == {warm.pk, late.pk}
    assert lists["solved"] == lists["complete"] == lists["warm"] == {warm.pk}
    assert results(cast.dan, **period) == []


def test_who_says_that_we_sound_like_a_machine_felt_no_warmth(cast: Cast) -> None:
    robotic = talked(cast, 5, 4, words="谢谢，不过你们像在背课文", warm=True)
    assert robotic.record.robotic
    now = timezone.now()
    (row,) = results(cast.lin, since=now - timedelta(days=1), until=now + timedelta(days=1))
    assert (row.counts["reached"], row.counts["warm"]) == (1, 0)
