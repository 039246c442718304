"""Say what a ticket turned out to be; what must be known before it is filed; the house's root causes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Team
from huisheng.core.base.actions import record_change
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.filing import NEEDS, missing_of
from huisheng.stages.closure.models import ClosingRule, Finding, RootCause

LONGEST = 2000  # characters of the words


class FindingMissing(Refused):
    """A colleague ends it before what must be known is known; the customer's own yes is never refused for that."""

    code = "finding_missing"
    status = 409
    message = _("Before it is filed, fill in on the right: %(missing)s.")


class FindingUnclear(Refused):
    code = "finding_unclear"


class FilingRefused(Refused):
    code = "filing_refused"


@transaction.atomic
def set_finding(
    ticket: Ticket, *, cause: RootCause | None = None, words: str = "", team: Team | None = None,
    improve: bool | None = None, by: Party, at: datetime | None = None,
) -> Finding:  # fmt: skip
    """What it turned out to be, as a whole: what is left out is not known (any more). Works before and after the end.

    Raises FindingUnclear when nothing is said at all, or too much.
    """
    ticket, at, words = lock_ticket(ticket), at or timezone.now(), words.strip()
    if cause is None and not words and team is None and improve is None:
        raise FindingUnclear(_("Please fill in at least one of the fields."))
    if len(words) > LONGEST:
        raise FindingUnclear(_("At most %(max_length)s characters."), max_length=LONGEST, words="")
    said: dict[str, Any] = {"cause": cause, "words": words, "team": team, "improve": improve, "at": at}
    finding, _new = Finding.objects.update_or_create(
        ticket=ticket, defaults=said | {"by_kind": by.kind, "by_id": by.id}
    )
    record_event(ticket, "finding_set", by=by, at=at, cause_of_it=cause.code if cause else "")
    return finding


def refuse_unknown(ticket: Ticket, *, by: Party) -> None:
    """Raises FindingMissing, with the fields, where a colleague ends it; the house itself files what it can."""
    if by.kind == "staff" and (missing := missing_of(ticket)):
        raise FindingMissing(missing=gettext(", ").join(str(NEEDS[name]) for name in missing))


@transaction.atomic
def save_closing_rule(category: Category | None, *, needs: Iterable[str] | None, by: Party) -> None:
    """What must be known of a category (None: of every other) before a colleague files it; `needs` None takes the rule
    off, so that the parent's or the rest's holds. Raises FilingRefused for a field that no finding has.
    """
    wanted = None if needs is None else [name for name in NEEDS if name in set(needs)]
    if needs is not None and set(needs) - set(NEEDS):
        raise FilingRefused(_("There is no such field."))
    row = ClosingRule.objects.filter(category=category).first()
    before = row.needs if row else None
    if before == wanted:
        return
    if row is None:
        ClosingRule.objects.create(category=category, needs=wanted)
    elif wanted is None:
        row.delete()
    else:
        row.needs = wanted
        row.save(update_fields=["needs"])
    subject = f"closure.ClosingRule:{category.code if category else '*'}"
    record_change(subject, before={"needs": before}, after={"needs": wanted}, by=by)


@transaction.atomic
def save_cause(
    cause: RootCause | None = None, *, code: str = "", name: str, name_en: str = "", rank: int = 0, active: bool = True,
    by: Party,
) -> RootCause:  # fmt: skip
    """Make a root cause (None needs a free `code`) or change one; findings keep those that are switched off.

    Raises FilingRefused.
    """
    before = _facts(cause) if cause else None
    cause = cause or RootCause(code=_free_code(code))
    if not name.strip():
        raise FilingRefused(_("Please give a name."), name="")
    cause.name, cause.name_en, cause.rank, cause.active = name.strip(), name_en.strip(), rank, active
    cause.save()
    if before != _facts(cause):
        record_change(f"closure.RootCause:{cause.pk}", before=before, after=_facts(cause), by=by)
    return cause


def _free_code(code: str) -> str:
    try:
        validate_slug(code.strip())
    except ValidationError as error:
        raise FilingRefused(_("A code has letters, digits, - and _ only."), code=code) from error
    if RootCause.objects.filter(code=code.strip()).exists():
        raise FilingRefused(_("The code “%(code)s” is taken."), code=code)
    return code.strip()


def _facts(cause: RootCause) -> dict[str, Any]:
    return {name: getattr(cause, name) for name in ("name", "name_en", "rank", "active")}
