"""Stories, played into rows; what must be known of all of them at once."""

from datetime import datetime

from ..story import Opening, Story
from .folder import Folder
from .house import Shop
from .people import Directory
from .rows import Rows


class Archive:
    """Open folders in the order of their openings, play them, then write `rows`."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.rows = shop, Rows()
        self.directory = Directory(self.rows)

    def open(self, opening: Opening) -> Folder:
        """A ticket that is judged but lies nowhere yet: `arrive` is next."""
        return Folder(opening, shop=self.shop, rows=self.rows, directory=self.directory)

    def play(self, story: Story, *, now: datetime) -> Folder:
        """A whole story up to now; its clocks ring until then."""
        folder, now = self.open(story.opening), story.told_until(now)
        folder.arrive(story.owner)
        for act in story.until(now).acts:
            folder.play(act)
        folder.ring(now)
        return folder
