"""What led to an event: the chain of causes, by which a rule is kept from chasing its own tail."""

from dataclasses import dataclass

from huisheng.core.tickets.models import Event

LONGEST = 5  # rules one after another; what the fifth does wakes no rule any more
FURTHEST = 40  # causes that are walked back; who stands behind more of them is barred as well
ACTED = "rule_acted"  # the event under which a rule does its deeds, and so the cause of all they write


@dataclass(frozen=True, slots=True)
class Chain:
    """The rules that acted on the way to an event, the latest first."""

    rules: tuple[int, ...]

    def bars(self, rule: int) -> bool:
        """Whether this rule must not act here: it did already in this chain, or the chain is too long."""
        return len(self.rules) >= LONGEST or rule in self.rules


def chain_of(event: Event | None) -> Chain:
    """Walk back along the causes: no query where nothing caused the event, else one a step."""
    rules: list[int] = []
    for _step in range(FURTHEST):
        if event is None or len(rules) >= LONGEST:
            return Chain(tuple(rules))
        if event.kind == ACTED:
            rules.append(event.payload["rule"])
        event = event.cause
    return Chain((*rules, *[0] * LONGEST))
