"""`python -m benchmarks.mail_corpus FOLDER`: mails of other projects' tests against what those projects state.

The folder holds folders with an `expected.json` (a list of {file, kind, expect, consensus, disputed}). Printed: a table
by kind (right, wrong, refused), with --wrong also every difference. A mail is right when nothing stated differs.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.mail_statements import differences
from huisheng.kit.mail import Letter, Unreadable, parse_mail


@dataclass
class Tally:
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def row(self, kind: str) -> tuple[str, ...]:
        right, wrong, refused = self.right[kind], self.wrong[kind], self.refused[kind]
        return kind, str(right), str(wrong), str(refused), f"{100 * right / max(1, right + wrong + refused):.1f} %"


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.mail_corpus", description=__doc__)
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--wrong", action="store_true", help="show each difference")
    wanted.add_argument("--only", default="", help="only files whose path contains this")
    options = wanted.parse_args()
    console = Console(highlight=False)
    tally = Tally()
    for path, stated in cases(options.folder):
        if options.only in str(path):
            judge(path, stated, tally, console if options.wrong else None)
    show(tally, console)


def cases(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for listing in sorted(folder.glob("**/expected.json")):
        for stated in json.loads(listing.read_text("utf-8")):
            yield listing.parent / stated["file"], stated


def raw_mail(path: Path, stated: dict[str, Any]) -> bytes:
    """The bytes to read: bare HTML and a bare winmail.dat get the header they lack, a bare body stays bare."""
    raw = path.read_bytes()
    if stated["expect"].get("html_body_only"):
        return b"Content-Type: text/html; charset=utf-8\n\n" + raw
    if path.suffix == ".tnef":
        return b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: 8bit\n\n" + raw
    return raw


def judge(path: Path, stated: dict[str, Any], tally: Tally, console: Console | None) -> None:
    names = [path.parent.name, "all", *(f"kind: {kind}" for kind in stated.get("kind") or [])]
    began = time.perf_counter()
    try:
        letter: Letter | None = parse_mail(raw_mail(path, stated))
    except Unreadable:
        letter = None
    except Exception as error:
        tally.broken.append(f"{path}: {error!r}")
        return
    tally.slowest = max(tally.slowest, ((time.perf_counter() - began) * 1000, path.name))
    found = differences(letter, stated) if letter else []
    verdict = tally.refused if letter is None else tally.wrong if found else tally.right
    verdict.update(names)
    if console and (found or letter is None):
        console.print(f"[bold]{path.parent.name}/{path.name}[/bold]", "refused" if letter is None else "")
        for what, want, got in found:
            console.print(f"   {what}\n      wants {want!r:.400}\n      reads {got!r:.400}", markup=False)


def show(tally: Tally, console: Console) -> None:
    table = Table("", "right", "wrong", "refused", "")
    names = sorted(set(tally.right) | set(tally.wrong) | set(tally.refused), key=lambda name: (":" in name, name))
    for name in names:
        table.add_row(*tally.row(name))
    console.print(table)
    console.print(f"exceptions: {len(tally.broken)}, slowest: {tally.slowest[0]:.0f} ms ({tally.slowest[1]})")
    for line in tally.broken:
        console.print(line, markup=False)


if __name__ == "__main__":
    main()
