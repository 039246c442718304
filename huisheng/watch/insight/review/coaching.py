"""What would help somebody's talks, from plain sums. Pure: no name goes in, no rank comes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LEAST_TALKS = 3  # fewer say nothing about a person
OPENINGS_KEPT, RECORDS_KEPT = (
    0.8,
    0.9,
)  # shares below which it is worth a word; ours, the goals of S2 are 15 s and 100 %
RATING = 4.0  # half a star below the goal of 4.5 (S2)


class Need(StrEnum):
    """What is worth a word."""

    OPENING = "opening"
    RECORD = "record"
    RATING = "rating"
    ROBOTIC = "robotic"


@dataclass(frozen=True, slots=True)
class Talks:
    """Sums over the talks of one person: of `timed` openings `quick` took at most 15 seconds, of `due` records `kept` were
    complete in ten minutes; `stars` is a mean over `rated`."""

    talks: int
    timed: int = 0
    quick: int = 0
    due: int = 0
    kept: int = 0
    rated: int = 0
    stars: float | None = None
    robotic: int = 0

    @property
    def needs(self) -> list[Need]:
        """Nothing of fewer than three talks."""
        return list(self._needs()) if self.talks >= LEAST_TALKS else []

    def _needs(self) -> Iterator[Need]:
        if self.timed >= LEAST_TALKS and self.quick < OPENINGS_KEPT * self.timed:
            yield Need.OPENING
        if self.due >= LEAST_TALKS and self.kept < RECORDS_KEPT * self.due:
            yield Need.RECORD
        if self.rated >= LEAST_TALKS and self.stars is not None and self.stars < RATING:
            yield Need.RATING
        if self.robotic:
            yield Need.ROBOTIC
