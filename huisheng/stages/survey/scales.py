"""What an answer is worth: kept as it was given, and made comparable. Pure."""

from collections.abc import Mapping
from typing import Any

from huisheng.stages.survey.models import Question

Kind = Question.Kind
HUNDRED = 100.0
SCORED = (Kind.CSAT, Kind.NPS, Kind.CES)
GOOD = {Kind.CSAT: 4, Kind.CES: 5}  # from here on it is good: 好评率 = top grades ÷ answers (requirements A14)
SOLVED = "solved"  # the code of "is it solved?": a No to it is as grave as a low score
PROMOTER, DETRACTOR = 9, 6  # NPS = share of 9-10 minus share of 0-6 (requirements A14)


def normalise(kind: str, raw: int | None) -> float | None:
    """The answer on 0-100: CSAT 1-5, NPS 0-10, CES 1-7 (7 = very easy = 100). None for other kinds and for no answer.

    Raises ValueError for a number outside the scale.
    """
    if raw is None or kind not in SCORED:
        return None
    least, most = Question.SCALES[Kind(kind)]
    if not least <= raw <= most:
        raise ValueError(f"{raw} is not on the scale of {kind}")
    return round((raw - least) * HUNDRED / (most - least), 2)


def is_low(kind: str, raw: int | None, limits: Mapping[str, int]) -> bool:
    """Whether somebody should ring up; `limits` holds, per kind, the highest answer that is low."""
    return raw is not None and kind in SCORED and raw <= limits.get(kind, -1)


def says_no(code: str, kind: str, raw: Any) -> bool:
    """Whether it is a No to "is it solved?"."""
    return code == SOLVED and kind == Kind.YES_NO and raw == 0


def nps_of(raws: Mapping[int, int]) -> float | None:
    """−100…100 from counts per answer 0-10: share of promoters minus share of detractors. None without answers."""
    total = sum(raws.values())
    if not total:
        return None
    promoters = sum(n for raw, n in raws.items() if raw >= PROMOTER)
    detractors = sum(n for raw, n in raws.items() if raw <= DETRACTOR)
    return round((promoters - detractors) * HUNDRED / total, 1)


def mean_of(raws: Mapping[int, int]) -> float | None:
    """The mean of the answers as they were given. None without answers."""
    total = sum(raws.values())
    return round(sum(raw * n for raw, n in raws.items()) / total, 2) if total else None


def good_share(kind: str, raws: Mapping[int, int]) -> float | None:
    """Share of good answers in %, for CSAT (4-5) and CES (5-7); None for other kinds and without answers."""
    total, least = sum(raws.values()), GOOD.get(Kind(kind))
    if not total or least is None:
        return None
    return round(sum(n for raw, n in raws.items() if raw >= least) * HUNDRED / total, 1)


def as_raw(kind: str, value: Any) -> int | None:
    """The number of an answer of a scale, None for one that is no whole number on it."""
    least, most = Question.SCALES.get(Kind(kind), (0, -1))
    try:
        raw = int(str(value).strip())
    except ValueError:
        return None
    return raw if least <= raw <= most else None
