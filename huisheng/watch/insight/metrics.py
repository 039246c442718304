"""Every number: its name, its exact definition in words, and the condition over the facts that counts it.

One list for the page, the lists behind the numbers, the download and docs/metrics.md: they cannot disagree.
`rows` are the tickets a number counts and opens, `base` those it is a share of; both are said over the columns of
`facts.py`. Tickets closed as spam or merged into another one are in no number but their own.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.stages.rectify.models import Cause
from huisheng.stages.sla.models import ClockKind

Words = str | Promise


class Unit(StrEnum):
    """What a number is: so many, a share of others, a time waited, stars, so many on average."""

    COUNT = "count"
    SHARE = "share"
    TIME = "time"
    STARS = "stars"
    MEAN = "mean"


class Section(StrEnum):
    """Where on the page it stands."""

    VOLUME = "volume"
    ANSWER = "answer"
    WAITS = "waits"
    PROMISES = "promises"
    CHECK = "check"
    GRADES = "grades"
    SOLVE = "solve"
    DEPARTMENTS = "departments"
    CHARGES = "charges"
    VOICE = "voice"
    STARS = "stars"
    ENDINGS = "endings"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. `measure` is an aggregate over the rows; without it they are counted."""

    key: str
    section: Section
    name: Words
    words: Words
    rows: str
    base: str = ""
    base_words: Words = ""
    measure: str = ""
    unit: Unit = Unit.COUNT
    better: str = ""  # up, down or "": which way is good news
    source: str = ""
    by_wait: bool = False  # the list begins with the longest wait
    junk: bool = False  # counts what all others leave out

    @property
    def counted(self) -> str:
        """The condition of its tickets."""
        return self.rows if self.junk else f"junk IS NULL AND ({self.rows})"

    @property
    def counted_base(self) -> str:
        return f"junk IS NULL AND ({self.base})" if self.base else ""


MINUTES_15, MINUTES_30, HOUR, HOURS_2, HOURS_4, DAY = 900, 1800, 3600, 7200, 14400, 86400
ALL = "true"
RECEIVED = _("All received.")
ANSWERED = "wait IS NOT NULL"
ASKED = "rounds > 0"
RATED = "stars IS NOT NULL"
LATEST_STARS = _("The latest rating of the customer by the end of the period.")
ONCE = "solved AND rounds <= 1 AND refusals = 0 AND reopened = 0 AND NOT again"


def _within(seconds: int) -> tuple[str, str]:
    """Answered in time, among those where it is known: answered, or without an answer for longer."""
    return f"wait <= {seconds}", f"wait IS NOT NULL OR waited > {seconds}"


def _between(more: int, most: int) -> str:
    return f"wait > {more} AND wait <= {most}" if more else f"wait <= {most}"


KNOWN_30 = _("All received, without those that have waited for less than 30 minutes so far.")
KNOWN_60 = _("All received, without those that have waited for less than an hour so far.")
WITH_ANSWER = _("Received, and a person has answered.")
SO_LONG = _("The first answer of a person came after that long (wall clock).")
ASKED_WORDS = _("Received, and a solution was offered by the end of the period.")
RATED_WORDS = _("Received, and the customer gave stars by the end of the period.")

ASKED_DEPARTMENT, TOLD_BY_DEPARTMENT = "requests > 0", "answer_s IS NOT NULL"
CHARGED = "ending IS NOT NULL AND desk_s IS NOT NULL"
TO_ANSWER = _(
    "From the request to the department's answer (wall clock); of several departments on one piece of feedback the longest counts."
)
WHOSE_TIME = _(
    "Of its open life until it was closed, by the clock: each minute is charged to the customer, a department, our desk or the queue, and to one only."
)
COMPLAINT = "complaint AND wait IS NOT NULL"
IN_WORKING_HOURS = _("From the moment it came in to the first answer of a person, in the working hours of the house.")
TO_RESULT = _(
    "From the moment it came in to the latest solution offered (or to the answer, for praise and suggestions), in the working hours of the house; waiting for the customer counts."
)
EVERY_KEPT = _("Every promise of this kind on it that is known by now was kept in time.")
KIND_KNOWN = _("Received, with a promise of this kind that is kept or broken by now.")
MISSED = _("A promise of the kinds the house checks every day was missed.")
KINDS = (
    ClockKind.HUMAN_PICKUP, ClockKind.NEXT_REPLY, ClockKind.START_HANDLING, ClockKind.GIVE_PLAN, ClockKind.PROGRESS_UPDATE,
    ClockKind.RESOLVE, ClockKind.FORMAL_REPLY, ClockKind.RESULT_CONFIRM, ClockKind.PROMISE, ClockKind.RECTIFY,
)  # fmt: skip


