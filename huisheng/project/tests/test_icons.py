"""Every icon a page names is in the sprite that `assets.py` makes."""

import re

from huisheng.project.assets import ICONS
from huisheng.project.settings import PACKAGE
from huisheng.web.frame.menu import RAIL, SETTINGS

CALLS = re.compile(r"""(?:\bicon\(|glyph=|empty_state\([^)]*,\s*)["']([a-z][a-z0-9-]*)["']""")
CHOICES = re.compile(r"icon\(\{([^}]*)\}")


def test_it_ships_every_icon_that_pages_use() -> None:
    used = {place.icon for place in (*RAIL, *SETTINGS)}
    for path in (PACKAGE / "templates").rglob("*.html"):
        text = path.read_text()
        used.update(CALLS.findall(text))
        for choices in CHOICES.findall(text):
            used.update(re.findall(r':\s*"([a-z0-9-]+)"', choices))
    wanted = set(ICONS.split() if isinstance(ICONS, str) else ICONS)
    assert used - wanted == set()
    assert {"clock", "circle-check", "player-pause"} <= used  # the search found the ones we know
