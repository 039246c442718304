"""Why a letter did not arrive, in words for the colleague who waits for an answer to it."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.kit.mail import Reason

NOT_SENT = "not_sent"  # our own server never took it
WORDS: dict[str, str | Promise] = {
    Reason.NO_SUCH_USER: _("there is no such address"),
    Reason.MAILBOX_FULL: _("the mailbox is full"),
    Reason.BLOCKED: _("the other side blocks letters from us"),
    Reason.TOO_LARGE: _("the letter is too large for the other side"),
    Reason.POLICY: _("the other side refuses letters like this one"),
    Reason.TEMPORARY: _("the other side took nothing for days"),
    Reason.UNKNOWN: _("the other side gave no reason we understand"),
    NOT_SENT: _("our own mail server did not take it"),
}
REFUSALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"^AddressImpossible|\b5\.1\.\d\b|no such user|user unknown|unknown user|not exist", Reason.NO_SUCH_USER),
        (r"\b[45]\.2\.2\b|mailbox (is )?full|over ?quota", Reason.MAILBOX_FULL),
        (r"\b5\.3\.4\b|too (large|big)|size limit", Reason.TOO_LARGE),
        (r"\b5\.7\.\d+\b|spam|blacklist|block", Reason.BLOCKED),
        (r"^SMTP(RecipientsRefused|DataError)", Reason.POLICY),
    )
)


def bounce_words(kind: str) -> str:
    """The end of the sentence "The letter did not arrive: …"."""
    return str(WORDS.get(kind, WORDS[Reason.UNKNOWN]))


def kind_of_failure(error: str) -> str:
    """The same kinds for a letter a server refused at once, or that was given up; `error` as noted at the last try."""
    return next((kind for pattern, kind in REFUSALS if pattern.search(error)), NOT_SENT)
