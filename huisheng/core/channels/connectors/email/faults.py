"""What a mail server's refusal means, in words a person can act on, and whether trying again helps."""

import re
import smtplib

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.channels.connectors.email import trouble

TROUBLE = "Trouble: "  # no token for the login: the mailbox's own trouble


class AddressImpossible(ValueError):
    """No mail server can carry this address."""


WORDS: tuple[tuple[re.Pattern[str], str | Promise], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"^AddressImpossible", _("No mail server can carry this address. Please ask for another one.")),
        (r"^FileNotFoundError", _("A file that belongs to this letter is no longer stored.")),
        (r"^gaierror", _("The mail server cannot be found. Check its name.")),
        (r"^ConnectionRefusedError", _("Nobody answers at the mail server's port. Check server and port.")),
        (r"^TimeoutError|timed out", _("The mail server does not answer. Check server, port and firewall.")),
        (r"^SSLCertVerificationError", _("The mail server's certificate is not valid for its name.")),
        (r"^SSL|WRONG_VERSION_NUMBER", _("No safe connection comes about. Check port and kind of encryption.")),
        (
            r"^SMTPNotSupportedError.*STARTTLS",
            _("The mail server offers no STARTTLS. Check port and kind of encryption."),
        ),
        (r"^SMTPNotSupportedError", _("The mail server offers no login here. Check port and kind of encryption.")),
        (
            r"^SMTPAuthenticationError|\b53[045]\b",
            _(
                "The mail server refuses user or password. Many providers want an app password instead of the usual one."
            ),
        ),
        (r"^SMTPSenderRefused", _("The mail server does not let us send from this address.")),
        (r"\b[45]\.2\.2\b|mailbox (is )?full|over ?quota", _("The reader's mailbox is full.")),
        (r"\b5\.3\.4\b|too (large|big)|size limit", _("The letter is too large for the reader's mail server.")),
        (r"\b5\.1\.\d\b|no such user|user unknown|not exist", _("There is no such address.")),
        (r"^SMTPRecipientsRefused.*\b4\d\d\b", _("The reader's mail server takes nothing right now.")),
        (r"^SMTPRecipientsRefused|\b5\.7\.\d\b", _("The mail server refuses to deliver to this address.")),
        (r"^SMTPServerDisconnected|^ConnectionResetError", _("The mail server hung up.")),
        (r"^SMTPDataError", _("The mail server refuses the letter itself.")),
    )
)


def in_words(error: str) -> str:
    """A noted error ("SMTPAuthenticationError: (535, …)") as a sentence; "" for none or one nobody knows."""
    if error.startswith(TROUBLE):
        return trouble.in_words(error.removeprefix(TROUBLE))
    return next((str(words) for pattern, words in WORDS if error and pattern.search(error)), "")


def is_final(error: Exception) -> bool:
    """The address or the letter is refused for good (5xx): trying again would only annoy the server.

    A refused login or sender is our own settings' fault and may be mended meanwhile.
    """
    if isinstance(error, AddressImpossible | UnicodeError | FileNotFoundError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
