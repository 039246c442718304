"""What the ticket turned out to be, beside the conversation: what is known, what must be known before it is filed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Event, Ticket
from huisheng.stages.closure.filing import NEEDS, finding_of, missing_in, needs_of
from huisheng.stages.closure.models import Finding, RootCause

IMPROVE = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Filing:
    finding: Finding | None = None
    missing: Sequence[str | Promise] = ()  # names of the fields
    may_set: bool = False


def filing_of(staff: Staff, ticket: Ticket, events: Iterable[Event]) -> Filing:
    """One query where the ledger knows of a finding, none elsewhere."""
    finding = finding_of(ticket) if any(event.kind == "finding_set" for event in events) else None
    missing = missing_in(needs_of(ticket), finding)
    return Filing(finding, [NEEDS[name] for name in missing], staff.allows(Right.ANSWER))


def finding_by(sent: Mapping[str, str]) -> dict[str, Any]:
    """What the small form says; a choice nobody knows is none."""
    cause, team = sent.get("cause", ""), sent.get("finding_team", "")
    return {
        "cause": RootCause.objects.filter(pk=_pk(cause)).first(),
        "words": sent.get("found", ""),
        "team": Team.objects.filter(pk=_pk(team)).first(),
        "improve": IMPROVE.get(sent.get("improve", "")),
    }


def _pk(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
