"""Every event has its line in kinds.py; what reacts there is what the table of reactions answers."""

import ast
from collections import Counter
from collections.abc import Iterator

import pytest

from huisheng.core.tickets.kinds import BY_NAME, KINDS, REACTING
from huisheng.journey.reactions import REACTIONS
from tests.architecture.tree import Function, Source, at, called, calls, code, functions, source_of, texts


def test_what_reacts_is_what_the_table_answers() -> None:
    assert set(REACTIONS) == REACTING
    assert all(REACTIONS.values())


def test_each_effect_is_named_once_a_kind() -> None:
    for kind, effects in REACTIONS.items():
        assert Counter(effect.__name__ for effect in effects).most_common(1)[0][1] == 1, kind


def recorded(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """(kind, place) of every record_event; "" where the kind cannot be read."""
    for function in functions(source.tree):
        for call in calls(function):
            if called(call) == "record_event":
                for kind in kinds_of(call.args[1] if len(call.args) > 1 else None, function, source):
                    yield kind, call


def kinds_of(node: ast.AST | None, function: Function, source: Source) -> list[str]:
    """The kinds an expression may be: a word, a choice of two, a local name, a parameter, a member of an enum."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*kinds_of(node.body, function, source), *kinds_of(node.orelse, function, source)]
    if isinstance(node, ast.Attribute) and node.attr == "value":
        return members(annotation(node.value, function), source)
    if isinstance(node, ast.Name) and node.id in parameters(function):
        return passed_in(function, parameters(function).index(node.id))
    if isinstance(node, ast.Name):
        values = [one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and is_named(one, node.id)]
        return [kind for value in values for kind in kinds_of(value, function, source)] or [""]
    return [""]


def parameters(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args)]


def annotation(node: ast.AST, function: Function) -> str:
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return next((ast.unparse(one.annotation) for one in every if one.annotation and one.arg == ast.unparse(node)), "")


def members(name: str, source: Source) -> list[str]:
    """The values of an enum in this file."""
    enums = [node for node in source.tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    values = [line.value for enum in enums for line in enum.body if isinstance(line, ast.Assign)]
    return [str(value.value) for value in values if isinstance(value, ast.Constant)] or [""]


def passed_in(function: Function, position: int) -> list[str]:
    """What the callers of a small wrapper pass as its kind."""
    found = [
        kind
        for source in code()
        for caller in functions(source.tree)
        for call in calls(caller)
        if called(call) == function.name and len(call.args) > position
        for kind in kinds_of(call.args[position], caller, source)
    ]
    return found or [""]


def is_named(node: ast.Assign, name: str) -> bool:
    return any(ast.unparse(target) == name for target in node.targets)


def test_every_event_written_has_its_kind() -> None:
    unknown = [
        f"{at(source, call)} records {kind or 'something that cannot be read'}"
        for source in code()
        for kind, call in recorded(source)
        if kind not in BY_NAME
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "text", ["def f():\n    record_event(t, 'no_such', by=by)", "def f(k):\n    record_event(t, k, by=by)"]
)
def test_the_check_sees_unknown_kinds(text: str) -> None:
    assert all(kind not in BY_NAME for kind, _call in recorded(source_of(text)))
    assert list(recorded(source_of(text)))


def test_every_kind_is_written_somewhere() -> None:
    written = {kind for source in code() for kind, _call in recorded(source)}
    assert set(BY_NAME) - written == set()


def test_kinds_are_words_of_their_own() -> None:
    assert len(BY_NAME) == len(KINDS)
    for kind in KINDS:
        assert kind.name.islower()
        assert len(kind.name) <= 30
        assert kind.meaning.endswith(".")


def test_no_room_spells_a_kind_wrong() -> None:
    """Words that look like a kind (`ticket_…`, `clock_…`) and stand where kinds are compared."""
    for source in code():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("event.kind"):
                for text in texts(node):
                    assert text.value in BY_NAME, at(source, node)
