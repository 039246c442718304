"""One visit to a mailbox over IMAP. Looks and never touches: the folder is opened for reading only."""

import base64
import imaplib
import re
import select
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

from huisheng.core.channels.connectors.email.oauth import access_token, forget_token, xoauth2
from huisheng.core.channels.connectors.email.trouble import Trouble, of_connection
from huisheng.core.channels.models import Mailbox
from huisheng.version import VERSION

TIMEOUT_S = 30
LARGEST = 40 * 1024 * 1024  # bytes of a mail that is fetched whole; of a larger one only the header is
LOOK_S = 1.0  # how soon a stop is heard while we wait for news
WHO = f'("name" "huisheng" "version" "{VERSION}")'
NUMBER = re.compile(rb"RFC822\.SIZE (\d+)")
STAMP = re.compile(rb'INTERNALDATE "([^"]+)"')
NEWS = re.compile(rb"^\* \d+ EXISTS", re.IGNORECASE)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"  # the protocol's, whatever the locale


class Gone(Exception):
    """The mail was moved or deleted between two questions."""


class Odd(Exception):
    """The server will not give this one mail."""


class Box:
    """A folder that is open. `uid_next` is the number the next mail will get."""

    def __init__(self, client: imaplib.IMAP4, folder: str, *, writing: bool) -> None:
        self.client, self.writing = client, writing
        status, answer = client.select(quoted(folder), readonly=not writing)
        if status != "OK":
            raise Trouble("folder", answer[0] or b"")
        self.uid_validity = self._number("UIDVALIDITY")
        self.uid_next = self._number("UIDNEXT") or self._highest() + 1
        self.can_idle = "IDLE" in client.capabilities
        self.more = False

    def uids_after(self, last: int) -> list[int]:
        """Numbers of the mails behind `last`, oldest first. `more` says that others came while we asked."""
        self.client.noop()
        self.client.untagged_responses.pop("EXISTS", None)
        found = [uid for uid in self._search("UID", f"{last + 1}:*") if uid > last]
        self.more = "EXISTS" in self.client.untagged_responses
        return found

    def uids_since(self, day: date) -> list[int]:
        return self._search("SINCE", f"{day.day:02}-{MONTHS.split()[day.month - 1]}-{day.year}")

    def facts(self, uid: int) -> tuple[int, datetime | None]:
        """Size in bytes and when it reached the box. Raises Gone."""
        said = b" ".join(self._fetch(uid, "(RFC822.SIZE INTERNALDATE)", heads=True))
        size = NUMBER.search(said)
        if size is None:
            raise Gone
        return int(size[1]), moment(STAMP.search(said))

    def mail(self, uid: int) -> bytes:
        """The mail as it lies there, still unread. Raises Gone, Odd."""
        return self._body(uid, "(BODY.PEEK[])")

    def header(self, uid: int) -> bytes:
        """Raises Gone, Odd."""
        return self._body(uid, "(BODY.PEEK[HEADER])")

    def mark_seen(self, uid: int) -> None:
        if self.writing:
            self.client.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")

    def idle(self, seconds: float, stop: Event) -> bool:
        """Wait for news; True when a mail came. Ends early when `stop` is set. Raises Trouble("lost")."""
        tag = b"HSIDLE"
        self.client.send(tag + b" IDLE\r\n")
        news = False
        try:
            while not (line := self._line()).startswith(b"+"):
                if line.startswith(tag):
                    raise Trouble("protocol", line)
                news |= bool(NEWS.match(line))
            end = time.monotonic() + seconds
            while not news and not stop.is_set() and time.monotonic() < end:
                news = self._has_news(end)
        except OSError as error:
            raise of_connection(error) from error
        self._end_idle(tag)
        return news

    def _has_news(self, end: float) -> bool:
        if not self._waiting_bytes():
            wait = max(0.0, min(LOOK_S, end - time.monotonic()))
            if not select.select([self.client.sock], [], [], wait)[0]:
                return False
        return bool(NEWS.match(self._line()))

    def _end_idle(self, tag: bytes) -> None:
        try:
            self.client.send(b"DONE\r\n")
            while not self._line().startswith(tag):
                pass
        except OSError as error:
            raise of_connection(error) from error

    def _waiting_bytes(self) -> bool:
        """Whether bytes were read already that nobody has looked at (`select` sees only the socket)."""
        reader: Any = self.client.file  # a BufferedReader, whatever the type hints say
        self.client.sock.settimeout(0)
        try:
            return bool(reader.peek(1))
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            self.client.sock.settimeout(TIMEOUT_S)

    def _line(self) -> bytes:
        try:
            line = self.client.readline()
        except imaplib.IMAP4.error as error:
            raise Trouble("protocol", error) from error
        if not line or line.upper().startswith(b"* BYE"):
            raise Trouble("lost", line)
        return line

    def _number(self, name: str) -> int:
        _name, values = self.client.response(name)
        return int(values[-1]) if values and values[-1] else 0

    def _highest(self) -> int:
        return max(self._search("ALL"), default=0)

    def _search(self, *criteria: str) -> list[int]:
        status, answer = self.client.uid("SEARCH", *criteria)
        if status != "OK":
            raise Trouble("protocol", answer[0] or b"")
        return sorted(int(uid) for line in answer if line for uid in line.split())

    def _body(self, uid: int, what: str) -> bytes:
        bodies = self._fetch(uid, what, heads=False)
        if not bodies:
            raise Gone
        return bodies[0]

    def _fetch(self, uid: int, what: str, *, heads: bool) -> list[bytes]:
        """The answers' heads, or their literals. What the server tells unasked about other mails is left out."""
        try:
            status, answer = self.client.uid("FETCH", str(uid), what)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Odd(str(error)) from error
        if status != "OK":
            raise Odd(str(answer[0] if answer else ""))
        if heads:
            return [one[0] if isinstance(one, tuple) else one for one in answer if one]
        return [one[1] for one in answer if isinstance(one, tuple)]


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[Box]:
    """Connect, log in, open the folder; leave politely. Raises Trouble for whatever the server or the way does."""
    client: imaplib.IMAP4 | None = None
    try:
        client = connect(mailbox)
        log_in(client, mailbox)
        yield Box(client, mailbox.folder, writing=mailbox.mark_seen)
    except imaplib.IMAP4.abort as error:
        raise Trouble("lost", error) from error
    except imaplib.IMAP4.error as error:
        raise Trouble("protocol", error) from error
    except OSError as error:
        raise of_connection(error) from error
    finally:
        if client is not None:
            leave(client)


