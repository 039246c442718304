"""What somebody typed into the search field, understood. Pure."""

import re
from dataclasses import dataclass

from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.kit.pinyin import latin
from huisheng.kit.text import CJK, bigram_query, fold
from huisheng.watch.search.typed import split_filters

LONGEST, LONGEST_WORDS = 200, 80  # characters that are looked at: with filters, without
MOST_TERMS = 5
LEAST_LETTERS = 2  # of pinyin: one letter begins every tenth name
NUMBER = re.compile(r"fb-?\d{8}-?\d+")
RUN = re.compile(rf"[a-z0-9]+|[{CJK}]+")
DIGITS = re.compile(r"[\d +-]+")
LETTERS = re.compile(r"[a-zü ]+")


@dataclass(frozen=True, slots=True)
class Question:
    """`terms` all have to occur; `phone`, `email`, `tail` and `number` are set when the whole field is one.

    `spelled` is the field as pinyin, when it may be pinyin; `filters` are the (name, value) that were typed.
    """

    terms: tuple[str, ...]
    words: str  # tsquery over texts and names; empty = nothing to look for
    keys: str  # tsquery over numbers
    number: str = ""
    phone: str = ""
    tail: str = ""
    email: str = ""
    spelled: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def exact(self) -> bool:
        """Each term is one piece of the bigram index (退款, 退, app): what the index finds needs no second look."""
        return all(RUN.fullmatch(term) and (term.isascii() or len(term) <= 2) for term in self.terms)


def understand(typed: str) -> Question:
    """Read the field: filters, and a feedback number, a phone (whole or its last four digits), an email, or words."""
    filters, text = split_filters(fold(typed)[:LONGEST].strip())
    text = text[:LONGEST_WORDS]
    terms = tuple(term for term in text.split()[:MOST_TERMS] if RUN.search(term))
    words = " & ".join(dict.fromkeys(query for term in terms if (query := bigram_query(term))))
    digits = re.sub(r"\D", "", text) if DIGITS.fullmatch(text) else ""
    letters = latin(text) if LETTERS.fullmatch(text) else ""
    return Question(
        terms=terms,
        words=words,
        keys=_keys(terms),
        number=_number(text),
        phone=(normalise_phone(digits) or "") if len(digits) > 4 else "",
        tail=digits if len(digits) == 4 else "",
        email=normalise_email(text) or "",
        spelled=letters if len(letters) >= LEAST_LETTERS else "",
        filters=tuple(filters),
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
