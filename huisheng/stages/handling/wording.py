"""What the house's wording rules find in words that a ticket's customer is to read."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from huisheng.core.knowledge.fill import fill, variables_of
from huisheng.core.knowledge.wording import hints_in
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.promises import LEAST_LEFT, is_over
from huisheng.kit.wording import Hint, graver
from huisheng.stages.handling.speech import deadline_words, language_of, speech_of
from huisheng.stages.sla.calendars import house_calendar, work_calendar

EARLIER_READ = 40  # of our latest answers: older ones nobody has in the ear
PEOPLE = {"staff", "token"}  # whose words are weighed; the house's own letters are weighed where they are written


class WordingBlocked(Refused):
    """Words that this house does not send; `fields` names where they stand."""

    code = "wording_blocked"


def hints_for(ticket: Ticket, text: str) -> list[Hint]:
    """What is found in a text for this customer, repetitions of our earlier answers with it. Two queries."""
    return hints_in_texts(ticket, {"text": text})["text"]


def hints_in_texts(ticket: Ticket, texts: Mapping[str, str], *, but: Message | None = None) -> dict[str, list[Hint]]:
    """The same for several fields at once. `but`: the answer that these words already are, which repeats nothing."""
    if not any(text.strip() for text in texts.values()):
        return {field: [] for field in texts}
    before = _said_before(ticket, but)
    return {field: hints_in(text, said_before=before) for field, text in texts.items()}


def weighed(ticket: Ticket, texts: Mapping[str, str], *, by: Party) -> list[Hint]:
    """What people keep in these texts (field → words) although the house asks about it. Two queries.

    Raises WordingBlocked for what is not sent, with the better words. Nothing for what rules and the house itself write.
    """
    found = hints_in_texts(ticket, texts) if by.kind in PEOPLE else {}
    if blocked := {field: hints for field, all_of in found.items() if (hints := graver(all_of, "block"))}:
        first = next(iter(blocked.values()))[0]
        raise WordingBlocked(
            blocked_words(first), **{field: blocked_words(hints[0]) for field, hints in blocked.items()}
        )
    return [hint for hints in found.values() for hint in graver(hints, "ask")]


def blocked_words(hint: Hint) -> str:
    """Why it is not sent and what to say instead, in the active language."""
    better = hint.rule.better[0] if hint.rule.better else ""
    words = (
        _("“%(found)s” is not sent: %(why)s")
        if not better
        else _("“%(found)s” is not sent: %(why)s Better: “%(better)s”")
    )
    return str(words) % {"found": hint.found, "why": hint.rule.why, "better": better}


def better_words(ticket: Ticket, hints: Iterable[Hint], *, by: Party) -> dict[int, list[str]]:
    """For each rule that was hit what to say instead, filled from the ticket; what has an empty variable is left out, and
    a time that is over, or too near to keep, gives way to the next one.
    """
    rules = {hint.rule.ident: hint.rule for hint in hints}
    speech = (
        speech_of(ticket, by=by) if any(variables_of(one) for rule in rules.values() for one in rule.better) else {}
    )
    filled = {ident: [fill(one, speech) for one in rule.better] for ident, rule in rules.items()}
    kept = {ident: [text for text, missing in better if not missing] for ident, better in filled.items()}
    return {ident: _still_ahead(ticket, better) for ident, better in kept.items()}


def _still_ahead(ticket: Ticket, better: list[str]) -> list[str]:
    """The same words with the next deadline for a time that cannot be kept any more, each once."""
    now, calendar = timezone.now(), work_calendar(house_calendar())
    too_near = [one for one in better if any(is_over(one, at, calendar) for at in (now, now + LEAST_LEFT))]
    with override(language_of(ticket)):
        return list(dict.fromkeys(deadline_words(now) if one in too_near else one for one in better))


def _said_before(ticket: Ticket, but: Message | None) -> list[str]:
    replies = Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).order_by("-id")
    replies = replies.exclude(pk=but.pk) if but else replies
    return list(replies.values_list("text", flat=True)[:EARLIER_READ])
