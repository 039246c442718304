"""The change log of the settings, in words: who changed what, from what to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import ApiToken, Staff
from huisheng.core.base.house import BY_KEY
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category, GradingScheme, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.paging import page
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.sla.models import Commitment, EscalationChain, ServicePolicy
from huisheng.stages.sla.sentences import promise_text
from huisheng.stages.triage.facts import GRADED_FIELDS
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule
from huisheng.watch.automation.facts import OWN_FIELDS
from huisheng.watch.automation.fields import fields_for
from huisheng.watch.automation.models import Rule
from huisheng.watch.automation.sentences import asks, does, wakes
from huisheng.watch.automation.timing import timing_words
from huisheng.web.workspace.audit_words import FIELDS, THINGS

PAGE = 50
RULE_FIELDS = fields_for(None, timezone.now()) | OWN_FIELDS  # their names only
PROMISE = ("kind", "amount", "unit")
# Things that may be switched or moved without a word of their name: where it is found, and by which column.
NAMED: dict[str, tuple[QuerySet[Any], str]] = {
    "automation.Rule": (Rule.objects.all(), "pk"),
    "catalogue.Category": (Category.objects.all(), "pk"),
    "catalogue.GradingScheme": (GradingScheme.objects.all(), "pk"),
    "catalogue.Tag": (Tag.objects.all(), "pk"),
    "channels.Channel": (Channel.objects.all(), "pk"),
    "knowledge.ReplyTemplate": (ReplyTemplate.objects.all(), "pk"),
    "routing.RoutingRule": (RoutingRule.objects.all(), "pk"),
    "sla.EscalationChain": (EscalationChain.objects.all(), "code"),
    "sla.ServicePolicy": (ServicePolicy.objects.all(), "code"),
    "triage.CategoryRule": (CategoryRule.objects.all(), "pk"),
    "triage.GradeRule": (GradeRule.objects.all(), "pk"),
    "triage.LevelRule": (LevelRule.objects.all(), "pk"),
}
EMPTY: Mapping[str, str] = MappingProxyType({})
ORDER: tuple[tuple[str, Any], ...] = (("at", "desc"), ("id", "desc"))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: its name ("" for a plain setting), before and after in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditRow:
    at: datetime
    who: str
    what: str
    changes: list[Change]


def audit_rows(cursor: str = "", *, size: int = PAGE) -> tuple[list[AuditRow], str | None]:
    """A page of the log, newest first, and where the next begins. Three queries, and one per sort of unnamed thing."""
    found = page(SettingChange.objects.all(), ORDER, cursor, size)
    names, things = _names(found.rows), _things(found.rows)
    rows = [
        AuditRow(one.at, names.get((one.by_kind, one.by_id or 0)) or _who(one), what_of(one, things), changes_of(one))
        for one in found.rows
    ]
    return rows, found.next_cursor


def what_of(change: SettingChange, things: Mapping[str, str] = EMPTY) -> str:
    """ "Largest upload, MB per file", "Person 林晓", "Working calendar 3 · 2026-10-10"; `things` names the others."""
    if known := BY_KEY.get(change.subject):
        return str(known.label)
    thing, _colon, rest = change.subject.partition(":")
    number, _dot, detail = rest.partition(".")
    name = _name_in(change.after) or _name_in(change.before) or things.get(f"{thing}:{number}") or number
    return " · ".join(filter(None, (f"{THINGS.get(thing, thing)} {name}".strip(), detail)))


def changes_of(change: SettingChange) -> list[Change]:
    """Only what differs; a thing that was made shows all it got, without the empty parts."""
    before, after = change.before, change.after
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return [Change("", words(before), words(after))]
    keys = dict.fromkeys([*(before or {}), *(after or {})])
    pairs = [(key, (before or {}).get(key), (after or {}).get(key)) for key in keys]
    return [
        Change(str(FIELDS.get(key, key)), *_told(key, old, new)) for key, old, new in pairs if words(old) != words(new)
    ]


def _told(key: str, old: Any, new: Any) -> tuple[str, str]:
    """Before and after as sentences where there are some, in full where the sentences would read alike."""
    sentences = _sentence(key, old), _sentence(key, new)
    return sentences if sentences[0] != sentences[1] else (words(old), words(new))


def _sentence(key: str, value: Any) -> str:
    if key == "condition" and isinstance(value, dict):
        return asks(value, RULE_FIELDS | GRADED_FIELDS)
    if key == "deeds" and isinstance(value, list):
        return does(value)
    if key == "occasions" and isinstance(value, list):
        return wakes(Rule(occasions=value))
    if key == "timing" and value:
        return timing_words(value)
    if key == "commitments" and isinstance(value, list):
        return "; ".join(promise_text(Commitment(**{name: one[name] for name in PROMISE})) for one in value)
    return words(value)


def words(value: Any) -> str:
    """A stored value for people to read."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words(one)}" for key, one in value.items())
    return str(value)


def _name_in(facts: Any) -> str:
    return str(facts.get("name", "")) if isinstance(facts, dict) else ""


def _things(rows: Iterable[SettingChange]) -> dict[str, str]:
    """What is called only by its number in the rows: "triage.GradeRule:12" → its name today."""
    asked: dict[str, set[str]] = {}
    for row in rows:
        thing, _colon, rest = row.subject.partition(":")
        if thing in NAMED and not (_name_in(row.after) or _name_in(row.before)):
            asked.setdefault(thing, set()).add(rest.partition(".")[0])
    found: dict[str, str] = {}
    for thing, keys in asked.items():
        things, key = NAMED[thing]
        named = things.filter(**{f"{key}__in": keys}).order_by("pk").values_list(key, "name")
        found |= {f"{thing}:{one}": name for one, name in named}
    return found


def _names(rows: Iterable[SettingChange]) -> dict[tuple[str, int], str]:
    asked = {(row.by_kind, row.by_id) for row in rows if row.by_id}
    ids = {kind: [pk for who, pk in asked if who == kind] for kind in ("staff", "token")}
    people = Staff.objects.filter(pk__in=ids["staff"]).values_list("pk", "name")
    tokens = ApiToken.objects.filter(pk__in=ids["token"]).values_list("pk", "name")
    return {("staff", pk): name for pk, name in people} | {("token", pk): name for pk, name in tokens}


def _who(change: SettingChange) -> str:
    return _("the house itself") if change.by_kind == "system" else f"{change.by_kind} {change.by_id or ''}".strip()
