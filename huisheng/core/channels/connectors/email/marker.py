"""The signed marker: a ticket's number with eight characters only this house can make, for subjects and addresses.

A number alone can be guessed, and a guess must not put words on somebody else's ticket. The marker travels as
`[FB-20261121-0007-k3x9abcd]` in a subject and as `support+fb-20261121-0007-k3x9abcd@…` in an address.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator

from huisheng.core.base.vault import vault
from huisheng.kit.crypto import same

SIGNED = 8  # base32 characters: 40 bits, and each guess costs a letter
LONGEST = 4000  # characters looked at
MOST = 20  # marks tried in one text: a forwarded pile of letters names many
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")  # folding, and what clients hide in long words
MARK = re.compile(rf"(?=(?<![a-z0-9])(fb-\d{{8}}-\d{{4,12}})-([a-z2-7]{{{SIGNED}}}))")
BARE = re.compile(r"(?<![a-z0-9])fb-\d{8}-\d{4,12}(?!\d)")
BRACKETED = re.compile(
    rf"[\[【［(（]?\s*(?<![A-Za-z0-9])FB-\d{{8}}-\d{{4,12}}-[a-z2-7]{{{SIGNED}}}(?![A-Za-z0-9])\s*[\]】］)）]?",
    re.IGNORECASE,
)
REPLY_WORDS = re.compile(
    r"^\s*(?:(?:re|aw|sv|fw|fwd|回复|答复|回覆|转发|轉寄|转寄)\s*(?:[\[［(（]\d+[\])］）])?\s*[:：]\s*)+", re.IGNORECASE
)


def mark(number: str) -> str:
    """The signed marker of a ticket: FB-20261121-0007-k3x9abcd."""
    return f"{number}-{_signature(number)}"


def read_mark(text: str) -> str | None:
    """The number of the first true marker in a subject or an address; None where there is none.

    Case, brackets of any width, other dashes, folding and blanks inside make no difference.
    """
    for number, signature in _marks(text):
        if same(signature, _signature(number)):
            return number
    return None


def bare_number(text: str) -> str | None:
    """The first feedback number in a text, signed or not: a hint that proves nothing."""
    found = BARE.search(_plain(text))
    return found[0].upper() if found else None


def marked_subject(subject: str, number: str) -> str:
    """The subject on one line with the marker once, at the end."""
    words = " ".join(BRACKETED.sub(" ", _one_line(subject)).split())
    return f"{words} [{mark(number)}]".strip()


def reply_subject(subject: str, number: str) -> str:
    """Re:, the customer's own subject, the marker: each of them once."""
    words = REPLY_WORDS.sub("", " ".join(BRACKETED.sub(" ", _one_line(subject)).split()))
    return marked_subject(f"Re: {words}" if words else "Re:", number)


def marked_address(address: str, number: str) -> str:
    """The same mailbox, with the marker after a plus; an address that has a tag already keeps only ours."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}+{mark(number).lower()}@{domain}"


def house_mark() -> str:
    """What every letter of this house bears in X-Huisheng-Id and X-Loop, the same for all: a mail with it is our own."""
    return f"hs-{vault().blind('mail-house', '')[:16]}"


def is_house_mark(text: str) -> bool:
    return same(text.strip().lower(), house_mark())


def _marks(text: str) -> Iterator[tuple[str, str]]:
    for count, found in enumerate(MARK.finditer(_plain(text))):
        if count >= MOST:
            return
        yield found[1].upper(), found[2]


def _plain(text: str) -> str:
    """Without blanks, narrow, lower case, one kind of dash."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text[:LONGEST]).translate(DASHES)).lower()


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _signature(number: str) -> str:
    digest = bytes.fromhex(vault().blind("mail-marker", number.upper()))
    return base64.b32encode(digest).decode().lower()[:SIGNED]
