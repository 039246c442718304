"""A promise and a policy line by line, in words: for the editor, for trying out, and to tell two versions apart."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.core.tickets.status import Status

from .audience import people_text, ways_text
from .models import ClockKind, Commitment, EscalationLevel, ServicePolicy
from .occasions import Occasion
from .sentences import amount_text, hours_text

Lines = dict[str, str]  # what it is about → how it is


def when_text(rule: Mapping[str, Any]) -> str:
    """ "at 80% of the time", "60 minutes after the start", "30 minutes before it is due"."""
    if rule.get("percent") is not None:
        return _("at %(n)s%% of the time") % {"n": rule["percent"]}
    minutes = rule["minutes"]
    if rule.get("before"):
        return ngettext("%(n)d minute before it is due", "%(n)d minutes before it is due", minutes) % {"n": minutes}
    return ngettext("%(n)d minute after the start", "%(n)d minutes after the start", minutes) % {"n": minutes}


def told_text(tell: Iterable[str], ways: Iterable[str] = (), names: dict[str, str] | None = None) -> str:
    """ "supervisors (email + group robot)"; nobody is said as well."""
    people = people_text(tell, names) or _("nobody")
    named = ways_text(ways)
    return _("%(people)s (%(ways)s)") % {"people": people, "ways": named} if named else people


def level_text(level: EscalationLevel, names: dict[str, str] | None = None) -> str:
    """ "60 minutes late: supervisors (email)"."""
    if not level.minutes:
        when = _("when it is overdue")
    else:
        when = ngettext("%(n)d minute late", "%(n)d minutes late", level.minutes) % {"n": level.minutes}
    return _("%(when)s: %(told)s") % {"when": when, "told": told_text(level.tell, level.ways, names)}


def commitment_lines(row: Commitment, names: dict[str, str] | None = None) -> Lines:
    """Everything a promise says, without what is as usual. One query for a chain that is not loaded."""
    warnings = [f"{when_text(step)} → {told_text(step['tell'], step.get('ways') or (), names)}" for step in row.warn]
    said = {
        _("Time"): amount_text(row.amount, row.unit),
        _("Warnings"): _("; ").join(warnings),
        _("Told when overdue"): told_text(row.breach_tells, (), names),
        _("Then it climbs"): row.chain.label if row.chain else "",
        _("Target, %"): f"{row.target_percent}%" if row.target_percent else "",
        _("Beats earlier ones"): _("yes") if row.overrides else "",
        _("Starts when"): occasions_text([row.start_event] if row.start_event else []),
        _("Is kept when"): occasions_text(row.stop_events),
        _("Waits"): pauses_text(row.pauses_in),
    }
    return {label: text for label, text in said.items() if text}


def occasions_text(codes: Iterable[str]) -> str:
    """What happens to a ticket, in words; "" = as usual for the kind."""
    known = dict(Occasion.choices)
    return _(", ").join(str(known.get(one, one)) for one in codes)


def pauses_text(statuses: list[str] | None) -> str:
    """In which statuses the promise waits; "" = as usual."""
    if statuses is None:
        return ""
    return _(", ").join(str(Status(one).label) for one in statuses) or _("never")


def policy_lines(policy: ServicePolicy, scope: str) -> Lines:
    """A policy without its promises; `scope` is the sentence that says for which feedback."""
    said = {
        _("Name"): policy.name,
        _("English name"): policy.name_en,
        _("For"): scope,
        _("Counted on"): hours_text(policy),
        _("Valid"): validity_text(policy),
        _("Source"): policy.source,
        _("Checked against the source on"): date_format(policy.verified_on) if policy.verified_on else "",
        _("Note"): policy.note,
        _("Place in lists"): str(policy.rank),
    }
    return {label: text for label, text in said.items() if text}


def validity_text(policy: ServicePolicy) -> str:
    """ "from 1 Jan 2027", "until …", "… to …"; "" = without end."""
    days = {"from": policy.valid_from, "until": policy.valid_until}
    said = {name: date_format(day) for name, day in days.items() if day}
    if len(said) == 2:
        return _("%(from)s to %(until)s") % said
    if "from" in said:
        return _("from %(from)s on") % said
    return _("until %(until)s") % said if said else ""


def kind_label(row: Commitment, grade: str = "") -> str:
    """ "First response · red"."""
    label = str(ClockKind(row.kind).label)
    return f"{label} · {grade}" if grade else label
