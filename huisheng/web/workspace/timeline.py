"""The ledger as sentences, and who stands behind each `by`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import ApiToken, Contact, Staff, Team
from huisheng.core.base.asked import Asked
from huisheng.core.base.models import Named
from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.kinds import BY_NAME
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.money import yuan
from huisheng.stages.closure.models import Closure, Try
from huisheng.stages.followup.models import Became, CallTry
from huisheng.stages.handling.models import Held, Snooze
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.triage.models import Grading, Incident
from huisheng.stages.triage.sentences import why_graded
from huisheng.stages.winback.models import Lost
from huisheng.watch.notify.models import HELD, OCCASIONS
from huisheng.web.frame.filters import when

Instant = Callable[[datetime | None], str]

ANSWERS = {  # to a hand-over
    "accepted": pgettext_lazy("hand-over", "accepted"),
    "declined": pgettext_lazy("hand-over", "declined"),
    "withdrawn": pgettext_lazy("hand-over", "no longer needed"),
}
MARKS = {
    "note": "note",
    "letter_bounced": "warn",
    "clock_breached": "warn",
    "clock_warned": "warn",
    "department_declined": "warn",
    "compensation_refused": "warn",
    "ticket_rejected": "warn",
    "reply_stopped": "warn",
    "survey_low": "warn",
}


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    text: str
    who: str
    kind: str


class Names:
    """Names behind the ids of a page, each table asked once."""

    def __init__(self, ticket: Ticket, records: Iterable[Event | Message]) -> None:
        records = list(records)
        self.customer = ticket.customer.name or _("Customer")
        payloads = [record.payload for record in records if isinstance(record, Event)]
        staff_ids = {record.by_id for record in records if record.by_kind == "staff"}
        staff_ids |= {payload.get(key) for payload in payloads for key in ("assignee", "staff", "to")}
        self.staff: dict[int, str] = dict(_of(_STAFF, staff_ids))
        self.tokens: dict[int, str] = dict(_of(_TOKENS, {one.by_id for one in records if one.by_kind == "token"}))
        contacts = {one.by_id for one in records if one.by_kind == "contact"}
        self.contacts: dict[int, str] = dict(_of(_CONTACTS, contacts))
        self.teams = {one.pk: one.label for one in _of(_TEAMS, {payload.get("team") for payload in payloads})}

    def of(self, record: Event | Message) -> str:
        """Who did it, in words."""
        if record.by_kind == "staff":
            return self.staff.get(record.by_id or 0, _("a colleague"))
        if record.by_kind == "customer":
            return self.customer
        if record.by_kind == "token":
            return self.tokens.get(record.by_id or 0, "API")
        if record.by_kind == "contact":
            return self.contacts.get(record.by_id or 0, _("a colleague"))
        return _("Huisheng")


def who_is(ids: set[Any]) -> dict[int, str]:
    """Names of these colleagues. One query, none for nobody."""
    return dict(_of(_STAFF, ids))


def lines_of(
    events: list[Event], names: Names, gradings: list[Grading], clocks: list[Clock], *, told: Instant = when
) -> list[Line]:
    """The ledger, newest first, one sentence each. `told` says an instant: paper has no "today"."""
    words = _words(gradings, clocks, told)
    return [
        Line(event.at, _sentence(event, names, words, told), names.of(event), MARKS.get(event.kind, ""))
        for event in reversed(events)
    ]


def _sentence(event: Event, names: Names, words: dict[str, dict[Any, str]], told: Instant) -> str:
    said = event.payload
    values = {name: str(value) for name, value in said.items()} | {"who": names.of(event)}
    values["channel"] = words["channel"].get(said.get("channel"), "")
    values["grade"] = words["grade"].get(said.get("grade"), str(said.get("grade", "")))
    values["reason"] = words["grading"].get(said.get("grading"), "") or values["grade"]
    values["tier"] = words["tier"].get(said.get("tier"), "–")
    values["category"] = words["category"].get(said.get("category"), "–")
    values["because"] = _(" (%(reason)s)") % {"reason": said["because"]} if said.get("because") else ""
    values["tags"] = _tag_words(said, words["tag"])
    values["assignee"] = names.staff.get(
        said.get("assignee") or said.get("to") or said.get("staff") or 0, ""
    ) or names.teams.get(said.get("team") or 0, _("the pool"))
    values["how"] = _choice(Assignment.How, said.get("how"))
    values["before"], values["after"] = _choice(Status, said.get("before")), _choice(Status, said.get("after"))
    clock_kind, due = words["clock"].get(said.get("clock"), ""), words["due"].get(said.get("clock"), "")
    values["clock"] = clock_kind or _choice(ClockKind, said.get("kind"))
    values["due"] = due
    values["until"] = told(parse_datetime(str(said.get("until") or "")))
    values["way"], values["result"] = _choice(Try.Way, said.get("way")), _choice(Try.Result, said.get("result"))
    values["cause"] = _choice(Closure.Kind, said.get("closure"))
    values["winback"] = _choice(Lost.State, said.get("winback"))
    values["stars"] = str(said.get("stars") or "–")
    values["outcome"] = _choice(CallTry.Outcome, said.get("outcome"))
    values["became"] = _choice(Became.Kind, said.get("became"))
    values["answer"] = str(ANSWERS.get(said.get("answer", ""), ""))
    values.setdefault("other", "")
    values["decided"] = _choice(Incident.State, said.get("state"))
    values["notice"] = str(OCCASIONS.get(said.get("notice", ""), said.get("notice", "")))
    values["why"] = _why(event)
    values["worked"] = _("it did") if said.get("worked") else _("it did not")
    values["amount"] = yuan(said.get("fen") or 0)
    values["bounce"] = bounce_words(str(said.get("bounce", "")))
    known = BY_NAME.get(event.kind)
    return str(known.sentence) % values if known else event.kind


def _why(event: Event) -> str:
    why = event.payload.get("why", "")
    choices = {"reply_stopped": Held.Stop, "ticket_woke": Snooze.End}.get(event.kind)
    return _choice(choices, why) if choices else str(HELD.get(why, ""))


def _words(gradings: list[Grading], clocks: list[Clock], told: Instant) -> dict[str, dict[Any, str]]:
    house = vocabulary()
    return {
        "channel": house.labels("channel"),
        "grading": {one.pk: why_graded(one) for one in gradings},
        "grade": house.labels("grade"),
        "category": house.labels("category"),
        "tag": house.labels("tag"),
        "tier": house.labels("tier"),
        "clock": {clock.pk: str(ClockKind(clock.kind).label) for clock in clocks},
        "due": {clock.pk: told(clock.due_at) for clock in clocks},
    }


class Vocabulary:
    """The house's words by kind and code, in both languages. Shared, not to be changed."""

    def __init__(self, words: dict[str, dict[str, Named]]) -> None:
        self.words = words
        self.said: dict[tuple[str, str], dict[str, str]] = {}

    def labels(self, kind: str) -> dict[Any, str]:
        key = (kind, get_language() or "")
        if key not in self.said:
            self.said[key] = {code: str(word.label) for code, word in self.words[kind].items()}
        return self.said[key]


