"""Weigh one reply. Pure; a reply of 2,000 characters takes a few milliseconds."""

from collections.abc import Iterable, Sequence

from huisheng.kit.text import fold
from huisheng.kit.wording import Hint, compiled, times_in

from .case import Case, own_words
from .shapes import Mark, Reason, Weight

BASE = 40  # of 100: a plain, correct answer; the rest is reached by what makes it warm. Ours: no source gives a number
WARM = 75  # more than half of what can be reached. Ours
MOST_LOST = 60
SHARED = 2  # words of the own case that a reply takes up
Place = tuple[int, int]


def weigh(text: str, marks: Iterable[Mark], case: Case, hints: Sequence[Hint] = ()) -> Weight:
    """The score is BASE + (100 − BASE) · gained ÷ possible − lost, within 0-100, rounded.

    Only marks whose situations hold count, for what is possible as well: a short progress note is not asked for an
    apology. `hints`: what the wording rules found in the text.
    """
    known = [one for one in marks if one.when <= case.when]
    places = {one.code: place for one in known if (place := _place(one, text, case)) is not None}
    places |= {one.code: place for one in known if (place := _steps(one, places)) is not None}
    wanted = [one for one in known if one.points > 0]
    gained = [Reason(one.code, one.points, *places[one.code]) for one in wanted if one.code in places]
    lost = [reason for one in known if one.points < 0 for reason in _costs(one, text, hints, places)]
    possible = sum(one.points for one in wanted)
    reached = sum(one.points for one in gained) / possible if possible else 1.0
    score = BASE + (100 - BASE) * reached + max(-MOST_LOST, sum(one.points for one in lost))
    missing = [one.code for one in wanted if one.code not in places]
    return Weight(max(0, min(100, round(score))), possible, gained, lost, missing)


def bound_of(score: float) -> str:
    """warm, plain or cold: for words beside the number. Cold is only what has lost something, or is a brush-off."""
    return "warm" if score >= WARM else "plain" if score >= BASE else "cold"


def _place(mark: Mark, text: str, about: Case) -> Place | None:
    """Where the mark is in the text; None where it is not, and for marks that are made of others."""
    match mark.how:
        case "patterns":
            return next((found.span() for one in mark.patterns if (found := compiled(one).search(text))), None)
        case "name":
            return next((_span(text, one) for one in about.calls if one in text), None)
        case "time":
            return next(times_in(text), None)
        case "case":
            return _own_case(text, about)
        case "short":
            return (0, len(text)) if len(text.strip()) < mark.least else None
    return None


def _steps(mark: Mark, places: dict[str, Place]) -> Place | None:
    """All the marks it needs, in their order where that counts: from the first to the last."""
    if mark.how != "steps" or any(code not in places for code in mark.needs):
        return None
    starts = [places[code][0] for code in mark.needs]
    if mark.ordered and starts != sorted(starts):
        return None
    return (min(starts), max(places[code][1] for code in mark.needs)) if starts else None


def _costs(mark: Mark, text: str, hints: Sequence[Hint], places: dict[str, Place]) -> list[Reason]:
    if mark.how == "wording":
        return [Reason(mark.code, mark.points, one.start, one.end) for one in hints if one.rule.kind in mark.needs]
    return [Reason(mark.code, mark.points, *places[mark.code])] if mark.code in places else []


def _own_case(text: str, about: Case) -> Place | None:
    shared = own_words([text]) & about.words
    enough = min(SHARED, 1 + len(about.words) // 4)  # of few words one is enough
    if len(shared) < enough and not any(len(one) > 3 and one[-1].isdigit() for one in shared):
        return None
    folded = fold(text)  # of the same length but for odd letters: then the whole is shown
    places = [(start, start + len(one)) for one in shared if (start := folded.find(one)) >= 0]
    return min(places) if places and len(folded) == len(text) else (0, len(text))


def _span(text: str, part: str) -> Place:
    start = text.index(part)
    return start, start + len(part)
