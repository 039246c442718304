"""Hand one mail to an SMTP server: the mailbox's own, or the house's."""

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from huisheng.core.base.vault import vault
from huisheng.core.channels.connectors.email.faults import AddressImpossible
from huisheng.core.channels.connectors.email.oauth import access_token
from huisheng.core.channels.models import Mailbox

TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server and how to log in there. `token` asks for a fresh OAuth 2.0 token; the password is not used then."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    token: Callable[[], str] | None = None


def server_of(mailbox: Mailbox | None, house: Mapping[str, Any]) -> Server | None:
    """The mailbox's own server where it names one, else the house's; None where there is neither."""
    if mailbox is not None and mailbox.has_own_smtp:
        return _own_server(mailbox)
    if not house["mail.host"]:
        return None
    return Server(
        host=str(house["mail.host"]),
        port=int(house["mail.port"]),
        security=str(house["mail.security"]),
        user=str(house["mail.user"]),
        password=_opened(str(house["mail.password"] or "")),
    )


def _own_server(mailbox: Mailbox) -> Server:
    is_oauth = mailbox.auth == Mailbox.Auth.OAUTH2
    return Server(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        user=mailbox.smtp_user or mailbox.imap_user,
        password="" if is_oauth else mailbox.secret("smtp_password") or mailbox.secret("imap_password"),
        token=partial(access_token, mailbox) if is_oauth else None,
    )


def _opened(sealed: str) -> str:
    return vault().open(bytes.fromhex(sealed)) if sealed else ""


def hand_over(server: Server, mail: bytes, *, sender: str, to: str) -> None:
    """Connect, log in, hand over one mail for one reader, leave.

    Raises OSError, smtplib.SMTPException, and what `token` raises.
    """
    with logged_in(server) as client:
        client.sendmail(sender, [to], mail)


@contextmanager
def logged_in(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection through which mail can be sent. Raises like `hand_over`."""
    with _connect(server) as client:
        if server.token is not None:
            _log_in_by_token(client, server.user, server.token())
        elif server.user:
            client.login(server.user, server.password)
        yield client


def envelope_address(address: str) -> str:
    """The address as SMTP carries it: domains of other scripts in their ASCII form. Raises AddressImpossible."""
    local, _at, domain = address.rpartition("@")
    if not local.isascii() or any(not char.isprintable() or char.isspace() for char in address):
        raise AddressImpossible("letters outside ASCII before the @")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise AddressImpossible("no such domain can exist") from error


def _connect(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.security == "starttls":
        try:
            client.starttls(context=ssl.create_default_context())
        except BaseException:
            client.close()
            raise
    return client


def _log_in_by_token(client: smtplib.SMTP, user: str, token: str) -> None:
    def answer(challenge: bytes | None = None) -> str:
        return "" if challenge else f"user={user}\x01auth=Bearer {token}\x01\x01"

    client.ehlo_or_helo_if_needed()
    client.auth("XOAUTH2", answer, initial_response_ok=True)
