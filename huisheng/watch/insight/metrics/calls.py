"""Numbers about callbacks: whether customers are rung up in time and reached, and how the talks went (requirements S2)."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.watch.insight.metrics.shape import Metric, Section, Thing, Unit

ALL = "true"
DUE = _("All callbacks owed in the period, without those that were called off.")
OVER = "reached OR given_up"
OVER_WORDS = _("Callbacks that are over: the customer was reached, or was not after every try.")
DONE = "done"
DONE_WORDS = _("Callbacks with a finished record by the end of the period.")
TALKED = "talked"
TALKED_WORDS = _("Callbacks whose talk had ended by the end of the period.")
TALK = _("From the first word to hanging up; the mean over the talks.")
PROBLEM = "done AND solved IS NOT NULL"
OPENING_S = 15  # who I am and why I call (requirements S2)
call = partial(Metric, thing=Thing.CALLS, source="S2")

CALLS: tuple[Metric, ...] = (
    call("calls", Section.CALLS, pgettext_lazy("metric", "Callbacks"), DUE, ALL),
    call("calls_reached", Section.CALLS, pgettext_lazy("metric", "Reached"), _("The customer was on the phone by the end of the period."), "reached", OVER, OVER_WORDS, unit=Unit.SHARE, better="up"),
    call("calls_on_time", Section.CALLS, _("Called in time"), _("The first try was made before the callback was due."), "on_time", "on_time_known", _("Callbacks that were tried, or are overdue by now."), unit=Unit.SHARE, better="up", source="S2, S4"),
    call("calls_given_up", Section.CALLS, pgettext_lazy("metric", "Not reached"), _("Nobody answered, whatever was tried."), "given_up", OVER, OVER_WORDS, unit=Unit.SHARE, better="down"),
    call("calls_open", Section.CALLS, _("Still to be made"), _("Neither reached nor given up by the end of the period."), "NOT reached AND NOT given_up", ALL, DUE, unit=Unit.SHARE),
    call("calls_by_handler", Section.CALLS, _("By the handler after all"), _("Nobody else was there, so who handled the feedback rings up; it is marked."), "by_handler", ALL, DUE, unit=Unit.SHARE, better="down", source="S4"),
    call("calls_off", Section.CALLS, _("Called off"), _("Not needed any more; in no other number."), "junk = 'cancelled'", junk=True),
    call("talk_mean", Section.TALKS, _("Talk, mean"), TALK, "talked AND talk_s IS NOT NULL", measure="avg(talk_s)", unit=Unit.TIME, better="down"),
    call("opening_kept", Section.TALKS, _("Opening within 15 seconds"), _("Who is calling and why was said within 15 seconds."), f"opening_s <= {OPENING_S}", "opening_s IS NOT NULL", _("Talks whose opening was timed."), unit=Unit.SHARE, better="up"),
    call("record_complete", Section.TALKS, _("Records complete in time"), _("Every required field was filled in within the time for records after hanging up."), "recorded", "talked AND record_known", _("Talks that ended, whose record is complete or due by now."), unit=Unit.SHARE, better="up"),
    call("call_rating", Section.TALKS, _("Rating in callbacks"), _("Mean of the stars, 1 to 5, that customers gave on the phone."), "done AND stars IS NOT NULL", measure="avg(stars)", unit=Unit.STARS, better="up", beside="call_rated"),
    call("call_rated", Section.TALKS, _("Rated in callbacks"), _("The customer gave stars on the phone."), "done AND stars IS NOT NULL", DONE, DONE_WORDS, unit=Unit.SHARE, better="up"),
    call("once_calls", Section.TALKS, _("Problems solved in the callback"), _("The customer said that it is solved, or it was solved in that talk."), f"{PROBLEM} AND solved", PROBLEM, _("Finished records that say whether it is solved."), unit=Unit.SHARE, better="up"),
    call("warm", Section.TALKS, _("Warm talks"), _("The customer's own words were warm (found in what was written down), or the caller ticked that the customer felt looked after."), "done AND warm", DONE, DONE_WORDS, unit=Unit.SHARE, better="up", source="S0"),
    call("robotic", Section.TALKS, _("“Like a robot”"), _("The customer said that we sounded like a robot."), "done AND robotic", DONE, DONE_WORDS, unit=Unit.SHARE, better="down", source="S0"),
)  # fmt: skip
