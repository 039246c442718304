"""The ledger of compensation: piles, sums and groups are what the rows say, within what one may see; the limits' screen."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.accounts.tests.make import PASSWORD, make_staff
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import (
    give_compensation,
    propose_compensation,
    refuse_compensation,
    withdraw_compensation,
)
from huisheng.stages.handling.ledger import Wanted, every_row, groups_of, ledger_page, sums_of
from huisheng.stages.handling.models import Compensation, CompensationLimit
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def wanted(pile: str = "given", *, since: datetime = NOW - timedelta(days=1), **narrowed: Any) -> Wanted:
    return Wanted(pile, since, NOW + timedelta(days=1), narrowed)


def ticket_of(staff: Staff, team: str, *, category: str = "complaint_quality", grade: str = "red") -> Ticket:
    ticket = make_ticket()
    assign_ticket(ticket, staff=staff, team=staff.teams.get(code=team), by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(
        category=Category.objects.get(code=category), grade=Grade.objects.get(code=grade)
    )
    ticket.refresh_from_db()
    return ticket


def given(ticket: Ticket, by: Staff, yuan: int, kind: str = "coupon") -> Compensation:
    one = propose_compensation(ticket, kind=kind, fen=yuan * 100, words="券", by=by)
    return give_compensation(one, reference=f"C{one.pk}", by=by)


@pytest.fixture
def rows(cast: Cast) -> dict[str, Compensation]:
    """Three given (Lin 50 and 20, Dan 30), one asked, one refused, one taken back."""
    quality, delay = ticket_of(cast.lin, "cs1"), ticket_of(cast.lin, "cs1", category="complaint_delay", grade="green")
    others = ticket_of(cast.dan, "cs2")
    asked = propose_compensation(quality, kind="refund", fen=20_000, words="退款", by=cast.lin)
    refused = propose_compensation(quality, kind="refund", fen=30_000, words="退款", by=cast.lin)
    back = propose_compensation(delay, kind="gift", fen=1_000, words="杯子", by=cast.lin)
    return {
        "fifty": given(quality, cast.lin, 50),
        "twenty": given(delay, cast.lin, 20, "gift"),
        "thirty": given(others, cast.dan, 30),
        "asked": asked,
        "refused": refuse_compensation(refused, reason="太多", by=cast.chen),
        "back": withdraw_compensation(back, reason="不要了", by=cast.lin),
    }


def test_each_pile_holds_its_own(cast: Cast, rows: dict[str, Compensation]) -> None:
    def ids(pile: str) -> list[int]:
        return [one.pk for one in every_row(cast.admin, wanted(pile))]

    assert ids("given") == [rows[name].pk for name in ("thirty", "twenty", "fifty")]
    assert ids("waiting") == [rows["asked"].pk]
    assert set(ids("gone")) == {rows["refused"].pk, rows["back"].pk}


def test_sums_are_what_sql_written_by_hand_says(cast: Cast, rows: dict[str, Compensation]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(fen) FROM handling_compensation WHERE state = 'given'")
        count, fen = cursor.fetchone()
    found = sums_of(cast.admin, wanted())
    assert (found["count"], found["total"]) == (count, fen) == (3, 10_000)
    assert (found["own"], found["own_total"]) == (3, 10_000), "nobody was asked"


def test_what_nobody_has_allowed_yet_is_not_within_a_limit(cast: Cast, rows: dict[str, Compensation]) -> None:
    rows["own"] = propose_compensation(rows["fifty"].ticket, kind="coupon", fen=500, words="券", by=cast.lin)
    found = sums_of(cast.admin, wanted("waiting"))
    assert (found["count"], found["total"]) == (2, 20_500)
    assert (found["own"], found["own_total"]) == (1, 500)


def test_what_waits_is_shown_however_long_it_waits(cast: Cast, rows: dict[str, Compensation]) -> None:
    Compensation.objects.filter(pk=rows["asked"].pk).update(asked_at=NOW - timedelta(days=300))
    assert [one.pk for one in every_row(cast.admin, wanted("waiting"))] == [rows["asked"].pk]
    assert [one.pk for one in ledger_page(cast.admin, wanted("waiting"), "").rows] == [rows["asked"].pk]


def test_groups_add_up_whatever_they_are_made_by(cast: Cast, rows: dict[str, Compensation]) -> None:
    def made(by: str) -> list[tuple[str, int, int]]:
        return [(one.name, one.count, one.fen) for one in groups_of(cast.admin, wanted(), by)]

    assert made("person") == [("林晓", 2, 7_000), ("丹青", 1, 3_000)]
    assert made("category") == [("产品质量", 2, 8_000), ("售后延迟", 1, 2_000)]
    assert made("grade") == [("红", 2, 8_000), ("绿", 1, 2_000)]
    assert made("kind") == [("优惠券", 2, 8_000), ("礼品", 1, 2_000)]


def test_it_is_narrowed_and_sums_follow(cast: Cast, rows: dict[str, Compensation]) -> None:
    assert sums_of(cast.admin, wanted(person=cast.lin.pk, kind="gift"))["total"] == 2_000
    assert sums_of(cast.admin, wanted(category=None))["count"] == 0
    assert sums_of(cast.admin, wanted(since=NOW + timedelta(hours=1)))["count"] == 0


def test_a_supervisor_sees_the_own_teams_only(cast: Cast, rows: dict[str, Compensation]) -> None:
    assert sums_of(cast.chen, wanted())["total"] == 7_000
    assert {one.name for one in groups_of(cast.chen, wanted(), "person")} == {"林晓"}


def test_its_pages_go_on_where_they_ended(
    cast: Cast, rows: dict[str, Compensation], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        first = ledger_page(cast.admin, wanted(), "", size=2)
    second = ledger_page(cast.admin, wanted(), first.next_cursor or "", size=2)
    assert [one.pk for one in [*first.rows, *second.rows]] == [rows[n].pk for n in ("thirty", "twenty", "fifty")]
    assert second.next_cursor is None


# ── its page and its file


def enter(staff: Staff) -> Client:
    client = Client()
    assert client.login(username=staff.username, password=PASSWORD)
    return client


def test_the_page_says_the_sum_and_each_number_is_one_click_away(cast: Cast, rows: dict[str, Compensation]) -> None:
    page = enter(cast.chen).get("/desk/compensation/?period=today&by=category").content.decode()
    assert "70 元" in page
    assert "产品质量" in page
    assert f"category={rows['fifty'].ticket.category_id}" in page
    narrowed = enter(cast.chen).get(f"/desk/compensation/?category={rows['fifty'].ticket.category_id}")
    assert "50 元" in narrowed.content.decode()
    assert "20 元" not in narrowed.content.decode()


@pytest.mark.parametrize(
    "query",
    ["pile=none", "by=none", "person=x", "grade=none", "kind=gold", "from=2026", "cursor=%21", "person=9" + "9" * 30],
)
def test_an_odd_address_is_no_accident(cast: Cast, rows: dict[str, Compensation], query: str) -> None:
    assert enter(cast.chen).get(f"/desk/compensation/?{query}").status_code in {200, 422}


def test_an_empty_ledger_says_what_will_stand_there(cast: Cast) -> None:
    assert "这段时间没有补偿" in enter(cast.chen).get("/desk/compensation/").content.decode()


def test_the_file_holds_every_row_and_runs_nothing(cast: Cast, rows: dict[str, Compensation]) -> None:
    Compensation.objects.filter(pk=rows["fifty"].pk).update(words="=1+1")
    answer = enter(cast.chen).get("/desk/compensation/csv/?period=today")
    lines = b"".join(answer).decode().splitlines()
    assert len(lines) == 3
    assert "'=1+1,50.00,已发放" in lines[2]
    assert "attachment" in answer["Content-Disposition"]


def test_who_sees_no_numbers_sees_no_ledger(cast: Cast) -> None:
    assert enter(cast.lin).get("/desk/compensation/").status_code == 403
    assert enter(cast.lin).get("/desk/compensation/csv/").status_code == 403


# ── the screen of limits


def test_the_screen_keeps_the_table_whole(cast: Cast) -> None:
    admin, agent = enter(cast.admin), Role.objects.get(code="agent").pk
    page = admin.get("/settings/compensation-limits/").content.decode()
    assert f'name="limit-{agent}-0-0"' in page
    sent = {f"limit-{agent}-0-0": "66.5", f"limit-{agent}-1-0": ""}
    assert admin.post("/settings/compensation-limits/", sent).status_code == 302
    assert CompensationLimit.objects.get(role=agent, senior=False, grade=None).fen == 6_650
    assert not CompensationLimit.objects.filter(role=agent, senior=True).exists()


def test_a_wrong_amount_is_said_beside_its_field_and_nothing_is_kept(cast: Cast) -> None:
    admin, agent = enter(cast.admin), Role.objects.get(code="agent").pk
    page = admin.post("/settings/compensation-limits/", {f"limit-{agent}-0-0": "很多"})
    assert (page.status_code, "请填写金额" in page.content.decode()) == (200, True)
    assert 'value="很多"' in page.content.decode()
    assert CompensationLimit.objects.get(role=agent, senior=False, grade=None).fen == 5_000


def test_only_who_may_change_settings_does(cast: Cast) -> None:
    make_staff("fang", role="supervisor", teams=["cs1"])
    assert enter(cast.chen).get("/settings/compensation-limits/").status_code == 403
