"""Which team a ticket belongs to: rules first, then the category's team, then the house's first desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huisheng.core.accounts.models import Membership, Role, Skill, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import BY_KEY
from huisheng.core.base.models import Setting
from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions import evaluate
from huisheng.stages.routing.models import RoutingRule, Weight
from huisheng.stages.triage.facts import facts_of, fields_asked

POOL_FIRST = "routing.pool_first"
CORE = "core"  # the tier of core customers (requirements S4)
RuleSkill = RoutingRule.skills.through


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
    skills: Mapping[int, frozenset[int]]  # rule → the living skills it asks for
    channel_units: Mapping[int, int]
    grade_units: Mapping[int, int]
    core_tier: int | None
    reserve: int  # units
    waiting_percent: int
    skill_minutes: int

    def units_of(self, channel: int | None, grade: int | None) -> int:
        """How much a ticket fills a desk: the greater of its channel's and its grade's units, one without either."""
        known = (self.channel_units.get(channel or 0), self.grade_units.get(grade or 0))
        return max((units for units in known if units is not None), default=1)


def team_for(ticket: Ticket, book: RouteBook) -> tuple[Team | None, RoutingRule | None]:
    """The team that should have this ticket, and the routing rule if one decided. (None, None): no team at all."""
    facts = facts_of(ticket, _first_words(ticket, book.asked), book.asked) if book.rules else {}
    return team_by_facts(facts, ticket.category_id, book)


def team_by_facts(
    facts: Mapping[str, object], category: int | None, book: RouteBook
) -> tuple[Team | None, RoutingRule | None]:
    """The same for feedback that is only described."""
    rule = next((rule for rule in book.rules if evaluate(rule.condition, facts)), None)
    if rule:
        return book.teams[rule.team_id], rule
    own = book.team_of_category.get(category or 0)
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
    said = dict(Setting.objects.filter(key__startswith="routing.").values_list("key", "value"))
    weights = list(Weight.objects.all())
    return RouteBook(
        rules=rules,
        teams=teams,
        team_of_category=_teams_of_categories(teams),
        desks=tuple(team for team in teams.values() if team.pk in manned),
        grades={grade.pk: grade for grade in Grade.objects.select_related("scheme")},
        pool_first=bool(_said(said, POOL_FIRST)),
        asked=frozenset().union(*(fields_asked(rule.condition) for rule in rules)),
        skills=_skills_of_rules(),
        channel_units={one.channel_id: one.units for one in weights if one.channel_id},
        grade_units={one.grade_id: one.units for one in weights if one.grade_id},
        core_tier=Tier.objects.filter(code=CORE).values_list("pk", flat=True).first(),
        reserve=int(_said(said, "routing.reserve")),
        waiting_percent=int(_said(said, "routing.waiting_percent")),
        skill_minutes=int(_said(said, "routing.skill_minutes")),
    )


def _said(said: Mapping[str, Any], key: str) -> Any:
    return said.get(key, BY_KEY[key].default)


def _skills_of_rules() -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    asked = RuleSkill.objects.filter(skill__active=True)
    for rule, skill in asked.values_list("routingrule", "skill"):
        found[rule] = found.get(rule, frozenset()) | {skill}
    return found


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


routebook: Remembered[RouteBook] = Remembered(
    _load, RoutingRule, RuleSkill, Skill, Weight, Tier, Team, Category, Grade, Role, Membership, Setting
)
