"""The own words, and a team's sums. A person sees the own hits first; a team's page names nobody."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils import timezone

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.warmth import BASE, WARM, Reason, Weight
from huisheng.kit.wording import spoken
from huisheng.watch.warmth.models import WarmthMark, Weighed

LEAST_WRITERS = 3  # a team's sums are shown from so many writers on: fewer would be one person's
MOST = 8
EXAMPLES = 12
LONGEST = 24  # characters of a reply that a line of its bill shows


@dataclass(frozen=True, slots=True)
class Week:
    """Mean of the replies of one week (its Monday)."""

    first: date
    mean: float
    count: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording rule and how many replies it was found in."""

    phrase: Phrase
    count: int

    @property
    def shown(self) -> str:
        """The wording as one would say it."""
        return " · ".join(spoken(one) for one in self.phrase.patterns[:2]) or self.phrase.shown


@dataclass(frozen=True, slots=True)
class Missed:
    """A mark that could have been reached, how often it was not, and of how many replies that could."""

    mark: WarmthMark
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Words:
    """How a number of replies sound: `mean` 0-100 (None without replies), how many are warm, plain, cold."""

    count: int
    mean: float | None
    bounds: dict[str, int]
    weeks: list[Week]
    hits: list[Hit]
    missed: list[Missed]
    reached: list[Missed]

    def percent(self, bound: str) -> int:
        return round(100 * self.bounds[bound] / self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class TeamWords:
    """One team; `words` is None while too few people wrote."""

    team: Team
    writers: int
    words: Words | None


def own_words_of(staff: Staff, *, since: datetime, now: datetime | None = None) -> Words:
    """How the own replies since `since` sound. Five queries, all on one person's index."""
    return _words(Weighed.objects.filter(staff=staff, at__gte=since, at__lte=now or timezone.now()))


def own_examples(staff: Staff, *, since: datetime, phrase: int = 0, mark: str = "") -> list[Weighed]:
    """The own replies to look at again: with a hit (of one rule), or lacking a mark; newest first, on tickets one may see."""
    rows = Weighed.objects.filter(staff=staff, at__gte=since, message__ticket__in=tickets_for(staff).order_by())
    if phrase:
        rows = rows.filter(phrases__contains=phrase)
    elif mark:
        rows = rows.filter(missing__contains=mark)
    else:
        rows = rows.exclude(phrases=[])
    return list(rows.select_related("message__ticket").order_by("-at")[:EXAMPLES])


def teams_words(staff: Staff, *, since: datetime, now: datetime | None = None) -> list[TeamWords]:
    """Each team that this person leads or may see all of: what its people wrote until a few days ago.

    The last days (`warmth.own_days`) belong to the writers alone, and a team of fewer than three writers has no sums.
    """
    until = (now or timezone.now()) - timedelta(days=int(house("warmth.own_days")))
    rows = Weighed.objects.filter(at__gte=since, at__lte=until)
    writers = dict(
        rows.filter(team__in=(teams := _teams(staff)))
        .values_list("team")
        .annotate(Count("staff", distinct=True))
        .order_by()
    )
    return [
        TeamWords(
            team,
            writers.get(team.pk, 0),
            _words(rows.filter(team=team)) if writers.get(team.pk, 0) >= LEAST_WRITERS else None,
        )
        for team in teams
        if team.pk in writers
    ]


def _teams(staff: Staff) -> list[Team]:
    teams = Team.objects.filter(active=True).order_by("rank", "pk")
    if staff.allows(Right.SEE_ALL):
        return list(teams)
    return list(teams.filter(memberships__staff=staff, memberships__leads=True).distinct())


def _words(rows: QuerySet[Weighed]) -> Words:
    sums = rows.aggregate(
        count=Count("pk"),
        mean=Avg("score"),
        warm=Count("pk", filter=Q(score__gte=WARM)),
        cold=Count("pk", filter=Q(score__lt=BASE)),
    )
    count = sums["count"]
    bounds = {"warm": sums["warm"], "plain": count - sums["warm"] - sums["cold"], "cold": sums["cold"]}
    if not count:
        return Words(0, None, bounds, [], [], [], [])
    weeks = rows.annotate(week=TruncWeek("at")).values("week").annotate(mean=Avg("score"), count=Count("pk"))
    phrases: Counter[int] = Counter()
    missing: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    for hit, missed, reached in rows.values_list("phrases", "missing", "gained"):
        phrases.update(hit)
        missing.update(missed)
        gained.update(str(one[0]) for one in reached)
    return Words(
        count,
        sums["mean"],
        bounds,
        [Week(timezone.localdate(one["week"]), one["mean"], one["count"]) for one in weeks.order_by("week")],
        _hits(phrases),
        _marks(missing, missing, gained, but=WarmthMark.How.STEPS),  # its parts are listed
        _marks(gained, missing, gained),
    )


def _hits(counted: Counter[int]) -> list[Hit]:
    rows = Phrase.objects.in_bulk(list(counted))
    return [Hit(rows[one], times) for one, times in counted.most_common(MOST) if one in rows]


def _marks(wanted: Counter[str], missing: Counter[str], gained: Counter[str], *, but: str = "") -> list[Missed]:
    rows = {one.code: one for one in WarmthMark.objects.exclude(how=but)}
    known = [code for code in wanted if code in rows]
    share = {code: wanted[code] / (missing[code] + gained[code]) for code in known}
    best = sorted(known, key=lambda code: (-share[code], -wanted[code]))[:MOST]
    return [Missed(rows[code], wanted[code], missing[code] + gained[code]) for code in best]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill. `points` is 0 for what is missing; `words` are those it stands on, "" where it has none."""

    mark: WarmthMark
    points: int
    words: str


def bill(weight: Weight, text: str) -> list[Line]:
    """Every reason of a score: what was lost, what is missing, what was reached. One query."""
    rows = {one.code: one for one in WarmthMark.objects.all()}
    found = [_line(rows, one, text) for one in (*weight.lost, *weight.gained) if one.code in rows]
    missing = [Line(rows[code], 0, "") for code in weight.missing if code in rows]
    return [*(one for one in found if one.points < 0), *missing, *(one for one in found if one.points > 0)]


def bill_of(row: Weighed) -> list[Line]:
    """The same of a reply that left. One query; needs the message."""
    gained, lost = ([Reason(*one) for one in kept] for kept in (row.gained, row.lost))
    return bill(Weight(row.score, 0, gained, lost, row.missing), row.message.text)


def _line(rows: dict[str, WarmthMark], reason: Reason, text: str) -> Line:
    words = " ".join(text[reason.start : reason.end].split()) if reason.start >= 0 else ""
    return Line(rows[reason.code], reason.points, words if len(words) <= LONGEST else words[:LONGEST] + "…")
