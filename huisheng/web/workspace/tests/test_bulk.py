"""Many at once, as somebody does it on the desk."""

from typing import Any

import pytest
from django.test import Client

from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.queries import tags_of
from huisheng.watch.automation.models import BulkRun
from tests.cast import Cast

from .make import GREEN, RED, arrive, desk

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    made = [arrive(RED, phone="13800000001"), arrive(GREEN, phone="13800000002")]
    for ticket in made:
        assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    return made


def begin(client: Client, tickets: list[Ticket], **changes: Any) -> str:
    """The address of the run."""
    form = {"number": [one.number for one in tickets], "deed": "add_tags", **changes}
    return str(client.post("/desk/bulk/", form).headers["Location"])


def test_look_do_and_take_back(cast: Cast, tickets: list[Ticket]) -> None:
    client, tag = desk(cast.chen), Tag.objects.filter(group__multiple=True)[0]
    before = [set(tags_of(one)) for one in tickets]
    run = begin(client, tickets)
    assert f'action="{run}answers/"' in client.get(run).content.decode()
    looked = client.post(f"{run}answers/", {"tags": [tag.pk]}, headers=HTMX).content.decode()
    assert "bulk_work" not in looked
    assert f'hx-post="{run}part/"' in looked
    page = client.post(f"{run}part/", headers=HTMX).content.decode()
    assert "对 2 条执行" in page
    assert "10 分钟内可以撤销" in page
    assert [set(tags_of(one)) for one in tickets] == before
    done = client.post(f"{run}doing/", headers=HTMX).content.decode()
    assert "撤销" in done
    assert all(tag in tags_of(one) for one in tickets)
    client.post(f"{run}undoing/", headers=HTMX)
    assert [set(tags_of(one)) for one in tickets] == before
    assert "已还原" in client.get(run).content.decode()


def test_it_works_without_scripts_too(cast: Cast, tickets: list[Ticket]) -> None:
    client = desk(cast.chen)
    run = begin(client, tickets, deed="note")
    for step, data in (("answers", {"text": "统一问过仓库"}), ("part", {}), ("doing", {})):
        assert client.post(f"{run}{step}/", data).headers["Location"] == run
    page = client.get(run).content.decode()
    assert 'id="rows"' in page
    assert "已改" in page


def test_all_that_match_are_taken_from_the_list_and_not_from_the_form(cast: Cast, tickets: list[Ticket]) -> None:
    client = desk(cast.chen)
    begin(client, [], everything="1", view="team", grade="red", deed="note")
    run = BulkRun.objects.get()
    assert [item.ticket_id for item in run.items.all()] == [tickets[0].pk]


def test_numbers_of_others_are_left_out(cast: Cast, tickets: list[Ticket]) -> None:
    client = desk(cast.dan)
    answer = client.post("/desk/bulk/", {"number": [tickets[0].number], "deed": "note"}, headers=HTMX)
    assert answer.status_code == 422
    assert not BulkRun.objects.exists()


def test_a_run_of_somebody_else_does_not_exist(cast: Cast, tickets: list[Ticket]) -> None:
    run = begin(desk(cast.chen), tickets, deed="note")
    lin = desk(cast.lin)
    assert lin.get(run).status_code == 404
    for step in ("answers", "part", "doing", "undoing"):
        assert lin.post(f"{run}{step}/", {"text": "x"}).status_code == 404


def test_what_is_refused_is_said_for_each(cast: Cast, tickets: list[Ticket]) -> None:
    client = desk(cast.chen)
    run = begin(client, tickets, deed="withdraw")
    client.post(f"{run}answers/", {"reason": "客户都撤回了"})
    Ticket.objects.filter(pk=tickets[0].pk).update(status="closed")
    page = client.post(f"{run}part/", headers=HTMX).content.decode()
    assert "不能改 <b" in page
    assert "对 1 条执行" in page
    assert "执行后不能撤销" in page


def test_only_what_one_may_do_is_offered(cast: Cast, tickets: list[Ticket]) -> None:
    lin = desk(cast.lin).get("/desk/?view=mine").content.decode()
    assert 'value="note"' in lin
    assert 'value="assign"' not in lin
    chen = desk(cast.chen).get("/desk/?view=team").content.decode()
    assert 'value="assign"' in chen
    assert "data-bulk" not in desk(cast.wang).get("/desk/?view=all").content.decode()


def test_the_page_of_a_run_costs_the_same_for_two_and_for_many(
    cast: Cast, tickets: list[Ticket], django_assert_max_num_queries: Any
) -> None:
    client = desk(cast.chen)
    run = begin(client, tickets, deed="add_tags")
    client.post(f"{run}answers/", {"tags": [tag.pk for tag in Tag.objects.filter(group__multiple=True)[:2]]})
    client.post(f"{run}part/")
    with django_assert_max_num_queries(7):  # session, person, run, lines, tags: of the lines, the sentence, the form
        client.get(run, headers=HTMX)
