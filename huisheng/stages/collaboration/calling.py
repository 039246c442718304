"""Who is called by name (@林晓, @仓库) in a text, who is offered while one types, who cannot see the ticket yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.pinyin import reads
from huisheng.stages.collaboration.models import Mention, Watcher

MOST_OFFERED = 8
SIGNS = ("@", "＠")


@dataclass(frozen=True, slots=True)
class Called:
    people: list[Staff] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [*(one.name for one in self.people), *(one.label for one in self.teams)]


def called_in(text: str) -> Called:
    """The people and departments a text calls; the longest name counts, so that @林晓 does not call 林. Two queries, none
    where nobody is called.
    """
    if not any(sign in text for sign in SIGNS):
        return Called()
    known: list[tuple[str, Staff | Team]] = [(one.name, one) for one in _people()]
    for team in _teams():
        known += [(name, team) for name in (team.name, team.name_en) if name]
    found: dict[int, Staff | Team] = {}
    rest = text.replace("＠", "@")
    for name, one in sorted(known, key=lambda pair: -len(pair[0])):
        if f"@{name}" in rest:
            rest = rest.replace(f"@{name}", "@")
            found[id(one)] = one
    people = [one for one in found.values() if isinstance(one, Staff)]
    return Called(people, [one for one in found.values() if isinstance(one, Team)])


def offered(typed: str) -> list[tuple[str, str]]:
    """(name, what it is) of those whose name or pinyin begins so, people first; eight at most. Two queries."""
    people = [(one.name, one.role.label) for one in _people().select_related("role") if _fits(typed, one.name)]
    teams = [(one.label, "") for one in _teams() if _fits(typed, one.label)]
    return [*people, *teams][:MOST_OFFERED]


def cannot_see(ticket: Ticket, people: Iterable[Staff]) -> list[Staff]:
    """Those who would not find the ticket. One query each."""
    return [one for one in people if not tickets_for(one).filter(pk=ticket.pk).exists()]


def watchers_of(ticket: Ticket) -> QuerySet[Watcher]:
    """Who hears of it besides the owner, longest first. One query."""
    return Watcher.objects.filter(ticket=ticket).select_related("staff").order_by("id")


def mentions_of(staff: Staff) -> QuerySet[Mention]:
    """Notes in which this person or one of the own departments was called, newest first; only on tickets in sight."""
    mine = Mention.objects.filter(staff=staff) | Mention.objects.filter(team__in=staff.team_ids)
    seen = Message.objects.filter(ticket__in=tickets_for(staff))
    return mine.filter(message__in=seen).select_related("message__ticket__customer", "team").order_by("-message", "-id")


def _fits(typed: str, name: str) -> bool:
    return not typed or typed in name or reads(typed, name)


def _people() -> QuerySet[Staff]:
    return Staff.objects.filter(is_active=True).order_by("name", "pk")


def _teams() -> QuerySet[Team]:
    return Team.objects.filter(active=True).order_by("rank", "pk")
