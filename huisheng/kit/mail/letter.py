"""What a mail says once it is read: plain frozen values, nothing of the wire left."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused


class Unreadable(Refused):
    """The bytes hold no letter: nothing at all, or neither a header that says something nor a body."""

    code = "unreadable"
    message = _("This is not a readable email.")


class Reason(StrEnum):
    """Why a letter of ours came back."""

    NO_SUCH_USER = "no_such_user"
    MAILBOX_FULL = "mailbox_full"
    BLOCKED = "blocked"
    TOO_LARGE = "too_large"
    POLICY = "policy"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Address:
    """One person of a header. `address` as written; compare it in lower case. Either may be empty, never both."""

    name: str
    address: str


@dataclass(frozen=True)
class Part:
    """A file that came along. `filename` is never empty; `inline` files are shown inside the text (`content_id`)."""

    filename: str
    content_type: str
    data: bytes = field(repr=False)
    inline: bool = False
    content_id: str = ""

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True)
class Bounce:
    """A report that a letter of ours was not delivered.

    `status` is the enhanced code ("5.1.1"), `code` the SMTP reply ("550"); either may be "". `hard`: trying again is
    useless. TEMPORARY may also be a letter that is only late. `original_message_id`: of the letter it is about, or "".
    """

    status: str = ""
    code: str = ""
    recipient: str = ""
    reason: Reason = Reason.UNKNOWN
    hard: bool = False
    original_message_id: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail, read. Texts hold no NUL and no surrogates. Message-IDs keep their brackets: "<abc@shop.example>".

    `text` is all that was written, `reply_text` the new words alone, `quoted` what was cut off. `html` is raw: clean it
    before anybody sees it. `cut_short`: something was left out because the mail was larger than the bounds.
    """

    subject: str = ""
    sender: Address = Address("", "")
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    reply_text: str = ""
    quoted: str = ""
    html: str = field(default="", repr=False)
    attachments: tuple[Part, ...] = ()
    auto_reply: bool = False
    bounce: Bounce | None = None
    list_id: str = ""
    x_loop: tuple[str, ...] = ()
    auto_submitted: str = ""
    precedence: str = ""
    delivered_to: tuple[str, ...] = ()
    cut_short: bool = False
