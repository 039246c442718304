"""What our own wording leaves open."""

from huisheng.core.knowledge.fill import open_places
from huisheng.core.knowledge.models import ReplyTemplate


def places_left_open(text: str) -> list[str]:
    """What a person still has to write: {variables}, empty 【】, and those 【】 that stand so in one of our templates.

    A sender's 【顺丰速运】 is a word like any other. Asks the database only for a text with such brackets.
    """
    found = open_places(text)
    named = [place for place in found if place.startswith("【") and place[1:-1].strip()]
    ours = {place for body in _bodies() for place in open_places(body)} if named else set()
    return [place for place in found if place not in named or place in ours]


def _bodies() -> list[str]:
    return [body for pair in ReplyTemplate.objects.values_list("body", "body_en") for body in pair]
