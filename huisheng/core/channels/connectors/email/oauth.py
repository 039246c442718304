"""OAuth 2.0 for mailboxes: the stored refresh token buys an access token, which is kept while it is good."""

import json
import time
import urllib.error
import urllib.request
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

from huisheng.core.channels.connectors.email.actions import keep_refresh_token
from huisheng.core.channels.connectors.email.trouble import Trouble, of_connection
from huisheng.core.channels.models import Mailbox

TIMEOUT_S = 20
EARLY_S = 120  # a token is given up so long before its end
USUAL_LIFE_S = 3600  # where the server does not say
LARGEST_ANSWER = 64 * 1024
LOCAL = ("127.0.0.1", "localhost", "::1")

_kept: dict[tuple[int, bytes], tuple[str, float]] = {}
_one_at_a_time = Lock()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Secrets go to the address the admin typed in and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def access_token(mailbox: Mailbox) -> str:
    """A token that is good for the next two minutes at least. Raises Trouble("token") when none is given.

    Some servers hand out a new refresh token each time and forget the old one: it is stored at once.
    """
    refresh = mailbox.secret("oauth_refresh")
    if not refresh:
        raise Trouble("token")
    key = (mailbox.pk, bytes(mailbox.sealed_oauth_refresh))
    with _one_at_a_time:
        token, ends = _kept.get(key, ("", 0.0))
        if time.monotonic() < ends:
            return token
        answer = _ask(mailbox, refresh)
        token = str(answer.get("access_token") or "")
        if not token:
            raise Trouble("token", answer.get("error_description") or answer.get("error") or "")
        if (newer := str(answer.get("refresh_token") or "")) not in ("", refresh):
            keep_refresh_token(mailbox, newer)
            key = (mailbox.pk, bytes(mailbox.sealed_oauth_refresh))
        _kept[key] = (token, time.monotonic() + _life(answer) - EARLY_S)
        return token


def forget_token(mailbox: Mailbox) -> None:
    """The server did not take it: buy a new one next time."""
    with _one_at_a_time:
        _kept.pop((mailbox.pk, bytes(mailbox.sealed_oauth_refresh)), None)


def xoauth2(user: str, token: str) -> bytes:
    """What IMAP and SMTP want to hear."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def _life(answer: dict[str, Any]) -> float:
    try:
        return float(answer.get("expires_in") or USUAL_LIFE_S)
    except (TypeError, ValueError):
        return USUAL_LIFE_S


def _ask(mailbox: Mailbox, refresh: str) -> dict[str, Any]:
    form = {
        "grant_type": "refresh_token",
        "client_id": mailbox.oauth_client_id,
        "client_secret": mailbox.secret("oauth_secret"),
        "refresh_token": refresh,
        "scope": mailbox.oauth_scope,
    }
    if not is_safe(mailbox.oauth_token_url):
        raise Trouble("token", "https")
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        mailbox.oauth_token_url, data=urlencode({name: value for name, value in form.items() if value}).encode()
    )
    try:
        with urllib.request.build_opener(NoRedirects).open(request, timeout=TIMEOUT_S) as response:
            return _read(response.read(LARGEST_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            said = _read(error.read(LARGEST_ANSWER))
        raise Trouble("token", said.get("error_description") or said.get("error") or f"HTTP {error.code}") from error
    except urllib.error.URLError as error:
        raise Trouble("token", _why(error.reason)) from error
    except OSError as error:
        raise Trouble("token", _why(error)) from error


def is_safe(url: str) -> bool:
    """Whether a refresh token may be sent there: only encrypted, or to this very machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def _why(reason: object) -> str:
    return of_connection(reason).stored.replace("|", " ") if isinstance(reason, OSError) else str(reason)


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
