"""What customers wished for in one month, for the product department: wanted most, new, moved; words without names."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone

from huisheng.kit.anonymous import anonymous
from huisheng.kit.text import excerpt
from huisheng.stages.ideas.models import Proposal, Step, Suggestion

MOST_WANTED = 20
MOST_LISTED = 200  # new or moved ones; the library has the rest
WORDS_EACH = 3  # voices quoted for a suggestion
SHORT = 120  # characters of a quoted voice


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion of the pack. `voices` = who came in this month; `before` = the status it had, of moved ones."""

    suggestion: Suggestion
    voices: int
    words: list[str] = field(default_factory=list)
    before: str = ""


@dataclass(frozen=True, slots=True)
class MonthPack:
    """`voices` counts all of the month, whatever is listed."""

    month: date
    voices: int
    wanted: list[Line]
    new: list[Suggestion]
    moved: list[Suggestion]
    lines: dict[int, Line]

    def line(self, suggestion: Suggestion) -> Line:
        return self.lines[suggestion.pk]


def pack_of(month: date) -> MonthPack:
    """The pack of the month in which `month` lies, as it stands now. Six queries."""
    since, until = bounds(month)
    voices = dict(
        Proposal.objects.filter(at__gte=since, at__lt=until, suggestion__merged_into=None)
        .values_list("suggestion").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    wanted = sorted(Suggestion.objects.filter(pk__in=voices), key=lambda one: (-voices[one.pk], -one.votes, -one.pk))
    new = _listed(Q(at__gte=since, at__lt=until))
    steps = _moves(since, until)
    moved = _listed(Q(pk__in=steps))
    every = {one.pk: one for one in (*wanted[:MOST_WANTED], *new, *moved)}
    words = _words(list(every), since, until)
    lines = {pk: Line(one, voices.get(pk, 0), words.get(pk, []), steps.get(pk, "")) for pk, one in every.items()}
    return MonthPack(
        month=month.replace(day=1),
        voices=sum(voices.values()),
        wanted=[lines[one.pk] for one in wanted[:MOST_WANTED]],
        new=new,
        moved=moved,
        lines=lines,
    )


def bounds(month: date) -> tuple[datetime, datetime]:
    """The first instant of the month and of the next, in the house's time."""
    first = month.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return _midnight(first), _midnight(after)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _listed(which: Q) -> list[Suggestion]:
    found = Suggestion.objects.filter(which, merged_into=None).select_related("team", "owner")
    return list(found.order_by("-votes", "-pk")[:MOST_LISTED])


def _moves(since: datetime, until: datetime) -> dict[int, str]:
    """Suggestion → the status it had when the month began, of those that have another one since."""
    steps = Step.objects.filter(kind=Step.Kind.MOVED, at__gte=since, at__lt=until).order_by("pk")
    before: dict[int, str] = {}
    for pk, payload in steps.values_list("suggestion", "payload"):
        before.setdefault(pk, payload["before"])
    return before


def _words(suggestions: list[int], since: datetime, until: datetime) -> dict[int, list[str]]:
    """The newest words of the month for each, without names or numbers of people."""
    said = Proposal.objects.filter(suggestion__in=suggestions, at__gte=since, at__lt=until).exclude(words="")
    found: dict[int, list[str]] = {}
    for pk, words, name in said.order_by("-pk").values_list("suggestion", "words", "customer__name"):
        kept = found.setdefault(pk, [])
        if len(kept) < WORDS_EACH:
            kept.append(excerpt(anonymous(words, names=[name or ""]), length=SHORT))
    return found
