"""docs/performance.md from what was measured, and numbers for the terminal."""

import os
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.calls import Run

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
MB = 1_000_000


def shown(run: Run) -> list[str]:
    """One row: name, rate, p50, p95, CPU of the application and of the database."""
    return [
        run.name, f"{run.rate:,.0f}/s", f"{run.percentile(0.5):.1f}", f"{run.percentile(0.95):.1f}",
        f"{run.app_ms:.1f}", f"{run.database_ms:.2f}",
    ]  # fmt: skip


def print_runs(title: str, runs: Iterable[Run]) -> None:
    table = Table(title=title)
    for column in ("what", "rate", "p50 ms", "p95 ms", "app CPU ms", "db CPU ms"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for run in runs:
        table.add_row(*shown(run))
    Console().print(table)


def markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(header)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def machine() -> str:
    load = os.getloadavg()
    cores = psutil.cpu_count()
    return f"{cores} shared cores, {psutil.virtual_memory().total / 1e9:.0f} GB, load average {load[0]:.1f} ({load[1]:.1f} over 5 min)"


def yardstick() -> float:
    """CPU ms of this processor, just now, for 300,000 small additions in Python: divide by it to compare machines."""
    times = []
    for _ in range(5):
        began, total = time.process_time(), 0
        for n in range(300_000):
            total += n % 7
        times.append(time.process_time() - began)
    return min(times) * 1000


def verdict(measured: float, target: float) -> str:
    return "met" if measured <= target else f"missed ×{measured / target:.1f}"


def write(sections: Mapping[str, str]) -> None:
    """The document: each section under its heading, the date and the machine first."""
    when = datetime.now(UTC)
    parts = [
        "# Performance",
        f"Written by `make bench` on {when:%Y-%m-%d %H:%M} UTC. Machine: {machine()}. CPU milliseconds move least with a busy"
        " machine: compare those, and ratios within one run; waiting times are upper bounds.",
    ]
    parts += [f"## {title}\n\n{text}" for title, text in sections.items()]
    DOCUMENT.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
