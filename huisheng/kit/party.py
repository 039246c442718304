"""Who did it: the one way every room names the doer of a change."""

from dataclasses import dataclass
from typing import Literal

PartyKind = Literal["staff", "customer", "contact", "token", "rule", "system"]


@dataclass(frozen=True, slots=True)
class Party:
    """A person, an access token, a rule or the house itself. `name` is for people to read, never a key."""

    kind: PartyKind
    id: int | None = None
    name: str = ""


SYSTEM = Party("system")
