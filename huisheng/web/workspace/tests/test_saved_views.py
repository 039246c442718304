"""Views on the desk: kept from the list one looks at, read as tabs, liked in one's own way."""

from typing import Any

import pytest
from django.test import Client

from huisheng.core.catalogue.models import Category
from huisheng.stages.routing.actions import assign_ticket
from huisheng.watch.automation.actions import save_view
from huisheng.watch.automation.models import SavedView
from huisheng.watch.automation.queries import look_of
from tests.cast import Cast

from .make import GREEN, RED, arrive, desk

pytestmark = pytest.mark.django_db


def typed(**changes: Any) -> dict[str, Any]:
    """The form with one row: the colour is red."""
    row = {"field": "colour", "op": "in", "value": "红", "least": "", "unit": "day", "unless": ""}
    return {"name": "红色", "mode": "rows", "join": "all", **row, **changes}


def kept(cast: Cast, **changes: Any) -> SavedView:
    condition = {"field": "colour", "op": "in", "value": ["red"]}
    return save_view(**{"name": "我的红色", "condition": condition, "staff": cast.lin, **changes})


@pytest.fixture
def lin(cast: Cast) -> Client:
    for text in (RED, GREEN):
        assign_ticket(arrive(text), staff=cast.lin, by=cast.chen.party)
    return desk(cast.lin)


def text_of(client: Client, path: str, **options: Any) -> str:
    return client.get(path, **options).content.decode()


def test_the_list_in_front_of_one_becomes_a_view(lin: Client) -> None:
    page = text_of(lin, "/desk/views/new/?view=mine&grade=red")
    assert "是“我”，并且" in page
    assert "分级颜色是“红”" in page
    answer = lin.post("/desk/views/new/?view=mine&grade=red", typed(columns=["channel"], order="due"))
    view = SavedView.objects.get()
    assert answer.headers["Location"] == f"/desk/?view=v{view.pk}"
    assert (view.name, view.order, view.columns) == ("红色", "due", ["channel"])
    listed = text_of(lin, f"/desk/?view=v{view.pk}")
    assert listed.count("data-row") == 1
    assert "网页表单" in listed


def test_a_tab_counts_what_lies_in_it(cast: Cast, lin: Client) -> None:
    view = kept(cast)
    page = text_of(lin, "/desk/")
    assert f"?view=v{view.pk}" in page
    assert "我的红色" in page
    lin.get(f"/desk/?view=v{view.pk}")
    assert 'aria-current="page">我的红色 <span class="hs-count">1</span>' in text_of(lin, "/desk/")


def test_faults_are_said_beside_the_condition_and_nothing_is_kept(lin: Client) -> None:
    page = lin.post("/desk/views/new/", typed(value="紫色")).content.decode()
    assert "紫色" in page
    assert 'role="alert"' in page
    assert lin.post("/desk/views/new/", typed(name="")).status_code == 200
    assert not SavedView.objects.exists()


def test_more_rows_keep_nothing(lin: Client) -> None:
    assert lin.post("/desk/views/new/", typed(more="1")).status_code == 200
    assert not SavedView.objects.exists()


def test_agents_keep_their_own_and_supervisors_the_teams(cast: Cast, lin: Client) -> None:
    assert 'name="circle"' not in text_of(lin, "/desk/views/new/")
    chen = desk(cast.chen)
    page = text_of(chen, "/desk/views/new/")
    assert f'value="{cast.cs1.pk}"' in page
    assert f'<option value="{cast.cs2.pk}"' not in page
    assert '<option value="all"' not in page
    chen.post("/desk/views/new/", typed(name="一组红色", circle=cast.cs1.pk))
    assert "一组红色" in text_of(lin, "/desk/")
    assert "一组红色" not in text_of(desk(cast.dan), "/desk/")
    desk(cast.admin).post("/desk/views/new/", typed(name="全公司红色", circle="all"))
    assert "全公司红色" in text_of(desk(cast.dan), "/desk/")


