"""A rule as one sentence, and its runs in words."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.kit.conditions import Condition, ConditionError, FieldSpec, describe
from huisheng.trips.deeds import Step
from huisheng.watch.automation.deeds import sentence
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.occasions import BY_CODE
from huisheng.watch.automation.timing import timing_words

Fields = Mapping[str, FieldSpec]


def rule_sentence(rule: Rule, fields: Fields, said: Callable[[Step], str] = sentence) -> str:
    """ "When new feedback comes in, and category is …: assigns it to the customer's own agent." In the active language."""
    parts = {"when": wakes(rule), "condition": asks(rule.condition, fields), "deeds": does(rule.deeds, said)}
    if "daily" in rule.timing and not rule.occasions:
        words = _("%(when)s, where %(condition)s: %(deeds)s.") if rule.condition else _("%(when)s: %(deeds)s.")
    else:
        words = _("When %(when)s, and %(condition)s: %(deeds)s.") if rule.condition else _("When %(when)s: %(deeds)s.")
    text = words % parts
    return text[:1].upper() + text[1:]


def wakes(rule: Rule) -> str:
    """What wakes it: "new feedback comes in or the grade is set or changed"."""
    said = [str(BY_CODE[code].label) for code in rule.occasions if code in BY_CODE]
    said += [timing_words(rule.timing)] if rule.timing else []
    return _(" or ").join(said)


def asks(condition: Condition, fields: Fields) -> str:
    """The condition in words; one that cannot be read any more as it is written."""
    try:
        return describe(condition, fields)
    except (ConditionError, KeyError, TypeError):
        return str(condition)


def does(deeds: list[Step], said: Callable[[Step], str] = sentence) -> str:
    """The deeds, one after the other."""
    return pgettext("deeds", ", then ").join(map(said, deeds))


OUTCOME_LOOKS: dict[str, tuple[str, str]] = {  # icon, mark
    Run.Outcome.DONE: ("circle-check", "ok"),
    Run.Outcome.PARTLY: ("alert-circle", "warn"),
    Run.Outcome.REFUSED: ("alert-circle", "warn"),
    Run.Outcome.FAILED: ("alert-circle", "bad"),
    Run.Outcome.LOOPED: ("player-pause", "warn"),
    Run.Outcome.BRAKED: ("player-pause", "bad"),
}


def woken_by(run: Run) -> str | Promise:
    """What woke this run, in words: the occasion, or that it was time."""
    if run.event is None:
        return pgettext("rule", "time")
    known = [one for one in BY_CODE.values() if one.kind == run.event.kind]
    said = [one for one in known if one.direction in ("", run.event.payload.get("direction", ""))]
    return said[0].label if said else run.event.kind
