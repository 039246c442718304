"""What the command line does inside the house: people, tokens, the demo."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.actions import add_staff, create_token, revoke_token
from huisheng.core.accounts.models import ApiToken
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.project import set_up


class NotEmpty(Refused):
    code = "not_empty"
    message = _("This house is in use: the demo is only for an empty one.")


class NoSuchToken(Refused):
    code = "no_such_token"
    message = _("There is no valid token “%(name)s”.")


def load_demo(say: Callable[[str], None]) -> None:
    """Set the house up with the demo. Raises NotEmpty when somebody works here already."""
    with set_up.patient_and_alone():
        set_up.migrate(say)
        if not set_up.is_empty():
            raise NotEmpty
    set_up.set_up(say, with_demo=True)


def add_person(username: str, *, name: str, role: str, teams: Sequence[str], email: str) -> str:
    """Add somebody who works here; returns the generated password."""
    _staff, password = add_staff(username, name=name, role=role, teams=teams, email=email, by=SYSTEM)
    return password


def make_token(name: str, *, scopes: Sequence[str]) -> str:
    """Make an API token; returns the secret, which is not kept."""
    _token, secret = create_token(name, scopes=list(scopes), by=SYSTEM)
    return secret


def token_lines() -> list[str]:
    return [
        f"{token.name}\t{token.hint}…\t{','.join(token.scopes)}\t{'revoked' if token.revoked_at else 'valid'}"
        for token in ApiToken.objects.order_by("name", "pk")
    ]


def revoke_tokens(name: str) -> str:
    """Revoke every valid token of that name. Raises NoSuchToken."""
    tokens = list(ApiToken.objects.filter(name=name, revoked_at=None))
    if not tokens:
        raise NoSuchToken(name=name)
    for token in tokens:
        revoke_token(token, by=SYSTEM)
    return f"{name}: {len(tokens)}"
