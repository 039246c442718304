"""What can be wrong with a mailbox: a code that is stored, and the sentence people read."""

import smtplib
import ssl

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact

LONGEST = 300
WORDS = {
    "dns": gettext_lazy("The server's name is not known: check the spelling."),
    "refused": gettext_lazy("Nothing answers at this port: check the server's name and the port."),
    "timeout": gettext_lazy(
        "The server does not answer in time: a firewall may be in the way, or port and security do not fit together."
    ),
    "certificate": gettext_lazy("The server's certificate is not valid for this name."),
    "tls": gettext_lazy("No encrypted connection comes about: the port and the kind of security may not fit together."),
    "login": gettext_lazy(
        "The server refuses the login. Check user and password; many providers want an app password."
    ),
    "token": gettext_lazy("No access token was given: check the OAuth settings, or sign in again for a new one."),
    "folder": gettext_lazy("There is no such folder in this mailbox."),
    "lost": gettext_lazy("The connection broke off; we try again by ourselves."),
    "disk": gettext_lazy(
        "The mail could not be stored here: there may be no room on the disk. It waits on the server."
    ),
    "recipient": gettext_lazy("The server does not take letters from this address."),
    "protocol": gettext_lazy("The server answers otherwise than a mail server should."),
}


class Trouble(Refused):
    """A mail server cannot be used. `kind` is one of WORDS; `detail` is what it said, without secrets and addresses."""

    code = "mail_trouble"
    status = 409

    def __init__(self, kind: str, detail: object = "") -> None:
        said = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        self.kind, self.detail = kind, redact(" ".join(said.replace("\x00", "").split()))[:LONGEST]
        super().__init__(WORDS[kind])

    def __str__(self) -> str:
        return in_words(self.stored)

    @property
    def stored(self) -> str:
        return f"{self.kind}|{self.detail}"


def in_words(stored: str) -> str:
    """The sentence for a stored trouble, with the server's own words behind it; "" for none."""
    if not stored:
        return ""
    kind, _bar, detail = stored.partition("|")
    sentence = str(WORDS.get(kind, WORDS["protocol"]))
    return " ".join([sentence, _("It said: %(detail)s") % {"detail": detail}]) if detail else sentence


def of_connection(error: OSError) -> Trouble:
    """What went wrong on the way to the server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble("certificate", getattr(error, "verify_message", ""))
    if isinstance(error, ssl.SSLError):
        return Trouble("tls", getattr(error, "reason", "") or error)
    if isinstance(error, TimeoutError):
        return Trouble("timeout")
    if isinstance(error, ConnectionRefusedError):
        return Trouble("refused")
    if type(error).__name__ == "gaierror":
        return Trouble("dns", error.strerror or "")
    return Trouble("lost", error.strerror or error)


def of_smtp(error: Exception) -> Trouble:
    """What an SMTP server did not like."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble("login", error.smtp_error)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPRecipientsRefused):
        return Trouble("recipient", error)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Trouble("lost")
    if isinstance(error, smtplib.SMTPException):
        return Trouble("tls" if isinstance(error, smtplib.SMTPNotSupportedError) else "protocol", error)
    return of_connection(error) if isinstance(error, OSError) else Trouble("protocol", type(error).__name__)
