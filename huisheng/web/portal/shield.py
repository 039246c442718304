"""The spam shield: marks what looks like a machine, limits how often; loses nothing a person wrote."""

import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.http import HttpRequest

from huisheng.core.base.house import house
from huisheng.core.base.models import File
from huisheng.core.base.vault import vault
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import guard

HOUR = 3600
FASTEST = 2  # seconds; nobody reads and fills the form faster
MOST_LINKS = 3
SALT = "portal.form"


def new_stamp() -> str:
    """A signed stamp for a fresh form: when it was shown, and a random key that makes a double submit one."""
    return signing.dumps([int(time.time()), secrets.token_hex(8)], salt=SALT)


def suspicions(request: HttpRequest, text: str) -> list[str]:
    """Codes of what looks like a machine: honeypot, no_stamp, too_fast, many_links."""
    found = []
    if request.POST.get("website"):
        found.append("honeypot")
    shown_at = _stamp(request)[0]
    if shown_at is None:
        found.append("no_stamp")
    elif time.time() - shown_at < FASTEST:
        found.append("too_fast")
    if len(re.findall(r"https?://", text)) > MOST_LINKS:
        found.append("many_links")
    return found


def submit_key(request: HttpRequest, content: Mapping[str, Any], files: Sequence[tuple[str, File]]) -> str:
    """The same form sent twice is one message; with anything edited it is another. "" = no stamp."""
    _shown_at, nonce = _stamp(request)
    given = json.dumps([content, [file.sha256 for _name, file in files]], sort_keys=True)
    return f"{nonce}:{vault().blind('submit', given)}" if nonce else ""


def limit_entry(request: HttpRequest, contact: str) -> None:
    """Count one message of this internet address and this contact. Raises TooManyTries."""
    per_address, per_contact = int(house("form.per_address_hour")), int(house("form.per_contact_hour"))
    if per_address:
        guard(f"form:address:{client_ip(request)}", per_address, HOUR)
    if per_contact and contact:
        guard(f"form:contact:{contact}", per_contact, HOUR)


def _stamp(request: HttpRequest) -> tuple[int | None, str]:
    try:
        shown_at, nonce = signing.loads(request.POST.get("stamp", ""), salt=SALT, max_age=48 * HOUR)
    except (signing.BadSignature, ValueError, TypeError):
        return None, ""
    return int(shown_at), str(nonce)
