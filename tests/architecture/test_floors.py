"""A room may look back along the line, never forward, and hides no import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.tree import (
    CLONE,
    PACKAGE,
    STOREYS,
    Source,
    at,
    called,
    calls,
    code,
    floors,
    functions,
    room_of,
    source_of,
    sources,
    texts,
)

BY_NAME = {"import_module", "__import__", "find_spec", "import_string", "get_model", "exec", "eval"}
MAY_IMPORT_BY_NAME = {
    "project/cli.py": "each command loads only what it runs",
    "project/asgi.py": "warms the addresses before the first request",
    "project/postgres_programs.py": "asks whether the packaged PostgreSQL is installed",
    "web/workspace/settings_urls.py": "a room joins the settings by having a urls.py",
    "web/live/access.py": "the session engine is a setting",
    "trips/journal.py": "looks at every table that hangs from a ticket, whatever room it is of",
    "project/demo/engine/deck.py": "gathers every case of every module of words",
    "web/frame/context.py": "the demo's logins are a setting: the frame may not know the project",
}


def test_the_floors_stand() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=CLONE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_has_its_floor() -> None:
    rooms = {room_of(tuple(source.name.removesuffix("/__init__.py").split("/"))) for source in rooms_on_disk()}
    assert rooms == set(floors())
    assert floors()["stages.sla"] > floors()["stages.triage"] > floors()["core.tickets"] > floors()["kit"] == 0
    assert floors()["core.knowledge"] == floors()["core.channels"] > floors()["core.catalogue"]


def rooms_on_disk() -> Iterator[Source]:
    for source in code():
        parts = source.name.split("/")
        if parts[-1] == "__init__.py" and len(parts) == (3 if parts[0] in STOREYS else 2):
            yield source


def test_every_room_with_tables_is_installed() -> None:
    with_tables = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("models.py")}
    installed = {config.name.removeprefix("huisheng.").replace(".", "/") for config in apps.get_app_configs()}
    assert with_tables <= installed


def hidden_imports(source: Source) -> Iterator[str]:
    """Imports inside functions, and imports only type checkers see."""
    for function in functions(source.tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{at(source, node)} imports inside {function.name}()"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).endswith("TYPE_CHECKING"):
            yield f"{at(source, node)} hides imports behind TYPE_CHECKING"


def test_no_import_hides() -> None:
    assert [line for source in sources() for line in hidden_imports(source)] == []


@pytest.mark.parametrize(
    "text",
    ["def f():\n    import re", "async def f():\n    from a import b", "if typing.TYPE_CHECKING:\n    import a"],
)
def test_the_check_sees_hidden_imports(text: str) -> None:
    assert list(hidden_imports(source_of(text)))


def test_nothing_is_imported_by_name_unless_it_must() -> None:
    by_name = {source.name for source in code() for call in calls(source.tree) if called(call) in BY_NAME}
    assert by_name == set(MAY_IMPORT_BY_NAME)


def names_of_higher_rooms(source: Source) -> Iterator[str]:
    """Dotted names in quotes that reach up: "huisheng.journey.runner" in a core room."""
    for node in texts(source.tree):
        parts = str(node.value).split(".")
        if parts[0] != "huisheng" or (len(parts) < 3 and parts[-1] not in floors()):
            continue
        room = room_of(tuple(parts[1:]))
        if room in floors() and floors()[room] > floors()[source.room]:
            yield f"{at(source, node)} names {node.value!r}"


def test_no_room_names_a_higher_one_in_quotes() -> None:
    inside = [source for source in code() if source.room in floors() and source.room != "project"]
    assert [line for source in inside for line in names_of_higher_rooms(source)] == []


def test_the_check_sees_names_in_quotes() -> None:
    assert list(names_of_higher_rooms(source_of('X = "huisheng.journey.runner.react"', "core/base/queue.py")))
    assert not list(names_of_higher_rooms(source_of('X = "huisheng.core.base.models"', "journey/runner.py")))
