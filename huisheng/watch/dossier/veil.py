"""What identifies the customer is hidden in a dossier unless somebody who may asked for it open. Pure."""

import re
from dataclasses import dataclass

from huisheng.core.customers.models import Identity
from huisheng.kit.mask import mask_name, redact

SUM = re.compile(r"[0-9a-f]{64}")  # SHA-256
SHORTEST = 2  # a name of one character would be found in other words


@dataclass(frozen=True, slots=True)
class Veil:
    """`names` are the customer's, as they may be written in any text; `kept` are lines that are proof and stay as they
    are, such as numbers of orders and ids of letters.
    """

    opened: bool
    names: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()

    def name(self, name: str) -> str:
        return name if self.opened else mask_name(name)

    def identity(self, identity: Identity) -> str:
        return identity.shown if self.opened else identity.masked

    def text(self, text: str) -> str:
        """Free text: phones, addresses, cards and the customer's names hidden."""
        if self.opened or not text:
            return text
        for name in self.names:
            if len(name) >= SHORTEST:
                text = text.replace(name, mask_name(name))
        return redact(text)

    def lines(self, text: str) -> str:
        """Any text of the document, line by line: proof stays, the rest is as `text` says."""
        return "\n".join(
            line if line in self.kept or SUM.fullmatch(line) else self.text(line) for line in text.split("\n")
        )
