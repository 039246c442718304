"""Keys for machines: shown once, kept as a hash."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import AccountRefused
from huisheng.core.accounts.models import ApiToken
from huisheng.core.base.actions import record_change
from huisheng.core.base.asked import Asked
from huisheng.kit.party import Party

PREFIX = "hs_"
TOUCH_EVERY = timedelta(minutes=1)  # last_used_at is for people; not a write per call


@transaction.atomic
def create_token(name: str, *, scopes: Iterable[str], by: Party) -> tuple[ApiToken, str]:
    """Make a key with these scopes (read, write); returns it with its secret, which nobody can read again."""
    given = set(scopes)
    wanted = [scope for scope in ApiToken.SCOPES if scope in given]
    if not given:
        raise AccountRefused(_("Choose at least one scope: read or write."), scopes="")
    if unknown := sorted(given - set(ApiToken.SCOPES)):
        raise AccountRefused(_("There is no scope “%(scope)s”; known are read and write."), scope=unknown[0])
    if not name.strip():
        raise AccountRefused(_("Please give a name."), name="")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name.strip(),
        digest=_digest(secret),
        hint=secret[:8],
        scopes=wanted,
        created_by_id=by.id if by.kind == "staff" else None,
    )
    record_change(f"accounts.ApiToken:{token.pk}", before=None, after={"name": token.name, "scopes": wanted}, by=by)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Party) -> None:
    """From now on the key opens nothing. Safe to repeat."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_change(f"accounts.ApiToken:{token.pk}", before={"name": token.name}, after={"revoked": True}, by=by)
    token.refresh_from_db()


def _living(digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(digest=digest, revoked_at=None)


_LIVING = Asked(_living, str)


def token_by_secret(secret: str) -> ApiToken | None:
    """The living key with this secret, None for an unknown or revoked one."""
    token = _LIVING.first(_digest(secret)) if secret else None
    now = timezone.now()
    if token and (token.last_used_at is None or token.last_used_at < now - TOUCH_EVERY):
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - TOUCH_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
