"""Macros on the desk: picked, looked over, run; made and changed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.models import Macro
from huisheng.stages.triage.queries import tags_of
from huisheng.trips.tests.test_macros import make_macro
from huisheng.web.workspace.tests.make import arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return arrive("漏发了配件", name="刘女士")


def test_the_picker_says_what_each_does(lin: Client, ticket: Ticket, cast: Cast) -> None:
    make_macro("请客户拍照")
    make_macro("丹青的", owner=cast.dan)
    make_macro("停用的", active=False)
    page = lin.get(path(ticket, "macros/")).content.decode()
    assert "请客户拍照" in page
    assert "方便拍张照片吗" in page
    assert "丹青的" not in page
    assert "停用的" not in page


def test_an_empty_picker_says_how_to_begin(lin: Client, ticket: Ticket) -> None:
    assert reverse("desk:new_own_macro") in lin.get(path(ticket, "macros/")).content.decode()


def test_the_preview_is_filled_and_changes_nothing(lin: Client, ticket: Ticket) -> None:
    macro = make_macro()
    before = ticket.events.count()
    page = lin.get(path(ticket, f"macros/{macro.pk}/")).content.decode()
    assert "刘女士，方便拍张照片吗？</textarea>" in page
    assert ticket.events.count() == before


def test_it_runs_with_the_words_of_the_preview(lin: Client, ticket: Ticket) -> None:
    macro = make_macro()
    answer = lin.post(path(ticket, f"macros/{macro.pk}/run/"), {"words-0": "刘女士，拍一张就行"}, headers=HTMX)
    assert answer.status_code == 200
    assert ticket.messages.get(kind=Message.Kind.REPLY).text == "刘女士，拍一张就行"
    assert tags_of(ticket)


def test_what_is_refused_is_listed_and_nothing_is_done(lin: Client, ticket: Ticket, cast: Cast) -> None:
    macro = make_macro(steps=[{"deed": "note", "text": "x"}, {"deed": "assign", "staff": cast.chen.pk}])
    answer = lin.post(path(ticket, f"macros/{macro.pk}/run/"), headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#macro-refused")
    assert "您没有这一步的权限" in answer.content.decode()
    assert not ticket.messages.filter(kind=Message.Kind.NOTE).exists()


def test_another_ones_and_retired_ones_do_not_run(lin: Client, ticket: Ticket, cast: Cast) -> None:
    for macro in (make_macro(owner=cast.dan), make_macro(active=False)):
        assert lin.post(path(ticket, f"macros/{macro.pk}/run/")).status_code == 404
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def form(**changes: Any) -> dict[str, Any]:
    tag = Tag.objects.order_by("pk").first()
    assert tag is not None
    steps = {"step": ["a1", "b2"], "a1-deed": "add_tags", "a1-tags": [tag.pk], "b2-deed": "note", "b2-text": "看过照片"}
    return {"name": "照片看过", "whose": "mine", "active": "on", **steps, **changes}


def test_one_makes_a_macro_in_the_order_of_the_page(lin: Client, cast: Cast) -> None:
    assert lin.post(reverse("desk:new_own_macro"), form(step=["b2", "a1"])).status_code == 302
    macro = Macro.objects.get(name="照片看过")
    assert [step["deed"] for step in macro.steps] == ["note", "add_tags"]
    assert macro.owner == cast.lin
    page = lin.get(reverse("desk:own_macro", args=[macro.pk])).content.decode()
    assert "看过照片</textarea>" in page
    assert lin.post(reverse("desk:own_macro", args=[macro.pk]), form(active="")).status_code == 302
    macro.refresh_from_db()
    assert (macro.active, [step["deed"] for step in macro.steps]) == (False, ["add_tags", "note"])
    assert "照片看过" in lin.get(reverse("desk:own_macros")).content.decode()


def test_a_wrong_step_is_told_and_the_form_stays(lin: Client) -> None:
    page = lin.post(reverse("desk:new_own_macro"), form(**{"b2-text": " "})).content.decode()
    assert "第 2 步" in page
    assert "照片看过" in page
    assert not Macro.objects.exists()


def test_nobody_makes_what_they_could_not_do(lin: Client, cast: Cast) -> None:
    sent = form(**{"b2-deed": "assign", "b2-staff": cast.chen.pk})
    assert "没有这一步的权限" in lin.post(reverse("desk:new_own_macro"), sent).content.decode()
    assert not Macro.objects.exists()
    assert desk(cast.chen).post(reverse("desk:new_own_macro"), sent | {"whose": "cs1"}).status_code == 302
    assert Macro.objects.get().team == cast.cs1


def test_a_step_is_offered_to_who_may_do_it(lin: Client, cast: Cast) -> None:
    empty = lin.get(reverse("desk:macro_step"), {"deed": "assign"}).content.decode()
    assert "<fieldset" not in empty
    assert "林晓" in desk(cast.chen).get(reverse("desk:macro_step"), {"deed": "assign"}).content.decode()
    assert "<fieldset" not in lin.get(reverse("desk:macro_step"), {"deed": "x"}).content.decode()


def test_another_ones_macro_is_not_changed(lin: Client, cast: Cast) -> None:
    team, other = make_macro(team=cast.cs1), make_macro(owner=cast.dan)
    assert lin.get(reverse("desk:own_macro", args=[team.pk])).status_code == 403
    assert lin.get(reverse("desk:own_macro", args=[other.pk])).status_code == 404
