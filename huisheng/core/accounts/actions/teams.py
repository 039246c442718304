"""Add and change teams."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.kit.party import Party


@transaction.atomic
def add_team(code: str, *, name: str, name_en: str = "", rank: int = 0, by: Party) -> Team:
    """A new desk. Raises AccountRefused for a taken or odd code and for a missing name."""
    code = code.strip()
    try:
        validate_slug(code)
    except ValidationError as error:
        raise AccountRefused(_("A code has letters, digits, - and _ only."), code=code) from error
    if Team.objects.filter(code=code).exists():
        raise AccountRefused(_("The code “%(code)s” is taken."), code=code)
    team = Team.objects.create(code=code, name=_named(name), name_en=name_en.strip(), rank=rank)
    record_change(f"accounts.Team:{team.pk}", before=None, after=_facts(team), by=by)
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    by: Party,
    name: str | None = None,
    name_en: str | None = None,
    active: bool | None = None,
    rank: int | None = None,
    head: str | None = None,
) -> Team:
    """Rename, reorder, name its head, or switch a team off (it takes no new tickets; old ones keep it).

    `head` is a login name, "" for nobody. Raises AccountRefused for a missing name and an unknown head.
    """
    before = _facts(team)
    if name is not None:
        team.name = _named(name)
    if name_en is not None:
        team.name_en = name_en.strip()
    team.active = team.active if active is None else active
    team.rank = team.rank if rank is None else rank
    if head is not None:
        team.head = _head(head)
    team.save(update_fields=["name", "name_en", "active", "rank", "head"])
    if (after := _facts(team)) != before:
        record_change(f"accounts.Team:{team.pk}", before=before, after=after, by=by)
    return team


def _named(name: str) -> str:
    if not name.strip():
        raise AccountRefused(_("Please give a name."), name="")
    return name.strip()


def _head(username: str) -> Staff | None:
    if not username:
        return None
    person = Staff.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise AccountRefused(_("There is nobody with the login name “%(head)s”."), head=username)
    return person


def _facts(team: Team) -> dict[str, str | bool | int]:
    return {
        "code": team.code,
        "name": team.name,
        "name_en": team.name_en,
        "active": team.active,
        "rank": team.rank,
        "head": team.head.name if team.head else "",
    }
