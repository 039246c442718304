"""The code as rooms, floors and syntax trees."""

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
PACKAGE = CLONE / "huisheng"
STOREYS = ("web", "watch", "stages", "core")  # these hold rooms; the others are rooms themselves
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of the package; `name` is its path below huisheng/."""

    name: str
    room: str
    tree: ast.Module

    @property
    def is_test(self) -> bool:
        return "tests" in self.name.split("/")

    @property
    def is_actions(self) -> bool:
        return self.name.endswith("/actions.py") or "/actions/" in self.name


def room_of(parts: tuple[str, ...]) -> str:
    """("stages", "sla", "queries") → "stages.sla"; ("journey", "route") → "journey"."""
    return ".".join(parts[:2]) if parts[0] in STOREYS else parts[0]


def source_of(text: str, name: str = "web/portal/views.py") -> Source:
    return Source(name, room_of(tuple(name.removesuffix(".py").split("/"))), ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, migrations aside."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(source_of(path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix()) for path in paths)


@cache
def code() -> tuple[Source, ...]:
    """The files that are no tests."""
    return tuple(source for source in sources() if not source.is_test)


@cache
def floors() -> dict[str, int]:
    """Room → height of its floor, from .importlinter; rooms on one floor (`|`) share the number."""
    config = ConfigParser()
    config.read(CLONE / ".importlinter", encoding="utf-8")
    layers = {
        section.rpartition(":")[2]: [line.split("|") for line in config[section]["layers"].split("\n") if line.strip()]
        for section in config.sections()
        if section.startswith("importlinter:contract:")
    }
    heights: dict[str, int] = {}
    for (storey,) in reversed(layers["house"]):
        for names in reversed(layers.get(storey.strip(), [[""]])):
            height = len(heights)
            heights |= {f"{storey.strip()}.{name.strip()}".rstrip("."): height for name in names}
    return heights


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string that is no docstring."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


def called(call: ast.Call) -> str:
    """The last name of what is called: `Ticket.objects.create(…)` → "create"."""
    return ast.unparse(call.func).rpartition(".")[2]


def at(source: Source, node: ast.AST) -> str:
    return f"huisheng/{source.name}:{getattr(node, 'lineno', 1)}"
