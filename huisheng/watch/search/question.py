"""What somebody typed into the search field, understood. Pure."""

import re
from dataclasses import dataclass

from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.kit.text import CJK, bigram_query, fold

LONGEST = 80  # characters that are looked at
MOST_TERMS = 5
NUMBER = re.compile(r"fb-?\d{8}-?\d+")
RUN = re.compile(rf"[a-z0-9]+|[{CJK}]+")
DIGITS = re.compile(r"[\d +-]+")


@dataclass(frozen=True, slots=True)
class Question:
    """`terms` all have to occur; `phone`, `email`, `tail` and `number` are set when the whole field is one."""

    terms: tuple[str, ...]
    words: str  # tsquery over texts and names; empty = nothing to look for
    keys: str  # tsquery over numbers
    number: str = ""
    phone: str = ""
    tail: str = ""
    email: str = ""


def understand(typed: str) -> Question:
    """Read the field: a feedback number, a phone (whole or its last four digits), an email, or words."""
    text = fold(typed)[:LONGEST].strip()
    terms = tuple(term for term in text.split()[:MOST_TERMS] if RUN.search(term))
    words = " & ".join(dict.fromkeys(query for term in terms if (query := bigram_query(term))))
    digits = re.sub(r"\D", "", text) if DIGITS.fullmatch(text) else ""
    return Question(
        terms=terms,
        words=words,
        keys=_keys(terms),
        number=_number(text),
        phone=(normalise_phone(digits) or "") if len(digits) > 4 else "",
        tail=digits if len(digits) == 4 else "",
        email=normalise_email(text) or "",
    )


def _number(text: str) -> str:
    if not NUMBER.fullmatch(text):
        return ""
    digits = text.replace("-", "")[2:]
    return f"FB-{digits[:8]}-{digits[8:]}"


def _keys(terms: tuple[str, ...]) -> str:
    """Numbers are found by the beginning of a run. What stands before a dash may be the end of one (1121-1042)."""
    found: list[str] = []
    for term in terms:
        runs = RUN.findall(term)
        found.extend(bigram_query(run) for run in (runs[1:] or runs) if run.isascii())
    return " & ".join(dict.fromkeys(found))
