"""Lists that people bring: which column holds what, and which lines can be rung up. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.kit.tables import is_rounded, plain_number

MOST_ROWS = 20_000
LOOK_FOR_HEAD = 10  # rows in which the head line is looked for: some files begin with a title
COLUMNS: dict[str, str | Promise] = {  # what a column may hold
    "": _("not used"),
    "name": _("Full name"),
    "phone": _("Phone"),
    "email": _("Email"),
    "external": _("Customer number"),
    "level": _("Member level"),
    "source": _("Where they signed up"),
    "registered": _("Signed up on"),
    "first_visit": _("First visit"),
    "batch": _("Batch or version"),
    "order": _("Order number"),
    "spend": _("Spent in a year"),
    "timezone": _("Time zone"),
    "note": _("Note"),
}
HEADS: dict[str, tuple[str, ...]] = {
    "phone": ("phone", "mobile", "tel", "telephone", "phonenumber", "mobilenumber"),
    "name": ("name", "customer", "fullname", "customername"),
    "email": ("email", "mail", "emailaddress"),
    "external": ("id", "uid", "customerid", "userid", "memberid", "externalid"),
    "level": ("level", "vip", "tier", "memberlevel"),
    "source": ("source", "channel", "signupchannel", "registeredvia"),
    "registered": ("registered", "registeredat", "signedup", "signupdate", "createdat"),
    "first_visit": ("firstvisit", "firstseen"),
    "batch": ("batch", "version"),
    "order": ("order", "ordernumber", "orderno"),
    "spend": ("spend", "yearlyspend"),
    "timezone": ("timezone", "tz"),
    "note": ("note", "notes", "remark"),
}
REASONS: dict[str, str | Promise] = {  # why a line is refused
    "no_phone": _("No phone number, and no customer number we know."),
    "bad_phone": _("The phone number cannot be one."),
    "rounded_phone": _(
        "The spreadsheet has rounded the number (1.38E+10). Format the column as text, and save it again."
    ),
    "bad_email": _("The email address cannot be one."),
    "twice": _("Stands in the list twice."),
    "too_many": _("The list is too long: this line and those after it were left out."),
    "switched_off": _("The scenario was switched off meanwhile."),
    "no_consent": _("Has not agreed to such calls, or has no phone."),
}
KEPT = ("level", "source", "registered", "first_visit", "batch", "order", "note")  # what the card shows of it
LABELS: dict[str, str | Promise] = {code: COLUMNS[code] for code in KEPT}
NOISE = re.compile(r"[\s_\-*:：()（）/.]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, as far as it could be read: what it holds by column, or why it is refused."""

    number: int  # as a person counts in the file, from 1
    values: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    @property
    def facts(self) -> dict[str, str]:
        return {code: self.values[code][:120] for code in KEPT if self.values.get(code)}


def head_of(rows: Sequence[Sequence[str]], words: Mapping[str, Sequence[str]]) -> tuple[int, list[str]]:
    """Where the head line is and what each of its columns holds. Without any that names a phone or a customer: the first
    row. `words` adds the house's own language to HEADS.
    """
    best: tuple[int, int, list[str]] = (0, 0, [])
    for place, row in enumerate(rows[:LOOK_FOR_HEAD]):
        columns = columns_of(row, words)
        score = sum(map(bool, columns)) if {"phone", "external"} & set(columns) else 0
        if score > best[0]:
            best = (score, place, columns)
    return (best[1], best[2]) if best[0] else (0, [""] * len(rows[0]) if rows else [])


def columns_of(head: Sequence[str], words: Mapping[str, Sequence[str]]) -> list[str]:
    """The code of each column by its head, each code once, the first wins; "" where nothing fits."""
    known = {_plain(word): code for code in COLUMNS if code for word in (*HEADS.get(code, ()), *words.get(code, ()))}
    found: list[str] = []
    for cell in head:
        code = known.get(_plain(cell), "")
        found.append("" if code in found else code)
    return found


def read_lines(rows: Sequence[Sequence[str]], columns: Sequence[str], *, head: int) -> Iterator[Line]:
    """Each line below the head, empty ones left out; one that cannot be rung up says why."""
    seen: set[str] = set()
    count = 0
    for place, row in enumerate(rows[head + 1 :], start=head + 2):
        values = {code: cell for code, cell in zip(columns, row, strict=False) if code and cell}
        if not any(row):
            continue
        count += 1
        if count > MOST_ROWS:
            yield Line(place, {}, "too_many")
            return
        yield _once(line_of(place, values), seen)


def line_of(number: int, values: Mapping[str, str]) -> Line:
    """One line by its values: phone and email in the form in which they are kept, or why it is refused."""
    found = {code: unicodedata.normalize("NFKC", value).strip() for code, value in values.items()}
    phone, refused = found.get("phone", ""), ""
    if is_rounded(phone):
        refused = "rounded_phone"
    elif phone:
        found["phone"] = normalise_phone(plain_number(phone)) or ""
        refused = "" if found["phone"] else "bad_phone"
    elif not found.get("external"):
        refused = "no_phone"
    if not refused and found.get("email"):
        refused = "" if normalise_email(found["email"]) else "bad_email"
    return Line(number, found, refused)


def _once(line: Line, seen: set[str]) -> Line:
    key = line.values.get("phone") or line.values.get("external") or ""
    if line.refused or not key:
        return line
    if key in seen:
        return Line(line.number, line.values, "twice")
    seen.add(key)
    return line


def _plain(head: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", head)).lower()


HEAD_WORDS = pgettext_lazy(
    "heads of columns, one code a part, words by |",
    "name: full name; phone: mobile phone; email: e-mail; external: customer number; level: member level; source: signed up"
    " via; registered: registered on; first_visit: first visit; batch: batch; order: order number; spend: yearly spend;"
    " timezone: time zone; note: note",
)


def words_of(text: str) -> dict[str, list[str]]:
    """HEAD_WORDS of one language as code → words."""
    parts = (part.partition(":") for part in text.replace("；", ";").replace("：", ":").split(";"))
    return {code.strip(): [word.strip() for word in words.split("|")] for code, _colon, words in parts}
