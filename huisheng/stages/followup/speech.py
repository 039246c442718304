"""The script of one callback as it is said: the variables of `script.py`, filled from customer, matter and list."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.knowledge.fill import fill
from huisheng.kit.mirror import mirrored
from huisheng.stages.followup.models import Callback
from huisheng.stages.followup.script import said
from huisheng.stages.handling.models import Solution


@dataclass(frozen=True, slots=True)
class Script:
    """What to say first and last, in the reader's language; what nothing was known for stays as {name}."""

    opening: str
    closing: str


class CallSpeech(Mapping[str, str]):
    """The variables of one callback as `staff` says them, each found out when it is first asked for."""

    def __init__(self, callback: Callback, staff: Staff) -> None:
        ticket, facts = callback.ticket, callback.facts
        self._sources: dict[str, Callable[[], str]] = {
            "customer": lambda: callback.customer.name,
            "agent": lambda: staff.name,
            "house": lambda: str(house("house.name")),
            "subject": lambda: mirrored(ticket.subject) if ticket else "",
            "number": lambda: ticket.number if ticket else "",
            "order": lambda: ticket.order_number if ticket else str(facts.get("order", "")),
            "days": lambda: str(days_since(callback)),
            "measure": lambda: _measure(callback),
            "handler": lambda: ticket.assignee.name if ticket and ticket.assignee else "",
            "source": lambda: str(facts.get("source", "")),
            "idea": lambda: str(facts.get("idea", "")),
            "answer": lambda: str(facts.get("answer", "")),
        }
        self._found: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._found:
            self._found[name] = self._sources[name]()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def script_of(callback: Callback, speech: CallSpeech) -> Script:
    """Opening and closing, filled."""
    return Script(*(fill(said(callback.scenario, name, reading()), speech)[0] for name in ("opening", "closing")))


def reading() -> str:
    """The language of who reads the script."""
    return get_language() or "zh-hans"


def days_since(callback: Callback) -> int:
    """Whole days since the matter came in, else since the customer came to us; never below 0."""
    if callback.ticket is not None:
        began = timezone.localdate(callback.ticket.created_at)
    else:
        began = callback.customer.customer_since or timezone.localdate(callback.customer.created_at)
    return max(0, (timezone.localdate() - began).days)


def _measure(callback: Callback) -> str:
    solution = Solution.objects.filter(ticket=callback.ticket).order_by("-round").first() if callback.ticket else None
    return solution.measure if solution else ""
