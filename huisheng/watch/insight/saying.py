"""Numbers as people read them, in the active language. No number is counted here."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from huisheng.watch.insight.metrics.shape import Unit

MINUTE, HOUR, DAY = 60, 3600, 86400


def said(unit: Unit, amount: float) -> str:
    """ "92%", "3 小时", "4.6", "127", "¥50": an amount in the unit of its number (shares 0 to 1, times in seconds)."""
    return SAID[unit](amount)


def whole_percent(share: float) -> str:
    """0.9 → "90%"."""
    return f"{round(100 * share)}%"


def yuan(fen: float) -> str:
    """ "¥50", "¥1,250.50"."""
    return f"¥{fen / 100:,.2f}".removesuffix(".00")


def points(score: float) -> str:
    """On a scale of 0 to 100: "81 分"."""
    return _("%(n)s points") % {"n": round(score)}


def promoted(score: float) -> str:
    """From −100 to +100, as NPS is written."""
    return f"{round(score):+d}".replace("-", "−").replace("+0", "0")


def percent(part: int, whole: int) -> int:
    """Whole per cent; all but one is never 100, and one of many never 0."""
    if not whole or part in {0, whole}:
        return 100 if whole and part else 0
    return min(99, max(1, round(100 * part / whole)))


def span(seconds: float) -> str:
    """How long, in at most two units: "40 秒", "42 分钟", "3 小时", "1 小时 25 分钟", "2 天 3 小时"."""
    if seconds < MINUTE:
        return _("%(n)s s") % {"n": int(seconds)}
    if seconds < HOUR:
        return _("%(n)s min") % {"n": int(seconds // MINUTE)}
    if seconds < DAY:
        return _two(_("%(n)s h"), int(seconds // HOUR), _("%(n)s min"), int(seconds % HOUR // MINUTE))
    return _two(_("%(n)s d"), int(seconds // DAY), _("%(n)s h"), int(seconds % DAY // HOUR))


SAID: dict[Unit, Callable[[float], str]] = {
    Unit.SHARE: whole_percent, Unit.COUNT: "{:.0f}".format, Unit.TIME: span, Unit.STARS: "{:.1f}".format, Unit.MEAN: "{:.1f}".format, Unit.SCORE: points, Unit.NPS: promoted,
    Unit.MONEY: yuan,
}  # fmt: skip


def _two(large: str, many: int, small: str, rest: int) -> str:
    words = large % {"n": many}
    return f"{words} {small % {'n': rest}}" if rest else words
