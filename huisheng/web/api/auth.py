"""Bearer tokens and their scopes."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from huisheng.core.accounts.actions import token_by_secret
from huisheng.core.accounts.models import ApiToken
from huisheng.kit.errors import Refused


class ScopeMissing(Refused):
    code = "scope_missing"
    status = 403


class Bearer(HttpBearer):
    """Finds the living token behind the header; reading needs `read`, everything else `write`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = token_by_secret(token)
        if found is None:
            return None
        scope = "read" if request.method in {"GET", "HEAD", "OPTIONS"} else "write"
        if not found.allows(scope):
            raise ScopeMissing(_("This token may not do that: it lacks the scope “%(scope)s”.") % {"scope": scope})
        return found


def token_of(request: HttpRequest) -> ApiToken:
    """The token that opened this request."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token
