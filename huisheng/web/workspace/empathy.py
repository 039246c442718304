"""Three steps to an answer that calms (requirements S4): hear and confirm, soothe, get to the point; then a choice.

Each step is a slot with wordings of the house from its folder, filled from the ticket; those of the kind of complaint first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.sentiment import feeling
from huisheng.web.workspace.offers import Offer, offers_for
from huisheng.web.workspace.said import Said

UPSET = -0.5  # of −1 (furious) to 1: from here on one lets people speak first
STEPS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("hear", _("Hear and confirm"), _("Say back what happened, and that the feeling is right.")),
    ("soothe", _("Apologise and soothe"), _("Sorry for what exactly, and who sees it through.")),
    ("focus", _("Get to the point"), _("The one or two things you need to know to go on.")),
    ("choose", _("Give a choice"), _("Only once the customer is calm: what can be done, and which one is wanted.")),
)
SCENARIOS: dict[str, str | Promise] = {
    "quality": _("Quality: sorry, how far the check is, by when"),
    "service": _("Service: admit it, put it right at once, what changes"),
    "delay": _("Delay: the reason, what we make good, how far it is"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One step: what it is for, and the wordings to begin with, best first."""

    code: str
    name: str | Promise
    hint: str | Promise
    wordings: list[Offer]

    @property
    def text(self) -> str:
        """What stands in it at first; a choice is offered, not put in."""
        return self.wordings[0].text if self.wordings and self.code != "choose" else ""


def slots_for(ticket: Ticket, staff: Staff, scenario: str) -> list[Slot]:
    """The four slots for one kind of complaint ("" = any)."""
    offers = offers_for(ticket, staff)
    return [
        Slot(code, name, hint, _fitting([one for one in offers if one.template.folder == code], scenario))
        for code, name, hint in STEPS
    ]


def scenario_of(ticket: Ticket) -> str:
    """The kind of complaint as the category says it; "" where it says none."""
    code = ticket.category.code if ticket.category else ""
    return next((name for name in SCENARIOS if name in code), "")


def is_upset(said: Iterable[Said]) -> bool:
    """Whether the customer's latest words are those of somebody who has to be heard first."""
    words = [one.text for one in said if one.side == "in"]
    return bool(words) and feeling(words[-1]).score <= UPSET


def _fitting(offers: list[Offer], scenario: str) -> list[Offer]:
    """Those of the scenario, then the general ones; those of another kind of complaint are left out."""
    others = [name for name in SCENARIOS if name != scenario]
    fits = [one for one in offers if not one.template.code.startswith(tuple(f"{name}_" for name in others))]
    return sorted(fits, key=lambda one: not one.template.code.startswith(f"{scenario}_") if scenario else 0)
