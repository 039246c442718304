"""A talk that nobody ends on the screen ends all the same, and what was begun by somebody who is gone is finished."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Event
from huisheng.stages.followup.actions import (
    begin_call,
    free_callbacks,
    hang_up,
    pick_up,
    put_down,
    ring_callbacks,
    save_record,
    take_over,
)
from huisheng.stages.followup.errors import NotNow, NotYourCall
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.tests.make import make_callback, outcomes
from huisheng.stages.followup.tests.test_calling import T0, at
from tests.cast import Cast

pytestmark = pytest.mark.django_db
State = Callback.State


def test_a_talk_of_hours_ago_is_owed_its_record_and_one_that_only_rang_waits_again(cast: Cast) -> None:
    talked, rang = make_callback(cast.liu), make_callback(cast.zhao)
    pick_up(begin_call(talked, staff=cast.lin, at=T0), by=cast.lin.party, at=T0)
    begin_call(rang, staff=cast.chen, at=T0)
    assert free_callbacks(at=T0 + timedelta(minutes=119)) == 0
    assert free_callbacks(at=T0 + timedelta(minutes=121)) == 2
    assert set(Callback.objects.values_list("pk", "state")) == {(talked.pk, "to_record"), (rang.pk, "planned")}
    assert talked.attempts.get().talk_s is None, "how long it really was, nobody knows"
    assert begin_call(rang, staff=cast.chen, at=T0 + timedelta(minutes=122)).state == State.TALKING


def test_who_hands_out_work_ends_the_talk_of_who_is_not_there_and_writes_the_record(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    pick_up(callback, by=cast.lin.party, at=at(9))
    take_over(callback, staff=cast.chen, at=at(600))
    assert (callback.state, callback.assignee, outcomes(callback)) == (State.TO_RECORD, cast.chen, ["reached"])
    assert save_record(callback, {"words": "挺好"}, by=cast.chen.party).words == "挺好"
    assert Event.objects.filter(kind="callback_taken").latest("id").payload["was"] == cast.lin.pk
    assert take_over(callback, staff=cast.chen).assignee == cast.chen, "twice is once"


def test_a_call_that_only_rang_waits_on_the_new_ones_list(cast: Cast) -> None:
    callback = begin_call(make_callback(cast.liu), staff=cast.lin, at=at(0))
    assert take_over(callback, staff=cast.chen, at=at(60)).state == State.PLANNED
    with pytest.raises(NotNow):
        take_over(callback, staff=cast.chen)


def test_a_colleague_takes_nothing_over_before_its_caller_left_the_house(cast: Cast) -> None:
    callback = hang_up(begin_call(make_callback(cast.liu), staff=cast.chen, at=at(0)), by=cast.chen.party, at=at(60))
    with pytest.raises(NotYourCall, match="陈蔚"):
        take_over(callback, staff=cast.lin)
    Staff.objects.filter(pk=cast.chen.pk).update(is_active=False)
    assert take_over(Callback.objects.get(), staff=cast.lin).assignee == cast.lin


def test_a_call_dialled_when_its_bell_came_is_late_all_the_same(cast: Cast) -> None:
    due = T0 + timedelta(minutes=5)
    callback = begin_call(make_callback(cast.liu, due_at=due, ring_at=T0), staff=cast.lin, at=T0)
    assert ring_callbacks(at=due) == 0, "nobody rings at who is on the phone"
    put_down(callback, by=cast.lin.party, at=due)
    ring_callbacks(at=due + timedelta(minutes=10))
    assert Event.objects.filter(kind="callback_late").count() == 1


def test_nobody_talks_with_two_customers_whatever_two_tabs_say(cast: Cast) -> None:
    make_callback(cast.liu, assignee=cast.lin, state=State.TALKING)
    with pytest.raises(IntegrityError, match="one_talk_per_caller"), transaction.atomic():
        make_callback(cast.zhao, assignee=cast.lin, state=State.TALKING)
