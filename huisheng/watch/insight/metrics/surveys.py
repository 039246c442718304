"""Numbers about surveys: who answered, and what (requirements S3, S4). No score without the share that answered."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.watch.insight.metrics.shape import Metric, Section, Thing, Unit

ALL = "true"
SENT = _("All surveys that were sent in the period, or filled in on the phone without being sent.")
ASKED_THIS = _("Surveys of the period with such a question.")
NPS = "nps IS NOT NULL"
NPS_WORDS = _("Customers who said from 0 to 10 whether they would recommend us.")
NPS_SCORE = "100.0 * avg(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END)"
survey = partial(Metric, thing=Thing.ASKED, source="S3, S4")

SURVEYS: tuple[Metric, ...] = (
    survey("surveys", Section.SURVEYS, _("Surveys"), SENT, ALL),
    survey("surveys_answered", Section.SURVEYS, pgettext_lazy("metric", "Answered"), _("Filled in by the end of the period."), "answered", ALL, SENT, unit=Unit.SHARE, better="up"),
    survey("nps", Section.SURVEYS, _("NPS"), _("Of those who answered: per cent with 9 or 10 minus per cent with 0 to 6; from -100 to 100."), NPS, measure=NPS_SCORE, unit=Unit.NPS, better="up", source="S4", beside="nps_answered"),
    survey("nps_answered", Section.SURVEYS, _("Answered the NPS question"), NPS_WORDS, NPS, "asks_nps", ASKED_THIS, unit=Unit.SHARE, better="up", source="S4"),
    survey("survey_csat", Section.SURVEYS, _("Satisfaction in surveys"), _("Each answer on 0 to 100 (1 is 0, 5 is 100), and their mean."), "csat IS NOT NULL", measure="avg((csat - 1) * 25.0)", unit=Unit.SCORE, better="up", beside="csat_answered"),
    survey("csat_answered", Section.SURVEYS, _("Answered the question of satisfaction"), _("Customers who said from 1 to 5 how satisfied they are."), "csat IS NOT NULL", "asks_csat", ASKED_THIS, unit=Unit.SHARE, better="up"),
    survey("ces", Section.SURVEYS, _("Ease (CES)"), _("How easy we made it, 1 (very hard) to 7 (very easy); the mean."), "ces IS NOT NULL", measure="avg(ces)", unit=Unit.MEAN, better="up", beside="ces_answered"),
    survey("ces_answered", Section.SURVEYS, _("Answered the question of effort"), _("Customers who said from 1 to 7 how easy it was."), "ces IS NOT NULL", "asks_ces", ASKED_THIS, unit=Unit.SHARE, better="up"),
    survey("surveys_low", Section.SURVEYS, _("Low scores"), _("An answer so low that somebody rings up."), "low", "answered", _("Surveys that were filled in by the end of the period."), unit=Unit.SHARE, better="down"),
    survey("surveys_held", Section.SURVEYS, pgettext_lazy("metric", "Spared"), _("Not sent: rated already, asked a short while ago, no way to reach them, or they do not want to be asked; in no other number."), "junk = 'held'", junk=True),
    survey("promoters", Section.NPS, _("Would recommend us (9-10)"), NPS_WORDS, "nps >= 9", NPS, NPS_WORDS, unit=Unit.SHARE, better="up", source="S4"),
    survey("passives", Section.NPS, _("Undecided (7-8)"), NPS_WORDS, "nps IN (7, 8)", NPS, NPS_WORDS, unit=Unit.SHARE, source="S4"),
    survey("detractors", Section.NPS, _("Would not recommend us (0-6)"), NPS_WORDS, "nps <= 6", NPS, NPS_WORDS, unit=Unit.SHARE, better="down", source="S4"),
)  # fmt: skip
