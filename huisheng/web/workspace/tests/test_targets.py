"""Targets on the pages: beside the numbers, on a page of their own, as files, and where they are set."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from huisheng.core.base.models import SettingChange
from huisheng.watch.insight.actions import keep_target_months
from huisheng.watch.insight.models import Target, TargetMonth
from huisheng.watch.insight.period import midnight
from huisheng.watch.insight.targets.months import SETTLES
from huisheng.watch.insight.targets.plan import month_of, months_later
from huisheng.watch.insight.tests.calls import make_call, make_scenario, talk
from tests.cast import Cast

from .make import desk
from .test_costs import FRAME, WHO

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]


def months_back(count: int) -> Any:
    """Before the month that goes on; on its first day the one before is not settled yet and counts as going on."""
    return months_later(month_of(timezone.localdate(timezone.now() - SETTLES)), -count)


def see(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", str(answer.content.decode()))


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def rated(month: Any, *stars: int) -> None:
    scenario = make_scenario()
    for n, one in enumerate(stars):
        at = midnight(month) + timedelta(days=2 + n, hours=10)
        talk(make_call(scenario, at), at, stars=one)


@pytest.fixture
def behind(cast: Cast) -> Target:
    """The rating in callbacks should go from 4 to 4.5 in a year, and is below."""
    for month in (3, 2, 1):
        rated(months_back(month), 4, 3)
    Target.objects.filter(metric="call_rating").update(active=True, first=months_back(3), baseline=4, months=12)
    keep_target_months()
    return Target.objects.get(metric="call_rating")


def test_the_page_says_how_each_stands_in_words(cast: Cast, behind: Target) -> None:
    Target.objects.filter(metric="warm").update(active=True, first=months_back(1))
    page = see(desk(cast.admin), "/desk/numbers/targets/")
    said = words(page)
    assert "落后 1 · 还没有数据 1" in said
    assert f"{months_back(1):%Y-%m} 实际，计划 4.1" in said
    assert "4.0 → 4.5" in said
    quiet = Target.objects.get(metric="warm")
    assert page.index(f'id="target-{behind.pk}"') < page.index(f'id="target-{quiet.pk}"')
    assert page.count("tg-dot tg-behind") == 3
    assert 'class="tg-plan"' in page


def test_a_score_says_how_many_gave_one(cast: Cast, behind: Target) -> None:
    share = Target.objects.get(metric="warm")
    Target.objects.filter(pk=share.pk).update(active=True, first=months_back(2))
    TargetMonth.objects.create(target=share, month=months_back(1), value=0.4, count=2, of=5, made_at=timezone.now())
    page = see(desk(cast.chen), "/desk/numbers/targets/")
    assert page.count('<span class="hs-figure-of">2 份评分</span>') == 1 + 3, "beside the number, and beside each month"


def test_every_month_opens_its_list_for_who_sees_all(cast: Cast, behind: Target) -> None:
    admin = desk(cast.admin)
    page = see(admin, "/desk/numbers/targets/")
    links = re.findall(r'href="(/desk/numbers/call_rating/\?[^"]+)"', page)
    assert len(links) == 3
    for link in links:
        assert "data-total>2 件" in see(admin, link.replace("&amp;", "&"))
    assert "/desk/numbers/call_rating/?" not in see(desk(cast.chen), "/desk/numbers/targets/")


def test_it_is_for_those_who_see_numbers(cast: Cast, behind: Target) -> None:
    for path in ("", "csv/", "xlsx/"):
        assert desk(cast.lin).get(f"/desk/numbers/targets/{path}").status_code == 403
        assert desk(cast.chen).get(f"/desk/numbers/targets/{path}").status_code == 200
    assert "/settings/targets/" not in see(desk(cast.chen), "/desk/numbers/targets/")


def test_an_untouched_house_is_told_what_to_do(cast: Cast) -> None:
    page = see(desk(cast.admin), "/desk/numbers/targets/")
    assert "还没有启用目标。" in page
    assert "/settings/targets/" in page


@pytest.mark.parametrize("count", [1, 6])
def test_the_page_costs_the_same_for_one_or_many(cast: Cast, django_assert_num_queries: Assert, count: int) -> None:
    for one in Target.objects.all()[:count]:
        Target.objects.filter(pk=one.pk).update(active=True, first=months_back(2), baseline=0.5)
        TargetMonth.objects.create(target=one, month=months_back(1), value=0.4, made_at=timezone.now())
    chen = desk(cast.chen)
    see(chen, "/desk/numbers/targets/")
    with django_assert_num_queries(WHO + FRAME + 1):  # the months
        page = see(chen, "/desk/numbers/targets/")
    assert page.count('class="hs-sheet tg-track"') == count


def test_the_numbers_say_their_target_beside_them(cast: Cast, behind: Target) -> None:
    month = months_back(1)
    last = months_later(month, 1) - timedelta(days=1)
    page = words(see(desk(cast.admin), f"/desk/numbers/voices/?from={month}&to={last}"))
    assert re.search(r"目标 4\.5（\d{4}-\d{2} 前），今天计划 4\.1：落后", page)


def test_the_files_hold_every_month(cast: Cast, behind: Target) -> None:
    admin = desk(cast.admin)
    answer = admin.get("/desk/numbers/targets/csv/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads, *rows = list(csv.reader(io.StringIO(text)))
    assert heads[0] == "指标"
    assert [row[4] for row in rows] == ["3.5"] * 3
    assert {row[10] for row in rows} == {"落后"}
    answer = admin.get("/desk/numbers/targets/xlsx/")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert sheet[0] == heads
    assert [row[4] for row in sheet[1:]] == [3.5] * 3
    assert isinstance(sheet[1][3], datetime) or sheet[1][3] == months_back(3)


def test_it_is_switched_on_in_the_settings(cast: Cast) -> None:
    admin, one = desk(cast.admin), Target.objects.get(metric="warm")
    page = see(admin, "/settings/targets/")
    assert f"/settings/targets/{one.pk}/" in page
    form = {"kind": "value", "goal": "90%", "baseline": "", "first": months_back(1), "months": 0, "active": "on", "owner": cast.chen.pk}  # fmt: skip
    assert admin.post(f"/settings/targets/{one.pk}/", form).status_code == 302
    one.refresh_from_db()
    assert (one.active, one.goal, one.owner) == (True, 0.9, cast.chen)
    assert SettingChange.objects.filter(subject=f"insight.Target:{one.pk}").exists()
    assert "目标" in words(see(admin, "/settings/audit/"))


def test_what_is_wrong_is_said_at_its_field(cast: Cast) -> None:
    admin, one = desk(cast.admin), Target.objects.get(metric="warm")
    form = {"kind": "value", "goal": "190%", "first": months_back(1), "months": 0, "active": "on"}
    assert "请写百分比，例如 90%。" in see_post(admin, f"/settings/targets/{one.pk}/", form)
    form = {"metric": "nps", "team": cast.cs1.pk, "kind": "value", "goal": "75", "first": months_back(1), "months": 0}
    assert "这个指标不按组统计" in see_post(admin, "/settings/targets/new/", form)


def see_post(client: Any, path: str, form: dict[str, Any]) -> str:
    answer = client.post(path, form)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_team_gets_one_of_its_own(cast: Cast) -> None:
    form = {"metric": "within_30", "team": cast.cs1.pk, "kind": "value", "goal": "95", "baseline": "77", "first": months_back(0), "months": 6, "active": "on"}  # fmt: skip
    assert desk(cast.admin).post("/settings/targets/new/", form).status_code == 302
    made = Target.objects.get(metric="within_30", team=cast.cs1)
    assert (made.baseline, made.goal, made.months) == (0.77, 0.95, 6)


def test_only_who_sets_up_the_house_sets_targets(cast: Cast) -> None:
    for person in (cast.lin, cast.chen):
        for path in ("", "new/", f"{Target.objects.all()[0].pk}/"):
            assert desk(person).get(f"/settings/targets/{path}").status_code == 403
