"""`python -m benchmarks.rehearsal`: before and after an edit, over a big house's last month (the preview of a policy).

Prints how long the comparison takes with 10,000 and 100,000 tickets, how many of them were received in the last 30 days,
how many were worked through, and the ratio of the times: the sample is bounded, so it should stay near 1.
"""

import argparse
import time

from rich.console import Console
from rich.progress import Progress

from benchmarks.house import new_house

RUNS = 3


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.rehearsal", description=__doc__)
    wanted.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000], help="tickets in the house")
    options = wanted.parse_args()
    with new_house() as house:
        house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            measure(options.sizes)


def measure(sizes: list[int]) -> None:
    from benchmarks import fill, texts  # noqa: PLC0415
    from benchmarks.story import people  # noqa: PLC0415

    console, times = Console(), []
    people()
    with Progress(console=Console(stderr=True)) as progress:
        for size in sizes:
            fill.fill(size, texts.some_texts(2_000), progress)
            times.append(show(size, console))
    console.print(f"ratio of the largest to the smallest house: {times[-1] / times[0]:.2f}")


def show(size: int, console: Console) -> float:
    """The best of a few runs, in seconds: yellow feedback is promised an answer in 20 minutes instead of 30."""
    from huisheng.core.tickets.models import Ticket  # noqa: PLC0415
    from huisheng.stages.sla.actions import CommitmentDraft  # noqa: PLC0415
    from huisheng.stages.sla.edited import in_force, with_edit  # noqa: PLC0415
    from huisheng.stages.sla.models import ServicePolicy  # noqa: PLC0415
    from huisheng.stages.sla.rehearsal import rehearse  # noqa: PLC0415

    yellow = ServicePolicy.objects.select_related("calendar", "scheme").get(code="ryg_yellow")
    answers = {"name": yellow.name, "calendar": yellow.calendar, "scheme": yellow.scheme, "enabled": True}
    drafts = [CommitmentDraft("first_response", 20, grade_code="yellow")]
    spent = []
    for _run in range(RUNS):
        before, after = in_force(), with_edit("ryg_yellow", answers, drafts)
        began = time.perf_counter()
        found = rehearse(before, after, Ticket.objects.all())
        spent.append(time.perf_counter() - began)
    console.print(
        f"{size:,} tickets: {min(spent):.2f} s; {found.all:,} received in 30 days, {found.seen:,} worked through,"
        f" {found.touched:,} would be promised something else"
    )
    return min(spent)


if __name__ == "__main__":
    main()
