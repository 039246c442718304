"""The wire to a robot: one POST, no redirects, no proxy, a deadline, and no way into the own network.

The name is looked up once and the connection goes to the very address that was judged, so that a name that changes its
mind in between gains nothing.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

TIMEOUT_S = 5.0  # for each step; DEADLINE_S for all of them
DEADLINE_S = 10.0
LARGEST_ANSWER = 64 * 1024
HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "huisheng"}


class Unreachable(Exception):
    """Nothing was sent, or no answer came; `forbidden` says that we did not even try and never will."""

    def __init__(self, words: str, *, forbidden: bool = False) -> None:
        super().__init__(words)
        self.forbidden = forbidden


def post(url: str, body: bytes, *, private_allowed: bool) -> tuple[int, bytes]:
    """Status and body of the answer. Raises Unreachable, with words that name no part of the address but the host."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    refuse_address(url, private_allowed=private_allowed)
    address, port = judged(host, parts.port or (443 if is_tls else 80), private_allowed=private_allowed)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _Pinned(host, port, address=address, is_tls=is_tls)
    ends = time.monotonic() + DEADLINE_S
    try:
        connection.request("POST", path, body, HEADERS)
        response = connection.getresponse()
        return response.status, _read(response, ends)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__} ({host})") from error
    finally:
        connection.close()


def refuse_address(url: str, *, private_allowed: bool) -> None:
    """Only https leaves the house; http, too, where the admin allows addresses of the own network. Raises Unreachable."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password:
        raise Unreachable(_("That is no address of a robot."), forbidden=True)
    if parts.scheme != "https" and not (parts.scheme == "http" and private_allowed):
        raise Unreachable(_("The address must begin with https://."), forbidden=True)


def judged(host: str, port: int, *, private_allowed: bool) -> tuple[str, int]:
    """The address to connect to. Raises Unreachable where the name is unknown, or any of its addresses is our own."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("The name %(host)s is unknown.") % {"host": host}) from error
    addresses = [str(one[4][0]) for one in found]
    if not private_allowed and not all(is_public(address) for address in addresses):
        words = _("%(host)s lies inside the own network; the general settings may allow that.") % {"host": host}
        raise Unreachable(words, forbidden=True)
    return addresses[0], port


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; a mapped IPv4 one is judged as what it maps to."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
        elif ip in ipaddress.ip_network("64:ff9b::/96"):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to one given address, and speaks to the host by its name."""

    def __init__(self, host: str, port: int, *, address: str, is_tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._address, self._is_tls = address, is_tls
        if is_tls:
            self.default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT_S)
        if not self._is_tls:
            self.sock = plain
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _read(response: http.client.HTTPResponse, ends: float) -> bytes:
    """At most LARGEST_ANSWER bytes, and not for ever."""
    parts: list[bytes] = []
    size = 0
    while size < LARGEST_ANSWER and (part := response.read1(LARGEST_ANSWER - size)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > ends:
            raise TimeoutError
    return b"".join(parts)
