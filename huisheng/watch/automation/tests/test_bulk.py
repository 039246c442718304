"""One deed on many tickets: what the look says is what is done, and most of it can be put back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.actions import tag_ticket
from huisheng.stages.triage.queries import tags_of
from huisheng.stages.triage.tests.make import make_graded
from huisheng.trips.deeds import DeedRefused
from huisheng.watch.automation.actions import BulkRefused, begin_doing, begin_undoing, choose, decide, work
from huisheng.watch.automation.actions.bulk import _do, _work_on
from huisheng.watch.automation.bulk import Names, facts_of
from huisheng.watch.automation.models import BulkItem, BulkRun
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast: Cast) -> list[Ticket]:
    """One of Lin's, one of the pool, and one that is Chen's already; all of 客服一组."""
    made = [make_graded(f"漏发了配件 {n}") for n in range(3)]
    for ticket, owner in zip(made, (cast.lin, None, cast.chen), strict=True):
        assign_ticket(ticket, staff=owner, team=cast.cs1, by=SYSTEM)
    return made


def chosen(cast: Cast, deed: str = "assign", **changes: Any) -> BulkRun:
    return choose(changes.pop("staff", cast.chen), Ticket.objects.order_by("pk"), deed=deed)


def looked(cast: Cast, deed: str = "assign", **answers: Any) -> BulkRun:
    return work(decide(chosen(cast, deed), answers or {"staff": cast.chen.pk}))


def done(cast: Cast, deed: str = "assign", **answers: Any) -> BulkRun:
    return work(begin_doing(looked(cast, deed, **answers)))


def outcomes(run: BulkRun) -> list[str]:
    return list(run.items.values_list("outcome", flat=True))


def owners(tickets: list[Ticket]) -> list[str | None]:
    return list(
        Ticket.objects.filter(pk__in=[one.pk for one in tickets])
        .order_by("pk")
        .values_list("assignee__username", flat=True)
    )


def test_the_look_says_what_would_change_and_changes_nothing(cast: Cast, three: list[Ticket]) -> None:
    events = Event.objects.count()
    run = looked(cast)
    assert run.state == "previewed"
    assert outcomes(run) == ["would", "would", "same"]
    first = run.items.all()[0]
    assert (first.before["staff"], first.after["staff"]) == (cast.lin.pk, cast.chen.pk)
    assert owners(three) == ["lin", None, "chen"]
    assert Event.objects.count() == events


def test_it_does_what_the_look_said(cast: Cast, three: list[Ticket]) -> None:
    run = done(cast)
    assert (run.state, outcomes(run)) == ("done", ["done", "done", "same"])
    assert owners(three) == ["chen", "chen", "chen"]
    assert Event.objects.filter(kind="ticket_assigned", by_id=cast.chen.pk).count() == 2


def test_who_cannot_take_it_is_refused_for_each_and_said_why(cast: Cast, three: list[Ticket]) -> None:
    cast.dan.is_active = False
    cast.dan.save()
    with pytest.raises(DeedRefused):
        looked(cast, staff=cast.dan.pk)
    Ticket.objects.filter(pk=three[0].pk).update(status="closed", closed_at=timezone.now())
    run = looked(cast, "withdraw", reason="客户都说不用了")
    assert outcomes(run) == ["refused", "would", "would"]
    assert run.items.all()[0].why
    work(begin_doing(run))
    assert outcomes(run) == ["refused", "done", "done"]


def test_what_one_may_not_see_is_not_touched(cast: Cast, three: list[Ticket]) -> None:
    Ticket.objects.filter(pk=three[1].pk).update(team=cast.cs2)
    run = looked(cast)
    assert outcomes(run) == ["would", "refused", "same"]


def test_what_changed_between_look_and_deed_is_refused_then(cast: Cast, three: list[Ticket]) -> None:
    run = looked(cast, "withdraw", reason="客户都说不用了")
    Ticket.objects.filter(pk=three[0].pk).update(status="closed", closed_at=timezone.now())
    work(begin_doing(run))
    assert outcomes(run) == ["refused", "done", "done"]


def test_it_is_taken_back_by_the_inverse_and_both_stand_in_the_ledger(cast: Cast, three: list[Ticket]) -> None:
    run = work(begin_undoing(done(cast)))
    assert (run.state, outcomes(run)) == ("undone", ["undone", "undone", "same"])
    assert owners(three) == ["lin", None, "chen"]
    assert Event.objects.filter(ticket=three[0], kind="ticket_assigned", by_id=cast.chen.pk).count() == 2


def test_what_somebody_changed_since_is_left_alone(cast: Cast, three: list[Ticket]) -> None:
    run = done(cast)
    assign_ticket(three[0], staff=cast.lin, by=cast.lin.party)
    work(begin_undoing(run))
    assert outcomes(run) == ["kept", "undone", "same"]
    assert "改" in str(run.items.all()[0].why) or "changed" in run.items.all()[0].why
    assert owners(three)[0] == "lin"


def test_tags_are_put_back_as_they_were(cast: Cast, three: list[Ticket]) -> None:
    first, second = Tag.objects.filter(group__multiple=True)[:2]
    tag_ticket(three[0], add=[first], by=SYSTEM)
    before = [set(tags_of(one)) for one in three]
    run = done(cast, "add_tags", tags=[first.pk, second.pk])
    assert all({first, second} <= set(tags_of(one)) for one in three)
    work(begin_undoing(run))
    assert [set(tags_of(one)) for one in three] == before


def test_category_and_grade_go_back_too(cast: Cast, three: list[Ticket]) -> None:
    category = Category.objects.exclude(pk__in=[one.category_id for one in three]).filter(retired_at=None)[0]
    green = Grade.objects.get(scheme__code="ryg", code="green")
    for deed, answers in (("category", {"category": category.pk}), ("grade", {"grade": green.pk, "reason": "分错了"})):
        before = [facts_of(one, deed) for one in Ticket.objects.order_by("pk")]
        run = done(cast, deed, **answers)
        assert set(outcomes(run)) == {"done"}
        work(begin_undoing(run))
        assert [facts_of(one, deed) for one in Ticket.objects.order_by("pk")] == before


def test_a_category_out_of_nothing_stays(cast: Cast, three: list[Ticket]) -> None:
    Ticket.objects.update(category=None)
    run = done(cast, "category", category=Category.objects.filter(retired_at=None)[0].pk)
    work(begin_undoing(run))
    assert outcomes(run) == ["kept"] * 3


def test_words_and_ends_cannot_be_taken_back(cast: Cast, three: list[Ticket]) -> None:
    run = done(cast, "note", text="统一问过仓库了")
    assert Message.objects.filter(kind="note", text="统一问过仓库了").count() == 3
    with pytest.raises(BulkRefused):
        begin_undoing(run)


def test_after_ten_minutes_it_stays(cast: Cast, three: list[Ticket]) -> None:
    run = done(cast)
    assert run.may_be_undone()
    BulkRun.objects.update(done_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(BulkRefused):
        begin_undoing(run)


def test_rights_are_asked_before_anything(cast: Cast, three: list[Ticket]) -> None:
    with pytest.raises(BulkRefused):
        chosen(cast, staff=cast.lin)
    with pytest.raises(BulkRefused):
        chosen(cast, "reply")
    with pytest.raises(BulkRefused):
        choose(cast.chen, Ticket.objects.none(), deed="note")
    assert chosen(cast, "note", staff=cast.lin).state == "chosen"


def test_a_run_takes_so_many_and_says_how_many_it_left_out(
    cast: Cast, three: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huisheng.watch.automation.actions.bulk.MOST", 2)
    run = chosen(cast)
    assert (run.items.count(), run.left_out) == (2, 1)


def test_it_works_in_parts_and_goes_on_where_it_stopped(cast: Cast, three: list[Ticket]) -> None:
    run = decide(chosen(cast, "note"), {"text": "统一问过仓库了"})
    states = [str(work(run, part=1).state) for _part in range(3)]
    assert states == ["looking", "looking", "previewed"]
    begin_doing(run)
    work(run, part=2)
    assert sorted(outcomes(run)) == ["done", "done", "would"]
    assert work(BulkRun.objects.get(pk=run.pk), part=2).state == "done"
    assert Message.objects.filter(kind="note").count() == 3


def test_a_run_is_done_once(cast: Cast, three: list[Ticket]) -> None:
    run = done(cast, "note", text="统一问过仓库了")
    with pytest.raises(BulkRefused):
        begin_doing(BulkRun.objects.get(pk=run.pk))
    with pytest.raises(BulkRefused):
        decide(run, {"text": "再来一次"})
    work(run)
    assert Message.objects.filter(kind="note").count() == 3


def test_a_second_thought_is_looked_at_anew(cast: Cast, three: list[Ticket]) -> None:
    run = looked(cast)
    work(decide(run, {"staff": cast.lin.pk}))
    assert outcomes(run) == ["same", "would", "would"]


def test_facts_are_said_in_words(cast: Cast, three: list[Ticket]) -> None:
    tag = Tag.objects.all()[0]
    facts: list[dict[str, Any]] = [
        {"staff": cast.lin.pk, "team": cast.cs1.pk},
        {"staff": None, "team": cast.cs1.pk},
        {"tags": [tag.pk]},
        {"tags": []},
        {"grade": three[0].grade_id},
        {"category": None},
        {"status": "closed"},
        {},
    ]
    said = [Names(facts).said(one) for one in facts]
    assert said[0] == cast.lin.name
    assert cast.cs1.label in said[1]
    assert said[2:4] == [tag.label, "—"]
    assert said[4] == three[0].grade.label  # type: ignore[union-attr]
    assert said[5] == "—"
    assert said[6]
    assert said[7] == ""


def test_the_row_of_a_ticket_is_worked_once(cast: Cast, three: list[Ticket]) -> None:
    run = decide(chosen(cast, "note"), {"text": "统一问过仓库了"})
    stale = list(BulkItem.objects.filter(run=run).select_related("ticket"))
    work(run)
    begin_doing(run)
    for _twice in range(2):
        for item in stale:
            _work_on(run, item, _do)
    assert Message.objects.filter(kind="note").count() == 3


def test_customers_hear_nothing_of_a_look(cast: Cast, three: list[Ticket]) -> None:
    add_message(three[0], kind="customer", text="在吗", by=cast.liu.party)
    messages = Message.objects.count()
    looked(cast, "note", text="统一问过仓库了")
    assert Message.objects.count() == messages
