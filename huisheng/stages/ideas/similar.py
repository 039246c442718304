"""Suggestions that say the same, found while somebody types: the bigram index proposes, `kit/likeness` decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, QuerySet, Value

from huisheng.kit.likeness import likeness, pieces
from huisheng.stages.ideas.models import Suggestion

LEAST = 0.3  # likeness from which on it is worth a look; measured on the demo's titles (tests)
MOST_PIECES = 8  # of what is typed, for the index: the first eight are enough to find a title again
CANDIDATES = 400  # looked at in full; the most wanted first


class Matches(Func):
    """`Matches(column, Value(tsquery))` by the bigram index."""

    template = "bigrams(%(expressions)s::tsquery)"
    arg_joiner = ") @@ ("
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class Alike:
    """One that says nearly the same, from 0 to 1."""

    suggestion: Suggestion
    likeness: float


def similar(text: str, *, leave_out: int | None = None, public: bool = False, limit: int = 5) -> list[Alike]:
    """Those most like `text`, the most alike first; `public`: only what the public page shows. One query, none where
    nothing in the text says what it is about.
    """
    typed = pieces(text)
    asked = two_of(sorted(typed, key=text.lower().find)[:MOST_PIECES])
    if not asked:
        return []
    found = [Alike(one, likeness(typed, pieces(one.title))) for one in _candidates(asked, leave_out, public)]
    close = sorted(
        (one for one in found if one.likeness >= LEAST), key=lambda one: (-one.likeness, -one.suggestion.votes)
    )
    return close[:limit]


def two_of(words: Sequence[str]) -> str:
    """The tsquery of texts that hold at least two of these pieces: one in common is chance. Empty for fewer than two."""
    quoted = [f"'{word}'" for word in words]
    return " | ".join(
        f"({one} & ({' | '.join(rest)}))" for place, one in enumerate(quoted) if (rest := quoted[place + 1 :])
    )


def _candidates(asked: str, leave_out: int | None, public: bool) -> QuerySet[Suggestion]:
    found = Suggestion.objects.filter(Matches(F("title"), Value(asked)), merged_into=None)
    if public:
        found = found.filter(public=True)
    if leave_out is not None:
        found = found.exclude(pk=leave_out)
    return found.only("title", "votes", "status", "public").order_by("-votes", "-pk")[:CANDIDATES]
