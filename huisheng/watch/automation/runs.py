"""The log of rules: how often each acted, what failed last, and every run by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.paging import Order, Page, page
from huisheng.watch.automation.deeds import Sayer
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.sentences import OUTCOME_LOOKS, Fields, rule_sentence, woken_by

COUNTED = timedelta(days=30)
NEWEST: Order = (("id", "desc"),)
PAGE = 50
SHOWN = {  # what the log can be narrowed to
    "trouble": Run.TROUBLE,
    "stopped": (Run.Outcome.LOOPED, Run.Outcome.BRAKED),
}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the list shows it. Numbers of the last 30 days; `trouble`: what the last run said, where it failed."""

    rule: Rule
    sentence: str
    acted: int
    failed: int
    stopped: int
    trouble: str


@dataclass(frozen=True, slots=True)
class StepLine:
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in words."""

    run: Run
    woken: str
    steps: list[StepLine]
    icon: str
    mark: str
    who: str


def rule_rows(fields: Fields) -> list[RuleRow]:
    """The rules in their order. Three queries, and those of the words that their deeds name, each deed once."""
    latest = Run.objects.filter(rule=OuterRef("pk"), dry=False).order_by("-id").values("pk")[:1]
    rules = list(Rule.objects.filter(retired_at=None).annotate(latest=Subquery(latest)))
    counted = Run.objects.filter(dry=False, at__gte=timezone.now() - COUNTED)
    numbers: dict[tuple[int, str], int] = {
        (rule, outcome): n
        for rule, outcome, n in counted.order_by().values_list("rule", "outcome").annotate(n=Count("pk"))
    }
    ends = Run.objects.filter(pk__in=[vars(rule)["latest"] for rule in rules if vars(rule)["latest"]])
    last, said = {run.rule_id: run for run in ends}, Sayer()
    return [
        RuleRow(
            rule,
            rule_sentence(rule, fields, said),
            acted=sum(numbers.get((rule.pk, one), 0) for one in Run.ACTED),
            failed=sum(numbers.get((rule.pk, one), 0) for one in Run.TROUBLE),
            stopped=sum(numbers.get((rule.pk, one), 0) for one in SHOWN["stopped"]),
            trouble=_trouble(last.get(rule.pk)),
        )
        for rule in rules
    ]


def run_page(reader: Staff, *, rule: int | None, shown: str, number: str = "", cursor: str = "") -> Page[RunLine]:
    """A page of the log, newest first, of tickets the reader may see; `shown` is "", trouble, stopped or dry.

    Raises BadCursor.
    """
    runs = _narrowed(reader, rule, shown, number).select_related("rule", "ticket", "event")
    found: Page[Run] = page(runs, NEWEST, cursor, PAGE)
    names, said = _names(found.rows), Sayer()
    return Page([_line(run, names, said) for run in found.rows], found.next_cursor)


def _narrowed(reader: Staff, rule: int | None, shown: str, number: str) -> QuerySet[Run]:
    runs = Run.objects.filter(ticket__in=tickets_for(reader), dry=shown == "dry")
    if rule is not None:
        runs = runs.filter(rule=rule)
    if shown in SHOWN:
        runs = runs.filter(outcome__in=SHOWN[shown])
    return runs.filter(ticket__number=number) if number else runs


def _line(run: Run, names: dict[int, str], said: Sayer) -> RunLine:
    icon, mark = OUTCOME_LOOKS.get(run.outcome, ("info-circle", ""))
    steps = [StepLine(said(one["deed"]), one["why"]) for one in run.steps]
    return RunLine(run, str(woken_by(run)), steps, icon, mark, names.get(run.by_id or 0, "") if run.dry else "")


def _names(runs: Iterable[Run]) -> dict[int, str]:
    people = {run.by_id for run in runs if run.by_kind == "staff" and run.by_id}
    return dict(Staff.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}


def _trouble(run: Run | None) -> str:
    if run is None or run.outcome not in Run.TROUBLE:
        return ""
    return run.error or next((one["why"] for one in run.steps if one["why"]), "")
