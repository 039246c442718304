"""`python -m benchmarks`: measure everything once and write docs/performance.md."""

import argparse

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.house import House, new_house

STAFF = 20


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    wanted.add_argument("--texts", type=int, default=2_000, help="pieces of feedback to send (half API, half form)")
    wanted.add_argument(
        "--sizes", type=int, nargs="*", default=[10_000, 100_000], help="tickets in the house for the pages"
    )
    wanted.add_argument("--dry", action="store_true", help="print only; leave docs/performance.md as it is")
    wanted.add_argument(
        "--only", choices=["ringing", "rules", "surveys", "planning"], help="measure this alone and print it"
    )
    options = wanted.parse_args()
    with new_house() as house:
        began = house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            if options.only:
                alone(options.only)
            else:
                measure_in(house, options, began)


def alone(what: str) -> None:
    """One measurement; its table is written into docs/performance.md by hand, with the day it was measured."""
    from benchmarks import planning, ringing, rules, surveys  # noqa: PLC0415

    tables = {
        "rules": lambda: rules.table(rules.measure()),
        "ringing": lambda: ringing.table(ringing.measure()),
        "surveys": lambda: surveys.table(surveys.measure()),
        "planning": lambda: planning.table(planning.measure()),
    }
    Console().print(tables[what](), markup=False)


def measure_in(house: House, options: argparse.Namespace, first_start: float) -> None:
    """Django is ready: everything that needs it is imported here."""
    from benchmarks.story import Story  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        story = Story(house, progress)
        story.tell(texts=options.texts, sizes=options.sizes, first_start=first_start)
    story.show()
    if not options.dry:
        story.write()


if __name__ == "__main__":
    main()
