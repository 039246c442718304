"""`python -m benchmarks.orders`: the queue in each of its orders, first page and a hundredth page, with 100,000 open tickets.

Medians in milliseconds, application and database together. All tickets are open: twenty times what a house of two million
would have.
"""

import argparse
from collections.abc import Callable
from typing import Any

from rich.console import Console

from benchmarks.house import new_house

LOOKS = 40
DEEP = 4_000  # rows before the deep page


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.orders", description=__doc__)
    wanted.add_argument("--size", type=int, default=100_000, help="open tickets")
    options = wanted.parse_args()
    with new_house() as house:
        house.start("web", "serve")  # makes keys, cluster, tables, presets
        house.stop("web")
        from huisheng.project import boot  # noqa: PLC0415  (needs the environment of the new house)

        with boot.house():
            show(options.size, measure(options.size))


def measure(size: int) -> list[tuple[str, float, float]]:
    from benchmarks.clocks import fill  # noqa: PLC0415
    from benchmarks.story import people  # noqa: PLC0415
    from huisheng.core.accounts.models import Staff  # noqa: PLC0415
    from huisheng.core.accounts.tests.make import make_staff  # noqa: PLC0415
    from huisheng.journey.tests.make import make_received  # noqa: PLC0415
    from huisheng.watch.automation.actions import save_view  # noqa: PLC0415

    people()
    owner = make_staff("bell", name="林晓", teams=["cs1"])
    model = make_received(owner=owner)
    fill(0, size, model=model, staff=list(Staff.objects.filter(teams__code="cs1").values_list("pk", flat=True)))
    boss = make_staff("orders", name="方敏", role="admin", teams=["cs1"])
    red = {"all": [{"field": "colour", "op": "in", "value": ["red"]}, {"field": "due_in", "op": "lt", "value": 24}]}
    words = {"field": "text", "op": "has_any", "value": ["配件"]}
    views = [save_view(name=name, condition=asked, staff=boss) for name, asked in (("red", red), ("words", words))]
    return [*pages(boss), *lists(boss, views)]


def pages(boss: Any) -> list[tuple[str, float, float]]:
    """The first and the hundredth page of the whole house, in each order."""
    from benchmarks.ringing import median_ms  # noqa: PLC0415
    from huisheng.watch.automation.models import DeskLook  # noqa: PLC0415
    from huisheng.watch.automation.orders import ORDERS  # noqa: PLC0415
    from huisheng.web.workspace import queue  # noqa: PLC0415
    from huisheng.web.workspace.desk_views import view_of  # noqa: PLC0415

    found = []
    for order in ORDERS:
        view = view_of("all", (), DeskLook(orders=[["all", order]]))
        queue.PAGE = DEEP
        cursor = queue.queue_page(boss, view, filters={}).next_cursor or ""  # type: ignore[arg-type]
        queue.PAGE = 40
        first = median_ms(lambda view=view: queue.queue_page(boss, view, filters={}), LOOKS)  # type: ignore[misc]
        ask = asked(queue.queue_page, boss, view, cursor)
        found.append((f"all, {order}", first, median_ms(ask, LOOKS)))
    return found


def asked(page: Callable[..., object], boss: Any, view: Any, cursor: str) -> Callable[[], object]:
    return lambda: page(boss, view, filters={}, cursor=cursor)


def lists(boss: Any, views: list[Any]) -> list[tuple[str, float, float]]:
    """Views kept, the counters, and forty rows asked for anew."""
    from benchmarks.ringing import median_ms  # noqa: PLC0415
    from huisheng.watch.automation.models import DeskLook  # noqa: PLC0415
    from huisheng.web.workspace import queue  # noqa: PLC0415
    from huisheng.web.workspace.desk_views import view_of  # noqa: PLC0415

    found, look = [], DeskLook()
    for kept in views:
        view = view_of(kept.code, views, look)
        page = queue.queue_page(boss, view, filters={})  # type: ignore[arg-type]
        first = median_ms(asked(queue.queue_page, boss, view, ""), LOOKS)
        second = median_ms(asked(queue.queue_page, boss, view, page.next_cursor or ""), LOOKS)
        found.append((f"view “{kept.name}”, its next page", first, second))
    numbers = [row.number for row in page.rows]
    again = median_ms(lambda: queue.rows_again(boss, view, numbers, filters={}), LOOKS)  # type: ignore[arg-type]
    counted = median_ms(lambda: queue.counts(boss, views), LOOKS)
    usual = median_ms(lambda: queue.counts(boss), LOOKS)
    return [*found, ("counters of five tabs, with two views", usual, counted), ("forty rows anew", again, again)]


def show(size: int, costs: list[tuple[str, float, float]]) -> None:
    from benchmarks.report import machine, markdown, yardstick  # noqa: PLC0415

    console = Console(width=200)
    console.print(f"{size:,} open tickets. Machine: {machine()}; yardstick {yardstick():.1f} ms.\n", markup=False)
    rows = [(name, f"{first:.1f}", f"{second:.1f}") for name, first, second in costs]
    console.print(markdown(("list", "first page, ms", "hundredth page, ms"), rows), markup=False)


if __name__ == "__main__":
    main()