def connect(mailbox: Mailbox) -> imaplib.IMAP4:
    """Raises Trouble."""
    context = ssl.create_default_context()
    try:
        if mailbox.imap_security == Mailbox.Security.TLS:
            return imaplib.IMAP4_SSL(mailbox.imap_host, mailbox.imap_port, ssl_context=context, timeout=TIMEOUT_S)
        client = imaplib.IMAP4(mailbox.imap_host, mailbox.imap_port, timeout=TIMEOUT_S)
        if mailbox.imap_security == Mailbox.Security.STARTTLS:
            try:
                client.starttls(context)
            except BaseException:
                client.shutdown()
                raise
    except imaplib.IMAP4.abort as error:
        raise Trouble("lost", error) from error
    except imaplib.IMAP4.error as error:
        raise Trouble("tls", error) from error
    except UnicodeError as error:  # a name that no DNS can hold
        raise Trouble("dns") from error
    except OSError as error:
        raise of_connection(error) from error
    return client


def log_in(client: imaplib.IMAP4, mailbox: Mailbox) -> None:
    """By token or password; NetEase and others want to know the program's name before any folder is opened.

    Raises Trouble("login") and Trouble("token").
    """
    try:
        if mailbox.auth == Mailbox.Auth.OAUTH2:
            client.authenticate("XOAUTH2", once(xoauth2(mailbox.imap_user, access_token(mailbox))))
        elif "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", once(f"\0{mailbox.imap_user}\0{mailbox.secret('imap_password')}".encode()))
        else:
            client.login(mailbox.imap_user, mailbox.secret("imap_password"))
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        forget_token(mailbox)
        raise Trouble("login", said(error)) from error
    _status, answer = client.capability()
    client.capabilities = tuple((answer[-1] or b"").decode("ascii", "replace").upper().split())
    if "ID" in client.capabilities:
        with suppress(imaplib.IMAP4.error):
            client.xatom("ID", WHO)


def once(words: bytes) -> Callable[[bytes], bytes]:
    """Say it at the first question; a second one is the reason why not, which wants an empty answer."""
    rest = iter((words,))
    return lambda _question: next(rest, b"")


def leave(client: imaplib.IMAP4) -> None:
    with suppress(imaplib.IMAP4.error, OSError, ValueError):
        client.logout()
    with suppress(OSError):
        client.shutdown()


def said(error: Exception) -> str:
    """The server's words out of an exception of imaplib, which may hold them as the repr of bytes."""
    text: Any = error.args[0] if error.args else ""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def moment(found: re.Match[bytes] | None) -> datetime | None:
    """21-Nov-2026 20:00:01 +0800, as an aware instant in UTC."""
    if found is None:
        return None
    parts = re.fullmatch(
        r" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})", found[1].decode("ascii", "replace")
    )
    if parts is None or parts[2].title() not in MONTHS:
        return None
    month = MONTHS.split().index(parts[2].title()) + 1
    try:
        told = datetime.strptime(f"{parts[3]}-{month}-{parts[1]} {parts[4]} {parts[5]}", "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None
    return told.astimezone(UTC)


def quoted(folder: str) -> str:
    """A folder's name as the protocol wants it: modified UTF-7 in quotes (RFC 3501, 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", folder.replace("&", "&-"))
    name = "".join(_shifted(piece) if number % 2 else piece for number, piece in enumerate(pieces))
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shifted(piece: str) -> str:
    packed = base64.b64encode(piece.encode("utf-16-be", "surrogatepass")).decode().rstrip("=").replace("/", ",")
    return f"&{packed}-"
