"""Who is told of a promise in danger, and by which ways, as forms and sentences name them."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Role

AUDIENCE: dict[str, str | Promise] = {
    "assignee": _("owner"),
    "first_owner": _("first owner"),
    "supervisor": _("supervisors"),
    "department_head": _("department head"),
    "duty_manager": _("manager on duty"),
}
WAYS: dict[str, str | Promise] = {
    "app": pgettext_lazy("way", "app"),
    "email": pgettext_lazy("way", "email"),
    "robot": pgettext_lazy("way", "group robot"),
}
ROLE = "role:"


def audience_choices() -> list[tuple[str, str | Promise]]:
    """Everybody who can be told: five by their place at the ticket, the others by role. One query."""
    roles = [(f"{ROLE}{row.code}", gettext("all with the role %(role)s") % {"role": row.label}) for row in _roles()]
    return [*AUDIENCE.items(), *roles]


def people_text(tell: Iterable[str], names: dict[str, str] | None = None) -> str:
    """ "owner, supervisors" in the reader's language; `names` are the labels of roles, where they are known."""
    return gettext(", ").join(
        str(AUDIENCE.get(one) or (names or {}).get(one) or one.removeprefix(ROLE)) for one in tell
    )


def ways_text(ways: Iterable[str]) -> str:
    """ "email + group robot"; the app alone goes without saying."""
    named = list(ways)
    return "" if named in ([], ["app"]) else " + ".join(str(WAYS.get(one, one)) for one in named)


def known_audience(codes: Iterable[str]) -> bool:
    """Whether each code names somebody; one query where a role is among them."""
    roles = {code.removeprefix(ROLE) for code in codes if code.startswith(ROLE)}
    others = {code for code in codes if not code.startswith(ROLE)}
    return others <= set(AUDIENCE) and (not roles or roles <= {row.code for row in _roles()})


def _roles() -> list[Role]:
    return list(Role.objects.order_by("id"))
