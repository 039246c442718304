"""Suggestions for tests."""

from typing import Any

from huisheng.core.customers.tests.make import make_customer
from huisheng.kit.party import SYSTEM
from huisheng.stages.ideas.actions import keep_suggestion
from huisheng.stages.ideas.models import Proposal, Suggestion

_COUNT = iter(range(13_500_000_000, 13_600_000_000))


def make_suggestion(title: str = "包装里多放一层泡沫", **changes: Any) -> Suggestion:
    """A suggestion with one customer behind it."""
    given: dict[str, Any] = {
        "words": "包装太薄了，希望多放一层泡沫", "source": Proposal.Source.CALLBACK, "by": SYSTEM,
    }  # fmt: skip
    if "customer" not in changes and "ticket" not in changes:
        changes["customer"] = make_customer("钱先生", phone=str(next(_COUNT)))
    return keep_suggestion(title=title, **(given | changes))


def add_voices(suggestion: Suggestion, count: int) -> list[Proposal]:
    """So many more customers who want it, in words of their own."""
    for number in range(count):
        make_suggestion(suggestion.title, into=suggestion, words=f"我也想要 {number}")
    return list(suggestion.proposals.order_by("pk"))
