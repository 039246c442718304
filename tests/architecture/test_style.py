"""The style budget's hard limits, forbidden file names, and the docstrings everybody reads."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import CLONE, STOREYS, Source, at, code, floors, functions, source_of, sources
from tests.budget import FILE_MOST, FUNCTION_MOST

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "services", "service", "managers", "misc", "signals"}
PLAIN_LINES = range(3, 7)
FAMILIES = ("/actions/", "/models/", "/views/", "/tests/")  # a file that grew into a folder of the same name
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "raise NotImplemented" + "Error", "coming " + "soon")


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = [
        source.name
        for source in sources()
        if FORBIDDEN & set(source.name.removesuffix(".py").split("/")) and not source.name.startswith("kit/tests")
    ]
    assert drawers == []


def test_no_file_and_no_function_is_too_long() -> None:
    files = [path for top in ("huisheng", "tests", "benchmarks") for path in (CLONE / top).rglob("*.py")]
    lengths = {
        path.relative_to(CLONE).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in files
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > FILE_MOST} == {}
    long = [
        f"{at(source, function)} {function.name}()"
        for source in sources()
        for function in functions(source.tree)
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_MOST
    ]
    assert long == []


def test_every_room_says_what_it_does() -> None:
    doors = {source.name: source for source in code() if source.name.endswith("__init__.py")}
    for room in floors():
        source = doors[f"{room.replace('.', '/')}/__init__.py"]
        said = ast.get_docstring(source.tree) or ""
        assert len(said.splitlines()) in PLAIN_LINES, (
            f"{source.name}: 3 to 6 lines: what comes in, what is done, what stays"
        )
        assert len(source.tree.body) == 1, f"{source.name}: no code"
        if room.split(".")[0] in STOREYS and not room.startswith("web."):
            assert "Comes in" in said, source.name


def mute_verbs(source: Source) -> Iterator[str]:
    """Public functions of a file without a docstring."""
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield f"{at(source, node)} {node.name}()"


def test_every_verb_says_what_it_does() -> None:
    verbs = [source for source in code() if source.is_actions or source.room == "trips"]
    assert len(verbs) > 20
    assert [line for source in verbs for line in mute_verbs(source)] == []


def test_every_pure_helper_says_what_it_does() -> None:
    pure = [source for source in code() if source.room == "kit" or source.name.endswith("/queries.py")]
    silent = [
        line for source in pure if not source.name.startswith("kit/conditions/sql") for line in mute_verbs(source)
    ]
    assert silent == []


def test_the_check_sees_a_verb_without_words() -> None:
    assert list(mute_verbs(source_of("def close_ticket(ticket): ...", "stages/closure/actions.py")))


def test_every_file_begins_by_saying_what_it_is() -> None:
    empty = {source.name for source in code() if source.name.endswith("__init__.py")}
    unsaid = [source.name for source in code() if source.name not in empty and not ast.get_docstring(source.tree)]
    assert unsaid == []


@pytest.mark.parametrize("word", UNFINISHED)
def test_nothing_is_left_unfinished(word: str) -> None:
    files = [
        path for top in ("huisheng", "tests") for path in (CLONE / top).rglob("*.py") if path.name != "test_style.py"
    ]
    assert [path.name for path in files if word in path.read_text(encoding="utf-8")] == []


def test_imports_stand_on_top() -> None:
    late = []
    for source in sources():
        body = [
            node
            for node in source.tree.body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
        last = max((i for i, node in enumerate(body) if isinstance(node, ast.Import | ast.ImportFrom)), default=-1)
        first = next((i for i, node in enumerate(body) if not isinstance(node, ast.Import | ast.ImportFrom)), len(body))
        if last > first:
            late.append(at(source, body[last]))
    assert late == []


def test_nothing_names_a_machine() -> None:
    places = ("/wo" + "rk/", "/ro" + "ot/", "/home" + "/")
    files = [
        path
        for top in ("huisheng", "tests", "docs", "requirements")
        for path in (CLONE / top).rglob("*")
        if path.suffix in {".py", ".html", ".js", ".css", ".md", ".txt", ".lock", ".in", ".po"}
        and "vendor" not in path.parts
    ]
    assert [path.name for path in files if any(place in path.read_text(encoding="utf-8") for place in places)] == []
