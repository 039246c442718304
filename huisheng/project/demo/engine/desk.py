"""The written scripts of today: the living desk, what was closed, and what the customer never answered."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from ..people import SHOWN_LOGINS
from ..script import DemoTicket
from ..story import Story, story_of
from ..tickets.everything import CLOSED, DAILY, STORIES_OF_THE_DESK
from ..tickets.silent import PATIENT, SILENT
from .rhythm import week_of_s0
from .week import WEEK


def scripts_of(now: datetime) -> list[Story]:
    """The written scripts around now. The week of S0 is left to its own pieces: what is over moves two weeks back,
    and what is open began later.
    """
    monday = week_of_s0(now)
    stories = [story_of(script, _moved(script, now, monday)) for script in CLOSED]
    stories += [replace(story_of(script, _moved(script, now, monday)), goes_on=True) for script in SILENT]
    stories.append(_offered_of_late(PATIENT, now, monday))
    for place, script in enumerate(desk_of(now)):
        story = story_of(script, _moved(script, now, monday) if script.ends == "closed" else now)
        if script.ends in {"waiting", "confirm"}:  # what waits for the customer may have waited longer
            earlier = story_of(script, now - timedelta(days=place % 3))
            story = story if monday <= earlier.opening.at < monday + WEEK else earlier
        if not monday <= story.opening.at < monday + WEEK:
            stories.append(story)
    return stories


def desk_of(now: datetime) -> list[DemoTicket]:
    """What lies on the desks today: the stories, and of everybody's daily scripts one of two, tomorrow the others. Of
    the first login shown one of three: there must be room for what a visitor sends in.
    """
    found, seen, today = list(STORIES_OF_THE_DESK), Counter[str](), now.date().toordinal()
    for script in DAILY:
        one_of = 1 if not script.owner else 3 if script.owner == SHOWN_LOGINS[0] else 2
        if (seen[script.owner] + today) % one_of == 0:
            found.append(script)
        seen[script.owner] += 1
    return found


def _offered_of_late(script: DemoTicket, now: datetime, monday: datetime) -> Story:
    """It came in on the day before the week of S0; its last offer was made three days ago."""
    begun = replace(script, days_ago=(now.date() - monday.date()).days + 1)
    offered = (now - timedelta(days=3)).replace(hour=10, minute=40, second=0, microsecond=0)
    *before, last = begun.offers
    last = replace(last, minutes_after=(offered - begun.opened_at(now)) // timedelta(minutes=1))
    return replace(story_of(replace(begun, offers=(*before, last)), now), goes_on=True)


def _moved(script: DemoTicket, now: datetime, monday: datetime) -> datetime:
    return now - 2 * WEEK if monday <= script.opened_at(now) < monday + WEEK else now
