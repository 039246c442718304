"""How somebody likes to see the desk."""

import pytest

from huisheng.watch.automation.actions import change_look, keep_order
from huisheng.watch.automation.actions.looks import LookRefused
from huisheng.watch.automation.queries import look_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_is_kept_for_the_person_and_for_nobody_else(cast: Cast) -> None:
    change_look(cast.lin, density="dense", columns=["channel", "number", "weather"])
    assert (look_of(cast.lin).density, look_of(cast.lin).columns) == ("dense", ["number", "channel"])
    assert (look_of(cast.chen).density, look_of(cast.chen).columns, look_of(cast.chen).orders) == ("roomy", [], [])


def test_what_is_unknown_is_as_shipped(cast: Cast) -> None:
    assert change_look(cast.lin, density="tiny", columns=[]).density == "roomy"


def test_each_view_has_an_order_of_its_own(cast: Cast) -> None:
    keep_order(cast.lin, view="mine", order="due")
    keep_order(cast.lin, view="v12", order="newest")
    keep_order(cast.lin, view="mine", order="quiet")
    look = look_of(cast.lin)
    assert [look.order_in(view) for view in ("mine", "v12", "team")] == ["quiet", "newest", ""]
    with pytest.raises(LookRefused):
        keep_order(cast.lin, view="mine", order="sideways")


def test_only_so_many_orders_are_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.watch.automation.actions.looks.MOST_KEPT", 2)
    for view in ("mine", "team", "mine", "all"):
        keep_order(cast.lin, view=view, order="due")
    assert [view for view, _order in look_of(cast.lin).orders] == ["mine", "all"]
