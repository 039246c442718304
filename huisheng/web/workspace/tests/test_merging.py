"""Merging on the desk: look first, do it, read one conversation, take it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Attachment, Link, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Closure
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace.tests.make import RED, arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


@pytest.fixture
def pair(cast: Cast) -> tuple[Ticket, Ticket]:
    """Two of one customer, on Lin's desk."""
    made = arrive(RED), arrive("还是漏发的那件事，问过两遍")
    for one in made:
        assign_ticket(one, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
    return made


def merged(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    answer = desk(cast.lin).post(path(pair[0], "merge/"), {"into": pair[1].number, "reason": "同一件事"})
    assert answer["Location"] == path(pair[1])
    pair[0].refresh_from_db()


def test_the_page_offers_the_customers_other_open_ones(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    page = desk(cast.lin).get(path(pair[0], "merge/")).content.decode()
    assert f"?into={pair[1].number}" in page
    assert f"?into={pair[0].number}" not in page


def test_looking_says_what_would_happen_and_changes_nothing(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    page = desk(cast.lin).get(path(pair[0], f"merge/?into={pair[1].number}")).content.decode()
    assert "合并" in page
    assert pair[1].subject in page
    assert not Closure.objects.exists()


def test_what_cannot_be_is_said_before(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    other = arrive(RED, phone="13911112222")
    assign_ticket(other, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
    page = desk(cast.lin).get(path(pair[0], f"merge/?into={other.number}")).content.decode()
    assert "同一位客户" in page
    assert 'name="reason"' not in page


def test_it_goes_on_in_the_other_one(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    merged(cast, pair)
    assert pair[0].merged_into == pair[1]
    assert Closure.objects.get(ticket=pair[0]).kind == "merged"


def test_both_talks_are_read_as_one(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    merged(cast, pair)
    page = desk(cast.lin).get(path(pair[1])).content.decode()
    assert RED in page
    assert f'<span class="hs-tag">{pair[0].number}</span>' in page


def test_files_of_the_merged_one_open_from_there(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    note = {"text": "见附件", "files": SimpleUploadedFile("出库单.txt", b"plain words")}
    desk(cast.lin).post(path(pair[0], "note/"), note)
    merged(cast, pair)
    file = Attachment.objects.get()
    answer = desk(cast.lin).get(path(pair[1], f"files/{file.pk}/"))
    assert answer.getvalue() == b"plain words"
    assert desk(cast.lin).get(path(arrive("别的事", phone="13911112222"), f"files/{file.pk}/")).status_code == 404


def test_one_click_takes_it_back(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    merged(cast, pair)
    lin = desk(cast.lin)
    for one in pair:
        assert path(pair[0], "merge/undo/") in lin.get(path(one)).content.decode()
    lin.post(path(pair[0], "merge/undo/"))
    assert not Ticket.objects.get(pk=pair[0].pk).is_closed
    assert not Link.objects.exists()
    assert "merge/undo" not in lin.get(path(pair[1])).content.decode()


def test_into_what_one_may_not_see_is_not_found(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    assign_ticket(pair[1], staff=cast.dan, team=cast.cs2, by=cast.admin.party)
    lin = desk(cast.lin)
    assert lin.post(path(pair[0], "merge/"), {"into": pair[1].number, "reason": "x"}).status_code == 404
    page = lin.get(path(pair[0], f"merge/?into={pair[1].number}")).content.decode()
    assert pair[1].subject not in page
    assert not Closure.objects.exists()


@pytest.mark.parametrize("count", [1, 4])
def test_the_ticket_page_costs_the_same_however_many_went_into_it(
    cast: Cast, django_assert_num_queries: Assert, count: int
) -> None:
    into = arrive("还是漏发的那件事")
    assign_ticket(into, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
    for _n in range(count):
        one = arrive(RED)
        assign_ticket(one, staff=cast.lin, team=cast.cs1, by=cast.admin.party)
        merged(cast, (one, into))
    lin = desk(cast.lin)
    lin.get(path(into), headers={"HX-Request": "true"})
    with django_assert_num_queries(COST):
        lin.get(path(into), headers={"HX-Request": "true"})


COST = 31  # a ticket alone costs 29 (test_costs); with others in it: their own merges, and when each was done


def test_two_about_the_same_say_so_on_both_until_they_are_merged(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    link_tickets(pair[1], other=pair[0], kind=Link.Kind.REPEAT, by=SYSTEM)
    lin = desk(cast.lin)
    for one, other in (pair, pair[::-1]):
        page = lin.get(path(one)).content.decode()
        assert "第 2 次反馈" in page
        assert f"{path(one, 'merge/')}?into={other.number}" in page
    merged(cast, pair)
    assert "第 2 次反馈" not in lin.get(path(pair[1])).content.decode()
