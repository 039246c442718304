"""What came back: how many answered beside every score, how the answers spread, and who said what.

Counted when asked (decision 0006), within what the reader may see: answers about tickets the person may see, and those about no
ticket of the person's own customers; who sees everything sees these all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth, TruncWeek

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.handling.models import Solution
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.survey.scales import SCORED, good_share, mean_of, nps_of

BY = {  # what a table may be laid out by -> the column of an answer
    "channel": "response__ticket__channel",
    "category": "response__ticket__category",
    "handler": "response__ticket__assignee",
}
TIMES = {"week": TruncWeek, "month": TruncMonth}
MOST_LISTED = 200
UNSENT = "unsent"
Kind = Question.Kind


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` (in it) to `stop` (not in it)."""

    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked and how many answered; `unsent`: the letter never left; `held`: nobody was asked, by reason."""

    asked: int
    answered: int
    finished: int
    unsent: int = 0
    held: Mapping[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> float | None:
        return round(100 * self.answered / self.asked, 1) if self.asked else None


@dataclass(frozen=True, slots=True)
class Spread:
    """The answers to one question, counted; of words and choices only how many."""

    kind: str
    counts: Mapping[int, int]
    n: int

    @property
    def mean(self) -> float | None:
        return mean_of(self.counts)

    @property
    def good(self) -> float | None:
        return good_share(self.kind, self.counts)

    @property
    def nps(self) -> float | None:
        return nps_of(self.counts) if self.kind == Kind.NPS else None

    @property
    def yes(self) -> float | None:
        total = sum(self.counts.values())
        return round(100 * self.counts.get(1, 0) / total, 1) if total and self.kind == Kind.YES_NO else None

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """(answer, how many, its length in % of the longest), every step of the scale."""
        least, most = Question.SCALES[Kind(self.kind)]
        longest = max(self.counts.values(), default=0) or 1
        steps = range(most, least - 1, -1)
        return [(step, self.counts.get(step, 0), round(100 * self.counts.get(step, 0) / longest)) for step in steps]


def responses_for(staff: Staff, survey: Survey, span: Span) -> QuerySet[Response]:
    """Answers of a period that this person may read."""
    seen = _seen(staff)
    return Response.objects.filter(seen, survey=survey, at__gte=span.start, at__lt=span.stop)


def rate_of(staff: Staff, survey: Survey, span: Span) -> Rate:
    """Of those invited in the period how many answered, whenever they did; told on the phone without an invitation counts
    as asked and answered. Two queries.
    """
    return _rates(staff, survey, span, Value(0), Value(0)).get(0, Rate(0, 0, 0))


def rates_by(staff: Staff, survey: Survey, span: Span, by: str) -> dict[object, Rate]:
    """The same of each part of a table (`pivot_of`): of those invited about this part, or in this week or month. Two
    queries."""
    if by in TIMES:
        return _rates(staff, survey, span, TIMES[by]("made_at"), TIMES[by]("at"))
    column = F(BY[by].removeprefix("response__"))
    return _rates(staff, survey, span, column, column)


def whole_of(parts: Iterable[Rate]) -> Rate:
    """The rate of all parts of a table together."""
    found = list(parts)
    held: Counter[str] = Counter()
    for one in found:
        held.update(one.held)
    return Rate(
        asked=sum(one.asked for one in found),
        answered=sum(one.answered for one in found),
        finished=sum(one.finished for one in found),
        unsent=sum(one.unsent for one in found),
        held=dict(held),
    )


def _rates(staff: Staff, survey: Survey, span: Span, part: Any, told_part: Any) -> dict[object, Rate]:
    made = Invitation.objects.filter(_seen(staff), survey=survey, made_at__gte=span.start, made_at__lt=span.stop)
    answers = Response.objects.filter(invitation=OuterRef("pk"))
    unsent = Case(When(held_why="", sent_at=None, then=Value(UNSENT)), default=F("held_why"))
    rows = made.annotate(
        part=part, said=Exists(answers), done=Exists(answers.filter(finished_at__isnull=False)), spared=unsent
    )
    counted: dict[object, list[tuple[str, bool, bool, int]]] = defaultdict(list)
    for key, *row in rows.order_by().values_list("part", "spared", "said", "done").annotate(n=Count("pk")):
        counted[key].append((row[0], row[1], row[2], row[3]))
    alone = responses_for(staff, survey, span).filter(invitation=None).annotate(part=told_part)
    told = dict(alone.order_by().values_list("part").annotate(n=Count("pk")))
    return {key: _rate(counted.get(key, []), told.get(key, 0)) for key in counted.keys() | told.keys()}


def _rate(counted: list[tuple[str, bool, bool, int]], told: int) -> Rate:
    """From how many invitations were spared (why, "" for none), answered and answered to the end, and told without one."""
    held: Counter[str] = Counter()
    for why, said, _done, n in counted:
        if why and not said:
            held[why] += n
    return Rate(
        asked=sum(n for why, said, _done, n in counted if said or not why) + told,
        answered=sum(n for _why, said, _done, n in counted if said) + told,
        finished=sum(n for _why, _said, done, n in counted if done) + told,
        unsent=held.pop(UNSENT, 0),
        held=dict(held),
    )


def spreads_of(staff: Staff, survey: Survey, span: Span) -> dict[int, Spread]:
    """By question (retired ones, too, where they were answered): the answers, counted. Two queries."""
    kinds = dict(Question.objects.filter(survey=survey).values_list("pk", "kind"))
    rows = _answers(staff, survey, span).values_list("question", "raw").annotate(n=Count("pk"))
    counts: dict[int, Counter[int]] = {pk: Counter() for pk in kinds}
    totals: Counter[int] = Counter()
    for question, raw, n in rows:
        totals[question] += n
        if raw is not None:
            counts[question][raw] += n
    return {pk: Spread(kind, dict(counts[pk]), totals[pk]) for pk, kind in kinds.items()}


def chosen_of(staff: Staff, survey: Survey, span: Span, question: Question) -> dict[str, int]:
    """How often each of the choices was taken. One query."""
    taken: Counter[str] = Counter()
    for codes in _answers(staff, survey, span).filter(question=question).values_list("chosen", flat=True):
        taken.update(codes)
    return dict(taken)


def stars_given(staff: Staff, span: Span) -> Spread:
    """The ratings customers gave when they confirmed: these are satisfaction (CSAT) as well, and are never asked twice."""
    seen = Exists(tickets_for(staff).filter(pk=OuterRef("ticket")))
    given = Confirmation.objects.filter(seen, at__gte=span.start, at__lt=span.stop, stars__isnull=False)
    counts = dict(given.values_list("stars").annotate(n=Count("pk")).order_by())
    return Spread(Kind.CSAT, counts, sum(counts.values()))


def stars_rate(staff: Staff, span: Span) -> Rate:
    """Each offer asks for stars: of those of the period how many got some, whenever they did. One query."""
    seen = Exists(tickets_for(staff).filter(pk=OuterRef("ticket")))
    offers = Solution.objects.filter(seen, offered_at__gte=span.start, offered_at__lt=span.stop).order_by()
    rated = Exists(Confirmation.objects.filter(solution=OuterRef("pk"), stars__isnull=False))
    counts = dict(offers.annotate(rated=rated).values_list("rated").annotate(n=Count("pk")))
    return Rate(sum(counts.values()), counts.get(True, 0), counts.get(True, 0))


def pivot_of(staff: Staff, survey: Survey, span: Span, question: Question, by: str) -> list[tuple[object, Spread]]:
    """One scale laid out by channel, category, handler, week or month; the most answered first, times in their order.

    The key is an id, a day, or None. One query. Raises ValueError for a question that is no scale.
    """
    if question.kind not in (*SCORED, Kind.YES_NO):
        raise ValueError(f"{question.kind} has no numbers")
    found = _answers(staff, survey, span).filter(question=question)
    part_of = TIMES[by]("response__at") if by in TIMES else F(BY[by])
    rows = found.annotate(part=part_of).values_list("part", "raw").annotate(n=Count("pk")).order_by("part")
    counts: dict[object, Counter[int]] = {}
    for part, raw, n in rows:
        counts.setdefault(part, Counter())[raw] += n
    made = [(part, Spread(question.kind, dict(one), sum(one.values()))) for part, one in counts.items()]
    return made if by in TIMES else sorted(made, key=lambda row: -row[1].n)


def listed(
    staff: Staff,
    survey: Survey,
    span: Span,
    *,
    question: int | None = None,
    raw: int | None = None,
    by: str = "",
    part: int | None = None,
    low: bool = False,
) -> QuerySet[Response]:
    """The responses behind a number, newest first: of one answer to one question, of one part of a table, the low ones."""
    found = responses_for(staff, survey, span)
    if question is not None:
        answers = Answer.objects.filter(response=OuterRef("pk"), question=question)
        found = found.filter(Exists(answers.filter(raw=raw) if raw is not None else answers))
    if by in BY:
        found = found.filter(**{BY[by].removeprefix("response__"): part})
    if low:
        found = found.filter(low=True)
    return found.select_related("customer", "ticket", "ticket__assignee", "ticket__channel").order_by("-at", "-id")


def answers_in(responses: Iterable[Response]) -> QuerySet[Answer]:
    """What was said in these responses, in the order of the questions."""
    found = Answer.objects.filter(response__in=[one.pk for one in responses]).select_related("question")
    return found.order_by("question__rank", "question_id")


def response_for(staff: Staff, pk: int) -> Response:
    """One response; what this person may not see does not exist. Raises NotFound."""
    one = Response.objects.filter(_seen(staff), pk=pk).select_related("survey", "customer", "ticket").first()
    if one is None:
        raise not_found()
    return one


def _seen(staff: Staff) -> Q:
    about = Q(Exists(tickets_for(staff).filter(pk=OuterRef("ticket"))))
    if staff.allows(Right.SEE_ALL):
        return about | Q(ticket=None)
    return about | Q(ticket=None, customer__agent=staff)


def _answers(staff: Staff, survey: Survey, span: Span) -> QuerySet[Answer]:
    return Answer.objects.filter(response__in=responses_for(staff, survey, span)).order_by()
