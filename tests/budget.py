"""The style budget (ARCHITECTURE.md) in numbers: `python -m tests.budget`. Fails only where a hard limit is broken."""

import ast
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
FILE_MOST = 400
FUNCTION_MOST = 60


def sources(*, tests: bool) -> list[Path]:
    files = [path for top in ("huisheng", "tests") for path in (CLONE / top).rglob("*.py")]
    ours = [path for path in files if "migrations" not in path.parts]
    return [path for path in ours if is_test(path) is tests]


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(CLONE).parts


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and length in lines of every function of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(f"{path.relative_to(CLONE)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]


def share(numbers: list[int], part: float) -> int:
    return sorted(numbers)[min(int(len(numbers) * part), len(numbers) - 1)] if numbers else 0


def main() -> int:
    code, tests = sources(tests=False), sources(tests=True)
    sizes = {path: lines_of(path) for path in code}
    lengths = [entry for path in code for entry in functions(path)]
    ratio = sum(map(lines_of, tests)) / max(1, sum(sizes.values()))
    files, numbers = list(sizes.values()), [length for _name, length in lengths]
    say(
        f"files      {len(code)}: median {share(files, 0.5)} (60), p95 {share(files, 0.95)} (250), most {max(files)} (400)"
    )
    say(
        f"functions  {len(lengths)}: median {share(numbers, 0.5)} (8), p95 {share(numbers, 0.95)} (35), most {max(numbers)} (60)"
    )
    say(f"test:code  {ratio:.2f} (1.2)")
    broken = [f"{path.relative_to(CLONE)} {size} lines" for path, size in sizes.items() if size > FILE_MOST]
    broken += [f"{name} {length} lines" for name, length in lengths if length > FUNCTION_MOST]
    for line in broken:
        say(f"too long   {line}")
    return int(bool(broken))


def say(line: str) -> None:
    print(line)  # noqa: T201 - a report for the terminal


if __name__ == "__main__":
    sys.exit(main())
