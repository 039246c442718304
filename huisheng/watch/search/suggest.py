"""What may be meant, while somebody still types: filters, feedback, customers, wording."""

from dataclasses import dataclass, field

from django.utils.translation import get_language

from huisheng.core.accounts.models import Staff
from huisheng.kit.text import fold
from huisheng.watch.search.filters import NAMES, values_like
from huisheng.watch.search.hits import Hit
from huisheng.watch.search.marks import Part, marked
from huisheng.watch.search.models import Recent
from huisheng.watch.search.others import Person, Wording, people_found, templates_found
from huisheng.watch.search.queries import search
from huisheng.watch.search.question import understand
from huisheng.watch.search.typed import KEYS

TICKETS, PEOPLE, WORDINGS, VALUES = 6, 3, 3, 8


@dataclass(frozen=True, slots=True)
class Completion:
    """A filter that can be typed on: `text` is the whole field afterwards."""

    text: str
    parts: list[Part]


@dataclass(slots=True)
class Suggestions:
    """What the list below the field offers, group by group."""

    recent: list[str] = field(default_factory=list)
    completions: list[Completion] = field(default_factory=list)
    tickets: list[Hit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    templates: list[Wording] = field(default_factory=list)


def suggestions(staff: Staff, typed: str) -> Suggestions:
    """For an empty field what was looked for lately; else what the words begin to name. Within the gate."""
    if not typed.strip():
        return Suggestions(recent=recent_searches(staff))
    question = understand(typed)
    found = Suggestions(completions=completions(typed))
    if found.completions and ":" in fold(typed.rsplit(maxsplit=1)[-1]):
        return found
    found.tickets = search(staff, typed, limit=TICKETS).rows
    found.people = people_found(staff, question, PEOPLE)
    found.templates = templates_found(staff, question, WORDINGS)
    return found


def recent_searches(staff: Staff) -> list[str]:
    """The newest first, few."""
    return list(Recent.objects.filter(staff=staff, kind=Recent.Kind.SEARCH).values_list("words", flat=True))


def completions(typed: str) -> list[Completion]:
    """The last word as the beginning of a filter (状 → 状态:), or of its value (状态:已 → 状态:已归档)."""
    if typed != typed.rstrip():
        return []
    *before, last = typed.split()
    key, colon, value = fold(last).partition(":")
    head = "".join(f"{word} " for word in before)
    if colon and key in KEYS:
        return [_completion(head, f"{key}:{one}", value) for one in values_like(KEYS[key], value)[:VALUES]]
    offered = _keys()
    return [_completion(head, f"{one}:", key) for one in offered if one.startswith(key)][:VALUES]


def _completion(head: str, text: str, typed: str) -> Completion:
    return Completion(f"{head}{text}", marked(text, [typed]))


def _keys() -> list[str]:
    """One key for each filter, in the reader's language."""
    english = (get_language() or "").startswith("en")
    first: dict[str, str] = {}
    for key, name in KEYS.items():
        if key.isascii() is english and name in NAMES and name != "customer":
            first.setdefault(name, key)
    return list(first.values())