def test_a_view_is_changed_moved_and_removed_by_who_keeps_it(cast: Cast, lin: Client) -> None:
    view, other = kept(cast), kept(cast, name="第二个")
    assert "第二个" in text_of(lin, f"/desk/views/{other.pk}/")
    lin.post(f"/desk/views/{other.pk}/", typed(name="改了名"))
    lin.post(f"/desk/views/{other.pk}/place/", {"direction": "up"})
    page = text_of(lin, "/desk/views/")
    assert page.index("改了名") < page.index("我的红色")
    lin.post(f"/desk/views/{view.pk}/retirement/")
    assert f'id="view-{view.pk}"' not in text_of(lin, "/desk/views/")
    assert SavedView.objects.filter(pk=view.pk, active=False).exists()


def test_views_of_others_do_not_exist(cast: Cast, lin: Client) -> None:
    view = kept(cast)
    chen = desk(cast.chen)
    for path in ("", "place/", "retirement/"):
        assert chen.post(f"/desk/views/{view.pk}/{path}", typed()).status_code == 404
    house = kept(cast, staff=cast.admin, for_all=True, name="全公司")
    assert lin.post(f"/desk/views/{house.pk}/retirement/").status_code == 404
    assert f'href="/desk/views/{house.pk}/"' not in text_of(lin, "/desk/views/")
    assert chen.get(f"/desk/?view=v{view.pk}").status_code == 200  # and the own desk is shown instead


def test_a_view_that_cannot_be_asked_any_more_says_so(cast: Cast, lin: Client) -> None:
    view = kept(cast)
    SavedView.objects.filter(pk=view.pk).update(condition={"field": "weather", "op": "is", "value": "fine"})
    page = text_of(lin, f"/desk/?view=v{view.pk}")
    assert "这个视图无法显示" in page
    again = text_of(lin, f"/desk/rows/?view=v{view.pk}&first", headers={"HX-Request": "true"})
    assert "data-row" not in again


def test_a_category_that_is_gone_from_the_tree_finds_nothing(cast: Cast, lin: Client) -> None:
    category = Category.objects.create(code="soon-gone", name="快没了")
    view = kept(cast, condition={"field": "category", "op": "in", "value": ["soon-gone"]})
    category.delete()
    assert "这个视图眼下没有内容" in text_of(lin, f"/desk/?view=v{view.pk}")


def test_the_preview_counts_and_names_the_newest(lin: Client) -> None:
    page = lin.post("/desk/views/preview/", typed()).content.decode()
    assert "1 条符合" in page
    assert "漏发" in page
    assert "眼下没有符合的" in lin.post("/desk/views/preview/", typed(value="灰")).content.decode()
    assert 'role="alert"' in lin.post("/desk/views/preview/", typed(op="is_weird")).content.decode()
    assert not SavedView.objects.exists()


def test_nobody_finds_by_a_condition_what_the_gate_hides(cast: Cast, lin: Client) -> None:
    page = desk(cast.dan).post("/desk/views/preview/", typed()).content.decode()
    assert "漏发" not in page
    view = save_view(name="红", condition={}, staff=cast.dan)
    assert text_of(desk(cast.dan), f"/desk/?view={view.code}").count("data-row") == 0


def test_density_and_columns_are_kept_on_the_server(cast: Cast, lin: Client) -> None:
    wish = {"view": "mine", "grade": "red", "columns": "1", "density": "dense", "column": ["number", "team"]}
    assert lin.post("/desk/look/", wish).headers["Location"] == "/desk/?view=mine&grade=red"
    page = text_of(desk(cast.lin), "/desk/?view=mine")
    assert "is-dense" in page
    assert cast.cs1.label in page[page.index('id="rows"') :]
    assert "is-dense" not in text_of(desk(cast.chen), "/desk/?view=mine")


def test_the_order_of_a_view_is_kept_for_that_view(cast: Cast, lin: Client) -> None:
    lin.post("/desk/look/", {"view": "mine", "order": "newest"})
    page = text_of(lin, "/desk/?view=mine")
    assert '<option value="newest" selected>' in page
    assert page.index("泡沫") < page.index("漏发")
    assert '<option value="red" selected>' in text_of(lin, "/desk/?view=team")
    lin.post("/desk/look/", {"view": "nowhere", "order": "newest"})
    assert look_of(cast.lin).order_in("nowhere") == ""


def test_with_closed_ones_only_the_order_of_arrival_is_offered(lin: Client) -> None:
    page = text_of(lin, "/desk/?view=mine&status=closed")
    assert '<option value="newest" selected>' in page
    assert '<option value="quiet"' not in page
