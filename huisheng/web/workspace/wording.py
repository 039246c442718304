"""Wording while one writes: what the house's rules find in the fields of a form, and what is still to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from huisheng.core.base.remembered import one_look
from huisheng.core.knowledge.queries import places_left_open
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.kit.wording import WEIGHT, Hint, graver
from huisheng.stages.handling.wording import better_words, hints_in_texts

FIELDS = {  # form → field of the POST → id of the field on the page
    "reply": {"text": "reply-text"},
    "solution": {"measure": "s-measure", "timing": "s-timing", "responsible": "s-responsible", "text": "s-text"},
}
LISTS = {"reply": "#reply-wording", "solution": "#solution-wording"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One hint as the page lists it. `into`: the id of the field; `better`: filled from the ticket, best first."""

    hint: Hint
    into: str
    better: list[str]


@dataclass(frozen=True, slots=True)
class Look:
    """All that is to be said about a form: hints, and places nobody filled in yet (place, id of the field)."""

    seen: list[Seen]
    places: list[tuple[str, str]]
    asked: list[str]
    asking: bool = False


def look_at(ticket: Ticket, form: str, sent: QueryDict, *, by: Party) -> Look:
    """What is found in the fields of a form as it stands."""
    texts = {name: sent.get(name, "") for name in FIELDS[form]}
    with one_look():
        found = hints_in_texts(ticket, texts)
        better = better_words(ticket, [hint for hints in found.values() for hint in hints], by=by)
    seen = [
        Seen(hint, FIELDS[form][name], better.get(hint.rule.ident, []))
        for name, hints in found.items()
        for hint in hints
    ]
    seen.sort(key=lambda one: -WEIGHT[one.hint.rule.severity])
    return Look(seen, _places(form, texts), sent.getlist("asked_wording"))


def to_ask(ticket: Ticket, form: str, sent: QueryDict, *, by: Party) -> Look | None:
    """What keeps a form from being sent: blocked words, and words nobody was asked about yet; None when it may go.

    Asked about once: who sends the same words again has answered.
    """
    look = look_at(ticket, form, sent, by=by)
    grave = graver((one.hint for one in look.seen), "ask")
    asked = set(look.asked)
    if not any(hint.rule.severity == "block" or hint.key not in asked for hint in grave):
        return None
    return Look(look.seen, look.places, sorted(asked | {hint.key for hint in grave}), asking=True)


def ask(request: HttpRequest, form: str, look: Look) -> HttpResponse:
    """The list under the field, instead of sending; words and files stay where they are."""
    answer = render(request, "workspace/_wording.html", {"look": look}, status=422)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = LISTS[form], "innerHTML"
    return answer


def _places(form: str, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(place, FIELDS[form][name]) for name, text in texts.items() for place in places_left_open(text)]
