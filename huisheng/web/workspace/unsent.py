"""What of a ticket page is not sent yet: one's drafts, what waits for its instant, the mark of what one has seen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.actions import may_take_back, solution_text
from huisheng.stages.handling.models import Draft, Held, Snooze
from huisheng.stages.handling.queries import drafts_on, files_of_drafts, files_of_held, held_on, snooze_on
from huisheng.stages.handling.seen import Meanwhile, Seen
from huisheng.stages.handling.speech import deadline_words
from huisheng.web.workspace.said import Shown
from huisheng.web.workspace.shown import kept_of, waiting_of
from huisheng.web.workspace.timeline import Names, who_is

MORNING, EVENING = time(9), time(18)
ROOM = timedelta(hours=1)  # an evening that is nearer than this is no choice
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that have not left: as they will read, with what may be done about them."""

    held: Held
    who: str
    text: str
    files: list[Shown]
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as its form shows it; one without a row is empty."""

    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Shown] = field(default_factory=list)
    at: datetime | None = None

    def word(self, name: str) -> str:
        """What was typed into a field, "" where nothing was."""
        return self.fields.get(name, "")

    def as_dict(self) -> dict[str, Any]:
        """For the page that writes on."""
        files = [{"pk": one.pk, "name": one.name, "url": one.url, "size": one.size} for one in self.files]
        at = timezone.localtime(self.at).strftime("%H:%M") if self.at else ""
        return {"version": self.version, "fields": self.fields, "files": files, "at": at}


NOTHING = Kept()


@dataclass(frozen=True, slots=True)
class Unsent:
    """What the composer and the end of the conversation show."""

    seen: Seen = field(default_factory=Seen)
    drafts: dict[str, Kept] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    snooze: Snooze | None = None

    def draft(self, kind: str) -> Kept:
        return self.drafts.get(kind, NOTHING)

    @property
    def soonest(self) -> str:
        """The ready-made "by when" of an offer."""
        return deadline_words(timezone.now())


def unsent_of(ticket: Ticket, staff: Staff, messages: Iterable[Message], names: Names) -> Unsent:
    """Three queries; one more for the files of drafts, and one for those of waiting words, where there are any."""
    held = held_on(ticket)
    files = files_of_held(held)
    people = who_is({one.by_id for one in held if one.by_kind == "staff"} - set(names.staff)) | names.staff
    waiting = [
        Waiting(
            one,
            people.get(one.by_id or 0, ""),
            words(one, ticket),
            waiting_of(ticket, files[one.pk]),
            may_take_back(one, ticket, staff),
        )
        for one in held
    ]
    seen = Seen.of((one.pk for one in messages), (one.pk for one in held))
    return Unsent(seen, kept_drafts(ticket, staff), waiting, snooze_on(ticket))


def kept_drafts(ticket: Ticket, staff: Staff) -> dict[str, Kept]:
    """One's own drafts by kind. One query, two where there are some."""
    drafts = drafts_on(ticket, staff)
    files = files_of_drafts(drafts.values())
    return {kind: Kept(one.version, one.fields, kept_of(ticket, files[one.pk]), one.at) for kind, one in drafts.items()}


def kept_draft(ticket: Ticket, draft: Draft | None) -> Kept:
    """One draft as its form shows it. One query."""
    if draft is None:
        return NOTHING
    return Kept(draft.version, draft.fields, kept_of(ticket, files_of_drafts([draft])[draft.pk]), draft.at)


def words(held: Held, ticket: Ticket) -> str:
    """What the customer will read."""
    if held.kind != Draft.Kind.SOLUTION:
        return str(held.fields.get("text", ""))
    with translation.override(ticket.customer.language or settings.LANGUAGE_CODE):
        return solution_text(held.fields, held.fields.get("text", ""))


def told(news: list[Meanwhile], ticket: Ticket) -> list[dict[str, Any]]:
    """What others wrote meanwhile, with names. One query where colleagues wrote."""
    people = who_is({one.by.id for one in news if one.by.kind == "staff"})
    customer = ticket.customer.name or str(_("Customer"))
    return [
        {"who": people.get(one.by.id or 0, "") or customer, "kind": one.kind, "text": one.text, "at": one.at,
         "anchor": one.anchor}
        for one in news
    ]  # fmt: skip


def choices_of_time(now: datetime | None = None) -> list[tuple[str, str | Lazy, datetime]]:
    """Times that suit a customer's day, with what a form sends: in an hour, this evening, tomorrow, Monday."""
    now = timezone.localtime(now)
    today, evening = now.date(), timezone.make_aware(datetime.combine(now.date(), EVENING))
    offered: list[tuple[str | Lazy, datetime]] = [(_("in an hour"), now + timedelta(hours=1))]
    if evening > now + ROOM:
        offered.append((_("today at six"), evening))
    offered.append((_("tomorrow at nine"), _morning(today + timedelta(days=1))))
    to_monday = (MONDAY - today.weekday()) % 7
    if to_monday > 1:
        offered.append((_("Monday at nine"), _morning(today + timedelta(days=to_monday))))
    return [(at.strftime("%Y-%m-%dT%H:%M"), label, at) for label, at in offered]


def _morning(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
