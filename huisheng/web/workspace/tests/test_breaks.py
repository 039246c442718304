"""Breaks with their reasons, and the load one takes: by oneself, within what the house allows."""

import pytest
from django.test import Client

from huisheng.core.accounts.actions import change_staff, set_own_capacity, set_presence
from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_settings
from huisheng.core.base.models import SettingChange
from tests.cast import Cast

from .make import arrive, desk
from .test_board import see

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


def now(person: Staff) -> Staff:
    return Staff.objects.select_related("role").get(pk=person.pk)


def test_one_says_why_one_is_away(cast: Cast, lin: Client) -> None:
    menu = see(lin, "/desk/presence/menu/")
    for word in ("吃饭", "会议", "培训", "休息"):
        assert f'value="away:{word}"' in menu
    lin.post("/desk/presence/", {"presence": "away:吃饭"})
    assert (now(cast.lin).presence, now(cast.lin).presence_reason) == ("away", "吃饭")
    since = now(cast.lin).presence_since
    lin.post("/desk/presence/", {"presence": "away:会议"})
    assert now(cast.lin).presence_reason == "会议"
    assert now(cast.lin).presence_since != since
    assert "会议 · 刚刚" in see(lin, "/desk/presence/menu/")
    lin.post("/desk/presence/", {"presence": "online"})
    assert (now(cast.lin).presence, now(cast.lin).presence_reason) == ("online", "")


def test_a_word_that_is_none_of_the_house_is_no_reason(cast: Cast, lin: Client) -> None:
    lin.post("/desk/presence/", {"presence": "away:<b>钓鱼</b>"})
    assert (now(cast.lin).presence, now(cast.lin).presence_reason) == ("away", "")


def test_the_house_writes_its_own_words(cast: Cast, lin: Client) -> None:
    change_settings({"desk.breaks": " 喂猫 \n\n午休"}, by=cast.admin.party)
    menu = see(lin, "/desk/presence/menu/")
    assert menu.count('value="away:') == 2
    lin.post("/desk/presence/", {"presence": "away:喂猫"})
    assert now(cast.lin).presence_reason == "喂猫"
    change_settings({"desk.breaks": ""}, by=cast.admin.party)
    assert "没有设置离开原因" in see(lin, "/desk/presence/menu/")


def test_supervisors_see_why_and_since_when_on_the_live_board(cast: Cast) -> None:
    arrive()
    set_presence(cast.lin, "away", by=cast.lin.party, reason="培训")
    page = see(desk(cast.chen), "/desk/board/")
    row = page[page.index("林晓 <small>") :][:300]
    assert "离开 · 培训" in row
    assert "<time" in row


def test_one_takes_less_for_a_while_and_again_as_much_as_is_allowed(cast: Cast, lin: Client) -> None:
    assert now(cast.lin).capacity_most == now(cast.lin).capacity == 12
    assert lin.post("/desk/capacity/", {"capacity": "4"}).status_code == 302
    assert (now(cast.lin).capacity, now(cast.lin).capacity_most) == (4, 12)
    assert 'value="4"' in see(lin, "/desk/presence/menu/")
    change = SettingChange.objects.filter(subject=f"accounts.Staff:{cast.lin.pk}").latest("id")
    assert (change.before or {})["capacity"] == 12
    lin.post("/desk/capacity/", {"capacity": "12"})
    assert now(cast.lin).capacity == 12


@pytest.mark.parametrize("wanted", ["13", "-1", "", "many", "999999"])
def test_no_more_than_the_supervisor_allows(cast: Cast, lin: Client, wanted: str) -> None:
    lin.post("/desk/capacity/", {"capacity": wanted})
    assert now(cast.lin).capacity == 12
    with pytest.raises(AccountRefused):
        set_own_capacity(cast.lin, 13)


def test_what_an_admin_sets_is_the_limit_and_holds_at_once(cast: Cast) -> None:
    set_own_capacity(cast.lin, 4)
    change_staff(cast.lin, name="林晓", capacity=12, by=cast.admin.party)  # nothing new about the load
    assert now(cast.lin).capacity == 4
    change_staff(cast.lin, capacity=20, by=cast.admin.party)
    assert (now(cast.lin).capacity, now(cast.lin).capacity_most) == (20, 20)


def test_who_does_not_answer_has_no_load_to_set(cast: Cast) -> None:
    assert "/desk/capacity/" not in see(desk(cast.wang), "/desk/presence/menu/")
    assert 'hx-get="/desk/presence/menu/"' in see(desk(cast.wang), "/desk/")
