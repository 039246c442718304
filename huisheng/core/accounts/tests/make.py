"""People and calendars for tests."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from huisheng.core.accounts.actions import add_staff, add_team, create_token, save_calendar
from huisheng.core.accounts.models import ApiToken, Calendar, Presence, Role, Staff, Team
from huisheng.core.accounts.rights import BUILT_IN
from huisheng.kit.party import SYSTEM

PASSWORD = "纸船与灯塔 2026"  # everybody's
NUMBERS = count(1)
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}


def make_role(code: str = "agent", **changes: Any) -> Role:
    """A role the house ships (or one of its own, with `rights`)."""
    shipped = {row[0]: {"name": row[1], "name_en": row[2], "rights": list(row[3])} for row in BUILT_IN}
    role, _new = Role.objects.get_or_create(code=code, defaults={"name": code, **shipped.get(code, {}), **changes})
    return role


def make_team(code: str = "", **changes: Any) -> Team:
    """The team with this code, made if it is not there; without a code a new one."""
    code = code or f"team{next(NUMBERS)}"
    return Team.objects.filter(code=code).first() or add_team(code, **{"name": code, "by": SYSTEM, **changes})


def make_staff(username: str = "", *, teams: Iterable[Team | str] = (), role: str = "agent", **changes: Any) -> Staff:
    """Somebody at the desk (online, capacity 12); everybody's password is PASSWORD."""
    make_role(role)
    presence = changes.pop("presence", Presence.ONLINE)
    codes: Sequence[str] = [team if isinstance(team, str) else team.code for team in teams]
    username = username or f"person{next(NUMBERS)}"
    given = {"name": username, "password": PASSWORD, "by": SYSTEM, **changes}
    staff, _password = add_staff(username, role=role, teams=codes, **given)
    Staff.objects.filter(pk=staff.pk).update(presence=presence)
    staff.presence = presence
    return staff


def make_calendar(code: str = "", **changes: Any) -> Calendar:
    """Weekdays 9-12, 13-18."""
    code = code or f"calendar{next(NUMBERS)}"
    return save_calendar(code=code, **{"name": code, "weekly": OFFICE, "by": SYSTEM, **changes})


def make_token(
    name: str = "shop", *, scopes: Iterable[str] = ("read", "write"), **changes: Any
) -> tuple[ApiToken, str]:
    """A key and its secret."""
    return create_token(name, scopes=scopes, by=changes.pop("by", SYSTEM))