def _median(what: str) -> str:
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {what})"


METRICS: tuple[Metric, ...] = (
    Metric(
        "received", Section.VOLUME, pgettext_lazy("metric", "Received"),
        _("All feedback that came in during the period, in every channel; what was closed as spam or merged into another one does not count, here and everywhere."),
        ALL, source="S0, S3",
    ),
    Metric("online", Section.VOLUME, pgettext_lazy("metric", "Online"), _("Received by any channel but the phone."), "NOT by_phone", ALL, RECEIVED, unit=Unit.SHARE, source="S0"),
    Metric("phone", Section.VOLUME, pgettext_lazy("metric", "By phone"), _("Received by phone."), "by_phone", ALL, RECEIVED, unit=Unit.SHARE, source="S0"),
    Metric(
        "promise_kept", Section.ANSWER, _("First answer as promised"),
        _("The clock of the first answer was met before it was due. Pauses and working hours count as the promise counts them."),
        "promise = 'kept'", "promise IN ('kept', 'broken')", _("Received, with a promise that is kept or broken by now."), unit=Unit.SHARE, better="up", source="S0",
    ),
    Metric(
        "within_30", Section.ANSWER, _("Within 30 minutes"),
        _("From the moment it came in to the first answer a person wrote, at most 30 minutes by the wall clock. The automatic receipt is no answer."),
        *_within(MINUTES_30), KNOWN_30, unit=Unit.SHARE, better="up", source="S0",
    ),
    Metric(
        "within_hour", Section.ANSWER, _("Within an hour"),
        _("From the moment it came in to the first answer a person wrote, at most 60 minutes by the wall clock."),
        *_within(HOUR), KNOWN_60, unit=Unit.SHARE, better="up", source="S0",
    ),
    Metric(
        "over_hour", Section.ANSWER, _("Waited over an hour"),
        _("The first answer came later than 60 minutes, or there was none after 60 minutes and it was still open."),
        f"waited > {HOUR}", ALL, RECEIVED, unit=Unit.SHARE, better="down", source="S0", by_wait=True,
    ),
    Metric(
        "wait_median", Section.ANSWER, _("Wait, median"), _("Half of the first answers came at least this soon (wall clock)."),
        ANSWERED, measure="percentile_cont(0.5) WITHIN GROUP (ORDER BY wait)", unit=Unit.TIME, better="down", source="S3, S4", by_wait=True,
    ),
    Metric(
        "wait_p90", Section.ANSWER, _("Wait, nine of ten"), _("Nine of ten first answers came at least this soon (90th percentile, wall clock)."),
        ANSWERED, measure="percentile_cont(0.9) WITHIN GROUP (ORDER BY wait)", unit=Unit.TIME, better="down", source="S4", by_wait=True,
    ),
    Metric(
        "wait_longest", Section.ANSWER, _("Longest wait"), _("The latest of all first answers (wall clock)."),
        ANSWERED, measure="max(wait)", unit=Unit.TIME, better="down", source="S0", by_wait=True,
    ),
    Metric("response_mean", Section.ANSWER, _("Response time, mean"), IN_WORKING_HOURS, "replied", measure="avg(work_wait)", unit=Unit.TIME, better="down", source="S3", by_wait=True),
    Metric("response_median", Section.ANSWER, _("Response time, median"), IN_WORKING_HOURS, "replied", measure=_median("work_wait"), unit=Unit.TIME, better="down", source="S3", by_wait=True),
    Metric("complaint_p50", Section.ANSWER, _("Complaints: wait, median"), _("Half of the complaints had their first answer at least this soon (wall clock)."), COMPLAINT, measure=_median("wait"), unit=Unit.TIME, better="down", source="S4", by_wait=True),
    Metric("complaint_p90", Section.ANSWER, _("Complaints: wait, nine of ten"), _("Nine of ten complaints had their first answer at least this soon (wall clock)."), COMPLAINT, measure="percentile_cont(0.9) WITHIN GROUP (ORDER BY wait)", unit=Unit.TIME, better="down", source="S4", by_wait=True),
    *(
        Metric(f"kept_{kind.value}", Section.PROMISES, kind.label, EVERY_KEPT, f"'{kind.value}' = ANY (kept_kinds)", f"'{kind.value}' = ANY (known_kinds)", KIND_KNOWN, unit=Unit.SHARE, better="up", source="S4" if kind == ClockKind.HUMAN_PICKUP else "")
        for kind in KINDS
    ),
    Metric("missed", Section.CHECK, pgettext_lazy("metric", "Missed promises"), MISSED, "missed > 0", ALL, RECEIVED, unit=Unit.SHARE, better="down", source="S4"),
    Metric("missed_signed", Section.CHECK, _("Signed off"), _("Every missed promise on it was signed off in the daily check by the end of the period."), "missed > 0 AND signed = missed", "missed > 0", MISSED, unit=Unit.SHARE, better="up", source="S4"),
    *(
        Metric(f"missed_{cause.value}", Section.CHECK, cause.label, _("The daily check named this cause for a missed promise on it."), f"missed > 0 AND '{cause.value}' = ANY (causes)", "missed > 0", MISSED, unit=Unit.SHARE, source="S4")
        for cause in Cause
    ),
    Metric("wait_15", Section.WAITS, _("up to 15 minutes"), SO_LONG, _between(0, MINUTES_15), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_30", Section.WAITS, _("15 to 30 minutes"), SO_LONG, _between(MINUTES_15, MINUTES_30), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_60", Section.WAITS, _("30 to 60 minutes"), SO_LONG, _between(MINUTES_30, HOUR), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_120", Section.WAITS, _("1 to 2 hours"), SO_LONG, _between(HOUR, HOURS_2), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_240", Section.WAITS, _("2 to 4 hours"), SO_LONG, _between(HOURS_2, HOURS_4), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_day", Section.WAITS, _("4 to 24 hours"), SO_LONG, _between(HOURS_4, DAY), ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("wait_more", Section.WAITS, _("more than a day"), SO_LONG, f"wait > {DAY}", ANSWERED, WITH_ANSWER, unit=Unit.SHARE, by_wait=True),
    Metric("unanswered", Section.WAITS, _("no answer yet"), _("Open, and no person has answered yet."), "wait IS NULL AND is_open", better="down", by_wait=True),
    Metric(
        "regraded", Section.GRADES, _("Grade changed by a person"),
        _("Graded by the rules, and a colleague gave it another grade by the end of the period. A confirmed grade is no change."),
        "by_rules AND regraded", "by_rules", _("Received, and graded by the rules."), unit=Unit.SHARE, better="down", source="S4",
    ),
    Metric(
        "solved", Section.SOLVE, pgettext_lazy("metric", "Solved"),
        _("By the end of the period the customer had said yes to a solution, or praise or a suggestion had been answered, and it was not open again."),
        "solved", ALL, RECEIVED, unit=Unit.SHARE, better="up", source="S0, S3",
    ),
    Metric("handling_mean", Section.SOLVE, _("Handling time, mean"), TO_RESULT, "handled", measure="avg(work_done)", unit=Unit.TIME, better="down", source="S3"),
    Metric("handling_median", Section.SOLVE, _("Handling time, median"), TO_RESULT, "handled", measure=_median("work_done"), unit=Unit.TIME, better="down", source="S3"),
    Metric(
        "once", Section.SOLVE, _("Solved at first contact"),
        _("Solved with at most one offered solution, without a no, without being opened again and without a repeat contact."),
        ONCE, ALL, RECEIVED, unit=Unit.SHARE, better="up", source="S0, S4",
    ),
    Metric(
        "again", Section.SOLVE, _("Repeat contacts"),
        _("The customer had to come back unasked: wrote more often than once and once for each of our questions (messages within ten minutes are one), opened it again by writing, or sent another one that was merged into it or follows it."),
        "again", ALL, RECEIVED, unit=Unit.SHARE, better="down", source="S0",
    ),
    Metric(
        "reopened", Section.SOLVE, _("Opened again"), _("Opened again at least once after it was closed."),
        "reopened > 0", "closings > 0", _("Received, and closed at least once by the end of the period."), unit=Unit.SHARE, better="down", source="S4",
    ),
    Metric("collab", Section.DEPARTMENTS, _("Asked of departments"), _("At least one department was asked by the end of the period."), ASKED_DEPARTMENT, ALL, RECEIVED, unit=Unit.SHARE, source="S0, S3"),
    Metric("collab_mean", Section.DEPARTMENTS, _("Cross-department time, mean"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure="avg(answer_s)", unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_p50", Section.DEPARTMENTS, _("Cross-department time, median"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure=_median("answer_s"), unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_p90", Section.DEPARTMENTS, _("Cross-department time, nine of ten"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure="percentile_cont(0.9) WITHIN GROUP (ORDER BY answer_s)", unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_reminders", Section.DEPARTMENTS, _("Reminders per request"), _("How often a department was urged or supervised for each request by the end of the period; the mean over the feedback with requests."), ASKED_DEPARTMENT, measure="avg(reminders / requests)", unit=Unit.MEAN, better="down", source="S0"),
    Metric("charge_customer", Section.CHARGES, _("Waiting for the customer, mean"), WHOSE_TIME, CHARGED, measure="avg(customer_s)", unit=Unit.TIME, source="S0"),
    Metric("charge_department", Section.CHARGES, _("With departments, mean"), WHOSE_TIME, CHARGED, measure="avg(department_s)", unit=Unit.TIME, better="down", source="S0"),
    Metric("charge_desk", Section.CHARGES, _("On our desks, mean"), WHOSE_TIME, CHARGED, measure="avg(desk_s)", unit=Unit.TIME, better="down", source="S0"),
    Metric("charge_queue", Section.CHARGES, _("In the queue, mean"), WHOSE_TIME, CHARGED, measure="avg(queue_s)", unit=Unit.TIME, better="down", source="S0"),
    Metric("offered", Section.VOICE, _("Asked for a yes"), ASKED_WORDS, ASKED, source="S3, S4"),
    Metric("said_yes", Section.VOICE, _("Said yes"), _("The answer to the latest solution was: solved, with three stars or more."), "answer", ASKED, ASKED_WORDS, unit=Unit.SHARE, better="up", source="S3, S4"),
    Metric("said_no", Section.VOICE, _("Said no"), _("The answer to the latest solution was: not solved, or one or two stars."), "NOT answer", ASKED, ASKED_WORDS, unit=Unit.SHARE, better="down", source="S4"),
    Metric("silent", Section.VOICE, pgettext_lazy("metric", "Silent"), _("The latest solution had no answer by the end of the period."), "rounds > 0 AND answer IS NULL", ASKED, ASKED_WORDS, unit=Unit.SHARE, source="S3"),
    Metric("rating", Section.VOICE, _("Average rating"), _("Mean of the stars, 1 to 5, each piece of feedback with its latest rating."), RATED, measure="avg(stars)", unit=Unit.STARS, better="up", source="S3, S4"),
    Metric("praised", Section.VOICE, _("Good ratings"), _("Four or five stars."), "stars >= 4", RATED, RATED_WORDS, unit=Unit.SHARE, better="up", source="S3, S4"),
    Metric("rated", Section.VOICE, _("Rated at all"), _("The customer gave stars."), RATED, ASKED, ASKED_WORDS, unit=Unit.SHARE, better="up", source="S3"),
    *(
        Metric(f"stars_{n}", Section.STARS, name, LATEST_STARS, f"stars = {n}", RATED, RATED_WORDS, unit=Unit.SHARE)
        for n, name in ((5, _("5 stars")), (4, _("4 stars")), (3, _("3 stars")), (2, _("2 stars")), (1, _("1 star")))
    ),
    Metric("confirmed", Section.ENDINGS, _("Confirmed by the customer"), _("Closed by the customer's yes by the end of the period."), "ending = 'confirmed'", ALL, RECEIVED, unit=Unit.SHARE, source="S3"),
    Metric("answered", Section.ENDINGS, _("Answered praise or suggestion"), _("Praise or a suggestion, closed with our answer."), "ending = 'answered'", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("withdrawn", Section.ENDINGS, pgettext_lazy("metric", "Withdrawn"), _("The customer took it back."), "ending = 'withdrawn'", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("not_closed", Section.ENDINGS, _("Not closed yet"), _("Open at the end of the period."), "ending IS NULL", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("merged", Section.ENDINGS, pgettext_lazy("metric", "Merged"), _("Goes on in another one; in no other number."), "junk = 'merged'", junk=True),
    Metric("spam", Section.ENDINGS, pgettext_lazy("metric", "Spam"), _("Not feedback at all; in no other number."), "junk = 'spam'", junk=True),
)  # fmt: skip
BY_KEY = {metric.key: metric for metric in METRICS}


def of_section(section: Section) -> tuple[Metric, ...]:
    return tuple(metric for metric in METRICS if metric.section is section)
