"""Tables know only tables of their own or a lower room, and nothing of worth is deleted along."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, DO_NOTHING, Model

from tests.architecture.tree import floors, room_of

QUERY_NAMES = {  # a name below that only the room above uses, to filter tickets by what it owns
    "triage.TicketTag.ticket": "tagged",
}
CASCADES = {  # parts that are nothing without their whole
    "accounts.Membership.staff": "being in a team is part of the person's row",
    "accounts.CalendarDay.calendar": "a day without its calendar says nothing",
    "accounts.StaffSkill.staff": "what somebody can do is part of the person's row",
    "routing.Desk.staff": "nor is a desk anything without its colleague",
    "routing.Weight.channel": "a weight says nothing without what it weighs",
    "routing.Weight.grade": "the same",
    "channels.InboundFile.inbound": "what came enclosed goes with the letter",
    "channels.OutboundFile.outbound": "and so does what left with it",
    "notify.Notice.staff": "a bell without its colleague rings for nobody",
    "notify.RobotMessage.robot": "what a robot was told is nothing without the robot",
    "notify.Telling.robot": "the same",
    "automation.DeskLook.staff": "how somebody likes to see the desk is part of the person's row",
    "automation.BulkItem.run": "a line of a run says nothing without it; the ledger keeps what was done",
}


def models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("huisheng.")]


def room(model: type[Model]) -> str:
    return room_of(tuple(model.__module__.split(".")[1:]))


def links() -> Iterator[tuple[str, Any, type[Model], type[Model]]]:
    """(name, field, from, to) of every link between two tables of the house."""
    for model in models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            there = field.related_model
            if there is not None and there.__module__.startswith("huisheng."):
                yield f"{model._meta.label}.{field.name}", field, model, there


def test_it_walks_the_tables() -> None:
    names = {name for name, *_rest in links()}
    assert {"tickets.Message.ticket", "triage.CategoryRule.tags", "channels.Inbound.files"} <= names


def test_links_point_down_or_stay_in_the_room() -> None:
    assert [
        f"{name} points up to {there._meta.label}"
        for name, _field, here, there in links()
        if room(here) != room(there) and floors()[room(here)] <= floors()[room(there)]
    ] == []


def test_a_link_that_points_down_leaves_no_name_below() -> None:
    assert [
        f'{name}: give it related_name="+" (it is {field.remote_field.related_name!r})'
        for name, field, here, there in links()
        if room(here) != room(there) and not field.remote_field.hidden
    ] == []


def test_it_knows_every_name_that_only_queries_use() -> None:
    named = {
        name: field.remote_field.related_query_name
        for name, field, here, there in links()
        if room(here) != room(there) and field.remote_field.related_query_name
    }
    assert named == QUERY_NAMES


def test_nothing_of_worth_is_deleted_along() -> None:
    cascading = {
        name for name, field, _here, _there in links() if getattr(field.remote_field, "on_delete", None) is CASCADE
    }
    assert cascading == set(CASCADES)


def test_no_link_is_left_dangling() -> None:
    loose = {
        name
        for name, field, *_rest in links()
        if not getattr(field, "db_constraint", True) or getattr(field.remote_field, "on_delete", None) is DO_NOTHING
    }
    assert loose == set()
