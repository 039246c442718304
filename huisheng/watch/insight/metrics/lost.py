"""Numbers about customers who were lost after a complaint, and came back (requirements S4)."""

from django.utils.translation import gettext_lazy as _

from huisheng.watch.insight.metrics.shape import Metric, Section, Thing, Unit

ALL = "true"
NOTICED = _("Customers noticed as lost in the period.")
ASKED = "asked"
ASKED_WORDS = _("Customers noticed as lost in the period, and asked to come back by its end.")
SHARE = {"unit": Unit.SHARE, "thing": Thing.LOST, "source": "S4"}

LOST: tuple[Metric, ...] = (
    Metric("lost", Section.WINBACK, _("Lost customers"), NOTICED, ALL, thing=Thing.LOST, better="down", source="S4"),
    Metric("lost_asked", Section.WINBACK, _("Asked to come back"), ASKED_WORDS, ASKED, ALL, NOTICED, **SHARE),  # type: ignore[arg-type]
    Metric("returned", Section.WINBACK, _("Came back"), _("Asked to come back, and came back by the end of the period."), "asked AND returned", ASKED, ASKED_WORDS, better="up", **SHARE),  # type: ignore[arg-type]
    Metric("left_alone", Section.WINBACK, _("Left in peace"), _("Not asked, so as not to bother them more."), "left_alone", ALL, NOTICED, **SHARE),  # type: ignore[arg-type]
)  # fmt: skip
