"""Which team a ticket belongs to: rules first, then the category's team, then the house's first desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from huisheng.core.accounts.models import Membership, Role, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import BY_KEY
from huisheng.core.base.models import Setting
from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions import evaluate
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.triage.facts import facts_of, fields_asked

POOL_FIRST = "routing.pool_first"


@dataclass(frozen=True, slots=True)
class RouteBook:
    """Rows as loaded, shared by all threads: not to be changed."""

    rules: tuple[RoutingRule, ...]
    teams: Mapping[int, Team]  # active ones, in the house's order
    team_of_category: Mapping[int, int]  # category -> its own or its nearest ancestor's active team
    desks: tuple[Team, ...]  # active teams where somebody may answer customers
    grades: Mapping[int, Grade]
    pool_first: bool
    asked: frozenset[str]


def team_for(ticket: Ticket, book: RouteBook) -> tuple[Team | None, RoutingRule | None]:
    """The team that should have this ticket, and the routing rule if one decided. (None, None): no team at all."""
    facts = facts_of(ticket, _first_words(ticket, book.asked), book.asked) if book.rules else {}
    rule = next((rule for rule in book.rules if evaluate(rule.condition, facts)), None)
    if rule:
        return book.teams[rule.team_id], rule
    own = book.team_of_category.get(ticket.category_id or 0)
    if own:
        return book.teams[own], None
    return next(iter(book.desks or tuple(book.teams.values())), None), None


def _first_words(ticket: Ticket, asked: frozenset[str]) -> str:
    if not asked & {"text", "affected_count"}:
        return ""
    first = ticket.messages.order_by("at", "id").first()
    return first.text if first else ""


def _load() -> RouteBook:
    teams = {team.pk: team for team in Team.objects.filter(active=True).order_by("rank", "id")}
    rules = tuple(rule for rule in RoutingRule.objects.filter(enabled=True) if rule.team_id in teams)
    answering = [role.pk for role in Role.objects.all() if role.allows(Right.ANSWER)]
    manned = set(Membership.objects.filter(staff__role__in=answering).values_list("team", flat=True))
    pool_first = Setting.objects.filter(key=POOL_FIRST).first()
    return RouteBook(
        rules=rules,
        teams=teams,
        team_of_category=_teams_of_categories(teams),
        desks=tuple(team for team in teams.values() if team.pk in manned),
        grades={grade.pk: grade for grade in Grade.objects.select_related("scheme")},
        pool_first=bool(pool_first.value if pool_first else BY_KEY[POOL_FIRST].default),
        asked=frozenset().union(*(fields_asked(rule.condition) for rule in rules)),
    )


def _teams_of_categories(teams: Mapping[int, Team]) -> dict[int, int]:
    rows = {row.pk: row for row in Category.objects.all()}
    found: dict[int, int] = {}
    for pk, row in rows.items():
        node: Category | None = row
        while node and node.default_team_id not in teams:
            node = rows.get(node.parent_id or 0)
        if node and node.default_team_id:
            found[pk] = node.default_team_id
    return found


routebook: Remembered[RouteBook] = Remembered(_load, RoutingRule, Team, Category, Grade, Role, Membership, Setting)
