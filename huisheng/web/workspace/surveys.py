"""Surveys on the desk: what the pages of results and the form of the phone show. Nothing is counted here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Channel
from huisheng.core.tickets.models import Ticket
from huisheng.kit.mask import mask_name, redact
from huisheng.kit.spreadsheet import safe_cell
from huisheng.stages.followup.models import CallRecord
from huisheng.stages.followup.queries import callbacks_for
from huisheng.stages.survey.models import Answer, Question, Response, Survey
from huisheng.stages.survey.results import BY, Rate, Span, Spread, answers_in, chosen_of, spreads_of
from huisheng.stages.survey.scales import SCORED
from huisheng.watch.insight.period import Period

NAMES: dict[str, Any] = {"channel": Channel, "category": Category, "handler": Staff}
WAYS = {"page": pgettext_lazy("way", "page"), "phone": pgettext_lazy("way", "phone")}
Kind = Question.Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the page of results."""

    question: Question
    spread: Spread
    choices: list[tuple[str, int]]  # words of a choice, how often it was taken

    @property
    def is_scale(self) -> bool:
        return self.question.kind in (*SCORED, Kind.YES_NO)


def span_of(period: Period) -> Span:
    return Span(period.start, period.stop)


def headline(spread: Spread) -> str:
    """The score of a scale in a few characters, with its unit; a dash without answers."""
    if spread.nps is not None:
        return f"NPS {spread.nps:+.0f}"
    if spread.yes is not None:
        return _("%(percent)s%% yes") % {"percent": f"{spread.yes:.0f}"}
    if spread.mean is None:
        return "–"
    most = Question.SCALES[Kind(spread.kind)][1]
    return f"{spread.mean:.2f} / {most}"


def rate_words(rate: Rate) -> str:
    """Never a score without it: "42% answered (21 of 50)"."""
    if rate.percent is None:
        return _("nobody was asked")
    return _("%(percent)s%% answered (%(n)s of %(of)s)") % _told(rate)


def stars_words(rate: Rate) -> str:
    """The same of the stars at the confirmation, where each offer asks: "42% rated (21 of 50 offers …)."."""
    if rate.percent is None:
        return _("No solution was offered in this time.")
    return _("%(percent)s%% rated (%(n)s of %(of)s offers of this time).") % _told(rate)


def _told(rate: Rate) -> dict[str, object]:
    """The places in a sentence about the rate of those who were asked."""
    return {"percent": f"{rate.percent:.0f}", "n": rate.answered, "of": rate.asked}


def asked_of(staff: Staff, survey: Survey, span: Span) -> list[Asked]:
    """Every question that is asked now or was answered in the period, in order."""
    spreads = spreads_of(staff, survey, span)
    questions = Question.objects.filter(survey=survey).order_by("-active", "rank", "id")
    found = []
    for one in questions:
        if not one.active and not spreads[one.pk].n:
            continue
        taken = chosen_of(staff, survey, span, one) if one.kind in (Kind.ONE, Kind.SEVERAL) else {}
        found.append(Asked(one, spreads[one.pk], [(words, taken.get(code, 0)) for code, words in one.options]))
    return found


def main_scale(asked: Sequence[Asked]) -> Asked | None:
    """The question a survey is about: its first scale that is a score; without one, its first yes or no."""
    scores = (one for one in asked if one.question.kind in SCORED)
    return next(scores, None) or next((one for one in asked if one.question.kind == Kind.YES_NO), None)


def table_of(
    rows: Sequence[tuple[object, Spread]], by: str, rates: Mapping[object, Rate]
) -> list[tuple[str, object, Spread, Rate]]:
    """(name, key, spread, rate) of each part of `pivot_of`; a part that is gone or none has a dash."""
    nobody = Rate(0, 0, 0)
    if by not in BY:
        return [(_day(part), None, spread, rates.get(part, nobody)) for part, spread in rows]
    known = NAMES[by].objects.in_bulk([part for part, _spread in rows if part])
    return [(_label(known.get(part)), part, spread, rates.get(part, nobody)) for part, spread in rows]


def _label(row: Any) -> str:
    if row is None:
        return "–"
    return str(row.name if isinstance(row, Staff) else row.label)


def _day(part: object) -> str:
    return f"{timezone.localtime(part):%Y-%m-%d}" if isinstance(part, datetime) else str(part)


def kept(asked: Mapping[str, str], **changes: Any) -> str:
    """The address part that asks for the same with some changes."""
    return urlencode({**{name: value for name, value in asked.items() if value}, **changes})


@dataclass(frozen=True, slots=True)
class Row:
    """One response in a list: whose (masked), about what, and what was said."""

    response: Response
    who: str
    said: list[tuple[Question, str]]

    @property
    def has_words(self) -> bool:
        return any(text and question.kind == Kind.WORDS for question, text in self.said)


def rows_of(responses: Iterable[Response]) -> list[Row]:
    """With what was said. One query."""
    found = list(responses)
    answers: dict[int, list[tuple[Question, str]]] = {one.pk: [] for one in found}
    for one in answers_in(found):
        answers[one.response_id].append((one.question, said(one)))
    return [Row(one, mask_name(one.customer.name) or _("A customer"), answers[one.pk]) for one in found]


def said(one: Answer) -> str:
    """An answer in words; numbers with the end of their scale. What looks like a phone or an address is masked."""
    question = one.question
    if one.raw is not None and question.kind == Kind.YES_NO:
        return _("yes") if one.raw else _("no")
    if one.raw is not None:
        return f"{one.raw}/{Question.SCALES[Kind(question.kind)][1]}"
    if one.chosen:
        return "、".join(words for code, words in question.options if code in one.chosen)
    return redact(one.words)


def sheet(rows: Iterable[Row], questions: Sequence[Question]) -> Iterator[list[str]]:
    """The list as cells: a head, then a line a response; nothing in it runs, no name stands open."""
    yield [_("Answered at"), _("Customer"), _("Feedback"), _("How"), _("Low"), *(one.asked for one in questions)]
    for row in rows:
        words = {question.pk: text for question, text in row.said}
        response = row.response
        yield [
            f"{timezone.localtime(response.at):%Y-%m-%d %H:%M}",
            safe_cell(row.who),
            response.ticket.number if response.ticket else "",
            str(WAYS.get(response.way, response.way)),
            _("yes") if response.low else "",
            *(safe_cell(words.get(one.pk, "")) for one in questions),
        ]


def given_on_the_phone(posted: QueryDict, questions: Sequence[Question]) -> dict[str, Any]:
    """What a colleague ticked: fields are called a-<code>."""
    given: dict[str, Any] = {}
    for one in questions:
        values = [value for value in posted.getlist(f"a-{one.code}") if value.strip()]
        if values:
            given[one.code] = values if one.kind == Kind.SEVERAL else values[0]
    return given


def talk_about(staff: Staff, ticket: Ticket, callback: str | None) -> CallRecord | None:
    """The complete record of this callback, where it was about this ticket and this person may see it."""
    seen = callbacks_for(staff).filter(pk=whole(callback) or 0, ticket=ticket)
    return CallRecord.objects.filter(callback__in=seen, callback__ticket=ticket, complete=True).first()


def told_in(talk: CallRecord | None, questions: Sequence[Question]) -> dict[str, Any]:
    """What the talk's record answers already: its stars are the answer to every question for satisfaction."""
    if talk is None or talk.stars is None:
        return {}
    return {one.code: talk.stars for one in questions if one.kind == Kind.CSAT}


def whole(text: str | None) -> int | None:
    """A number from an address, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
