"""Several deeds with one click (宏): kept as steps, shown before they are done, and done all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.handling.models import Macro
from huisheng.trips.deeds import BY_CODE, Step, carry_out, checked, sentence

NO_RIGHT = _("You do not have the right for this.")


class MacroRefused(Refused):
    """A macro that cannot be kept or run. Of a run `reasons` holds (what, why) for every step that was refused."""

    code = "macro_refused"
    status = 409

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]] = (), **fields: Any) -> None:
        super().__init__(*args, **fields)
        self.reasons = list(reasons)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as the preview shows it."""

    step: Step
    says: str
    allowed: bool


@transaction.atomic
def save_macro(
    macro: Macro | None,
    *,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    by: Party,
    name_en: str = "",
    owner: Staff | None = None,
    team: Team | None = None,
    active: bool = True,
    rank: int = 0,
) -> Macro:
    """Make a macro or change one: one person's, one team's, else the house's. Raises MacroRefused, DeedRefused."""
    if not name.strip():
        raise MacroRefused(_("Please give a name."), name="")
    before = macro_facts(macro) if macro else None
    macro = macro or Macro()
    macro.name, macro.name_en = name.strip(), name_en.strip()
    macro.steps = checked(steps)
    macro.owner, macro.team, macro.active, macro.rank = owner, team, active, rank
    macro.save()
    after = macro_facts(macro)
    if before != after:
        record_change(f"handling.Macro:{macro.pk}", before=before, after=after, by=by)
    return macro


def plan_of(macro: Macro, staff: Staff) -> list[Planned]:
    """Everything it would do, and whether this person may."""
    return [Planned(step, sentence(step), _may(staff, step)) for step in macro.steps]


@transaction.atomic
def run_macro(
    macro: Macro, ticket: Ticket, *, staff: Staff, words: Mapping[int, str] | None = None, at: datetime | None = None
) -> list[str]:
    """Do every step, or none: raises MacroRefused with all reasons when one is refused. Returns what was done.

    `words`: step (counted from 0) → the text as the person changed it in the preview.
    """
    ticket, words = lock_ticket(ticket), words or {}
    steps = [step | ({"text": words[place]} if place in words else {}) for place, step in enumerate(macro.steps)]
    refused = [(sentence(step), why) for step in steps if (why := _try(ticket, step, staff))]
    if refused:
        said = " · ".join(f"{what}: {why}" for what, why in refused)
        raise MacroRefused(_("Nothing was done: %(said)s"), reasons=refused, said=said)
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1, last_used_at=at or timezone.now())
    record_event(ticket, "macro_run", by=staff.party, at=at, macro=macro.pk, steps=[step["deed"] for step in steps])
    return [sentence(step) for step in steps]


def macro_facts(macro: Macro) -> dict[str, Any]:
    """What the audit keeps about a macro."""
    shared = {"team": macro.team.code if macro.team else "", "owner": macro.owner_id}
    fields = ("name", "name_en", "steps", "active", "rank")
    return {field: getattr(macro, field) for field in fields} | shared


def _may(staff: Staff, step: Mapping[str, Any]) -> bool:
    deed = BY_CODE.get(str(step.get("deed")))
    return deed is not None and staff.allows(deed.right)


def _try(ticket: Ticket, step: Step, staff: Staff) -> str:
    """Do one step; why not, "" when it was done."""
    if not _may(staff, step):
        return str(NO_RIGHT)
    try:
        carry_out(ticket, step, by=staff.party)
    except Refused as refusal:
        ticket.refresh_from_db()
        return str(refusal)
    return ""