def _load() -> Vocabulary:
    kinds: dict[str, Any] = {"channel": Channel, "grade": Grade, "category": Category, "tag": Tag, "tier": Tier}
    return Vocabulary({kind: {row.code: row for row in table.objects.all()} for kind, table in kinds.items()})


vocabulary: Remembered[Vocabulary] = Remembered(_load, Channel, Grade, Category, Tag, Tier)


def _tag_words(said: dict[str, Any], tags: dict[Any, str]) -> str:
    added = [tags.get(code, code) for code in said.get("added", said.get("tags", []))]
    removed = ["−" + tags.get(code, code) for code in said.get("removed", [])]
    return " ".join(added + removed)


def _choice(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


_STAFF: Asked[tuple[int, str]] = Asked(lambda ids: Staff.objects.filter(pk__any=ids).values_list("pk", "name"), list)
_TOKENS: Asked[tuple[int, str]] = Asked(
    lambda ids: ApiToken.objects.filter(pk__any=ids).values_list("pk", "name"), list
)
_CONTACTS: Asked[tuple[int, str]] = Asked(
    lambda ids: Contact.objects.filter(pk__any=ids).values_list("pk", "name"), list
)
_TEAMS: Asked[Team] = Asked(lambda ids: Team.objects.filter(pk__any=ids), list)


def _of(table: Asked[Any], ids: set[Any]) -> list[Any]:
    wanted = [one for one in ids if isinstance(one, int)]
    return table(wanted) if wanted else []
