"""Due dates are counted on rows of the database: the library of holidays is asked when a house is set up, only then."""

import ast

from tests.architecture.tree import Source, at, code, source_of

LIBRARIES = {"chinese_calendar", "chinesecalendar", "holidays", "lunardate"}
ALLOWED = "project/presets/calendars.py"


def named(node: ast.AST) -> list[str]:
    """The modules a line brings in, `import_module("…")` too."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    args = node.args if isinstance(node, ast.Call) else []
    return [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def asks(source: Source) -> list[str]:
    """Where a file brings the library in, at its top or inside a function."""
    return [
        at(source, node)
        for node in ast.walk(source.tree)
        if any(name.split(".", maxsplit=1)[0] in LIBRARIES for name in named(node))
    ]


def test_only_the_presets_ask_the_library_of_holidays() -> None:
    assert [line for source in code() if source.name != ALLOWED for line in asks(source)] == []
    assert any(asks(source) for source in code() if source.name == ALLOWED)


def test_the_check_sees_every_way_in() -> None:
    for text in (
        "import chinese_calendar",
        "from chinese_calendar.constants import Holiday",
        "def due():\n    import chinese_calendar as c",
        'import_module("chinese_calendar")',
    ):
        assert asks(source_of(text)), text
    assert not asks(source_of("from huisheng.kit.worktime import WorkCalendar"))
