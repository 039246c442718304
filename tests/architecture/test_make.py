"""`make test` runs in parts; together they must be all there is."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_parts_of_make_test_are_every_folder_with_tests() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    named = [
        words
        for line in lines
        if line.startswith(("ROOMS = ", "HOUSES = ", "SCREENS = ", "KILLED = "))
        for words in line.split()[2:]
    ]
    there = {f"tests/{path.relative_to(ROOT / 'tests').parts[0]}" for path in (ROOT / "tests").rglob("test_*.py")}
    assert sorted(named) == sorted(there | {"huisheng"})
