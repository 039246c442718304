"""What differs between two versions of a policy, for people to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .lines import Lines, commitment_lines, kind_label, policy_lines
from .models import Commitment, ServicePolicy

Promises = dict[str, Lines]  # "First response · red" → its lines


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: what it is about ("" = a promise as a whole), how it was, how it is. "" = not there."""

    about: str
    what: str
    before: str
    after: str


def differences(before: ServicePolicy, after: ServicePolicy, words: "Words") -> list[Difference]:
    """What the later version says otherwise; empty when it says the same."""
    own = _compared("", policy_lines(before, words.scope(before)), policy_lines(after, words.scope(after)))
    old, new = _promises(before, words), _promises(after, words)
    return [*own, *_promises_compared(old, new)]


@dataclass(frozen=True, slots=True)
class Words:
    """The names people gave to grades and roles, and the sentence for each version's scope."""

    grades: Mapping[str, str]
    roles: dict[str, str]
    scopes: Mapping[int, str]

    def scope(self, policy: ServicePolicy) -> str:
        return self.scopes.get(policy.pk, "")

    def promise(self, row: Commitment) -> str:
        return kind_label(row, self.grades.get(row.grade_code, row.grade_code))


def _promises(policy: ServicePolicy, words: Words) -> Promises:
    return {words.promise(row): commitment_lines(row, words.roles) for row in policy.commitments.all()}


def _promises_compared(old: Promises, new: Promises) -> Iterable[Difference]:
    for name in dict.fromkeys([*old, *new]):
        if name not in new or name not in old:
            yield Difference(name, "", _in_one_line(old.get(name)), _in_one_line(new.get(name)))
        else:
            yield from _compared(name, old[name], new[name])


def _compared(about: str, old: Lines, new: Lines) -> list[Difference]:
    keys = dict.fromkeys([*old, *new])
    pairs = [(key, old.get(key, ""), new.get(key, "")) for key in keys]
    return [Difference(about, key, was, now) for key, was, now in pairs if was != now]


def _in_one_line(lines: Lines | None) -> str:
    return next(iter(lines.values())) if lines else ""
