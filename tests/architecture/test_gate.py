"""Doors reach tickets, and all that hangs from a ticket, through `core/tickets/access.py` only."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from huisheng.core.tickets.models import Ticket
from tests.architecture.tree import Source, at, calls, code, source_of, texts


def way_to_ticket(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> str:
    """How a row is tied to its ticket: "ticket", "message__ticket"; "" if it is not."""
    for field in model._meta.local_fields:
        there = field.related_model
        if there is None or not isinstance(field, ForeignKey) or there in {*seen, model}:
            continue
        if there is Ticket:
            return field.name
        if there._meta.app_label not in {"accounts", "catalogue", "customers"}:
            further = way_to_ticket(there, seen | {model})
            if further:
                return f"{field.name}__{further}"
    return ""


def hanging() -> dict[str, str]:
    """Model name → way to its ticket."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("huisheng.")]
    return {model.__name__: way for model in ours if model is not Ticket and (way := way_to_ticket(model))}


def around_the_gate(source: Source) -> Iterator[str]:
    """Queries of a door that are not narrowed to a ticket which the gate gave."""
    ways = hanging()
    inner = {id(call.func.value) for call in calls(source.tree) if isinstance(call.func, ast.Attribute)}
    for call in calls(source.tree):
        if id(call) in inner:
            continue  # the whole chain is judged once, from its end
        asked = {one for one in ast.walk(call) if model_asked(one)}
        for name in {model_asked(one) for one in asked}:
            if name == "Ticket":
                yield f"{at(source, call)} asks Ticket.objects"
            elif name in ways and not narrowed(call, ways[name]):
                yield f"{at(source, call)} asks {name} without {ways[name]}=…"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"_default_manager", "_base_manager"}:
            yield f"{at(source, node)} asks a manager that it does not name"
    for text in texts(source.tree):
        if "tickets_" in str(text.value) and "FROM" in str(text.value):
            yield f"{at(source, text)} asks the ticket tables by SQL"


def model_asked(node: ast.AST) -> str:
    """`X.objects` or get_object_or_404(X, …) → "X"."""
    if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
        return node.value.id
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"get_object_or_404", "get_list_or_404"}:
        first = node.args[0] if node.args else None
        return first.id if isinstance(first, ast.Name) else ""
    return ""


def narrowed(call: ast.Call, way: str) -> bool:
    names = {keyword.arg for one in ast.walk(call) if isinstance(one, ast.Call) for keyword in one.keywords}
    return bool(names & {way, f"{way}__in", f"{way}__any", f"{way}_id"})


def doors() -> list[Source]:
    return [source for source in code() if source.room.startswith("web.")]


def test_it_knows_what_hangs_from_a_ticket() -> None:
    ways = hanging()
    assert ways["Attachment"] == "message__ticket"
    assert {"Message", "Event", "Solution", "HandOver", "Clock", "Grading", "Closure", "Notice"} <= set(ways)
    assert not {"Staff", "Category", "Customer", "Inbound", "File"} & set(ways)


def test_doors_go_through_the_gate() -> None:
    assert {source.room for source in doors()} >= {"web.portal", "web.workspace", "web.api", "web.frame"}
    assert [line for source in doors() for line in around_the_gate(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "ticket = Ticket.objects.get(number=number)",
        "ticket = get_object_or_404(Ticket, number=number)",
        "one = Attachment.objects.select_related('file').filter(pk=pk).first()",
        "asked = get_object_or_404(HandOver, pk=pk, to=request.user)",
        "rows = model._default_manager.all()",
        "cursor.execute('SELECT * FROM tickets_ticket')",
    ],
)
def test_the_check_sees_ways_around(text: str) -> None:
    assert list(around_the_gate(source_of(text)))


def test_what_is_tied_to_a_ticket_of_the_gate_is_fine() -> None:
    text = "one = Attachment.objects.filter(pk=pk, message__ticket=ticket_for(staff, number)).first()"
    assert not list(around_the_gate(source_of(text)))
