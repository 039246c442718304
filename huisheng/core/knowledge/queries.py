"""What our own wording leaves open; whose a template or a macro is."""

from django.db.models import Q, QuerySet

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.knowledge.fill import open_places
from huisheng.core.knowledge.models import ReplyTemplate, Shared


def places_left_open(text: str) -> list[str]:
    """What a person still has to write: {variables}, empty 【】, and those 【】 that stand so in one of our templates.

    A sender's 【顺丰速运】 is a word like any other. Asks the database only for a text with such brackets.
    """
    found = open_places(text)
    named = [place for place in found if place.startswith("【") and place[1:-1].strip()]
    ours = {place for body in _bodies() for place in open_places(body)} if named else set()
    return [place for place in found if place not in named or place in ours]


def shared_with(staff: Staff) -> Q:
    """Of templates and macros the house's, those of the person's teams, and the own."""
    return Q(owner=None, team=None) | Q(owner=staff) | Q(team__in=staff.team_ids)


def keepable_teams(staff: Staff) -> QuerySet[Team]:
    """The teams for which this person may keep templates and macros: who assigns work there, or sets up the house."""
    teams = Team.objects.filter(active=True).order_by("rank", "id")
    if staff.allows(Right.SETTINGS):
        return teams
    return teams.filter(pk__in=staff.team_ids if staff.allows(Right.ASSIGN) else [])


def may_keep(staff: Staff, row: Shared) -> bool:
    """Whether this person may change it: the own, a team's for who assigns there, the house's for who sets it up."""
    if row.owner_id:
        return row.owner_id == staff.pk
    if row.team_id and row.team_id in staff.team_ids and staff.allows(Right.ASSIGN):
        return True
    return staff.allows(Right.SETTINGS)


def _bodies() -> list[str]:
    return [body for pair in ReplyTemplate.objects.values_list("body", "body_en") for body in pair]
