"""One list of numbers: docs/metrics.md and the code cannot say two things."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from huisheng.watch.insight.facts.pieces import NAMES
from huisheng.watch.insight.facts.tickets import COLUMNS
from huisheng.watch.insight.metrics import BY_KEY, METRICS, Metric, Section, Thing, of_section

PAGE = Path(__file__).resolve().parents[4] / "docs" / "metrics.md"
SQL = {"true", "sum", "avg", "max", "percentile_cont"}  # its other words are in capitals
HEADS = {
    Section.VOLUME: "What came in",
    Section.ANSWER: "First answer",
    Section.WAITS: "Waits",
    Section.PROMISES: "Promises kept",
    Section.CHECK: "Daily check",
    Section.GRADES: "Grading",
    Section.SOLVE: "Solving",
    Section.COMPLAINTS: "Complaints",
    Section.AMENDS: "Compensation",
    Section.DEPARTMENTS: "Across departments",
    Section.CHARGES: "Whose time",
    Section.VOICE: "What customers said",
    Section.STARS: "Ratings",
    Section.ENDINGS: "How it ended",
    Section.CALLS: "Callbacks",
    Section.TALKS: "Talks",
    Section.SURVEYS: "Surveys",
    Section.NPS: "Recommendation",
    Section.WINBACK: "Win-back",
}


def row(metric: Metric) -> str:
    """The line of docs/metrics.md; ready to be copied there when this test fails."""
    with translation.override("zh-hans"):
        chinese = str(metric.name)
    with translation.override("en"):
        counts = f"{metric.words} `{metric.rows}`" + (f"; `{metric.measure}`" if metric.measure else "")
        of = f"{metric.base_words} `{metric.base}`" if metric.base else "–"
        key = f"`{metric.key}`" + (f" {metric.version}" if metric.version > 1 else "")
        counts += f" Shown with `{metric.beside}`." if metric.beside else ""
        return f"| {key} | {metric.name} · {chinese} | {counts} | {of} | {metric.source or '–'} |"


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
    assert bool(metric.measure) == (metric.unit not in {"share", "count"})


def test_no_score_without_the_share_that_answered() -> None:
    for metric in METRICS:
        scored = metric.unit in {"stars", "score", "nps"} or metric.key in {"praised", "ces"}
        assert bool(metric.beside) == scored, metric.key
        assert not metric.beside or BY_KEY[metric.beside].unit == "share"


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.key)
def test_every_column_it_speaks_of_is_a_fact(metric: Metric) -> None:
    """A piece that gives the columns is gathered by their names: one that nobody gives would be an SQL error later."""
    if metric.thing is Thing.TICKETS:
        text = re.sub(r"'[^']*'", "", f"{metric.rows} {metric.base} {metric.measure}")
        words = {word for word in NAMES.findall(text) if word not in SQL}
        assert words <= set(COLUMNS), metric.key
