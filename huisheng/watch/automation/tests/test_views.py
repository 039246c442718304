"""Views that people keep: whose they are, who may change them, in which order they stand."""

from typing import Any

import pytest

from huisheng.core.base.models import SettingChange
from huisheng.core.base.tests.make import last_change
from huisheng.watch.automation.actions import ViewRefused, move_view, retire_view, save_view
from huisheng.watch.automation.actions.views import may_keep
from huisheng.watch.automation.models import SavedView
from huisheng.watch.automation.queries import views_for
from tests.cast import Cast

from .make import leaf

pytestmark = pytest.mark.django_db
RED = leaf("grade", "in", ["red"])


def keep(cast: Cast, name: str = "红色", **changes: Any) -> SavedView:
    return save_view(**{"name": name, "condition": RED, "staff": cast.lin, **changes})


def names(views: list[SavedView]) -> list[str]:
    return [view.name for view in views]


def test_a_view_of_ones_own_is_seen_by_nobody_else(cast: Cast) -> None:
    view = keep(cast, order="due", columns=["channel", "weather"])
    assert (view.owner, view.order, view.columns) == (cast.lin, "due", ["channel"])
    assert views_for(cast.lin) == [view]
    assert views_for(cast.chen) == []
    assert not SettingChange.objects.filter(subject__startswith="automation.").exists()


def test_the_views_of_a_team_are_seen_in_the_team(cast: Cast) -> None:
    keep(cast, "全组", staff=cast.chen, team=cast.cs1)
    keep(cast, "全家", staff=cast.admin, for_all=True)
    keep(cast, "自己")
    assert names(views_for(cast.lin)) == ["自己", "全组", "全家"]
    assert names(views_for(cast.dan)) == ["全家"]


def test_who_leads_keeps_the_teams_views_and_who_sets_up_everybodys(cast: Cast) -> None:
    with pytest.raises(ViewRefused):
        keep(cast, team=cast.cs1)
    with pytest.raises(ViewRefused):
        keep(cast, staff=cast.chen, team=cast.cs2)
    with pytest.raises(ViewRefused):
        keep(cast, staff=cast.chen, for_all=True)
    house = keep(cast, staff=cast.admin, for_all=True)
    assert may_keep(cast.admin, house)
    assert not may_keep(cast.lin, house)
    with pytest.raises(ViewRefused, match="别人"):
        keep(cast, "改名", view=house)


@pytest.mark.parametrize(
    ("changes", "at_fault"),
    [
        ({"name": "  "}, "name"),
        ({"condition": leaf("grade", "in", ["purple"])}, "condition"),
        ({"condition": leaf("text", "is", "漏发")}, "condition"),
        ({"order": "sideways"}, "order"),
    ],
)
def test_it_refuses_what_cannot_be_shown(cast: Cast, changes: dict[str, Any], at_fault: str) -> None:
    with pytest.raises(ViewRefused) as refused:
        keep(cast, **changes)
    assert at_fault in refused.value.fields
    assert not SavedView.objects.exists()


def test_thirty_are_enough(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.watch.automation.actions.views.MOST_VIEWS", 2)
    first = keep(cast)
    keep(cast)
    with pytest.raises(ViewRefused, match="2"):
        keep(cast)
    keep(cast, "改了名", view=first)
    keep(cast, staff=cast.chen)


def test_changes_to_what_others_see_stand_in_the_audit(cast: Cast) -> None:
    view = keep(cast, staff=cast.admin, for_all=True)
    keep(cast, "新名字", view=view, staff=cast.admin)
    assert (last_change().before["name"], last_change().after["name"]) == ("红色", "新名字")
    retire_view(view, staff=cast.admin)
    assert last_change().after["active"] is False
    assert views_for(cast.lin) == []
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_change_leaves_it_whose_it_was(cast: Cast) -> None:
    view = keep(cast, staff=cast.chen, team=cast.cs1)
    keep(cast, "改名", view=view, staff=cast.chen, for_all=True)
    view.refresh_from_db()
    assert (view.owner, view.team) == (None, cast.cs1)


def test_a_view_moves_among_its_own_kind(cast: Cast) -> None:
    first, second, third = (keep(cast, name) for name in "甲乙丙")
    keep(cast, "旁", staff=cast.admin, for_all=True)
    move_view(third, way="up", staff=cast.lin)
    assert names(views_for(cast.lin)) == ["甲", "丙", "乙", "旁"]
    move_view(first, way="up", staff=cast.lin)
    move_view(second, way="down", staff=cast.lin)
    assert names(views_for(cast.lin)) == ["甲", "丙", "乙", "旁"]
    move_view(first, way="down", staff=cast.lin)
    assert names(views_for(cast.lin)) == ["丙", "甲", "乙", "旁"]
    with pytest.raises(ViewRefused):
        move_view(first, way="down", staff=cast.chen)
