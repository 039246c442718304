"""The ledger of complaints as a page and as files; the other lists as xlsx: the same rows as their CSV."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.followup.models import CallRecord
from huisheng.stages.handling.models import Compensation
from huisheng.stages.ideas.actions import keep_suggestion
from huisheng.watch.insight.tests.calls import make_call, make_scenario, missed, talk
from huisheng.watch.insight.tests.make import House, make_house
from tests.cast import Cast, gather

from .make import desk
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
COMPLAINTS = {"smooth", "second round", "came back", "silent", "unanswered", "told twice", "the second telling"}
MERGED = {"the second telling"}


@pytest.fixture(scope="module", autouse=True)
def built(for_the_file: None) -> tuple[Cast, House]:
    cast = gather()
    made = make_house(cast.lin)
    complaint, other = (Category.objects.filter(nature=nature).first() for nature in ("complaint", "repair"))
    for name, story in made.stories.items():
        Ticket.objects.filter(pk=story.ticket.pk).update(category=complaint if name in COMPLAINTS else other)
    return cast, made


@pytest.fixture
def house(built_here: tuple[Cast, House]) -> House:
    return built_here[1]


def table(client: Any, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def sheet(client: Any, path: str) -> list[list[Any]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Disposition"].endswith('.xlsx"')
    data = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def week(house: House) -> str:
    return f"week={house.period.first}"


def test_each_complaint_has_one_row_with_its_whole_story(cast: Cast, house: House) -> None:
    story = house.stories["second round"].ticket
    Compensation.objects.create(ticket=story, kind="coupon", fen=4990, words="券", state="given", given_at=timezone.now(), asked_at=timezone.now())  # fmt: skip
    Compensation.objects.create(ticket=story, kind="coupon", fen=90000, words="券", asked_at=timezone.now())
    heads, *rows = table(desk(cast.admin), f"/desk/complaints/csv/?{week(house)}")
    assert house.names({row[0] for row in rows}) == COMPLAINTS - MERGED
    row = dict(zip(heads, next(row for row in rows if row[0] == story.number), strict=True))
    assert row["客户"] == "刘*"
    assert re.fullmatch(r"137\*{4}\d{4}", row["电话"])
    assert row["沟通内容"] == "漏发了配件"
    assert row["方案次数"] == "2"
    assert [row["处理措施"], row["责任人"]] == ["今天补发配件", "林晓"]
    assert [row["是否解决"], row["补偿金额（元）"]] == ["是", "49.9"]
    silent = dict(zip(heads, next(row for row in rows if row[0] == house.stories["silent"].ticket.number), strict=True))
    assert [silent["是否解决"], silent["补偿金额（元）"]] == ["", "0.0"]


def test_a_yes_that_the_handler_wrote_down_is_marked(cast: Cast, house: House) -> None:
    story = house.stories["smooth"].ticket
    Confirmation.objects.filter(ticket=story).update(by_handler=True)
    heads, *rows = table(desk(cast.admin), f"/desk/complaints/csv/?{week(house)}")
    at = heads.index("由处理人自己登记")
    assert {row[0]: row[at] for row in rows if row[at]} == {story.number: "是"}
    page = desk(cast.admin).get(f"/desk/complaints/?{week(house)}").content.decode()
    assert page.count("由处理人自己登记") == 1


def test_the_page_lists_them_and_leads_to_each(cast: Cast, house: House) -> None:
    page = desk(cast.admin).get(f"/desk/complaints/?{week(house)}").content.decode()
    rows = re.findall(r'data-row href="/desk/tickets/([^/]+)/"', page)
    assert house.names(set(rows)) == COMPLAINTS - MERGED
    assert f"data-total>{len(COMPLAINTS - MERGED)} 件" in page
    assert "刘*" in page
    assert "刘女士" not in page


def test_nothing_open_leaves_in_a_file(cast: Cast, house: House) -> None:
    story = house.stories["silent"].ticket
    text = '=HYPERLINK("http://x.example") 请打 13812345678'
    Message.objects.filter(ticket=story, kind="customer").update(text=text)
    for rows in (table(desk(cast.admin), f"/desk/complaints/csv/?{week(house)}"), sheet(desk(cast.admin), f"/desk/complaints/xlsx/?{week(house)}")):  # fmt: skip
        everything = " ".join(str(cell) for row in rows for cell in row)
        assert "13812345678" not in everything
        assert "138****5678" in everything
        assert "刘女士" not in everything
    assert any(cell.startswith("'=HYPERLINK") for row in table(desk(cast.admin), f"/desk/complaints/csv/?{week(house)}") for cell in row)  # fmt: skip


def test_a_supervisor_has_those_of_the_own_teams(cast: Cast, house: House) -> None:
    Ticket.objects.update(team=cast.cs2, assignee=None)
    own = house.stories["smooth"].ticket
    Ticket.objects.filter(pk=own.pk).update(team=cast.cs1)
    assert [row[0] for row in table(desk(cast.chen), f"/desk/complaints/csv/?{week(house)}")[1:]] == [own.number]


def test_files_and_page_are_for_those_who_see_numbers(cast: Cast, house: House) -> None:
    lin = desk(cast.lin)
    for path in ("complaints/", "complaints/csv/", "complaints/xlsx/", "compensation/xlsx/", "numbers/solved/xlsx/", "callbacks/results/csv/", "callbacks/results/xlsx/"):  # fmt: skip
        assert lin.get(f"/desk/{path}").status_code == 403, path


@pytest.mark.parametrize("names", [{"smooth"}, COMPLAINTS])
def test_the_page_costs_the_same_for_one_or_many(cast: Cast, house: House, django_assert_num_queries: Assert, names: set[str]) -> None:  # fmt: skip
    other = Category.objects.filter(nature="repair").first()
    for name in COMPLAINTS - names:
        Ticket.objects.filter(pk=house.stories[name].ticket.pk).update(category=other)
    admin = desk(cast.admin)
    admin.get(f"/desk/complaints/?{week(house)}")
    with django_assert_num_queries(WHO + FRAME + 9):  # how many, the page, and what hangs from it by seven questions
        admin.get(f"/desk/complaints/?{week(house)}")


def test_a_number_and_the_compensation_come_as_xlsx_with_the_rows_of_their_csv(cast: Cast, house: House) -> None:
    story = house.stories["slow"].ticket
    Compensation.objects.create(ticket=story, kind="coupon", fen=5000, words="=券", state="given", given_at=timezone.now(), asked_at=timezone.now(), by_kind="staff", by_id=cast.lin.pk)  # fmt: skip
    admin = desk(cast.admin)
    for path, query in (("numbers/solved", week(house)), ("compensation", "period=7")):
        text, book = table(admin, f"/desk/{path}/csv/?{query}"), sheet(admin, f"/desk/{path}/xlsx/?{query}")
        assert book[0] == text[0]
        assert [row[0] for row in book] == [row[0] for row in text]
        assert len(book) > 1
    amounts = sheet(admin, "/desk/compensation/xlsx/?period=7")
    assert 50.0 in amounts[1]
    assert "=券" in amounts[1]  # a text, not a formula


def test_callbacks_come_with_their_records(cast: Cast) -> None:
    now, scenario = timezone.now(), make_scenario(name="售后回访")
    done = talk(make_call(scenario, now, assignee=cast.lin, team=cast.cs1), now - timedelta(hours=2), minutes=6, stars=5, solved=True, problem="物流", words="谢谢，请打 13812345678", warm=True)  # fmt: skip
    missed(make_call(scenario, now, team=cast.cs1), now - timedelta(hours=1), given_up=True)
    chen = desk(cast.chen)
    heads, first, second = table(chen, "/desk/callbacks/results/csv/?days=7")
    row = dict(zip(heads, first, strict=True))
    assert [row["场景"], row["客户"], row["评分（星）"], row["是否解决"], row["沟通有温度"]] == [
        "售后回访",
        "刘*",
        "5",
        "是",
        "是",
    ]
    assert "138****5678" in row["客户的话"]
    assert second[heads.index("评分（星）")] == ""
    assert (
        next(one[0] for one in sheet(chen, "/desk/callbacks/results/xlsx/?days=7")[1:]).year
        == timezone.localtime(now - timedelta(hours=2)).year
    )
    assert CallRecord.objects.get(callback=done).words == "谢谢，请打 13812345678"


def test_the_suggestions_of_a_month_come_as_xlsx(cast: Cast) -> None:
    keep_suggestion(title="=加大字体", words="字太小", source="staff", by=cast.lin.party)
    month = f"{timezone.localdate():%Y-%m}"
    lin = desk(cast.lin)
    rows = sheet(lin, f"/desk/ideas/months/{month}/xlsx/")
    assert rows[0] == table(lin, f"/desk/ideas/months/{month}/csv/")[0]
    assert rows[1][0] == "=加大字体"
    assert table(lin, f"/desk/ideas/months/{month}/csv/")[1][0] == "'=加大字体"
