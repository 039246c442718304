"""Sit at every mailbox and fetch the moment something comes. The worker process runs one `MailWatch`.

One thread per mailbox: IDLE where the server offers it, else a look each minute. A lost server or network is tried again,
more slowly each time. Settings are looked at every few seconds: what changed is begun anew, what was paused is left.
"""

import threading
from collections.abc import Callable

import structlog
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from huisheng.core.channels.connectors.email.actions import note_trouble
from huisheng.core.channels.connectors.email.fetch import fetch_from, may_fetch
from huisheng.core.channels.connectors.email.imap import Box, opened
from huisheng.core.channels.connectors.email.trouble import Trouble
from huisheng.core.channels.models import Mailbox

LOOK_S = 5.0  # how soon a change of settings is noticed
IDLE_S = 240.0  # then we look anyway: servers and routers forget quiet connections
POLL_S = 60.0  # where the server has no IDLE
BUSY_S = 2.0
BACKOFF_S = (5, 15, 30, 60, 120)
STOP_WAIT_S = 3.0  # for all threads together
SETTINGS = (
    "imap_host", "imap_port", "imap_security", "imap_user", "sealed_imap_password", "folder", "mark_seen", "auth",
    "oauth_token_url", "oauth_client_id", "oauth_scope", "sealed_oauth_secret", "enabled",
)  # fmt: skip
Signature = tuple[object, ...]

log = structlog.get_logger("huisheng.mail")


class MailWatch:
    """`start` returns at once; `stop` waits a few seconds for the visits that run."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.sitters: dict[int, Sitter] = {}
        self.thread = threading.Thread(target=self._keep, name="mail watch", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join(STOP_WAIT_S)
        for sitter in self.sitters.values():
            sitter.stopping.set()
        for sitter in self.sitters.values():
            sitter.join(STOP_WAIT_S / max(1, len(self.sitters)))

    def look(self) -> None:
        """Begin and end sitters until they fit the settings."""
        wanted = {mailbox.pk: signature_of(mailbox) for mailbox in _mailboxes() if may_fetch(mailbox)}
        for ident, sitter in list(self.sitters.items()):
            if wanted.get(ident) != sitter.signature or not sitter.is_alive():
                sitter.stopping.set()
                del self.sitters[ident]
        for ident, signature in wanted.items():
            if ident not in self.sitters:
                self.sitters[ident] = Sitter(ident, signature)
                self.sitters[ident].start()

    def _keep(self) -> None:
        while not self.stopping.is_set():
            try:
                self.look()
            except DatabaseError as error:
                log.warning("mail watch cannot read its mailboxes", error=str(error).strip())
            finally:
                _give_back()
            self.stopping.wait(LOOK_S)


class Sitter(threading.Thread):
    """Sits at one mailbox until it is told to stop."""

    def __init__(self, mailbox_id: int, signature: Signature) -> None:
        super().__init__(name=f"mailbox {mailbox_id}", daemon=True)
        self.mailbox_id, self.signature = mailbox_id, signature
        self.stopping = threading.Event()

    def run(self) -> None:
        failures = 0
        while not self.stopping.is_set():
            well = self._guarded(self._sit)
            failures = 0 if well else failures + 1
            self.stopping.wait(BACKOFF_S[min(failures, len(BACKOFF_S)) - 1] if failures else 1)

    def _sit(self) -> None:
        """One connection, as long as it holds. Raises Trouble."""
        mailbox = _mailboxes().get(pk=self.mailbox_id)
        _give_back()
        with opened(mailbox) as box:
            while not self.stopping.is_set() and may_fetch(mailbox):
                taken = fetch_from(box, mailbox)
                _give_back()
                if taken is None:  # what we heard of may have come too late for whoever fetches now: look again
                    self.stopping.wait(BUSY_S)
                else:
                    self._wait_for_news(box)
                mailbox = _mailboxes().get(pk=self.mailbox_id)

    def _wait_for_news(self, box: Box) -> None:
        if box.can_idle:
            box.idle(IDLE_S, self.stopping)
        else:
            self.stopping.wait(POLL_S)

    def _guarded(self, sit: Callable[[], None]) -> bool:
        """Do it; trouble is written on the mailbox. Whether it went well to its end."""
        try:
            sit()
        except Trouble as trouble:
            log.warning("mailbox cannot be fetched", mailbox=self.mailbox_id, trouble=trouble.kind)
            self._note(trouble)
        except Mailbox.DoesNotExist:
            self.stopping.set()
        except DatabaseError as error:
            log.warning("mail watch lost the database", mailbox=self.mailbox_id, error=str(error).strip())
        except Exception:  # whatever it is: the others go on, and so does this one, later
            log.exception("mailbox", mailbox=self.mailbox_id)
            self._note(Trouble("protocol"))
        else:
            return True
        finally:
            _give_back()
        return False

    def _note(self, trouble: Trouble) -> None:
        try:
            note_trouble(_mailboxes().get(pk=self.mailbox_id), trouble)
        except (DatabaseError, Mailbox.DoesNotExist) as error:
            log.warning("trouble could not be noted", mailbox=self.mailbox_id, error=str(error).strip())


def signature_of(mailbox: Mailbox) -> Signature:
    """What a connection depends on: another signature, another connection."""
    values = (getattr(mailbox, name) for name in SETTINGS)
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)


def _mailboxes() -> QuerySet[Mailbox]:
    return Mailbox.objects.select_related("channel")


def _give_back() -> None:
    """The connection goes back to the pool: sitters wait for hours."""
    connection.close()
