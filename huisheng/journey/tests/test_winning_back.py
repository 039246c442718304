"""Bells of win-back: to the owner when a plan is made for them, on its day, and when the customer is back; each once."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.journey.winning_back import tell_of_winbacks
from huisheng.kit.party import SYSTEM
from huisheng.stages.winback.actions import end_winback, flag_lost, plan_return
from huisheng.stages.winback.models import Lost
from huisheng.watch.notify.models import Notice, Wish
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MORNING = timezone.make_aware(datetime.combine(timezone.localdate() + DAY, time(9, 5)))


def rung() -> list[tuple[str, str]]:
    told = Notice.objects.filter(code__startswith="winback_").order_by("id")
    return [(one.code.removeprefix("winback_"), one.staff.username) for one in told]


def planned(cast: Cast, *, days: int = 3) -> Lost:
    """Chen plans it for Lin; no ticket is behind it."""
    lost = flag_lost(make_ticket().customer, why="said_so", note="说不来了", by=cast.chen.party, at=MORNING)
    due_on = (MORNING + days * DAY).date()
    return plan_return(lost, plan="登门致歉", owner=cast.lin, due_on=due_on, by=cast.chen, at=MORNING)


def test_each_bell_rings_once_on_its_day(cast: Cast) -> None:
    lost = planned(cast)
    assert (tell_of_winbacks(now=MORNING), tell_of_winbacks(now=MORNING)) == (1, 0)
    due = MORNING + 3 * DAY
    assert tell_of_winbacks(now=due - timedelta(hours=1)) == 0, "nobody is told before nine"
    assert (tell_of_winbacks(now=due), tell_of_winbacks(now=due + DAY)) == (1, 0)
    end_winback(lost, state="returned", note="新订单 2001", by=SYSTEM, at=due + DAY)
    assert (tell_of_winbacks(now=due + DAY), tell_of_winbacks(now=due + DAY)) == (1, 0)
    assert rung() == [("given", "lin"), ("due", "lin"), ("returned", "lin")]
    notice = Notice.objects.get(code="winback_due")
    assert notice.path == f"/desk/winback/{lost.pk}/"
    assert lost.customer.name not in notice.said["text"], "the name is masked"


def test_a_new_day_rings_anew_and_a_new_owner_hears_it(cast: Cast) -> None:
    lost = planned(cast, days=1)
    tell_of_winbacks(now=MORNING)
    tell_of_winbacks(now=MORNING + DAY)
    later = (MORNING + 2 * DAY).date()
    plan_return(lost, plan="再试", owner=cast.dan, due_on=later, by=cast.chen, at=MORNING + DAY)
    tell_of_winbacks(now=MORNING + DAY)
    tell_of_winbacks(now=MORNING + 2 * DAY)
    assert rung() == [("given", "lin"), ("due", "lin"), ("given", "dan"), ("due", "dan")]


def test_nobody_hears_of_what_they_did_themselves(cast: Cast) -> None:
    lost = planned(cast)
    plan_return(lost, plan="我来", owner=cast.lin, by=cast.lin, at=MORNING)
    end_winback(lost, state="returned", note="来电下单", by=cast.lin.party, at=MORNING)
    assert tell_of_winbacks(now=MORNING) == 0


def test_who_did_not_come_back_rings_no_bell(cast: Cast) -> None:
    lost = planned(cast)
    tell_of_winbacks(now=MORNING)
    end_winback(lost, state="gone", note="搬走了", by=SYSTEM, at=MORNING)
    assert tell_of_winbacks(now=MORNING + 4 * DAY) == 0


def test_a_letter_goes_to_who_wishes_one(cast: Cast) -> None:
    before = Outbound.objects.count()
    Wish.objects.create(staff=cast.lin, ways={"winback_given": {"email": "always"}, "winback_due": {"email": "never"}})
    planned(cast)
    tell_of_winbacks(now=MORNING)
    assert Outbound.objects.count() == before + 1
    tell_of_winbacks(now=MORNING + 3 * DAY)
    assert Outbound.objects.count() == before + 1
    assert rung() == [("given", "lin"), ("due", "lin")]
