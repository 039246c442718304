"""The page of the progress board."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Contact
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.tests.make import make_contact
from huisheng.watch.insight.progress.rows import Filters, Row, Show, View, board
from huisheng.watch.insight.tests.requests import make_request
from huisheng.web.frame.filters import time_of_day
from huisheng.web.workspace.progress import address, steps_of, why
from tests.cast import Cast

from .make import arrive, desk
from .test_board import HTMX, see
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return arrive(name="赵先生", phone="13911112222")


def row_of(page: str, pk: int) -> str:
    (found,) = (one for one in page.split('<li class="hs-req-row')[1:] if f'id="pr-{pk}"' in one)
    return found


def test_a_row_shows_the_steps_with_their_times(cast: Cast, ticket: Ticket, now: datetime) -> None:
    """As in requirements S0: 10:05 → 10:12 → 10:35 → 10:40."""
    began = now - timedelta(minutes=40)
    request = make_request(ticket, at=began, accepted=7, answered=30)
    row = row_of(see(desk(cast.lin), "/desk/progress/"), request.pk)
    times = [time_of_day(began + timedelta(minutes=n)) for n in (0, 7, 30)]
    said = re.findall(
        r'hs-req-step is-(\w+)".*?hs-req-step-time">(?:<time[^>]*>)?([^<]*).*?hs-req-step-name">([^<]*)', row, re.DOTALL
    )
    assert [time for _state, time, _name in said] == [*times, "…"]
    assert [(state, name) for state, _time, name in said] == [
        ("done", "提交"), ("done", "接单"), ("done", "答复"), ("now", "同步客户"),
    ]  # fmt: skip
    for word in ("仓库", "确认发错与否，A 有没有货", "赵先生", ticket.number, "林晓"):
        assert word in row, word


def test_only_what_is_stuck_glows_and_says_why(cast: Cast, ticket: Ticket, now: datetime) -> None:
    late = make_request(ticket, at=now - timedelta(minutes=90), accepted=5)
    calm = make_request(ticket, at=now - timedelta(minutes=2))
    page = see(desk(cast.lin), "/desk/progress/")
    assert page.index(f'id="pr-{late.pk}"') < page.index(f'id="pr-{calm.pk}"')
    assert "is-stuck" in row_of(page, late.pk)
    assert "已超时 30 分钟" in row_of(page, late.pk)
    assert "is-stuck" not in row_of(page, calm.pk)


def test_the_words_of_every_kind_of_stuck(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now - timedelta(minutes=90))
    make_request(ticket, at=now - timedelta(minutes=40))
    make_request(ticket, at=now - timedelta(minutes=90), answered=30)
    rows = board(View(cast.lin, now=now)).rows
    assert {why(row) for row in rows} == {
        "已超时 30 分钟", "40 分钟没有回音", "1 小时前已答复，客户还不知道",
    }  # fmt: skip


def steps(cast: Cast, now: datetime, show: Show = Show.OPEN) -> list[tuple[str, str]]:
    (row,) = board(View(cast.lin, Filters(show), now)).rows
    return [(step.name, step.state) for step in steps_of(Row(row.request, False, False, None, now))]


def test_steps_of_what_ended_otherwise(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now - timedelta(minutes=30), declined=5)
    assert steps(cast, now, Show.DONE) == [("提交", "done"), ("接单", "skipped"), ("婉拒", "ended")]


def test_steps_of_who_answered_at_once(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now - timedelta(minutes=30), answered=5, told=9)
    said = [("提交", "done"), ("接单", "skipped"), ("答复", "done"), ("同步客户", "done")]
    assert steps(cast, now, Show.DONE) == said


def test_who_may_not_see_the_ticket_sees_an_empty_board(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now)
    for person in (cast.dan, cast.wang):
        page = see(desk(person), "/desk/progress/")
        assert ticket.number not in page
        assert "目前没有向部门提出请求。" in page


def test_everybody_finds_it_on_the_rail(cast: Cast) -> None:
    for person in (cast.lin, cast.chen, cast.wang):
        assert 'href="/desk/progress/"' in see(desk(person), "/desk/")


def test_each_list_says_what_will_stand_there(cast: Cast) -> None:
    client = desk(cast.lin)
    for show, words in (("stuck", "没有卡住的。"), ("to_tell", "该告诉客户的都告诉了。"), ("done", "还没有完成的。")):
        assert words in see(client, f"/desk/progress/?show={show}")
    assert see(client, "/desk/progress/?show=nonsense&team=x&owner=99999999999999999999")


def test_it_keeps_its_filters(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now)
    team = cast.warehouse.pk
    page = see(desk(cast.lin), f"/desk/progress/?team={team}&mine=1&show=stuck")
    assert f'<option value="{team}" selected>' in page
    assert re.search(r'name="mine" value="1" data-sends checked', page)
    assert f"part=1&amp;show=stuck&amp;team={team}&amp;mine=1" in page
    assert address(Filters(mine=True), show=Show.DONE) == "/desk/progress/?show=done&mine=1"
    assert address(Filters(show=Show.DONE), show=Show.OPEN) == "/desk/progress/"


def test_htmx_asks_for_what_changes_alone(cast: Cast, ticket: Ticket, now: datetime) -> None:
    make_request(ticket, at=now)
    part = see(desk(cast.lin), "/desk/progress/?part=1", headers=HTMX)
    assert part.lstrip().startswith('<div id="progress"')
    assert "<html" not in part
    assert 'data-live-topic="queue"' in part


def test_a_broken_mark_is_refused(cast: Cast) -> None:
    assert desk(cast.lin).get("/desk/progress/?cursor=nonsense").status_code == 422


@pytest.mark.parametrize("count", [1, 7])
def test_what_it_costs(cast: Cast, now: datetime, django_assert_num_queries: Assert, count: int) -> None:
    for n in range(count):
        make_request(arrive(phone=f"1380000{n:04d}"), at=now, accepted=1)
    lin = desk(cast.lin)
    lin.get("/desk/progress/")
    with django_assert_num_queries(WHO + 1 + 6):  # the settings; the rows (2), the sums, who can be reached (3)
        part = see(lin, "/desk/progress/?part=1", headers=HTMX)
    assert part.count('id="pr-') == count
    with django_assert_num_queries(WHO + FRAME + 6 + 1):  # and what it can be narrowed to
        see(lin, "/desk/progress/")


def test_a_row_says_whom_to_ring_up_now(cast: Cast, ticket: Ticket, now: datetime) -> None:
    backup = make_contact("李工", phone="13900001111")
    always = make_contact("王姐", phone="13800002222", rank=-1)
    request = make_request(ticket, at=now)
    row = row_of(see(desk(cast.lin), "/desk/progress/"), request.pk)
    assert 'href="tel:13800002222"' in row
    Contact.objects.filter(pk=always.pk).update(weekly={"0": [["00:00", "00:01"]]}, backup=backup)
    CollabRequest.objects.filter(pk=request.pk).update(contact=always)
    row = row_of(see(desk(cast.lin), "/desk/progress/"), request.pk)
    assert 'href="tel:13900001111"' in row
    Contact.objects.filter(pk=always.pk).update(backup=None)
    row = row_of(see(desk(cast.lin), "/desk/progress/"), request.pk)
    assert 'href="tel:13800002222"' in row
    assert "再上班" in row


def test_a_department_is_urged_and_supervised_from_the_row(cast: Cast, ticket: Ticket, now: datetime) -> None:
    request = make_request(ticket, at=now)
    lin, chen = desk(cast.lin), desk(cast.chen)
    row = row_of(see(lin, "/desk/progress/"), request.pk)
    assert f"/desk/requests/{request.pk}/urging/" in row
    assert "supervision" not in row
    back = {"back": "board"}
    answer = lin.post(
        f"/desk/requests/{request.pk}/urging/", back, headers={"Referer": "http://testserver/desk/progress/?mine=1"}
    )
    assert answer["Location"].endswith("/desk/progress/?mine=1")
    assert f"/desk/requests/{request.pk}/supervision/" in row_of(see(chen, "/desk/progress/"), request.pk)
    assert chen.post(f"/desk/requests/{request.pk}/supervision/", back)["Location"] == "/desk/progress/"
    request.refresh_from_db()
    assert (request.urged, request.supervised) == (1, 1)
    assert "催过 1 次 督办 1 次" in row_of(see(chen, "/desk/progress/"), request.pk)
