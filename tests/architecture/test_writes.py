"""Only verbs write; a ticket's column is written by the one room that owns it; models answer and do not act."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core import signals as core_signals
from django.db.models import signals

from huisheng.core.tickets.models import WRITTEN_BY, Ticket
from tests.architecture.tree import Source, at, called, calls, code, floors, functions, source_of, texts

ORM = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
MANY = {"add", "set", "remove", "clear"}
SQL_WRITE = re.compile(r"\b(INSERT INTO|DELETE FROM|TRUNCATE|UPDATE \w+ SET|DO UPDATE)\b")
NO_TABLES = {
    "venv",
    "env.globals",
    "env.filters",
    "paper",
}  # Python's own module, the template engine's names, Word's document
MOVERS = ("trips", "journey")  # the two packages that move a ticket forward
ARCHIVE = "project/demo/archive/"  # writes history as the verbs would have; its tests compare the two field by field
GATHERER = "core/tickets/actions.py"  # saves in one statement what the rooms named in `save_columns`
ALSO_WRITES = {
    "project/presets/": "the shelves of a fresh house",
    "project/demo/": "the small demo",
    "core/base/rows.py": "how rows of hot tables are stored; whoever calls `store` writes",
    "core/base/storage.py": "the bytes of files, below store_file",
    "core/channels/post.py": "the postman marks each letter sent or failed",
    "web/frame/ratelimit.py": "counts tries in a table of its own; nothing of the house",
}


def may_write(source: Source) -> bool:
    return source.is_actions or source.room in (*MOVERS, "kit") or source.name.startswith(tuple(ALSO_WRITES))


def many_to_many() -> set[str]:
    return {field.name for model in apps.get_models() for field in model._meta.many_to_many}


def writes(source: Source) -> Iterator[str]:
    """Calls that change rows: saves, creates, updates, deletes, links, and SQL that does."""
    for call in calls(source.tree):
        if isinstance(call.func, ast.Name) and call.func.id == "store":
            yield f"{at(source, call)} store(…)"
        if isinstance(call.func, ast.Attribute) and is_write(call, call.func):
            yield f"{at(source, call)} {ast.unparse(call.func)}(…)"
    for text in texts(source.tree):
        if SQL_WRITE.search(str(text.value)):
            yield f"{at(source, text)} writes by SQL"


def is_write(call: ast.Call, func: ast.Attribute) -> bool:
    owner = ast.unparse(func.value)
    if func.attr in ORM:
        return owner not in NO_TABLES
    if func.attr == "update":
        return bool(call.keywords) and not call.args and owner not in NO_TABLES
    if func.attr == "delete":
        return not call.args and not call.keywords
    return func.attr in MANY and "." in owner and owner.rpartition(".")[2] in many_to_many()


def test_only_verbs_write() -> None:
    assert [line for source in code() if not may_write(source) for line in writes(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "ticket.save(update_fields=['status'])",
        "Ticket.objects.create(number=1)",
        "rows.update(done=True)",
        "Tag.objects.filter(pk=1).delete()",
        "rule.tags.set(tags)",
        "cursor.execute('DELETE FROM tickets_event')",
        "store(message)",
    ],
)
def test_the_check_sees_writes(text: str) -> None:
    assert list(writes(source_of(text)))


def test_every_exception_still_writes() -> None:
    for start in ALSO_WRITES:
        assert any(list(writes(source)) for source in code() if source.name.startswith(start)), start


def test_models_answer_and_do_not_act() -> None:
    acting = [
        f"{at(source, function)} {function.name}"
        for source in code()
        if source.name.endswith("models.py") or "/models/" in source.name
        for function in functions(source.tree)
        if function.name in {"save", "delete", "asave", "adelete", "full_clean", "clean"}
    ]
    assert acting == []


def test_nobody_listens_to_signals() -> None:
    hearing = [
        signal
        for signal in (*vars(signals).values(), *vars(core_signals).values())
        for receiver in getattr(signal, "receivers", [])
        if "huisheng" in repr(receiver)
    ]
    assert hearing == []
    wanted = ("django.dispatch", "django.db.models.signals", "django.core.signals")
    named = [
        at(source, node)
        for source in code()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.{node.names[0].name}".startswith(wanted)
    ]
    assert named == []


# ── the columns of a ticket ──────────────────────────────────────────────────────────────────────────────────────────


def columns_written(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """(column, place) for every write to a ticket's column; column "*" where it cannot be told which."""
    for function in [*functions(source.tree), source.tree]:
        tickets = named_tickets(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                yield from assigned(node, tickets)
            elif isinstance(node, ast.Call):
                yield from through_call(node, tickets)


def named_tickets(function: ast.AST) -> set[str]:
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {one.arg for one in arguments if one.annotation and re.match(r"Ticket\b", ast.unparse(one.annotation))}


def is_ticket(node: ast.AST, tickets: set[str]) -> bool:
    name = ast.unparse(node)
    return name in tickets or re.search(r"(^|[._])ticket$", name) is not None


def assigned(node: ast.Assign | ast.AugAssign | ast.AnnAssign, tickets: set[str]) -> Iterator[tuple[str, ast.AST]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        for one in ast.walk(target):
            if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) and is_ticket(one.value, tickets):
                yield one.attr.removesuffix("_id"), node


def through_call(call: ast.Call, tickets: set[str]) -> Iterator[tuple[str, ast.AST]]:
    name, owner = called(call), ast.unparse(call.func).rpartition(".")[0]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name == "setattr" and is_ticket(call.args[0], tickets):
        yield "*", call
    elif name == "save" and isinstance(call.func, ast.Attribute) and is_ticket(call.func.value, tickets):
        yield from ((column, call) for column in words(given.get("update_fields")))
    elif name == "save_columns" and call.args:
        yield from ((column, call) for one in call.args[1:] for column in words(ast.List([one])))
    elif name in {"update", "update_or_create"} and re.search(r"\bTicket\.\w+|\btickets(_for)?\b", owner):
        yield from ((str(column or "*").removesuffix("_id"), call) for column in given)
    elif name == "bulk_update" and "Ticket.objects" in owner:
        yield from ((column, call) for column in words(call.args[1]))
    elif (name == "Ticket" and set(given) - {"pk"}) or (
        name in {"create", "get_or_create", "bulk_create"} and "Ticket.objects" in owner
    ):
        yield "number", call


def words(node: ast.AST | None) -> list[str]:
    if isinstance(node, ast.List | ast.Tuple) and all(isinstance(one, ast.Constant) for one in node.elts):
        return [str(one.value).removesuffix("_id") for one in node.elts if isinstance(one, ast.Constant)]
    return ["*"]


def trespassers(source: Source) -> Iterator[str]:
    for column, node in () if source.name.startswith(ARCHIVE) else columns_written(source):
        if column == "*" and source.name != GATHERER:
            yield f"{at(source, node)} writes a ticket without naming the columns"
        elif column in WRITTEN_BY and WRITTEN_BY[column] != source.room:
            yield f"{at(source, node)} writes {column}, which belongs to {WRITTEN_BY[column]}"


def test_each_column_of_a_ticket_is_written_by_its_own_room() -> None:
    assert sorted({line for source in code() for line in trespassers(source)}) == []


@pytest.mark.parametrize(
    "text",
    [
        "ticket.status = 'closed'",
        "before, self.ticket.grade = 1, 2",
        "def f(into: Ticket):\n    into.assignee_id = 3",
        "setattr(ticket, name, 1)",
        "ticket.save()",
        "ticket.save(update_fields=['grade', 'severity'])",
        "save_columns(ticket, 'grade', 'severity')",
        "save_columns(ticket, *names)",
        "Ticket.objects.filter(pk=1).update(team=team)",
        "tickets_for(staff).update(status='closed')",
        "Ticket.objects.bulk_update(rows, ['next_due_at'])",
        "Ticket.objects.create(subject='x')",
    ],
)
def test_the_check_sees_trespassers(text: str) -> None:
    assert list(trespassers(source_of(text)))


def test_the_owner_may_write() -> None:
    text = "ticket.grade, ticket.severity = a, b\nticket.save(update_fields=['grade', 'severity'])"
    assert not list(trespassers(source_of(text, "stages/triage/actions.py")))


def test_every_column_has_an_owner_that_writes_it() -> None:
    written = {(column, source.room) for source in code() for column, _node in columns_written(source)}
    assert set(WRITTEN_BY.values()) <= set(floors())
    for column in WRITTEN_BY:
        assert Ticket._meta.get_field(column)
    born = {"customer", "channel", "subject", "order_number", "occurred_at", "link_version"}  # set when it is opened
    assert {(column, room) for column, room in WRITTEN_BY.items() if column not in born} <= written
    assert {field.name for field in Ticket._meta.local_fields} - set(WRITTEN_BY) == {"id", "created_at"}
