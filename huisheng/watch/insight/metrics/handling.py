"""Numbers about what came in, how soon it was answered and solved, and who worked on it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.stages.rectify.models import Cause
from huisheng.stages.sla.models import ClockKind
from huisheng.watch.insight.metrics.shape import Metric, Section, Unit

MINUTES_15, MINUTES_30, HOUR, HOURS_2, HOURS_4, DAY = 900, 1800, 3600, 7200, 14400, 86400
ALL = "true"
RECEIVED = _("All received.")
ANSWERED = "wait IS NOT NULL"
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

ASKED_DEPARTMENT, TOLD_BY_DEPARTMENT = "requests > 0", "answer_s IS NOT NULL"
CHARGED = "ending IS NOT NULL AND desk_s IS NOT NULL"
ASKED_OF_DEPARTMENTS = _("At least one department was asked by the end of the period.")
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


HANDLING: tuple[Metric, ...] = (
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
        Metric(f"kept_{kind.value}", Section.PROMISES, kind.label, EVERY_KEPT, f"'{kind.value}' = ANY (known_kinds) AND '{kind.value}' <> ALL (broken_kinds)", f"'{kind.value}' = ANY (known_kinds)", KIND_KNOWN, unit=Unit.SHARE, better="up", source="S4" if kind == ClockKind.HUMAN_PICKUP else "")
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
    Metric("collab", Section.DEPARTMENTS, _("Asked of departments"), ASKED_OF_DEPARTMENTS, ASKED_DEPARTMENT, ALL, RECEIVED, unit=Unit.SHARE, source="S0, S3"),
    Metric("collab_mean", Section.DEPARTMENTS, _("Cross-department time, mean"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure="avg(answer_s)", unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_p50", Section.DEPARTMENTS, _("Cross-department time, median"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure=_median("answer_s"), unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_p90", Section.DEPARTMENTS, _("Cross-department time, nine of ten"), TO_ANSWER, TOLD_BY_DEPARTMENT, measure="percentile_cont(0.9) WITHIN GROUP (ORDER BY answer_s)", unit=Unit.TIME, better="down", source="S3, S4"),
    Metric("collab_reminders", Section.DEPARTMENTS, _("Reminders per request"), _("How often a department was urged or supervised for each request by the end of the period; the mean over the feedback with requests."), ASKED_DEPARTMENT, measure="avg(reminders / requests)", unit=Unit.MEAN, better="down", source="S0"),
    Metric("collab_chased", Section.DEPARTMENTS, _("Asked again while a department worked"), _("The customer had to come back unasked, and wrote while a department had not answered yet."), "again AND meanwhile", ASKED_DEPARTMENT, ASKED_OF_DEPARTMENTS, unit=Unit.SHARE, better="down", source="S0"),
    Metric("charge_customer", Section.CHARGES, _("Waiting for the customer, mean"), WHOSE_TIME, CHARGED, measure="avg(customer_s)", unit=Unit.TIME, source="S0"),
    Metric("charge_department", Section.CHARGES, _("With departments, mean"), WHOSE_TIME, CHARGED, measure="avg(department_s)", unit=Unit.TIME, better="down", source="S0"),
    Metric("charge_desk", Section.CHARGES, _("On our desks, mean"), WHOSE_TIME, CHARGED, measure="avg(desk_s)", unit=Unit.TIME, better="down", source="S0"),
    Metric("charge_queue", Section.CHARGES, _("In the queue, mean"), WHOSE_TIME, CHARGED, measure="avg(queue_s)", unit=Unit.TIME, better="down", source="S0"),
)  # fmt: skip
