"""Spans of time as people say them."""

from django.utils.translation import ngettext


def length_words(minutes: int) -> str:
    """90 → "90 minutes", 120 → "2 hours", 4320 → "3 days"."""
    if minutes % 1440 == 0 and minutes:
        return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0 and minutes:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
