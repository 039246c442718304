"""Who looks at the board, and at which part of the house."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house_all
from huisheng.core.tickets.access import tickets_for, tickets_for_wall
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.watch.insight.models import Wall


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the house by ids; None = all of it."""

    team: int | None = None
    channel: int | None = None
    scheme: int | None = None

    @property
    def asked(self) -> dict[str, int]:
        """As the parameters of an address, and as the parts of a number (`behind.PARTS`)."""
        named = {"team": self.team, "channel": self.channel, "scheme": self.scheme}
        return {name: value for name, value in named.items() if value is not None}

    def narrow(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        named = {"team": self.team, "channel": self.channel, "grade__scheme": self.scheme}
        return tickets.filter(**{name: value for name, value in named.items() if value is not None})


@dataclass(frozen=True)
class Look:
    """One look at the board: by a colleague within the gate, or by a wall screen; everything is said of one moment."""

    who: Staff | Wall
    scope: Scope = Scope()
    now: datetime | None = None

    @cached_property
    def at(self) -> datetime:
        return self.now or timezone.now()

    @property
    def seen(self) -> QuerySet[Ticket]:
        """All that may be seen, in whatever part of the house."""
        return tickets_for(self.who) if isinstance(self.who, Staff) else tickets_for_wall(self.who.team_id)

    @property
    def open(self) -> QuerySet[Ticket]:
        """The open tickets of this part: the only ones the board reads (the desk's partial indexes)."""
        return self.scope.narrow(self.seen.filter(IS_OPEN)).order_by()

    def ago(self, key: str) -> datetime:
        """The moment before which something lies too long, by the house's setting (hours)."""
        return self.at - timedelta(hours=int(self._settings[f"board.{key}"]))

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return house_all()
