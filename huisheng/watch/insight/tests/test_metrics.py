"""One list of numbers: docs/metrics.md and the code cannot say two things."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from huisheng.watch.insight.metrics import BY_KEY, METRICS, Metric, Section, of_section

PAGE = Path(__file__).resolve().parents[4] / "docs" / "metrics.md"
HEADS = {
    Section.VOLUME: "What came in",
    Section.ANSWER: "First answer",
    Section.WAITS: "Waits",
    Section.PROMISES: "Promises kept",
    Section.CHECK: "Daily check",
    Section.GRADES: "Grading",
    Section.SOLVE: "Solving",
    Section.DEPARTMENTS: "Across departments",
    Section.CHARGES: "Whose time",
    Section.VOICE: "What customers said",
    Section.STARS: "Ratings",
    Section.ENDINGS: "How it ended",
}


def row(metric: Metric) -> str:
    """The line of docs/metrics.md; ready to be copied there when this test fails."""
    with translation.override("zh-hans"):
        chinese = str(metric.name)
    with translation.override("en"):
        counts = f"{metric.words} `{metric.rows}`" + (f"; `{metric.measure}`" if metric.measure else "")
        of = f"{metric.base_words} `{metric.base}`" if metric.base else "–"
        return f"| `{metric.key}` | {metric.name} · {chinese} | {counts} | {of} | {metric.source or '–'} |"


def test_the_document_says_what_the_code_counts() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    wanted = [line for section in Section for line in (f"## {HEADS[section]}", *map(row, of_section(section)))]
    assert [line for line in lines if line.startswith(("## ", "| `"))] == wanted


def test_every_number_has_a_name_and_a_definition_in_both_languages() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for metric in METRICS:
                said = (str(metric.name), str(metric.words), str(metric.base_words))
                assert all(said[:2]), metric.key
                assert bool(said[2]) == bool(metric.base), metric.key
                assert bool(re.search(r"[一-鿿]", said[1])) == (language == "zh-hans"), metric.key


def test_keys_are_names_of_their_own() -> None:
    assert len(BY_KEY) == len(METRICS)
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in BY_KEY)


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.key)
def test_a_share_has_what_it_is_a_share_of(metric: Metric) -> None:
    assert bool(metric.base) == (metric.unit == "share")
    assert bool(metric.measure) == (metric.unit in {"time", "stars", "mean"})
