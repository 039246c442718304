"""Numbers about how feedback ended, what customers said then, and complaints: closed is not solved, silent is not yes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.watch.insight.metrics.handling import ALL, ONCE, RECEIVED
from huisheng.watch.insight.metrics.shape import Metric, Section, Unit

ASKED, RATED, RATING_ASKED = "rounds > 0", "stars IS NOT NULL", "rating_asked"
ASKED_WORDS = _("Received, and a solution was offered by the end of the period.")
RATED_WORDS = _("Received, and the customer gave stars by the end of the period.")
RATING_ASKED_WORDS = _(
    "Received, and the customer was asked for stars by the end of the period: with a solution, or by a survey after it was closed."
)
LATEST_STARS = _(
    "The latest rating of the customer by the end of the period, given with the yes or no, or else in a survey after it was closed."
)
SCORE = "avg((stars - 1) * 25.0)"  # 1-5 stars on 0-100: as stages/survey writes scales
SCORE_WORDS = _("Each rating on 0 to 100 (1 star is 0, 5 stars are 100), and their mean.")
CLOSED = "ending IN ('confirmed', 'unconfirmed')"
CLOSED_WORDS = _("Closed at the end of the period with the customer's yes, or after every try to reach the customer.")
COMPLAINT = "complaint"
COMPLAINTS = _("Received, of a category that is a complaint.")
CLOSED_ONCE = "complaint AND outcomes > 0"
CLOSED_COMPLAINTS = _(
    "Complaints that were closed at least once by the end of the period, with a yes or after every try."
)
CYCLE = _(
    "From the moment a complaint came in to the customer's yes that closed it, by the clock; those that are open again have none."
)
CYCLE_ROWS = "complaint AND cycle IS NOT NULL"
AMENDED = "amends > 0"

# How everything that came in stands at the end of the period: each piece of feedback is in exactly one.
STATES = ("confirmed", "unconfirmed", "answered", "withdrawn", "open_first", "open_again", "merged", "spam")

CLOSING: tuple[Metric, ...] = (
    Metric("unheard", Section.SOLVE, _("Closed without an answer"), _("Closed because the customer never answered, after every try of the protocol: not counted as solved."), "ending = 'unconfirmed'", CLOSED, CLOSED_WORDS, unit=Unit.SHARE, better="down", source="S3, S4"),
    Metric("complaints", Section.COMPLAINTS, pgettext_lazy("metric", "Complaints"), COMPLAINTS, COMPLAINT, ALL, RECEIVED, unit=Unit.SHARE, source="S4"),
    Metric("cycle_mean", Section.COMPLAINTS, _("Complaint to yes, mean"), CYCLE, CYCLE_ROWS, measure="avg(cycle)", unit=Unit.TIME, better="down", source="S4"),
    Metric("cycle_median", Section.COMPLAINTS, _("Complaint to yes, median"), CYCLE, CYCLE_ROWS, measure="percentile_cont(0.5) WITHIN GROUP (ORDER BY cycle)", unit=Unit.TIME, better="down", source="S4"),
    Metric("once_complaints", Section.COMPLAINTS, _("Complaints solved at first contact"), _("Solved with one offered solution, without a no, without being opened again, filed again or asked about again."), f"{CLOSED_ONCE} AND {ONCE} AND NOT filed_again", CLOSED_ONCE, CLOSED_COMPLAINTS, unit=Unit.SHARE, better="up", source="S4"),
    Metric("appealed", Section.COMPLAINTS, _("Complained again"), _("Opened again after it was closed, or filed anew as another complaint about the same matter, by the end of the period."), f"{CLOSED_ONCE} AND (appeals > 0 OR filed_again)", CLOSED_ONCE, CLOSED_COMPLAINTS, unit=Unit.SHARE, better="down", source="S4"),
    Metric("long_wait", Section.COMPLAINTS, _("Complaints about waiting"), _("Complaints with the tag that somebody had to wait too long."), "complaint AND long_wait", COMPLAINT, COMPLAINTS, unit=Unit.SHARE, better="down", source="S4"),
    Metric("csat_complaints", Section.COMPLAINTS, _("Satisfaction with complaints"), SCORE_WORDS, f"complaint AND {RATED}", measure=SCORE, unit=Unit.SCORE, better="up", source="S4", beside="rated_complaints"),
    Metric("rated_complaints", Section.COMPLAINTS, _("Complaints that were rated"), LATEST_STARS, f"complaint AND {RATED}", f"complaint AND {RATING_ASKED}", RATING_ASKED_WORDS, unit=Unit.SHARE, better="up", source="S4"),
    Metric("csat_core", Section.COMPLAINTS, _("Satisfaction of core customers"), _("The same, of complaints by core customers."), f"complaint AND core AND {RATED}", measure=SCORE, unit=Unit.SCORE, better="up", source="S4", beside="rated_core"),
    Metric("rated_core", Section.COMPLAINTS, _("Rated by core customers"), LATEST_STARS, f"complaint AND core AND {RATED}", f"complaint AND core AND {RATING_ASKED}", RATING_ASKED_WORDS, unit=Unit.SHARE, better="up", source="S4"),
    Metric("amended", Section.AMENDS, _("Compensated"), _("The customer was given something for the trouble by the end of the period."), AMENDED, ALL, RECEIVED, unit=Unit.SHARE, source="S0, S4"),
    Metric("amends_sum", Section.AMENDS, _("Given in all"), _("What it cost: the sum of what was given for feedback that came in during the period, by its end."), AMENDED, measure="sum(amends_fen)", unit=Unit.MONEY, source="S0, S4"),
    Metric("amends_mean", Section.AMENDS, _("Given each time"), _("The same for each piece of feedback that was compensated, on average."), AMENDED, measure="avg(amends_fen)", unit=Unit.MONEY, source="S0, S4"),
    Metric("offered", Section.VOICE, _("Asked for a yes"), ASKED_WORDS, ASKED, source="S3, S4"),
    Metric("said_yes", Section.VOICE, _("Said yes"), _("The answer to the latest solution was: solved, with three stars or more."), "answer", ASKED, ASKED_WORDS, unit=Unit.SHARE, better="up", source="S3, S4"),
    Metric("said_no", Section.VOICE, _("Said no"), _("The answer to the latest solution was: not solved, or one or two stars."), "NOT answer", ASKED, ASKED_WORDS, unit=Unit.SHARE, better="down", source="S4"),
    Metric("silent", Section.VOICE, pgettext_lazy("metric", "Silent"), _("The latest solution had no answer by the end of the period."), "rounds > 0 AND answer IS NULL", ASKED, ASKED_WORDS, unit=Unit.SHARE, source="S3"),
    Metric("rating", Section.VOICE, _("Average rating"), _("Mean of the stars, 1 to 5, each piece of feedback with its latest rating."), RATED, measure="avg(stars)", unit=Unit.STARS, better="up", source="S3, S4", beside="rated", version=2),
    Metric("csat", Section.VOICE, _("Satisfaction"), SCORE_WORDS, RATED, measure=SCORE, unit=Unit.SCORE, better="up", source="S3, S4", beside="rated"),
    Metric("praised", Section.VOICE, _("Good ratings"), _("Four or five stars."), "stars >= 4", RATED, RATED_WORDS, unit=Unit.SHARE, better="up", source="S3, S4", beside="rated", version=2),
    Metric("rated", Section.VOICE, _("Rated at all"), LATEST_STARS, RATED, RATING_ASKED, RATING_ASKED_WORDS, unit=Unit.SHARE, better="up", source="S3", version=2),
    *(
        Metric(f"stars_{n}", Section.STARS, name, LATEST_STARS, f"stars = {n}", RATED, RATED_WORDS, unit=Unit.SHARE, version=2)
        for n, name in ((5, _("5 stars")), (4, _("4 stars")), (3, _("3 stars")), (2, _("2 stars")), (1, _("1 star")))
    ),
    Metric("arrived", Section.ENDINGS, _("Everything that came in"), _("All of the period, with what was merged and what is spam: the states below add up to it."), ALL, junk=True, source="S3"),
    Metric("confirmed", Section.ENDINGS, _("Confirmed by the customer"), _("Closed by the customer's yes by the end of the period."), "ending = 'confirmed'", ALL, RECEIVED, unit=Unit.SHARE, source="S3"),
    Metric("unconfirmed", Section.ENDINGS, _("Closed as unconfirmed"), _("Closed after every try of the protocol, without an answer of the customer; it can be opened again at any time."), "ending = 'unconfirmed'", ALL, RECEIVED, unit=Unit.SHARE, better="down", source="S3, S4"),
    Metric("answered", Section.ENDINGS, _("Answered praise or suggestion"), _("Praise or a suggestion, closed with our answer."), "ending = 'answered'", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("withdrawn", Section.ENDINGS, pgettext_lazy("metric", "Withdrawn"), _("The customer took it back."), "ending = 'withdrawn'", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("not_closed", Section.ENDINGS, _("Not closed yet"), _("Open at the end of the period."), "ending IS NULL", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("open_first", Section.ENDINGS, _("Open, never closed"), _("Open at the end of the period, and never closed before."), "ending IS NULL AND closings = 0", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("open_again", Section.ENDINGS, _("Open again"), _("Open at the end of the period, and closed before."), "ending IS NULL AND closings > 0", ALL, RECEIVED, unit=Unit.SHARE),
    Metric("merged", Section.ENDINGS, pgettext_lazy("metric", "Merged"), _("Goes on in another one; in no other number."), "junk = 'merged'", junk=True),
    Metric("spam", Section.ENDINGS, pgettext_lazy("metric", "Spam"), _("Not feedback at all; in no other number."), "junk = 'spam'", junk=True),
)  # fmt: skip
