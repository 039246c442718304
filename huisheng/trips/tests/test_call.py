"""@ in a note calls people and departments; they can see the ticket and hear of it."""

from collections.abc import Callable
from typing import Any

import pytest

from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.actions.watching import unwatch, watch
from huisheng.stages.collaboration.calling import called_in, mentions_of, offered, watchers_of
from huisheng.stages.collaboration.models import Mention
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.call import note_and_call
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = make_ticket()
    assign_ticket(made, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return made


def test_the_longest_name_counts(cast: Cast) -> None:
    make_staff("lin2", name="林", teams=["cs1"])
    assert called_in("@林晓 看一下，＠仓库 也看").names == ["林晓", cast.warehouse.label]
    assert called_in("@林 看一下").names == ["林"]


def test_an_address_calls_nobody(cast: Cast, django_assert_num_queries: Assert) -> None:
    assert called_in("发到 liu@example.com").names == []
    with django_assert_num_queries(0):
        called_in("没有叫谁")


def test_who_is_offered_is_read_by_pinyin(cast: Cast) -> None:
    for typed in ("林", "lin", "lx", "linx"):
        assert ("林晓", cast.lin.role.label) in offered(typed), typed
    assert (cast.warehouse.label, "") in offered("cangku")
    assert offered("zzz") == []


def test_who_is_called_sees_it_hears_of_it_and_finds_it(cast: Cast, ticket: Ticket) -> None:
    assert not tickets_for(cast.wang).filter(pk=ticket.pk).exists()
    note = note_and_call(ticket, text="@王姐 请看出库照片", by=cast.lin.party)
    assert tickets_for(cast.wang).filter(pk=ticket.pk).exists()
    assert [one.staff for one in watchers_of(ticket)] == [cast.wang]
    assert [one.message for one in mentions_of(cast.wang)] == [note]
    told = Event.objects.get(kind="colleague_called").payload
    assert told == {"message": note.pk, "people": [cast.wang.pk], "teams": []}


def test_a_department_is_called_as_one(cast: Cast, ticket: Ticket) -> None:
    note_and_call(ticket, text=f"@{cast.warehouse.label} 请核对", by=cast.lin.party)
    assert ticket.grants.get().team == cast.warehouse
    assert mentions_of(cast.wang).count() == 1


def test_who_can_see_it_gets_no_grant_and_oneself_is_not_called(cast: Cast, ticket: Ticket) -> None:
    note_and_call(ticket, text="@陈蔚 @林晓 看一下", by=cast.lin.party)
    assert not ticket.grants.exists()
    assert [one.staff for one in Mention.objects.all()] == [cast.chen]


def test_a_double_click_calls_once(cast: Cast, ticket: Ticket) -> None:
    for _turn in range(2):
        note_and_call(ticket, text="@王姐 请看", by=cast.lin.party)
    assert Event.objects.filter(kind="colleague_called").count() == 1


def test_a_house_may_do_without_watching(cast: Cast, ticket: Ticket) -> None:
    change_setting("desk.auto_watch", False, by=SYSTEM)
    note_and_call(ticket, text="@王姐 请看", by=cast.lin.party)
    assert not watchers_of(ticket).exists()


def test_watching_begins_and_ends_once(cast: Cast, ticket: Ticket) -> None:
    assert [watch(ticket, staff=cast.chen, by=cast.chen.party) for _turn in range(2)] == [True, False]
    assert [unwatch(ticket, staff=cast.chen, by=cast.chen.party) for _turn in range(2)] == [True, False]
    kinds = Event.objects.filter(kind__startswith="watching").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["watching_began", "watching_ended"]
