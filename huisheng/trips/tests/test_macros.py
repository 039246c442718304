"""Several deeds with one click: shown, done all or none."""

from typing import Any

import pytest

from huisheng.core.base.tests.make import last_change
from huisheng.core.catalogue.models import Tag
from huisheng.core.knowledge.models import Phrase
from huisheng.core.knowledge.queries import keepable_teams, may_keep, shared_with
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.models import Macro
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.queries import tags_of
from huisheng.trips.deeds import DeedRefused
from huisheng.trips.macros import MacroRefused, plan_of, run_macro, save_macro
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = make_ticket("漏发了配件", customer=cast.liu)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return ticket


def tag() -> Tag:
    found = Tag.objects.order_by("pk").first()
    assert found is not None
    return found


def make_macro(name: str = "请客户拍照", steps: Any = None, **changes: Any) -> Macro:
    asks = [
        {"deed": "reply", "text": "{customer}，方便拍张照片吗？", "wait": True},
        {"deed": "add_tags", "tags": [tag().pk]},
    ]
    return save_macro(None, **{"name": name, "steps": asks if steps is None else steps, "by": SYSTEM, **changes})


def test_it_does_every_step_and_says_so(ticket: Ticket, cast: Cast) -> None:
    macro = make_macro()
    done = run_macro(macro, ticket, staff=cast.lin)
    assert len(done) == 2
    assert ticket.messages.get(kind=Message.Kind.REPLY).text == "刘女士，方便拍张照片吗？"
    assert tags_of(ticket) == [tag()]
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER
    event = ticket.events.get(kind="macro_run")
    assert event.payload == {"macro": macro.pk, "steps": ["reply", "add_tags"]}


def test_it_counts_its_runs(ticket: Ticket, cast: Cast) -> None:
    macro = make_macro(steps=[{"deed": "note", "text": "看过"}])
    run_macro(macro, ticket, staff=cast.lin)
    macro.refresh_from_db()
    assert macro.used == 1
    assert macro.last_used_at is not None


def test_the_words_of_the_preview_are_what_is_sent(ticket: Ticket, cast: Cast) -> None:
    run_macro(make_macro(), ticket, staff=cast.lin, words={0: "刘女士，拍张照就行"})
    assert ticket.messages.get(kind=Message.Kind.REPLY).text == "刘女士，拍张照就行"


def test_the_plan_shows_everything_and_what_one_may_not(ticket: Ticket, cast: Cast) -> None:
    macro = make_macro(steps=[{"deed": "note", "text": "转给主管"}, {"deed": "assign", "staff": cast.chen.pk}])
    assert [one.allowed for one in plan_of(macro, cast.lin)] == [True, False]
    assert [one.allowed for one in plan_of(macro, cast.chen)] == [True, True]
    assert "陈蔚" in plan_of(macro, cast.lin)[1].says


def test_a_refused_step_undoes_all_and_every_reason_is_told(ticket: Ticket, cast: Cast) -> None:
    steps = [
        {"deed": "note", "text": "先记一笔"},
        {"deed": "reply", "text": "订单 {order} 查到了"},
        {"deed": "assign", "staff": cast.chen.pk},
    ]
    macro = make_macro(steps=steps)
    with pytest.raises(MacroRefused) as refusal:
        run_macro(macro, ticket, staff=cast.lin)
    assert len(refusal.value.reasons) == 2
    assert "{order}" in str(refusal.value)
    assert not ticket.messages.exclude(kind=Message.Kind.CUSTOMER).exists()
    assert not ticket.events.filter(kind__in=["macro_run", "note_added"]).exists()
    macro.refresh_from_db()
    assert macro.used == 0


def test_words_that_are_not_sent_are_not_sent_by_a_macro(ticket: Ticket, cast: Cast) -> None:
    Phrase.objects.filter(code="no_way").update(severity="block")
    macro = make_macro(steps=[{"deed": "reply", "text": "我们没办法"}])
    with pytest.raises(MacroRefused):
        run_macro(macro, ticket, staff=cast.lin)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"steps": []}, {"steps": [{"deed": "x"}]}])
def test_what_cannot_be_run_is_not_kept(wrong: dict[str, Any], cast: Cast) -> None:
    with pytest.raises((MacroRefused, DeedRefused)):
        make_macro(**wrong)
    assert not Macro.objects.exists()


def test_changes_are_audited(cast: Cast) -> None:
    macro = make_macro(team=cast.cs1)
    save_macro(macro, name="请拍照", steps=macro.steps, team=cast.cs1, active=False, by=SYSTEM)
    change = last_change()
    assert change.subject == f"handling.Macro:{macro.pk}"
    assert (change.before["active"], change.after["active"], change.after["team"]) == (True, False, "cs1")


def test_each_sees_the_houses_the_teams_and_the_own(cast: Cast) -> None:
    for name, whose in (
        ("家", {}),
        ("一组", {"team": cast.cs1}),
        ("二组", {"team": cast.cs2}),
        ("林", {"owner": cast.lin}),
    ):
        make_macro(name, **whose)

    def seen(staff: Any) -> set[str]:
        return set(Macro.objects.filter(shared_with(staff)).values_list("name", flat=True))

    assert seen(cast.lin) == {"家", "一组", "林"}
    assert seen(cast.dan) == {"家", "二组"}
    assert seen(cast.wang) == {"家"}


def test_each_changes_what_is_theirs_to_change(cast: Cast) -> None:
    house, team, own = make_macro(), make_macro(team=cast.cs1), make_macro(owner=cast.lin)
    may = {who: [may_keep(getattr(cast, who), one) for one in (house, team, own)] for who in ("lin", "chen", "admin")}
    assert may == {"lin": [False, False, True], "chen": [False, True, False], "admin": [True, True, False]}
    assert list(keepable_teams(cast.lin)) == []
    assert list(keepable_teams(cast.chen)) == [cast.cs1]
    assert cast.warehouse in keepable_teams(cast.admin)
