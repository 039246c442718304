"""Everything the database holds, in a form that two ways of writing the same must share."""

from typing import Any

from django.db import models

from huisheng.core.tickets.models import Event
from huisheng.project.demo.archive.rows import TABLES

# Random, or the instant of writing instead of the instant it stands for.
BESIDE = {
    "customer": {"created_at"}, "identity": {"sealed", "created_at"}, "inbound": {"sealed", "received_at"},
    "tickettag": {"at"}, "link": {"at"}, "grant": {"at"},
    "assignment": {"why"},  # the archive knows who was at work, not who looked at what
}  # fmt: skip
POINTING = {  # keys of payloads that hold ids
    "message": "message", "grading": "grading", "assignment": "assignment", "clock": "clock", "clocks": "clock",
    "alarm": "alarm", "solution": "solution", "confirmation": "confirmation", "raised": "raised",
    "compensation": "compensation",
}  # fmt: skip
UNTOLD = ("notice_sent",)  # history sends no letters


def everything() -> dict[str, list[dict[str, Any]]]:
    """Table → rows, every id replaced by the place of its row in the table."""
    rows = {table: list(_all(table)) for table in TABLES}
    places = {_name(table): {row.pk: place for place, row in enumerate(found)} for table, found in rows.items()}
    return {_name(table): [_plain(row, places) for row in found] for table, found in rows.items()}


def _all(table: type[models.Model]) -> models.QuerySet[models.Model]:
    found = table._default_manager.order_by("pk")
    return found.exclude(kind__in=UNTOLD) if table is Event else found


def _plain(row: models.Model, places: dict[str, dict[Any, int]]) -> dict[str, Any]:
    name = _name(type(row))
    fields = [field for field in row._meta.concrete_fields if field.name not in BESIDE.get(name, set()) | {"id"}]
    plain = {field.name: _value(field, row, places) for field in fields}
    if isinstance(row, Event):
        plain["payload"] = {key: _payload(key, value, places) for key, value in row.payload.items()}
    if plain.get("by_kind") == "customer" and plain["by_id"]:
        plain["by_id"] = places["customer"][plain["by_id"]]
    return plain


def _value(field: Any, row: models.Model, places: dict[str, dict[Any, int]]) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation and value is not None and (known := places.get(_name(field.related_model))) is not None:
        return known[value]
    return bytes(value) if isinstance(value, memoryview) else value


def _payload(key: str, value: Any, places: dict[str, dict[Any, int]]) -> Any:
    if key not in POINTING:
        return value
    known = places[POINTING[key]]
    return [known[one] for one in value] if isinstance(value, list) else known[value]


def _name(table: type[models.Model]) -> str:
    return table._meta.model_name or ""
