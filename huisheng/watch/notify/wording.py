"""From a template to a letter: pure text work, in the language that is active."""

import re
from collections.abc import Mapping

from django.utils.translation import get_language

from huisheng.core.knowledge.fill import fill
from huisheng.watch.notify.models import NoticeTemplate

PLACE = re.compile(r"\{(\w+)\}")
CLAUSE = re.compile(r"[^，。！？；,!?;\n]*(?:[，。！？；,!?;\n]|$)")
STRONG = "。！？!?\n"


def subject_of(template: NoticeTemplate, variables: Mapping[str, str]) -> str:
    """The filled subject in the active language, on one line; the number where all of it had holes."""
    return " ".join(filled(chosen(template.subject, template.subject_en), variables).split()) or variables["number"]


def body_of(template: NoticeTemplate, variables: Mapping[str, str]) -> str:
    """The filled body in the active language."""
    return filled(chosen(template.body, template.body_en), variables)


def without_gaps(body: str, variables: Mapping[str, str]) -> str:
    """Leave out the clauses that would have a hole: 「由林负责，{expected}前答复。」 becomes 「由林负责。」"""
    kept: list[str] = []
    for clause in CLAUSE.findall(body):
        whole = all(variables.get(name) for name in PLACE.findall(clause))
        if whole:
            kept.append(clause)
        elif kept and clause[-1:] in STRONG and kept[-1][-1] not in STRONG:
            kept[-1] = kept[-1][:-1] + clause[-1:]  # the sentence ends where the hole was
    return "".join(kept).strip()


def filled(text: str, variables: Mapping[str, str]) -> str:
    return fill(without_gaps(text, variables), variables)[0]


def chosen(chinese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else chinese
