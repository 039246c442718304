"""The page `docs/events.md`, from the table of kinds and the table of reactions."""

from pathlib import Path

from django.utils import translation

from huisheng.core.tickets.kinds import KINDS, Kind
from huisheng.journey.reactions import REACTIONS, Effect, ask_the_rules
from huisheng.watch.automation.occasions import OCCASIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "events.md"
HEARD = {one.kind for one in OCCASIONS}
ASKED = f"`{ask_the_rules.__name__}`, while a rule of the house listens for it"
HEAD = """# Events

Every change writes one line of the ledger (`Event`) in its own transaction. The kinds stand in
`huisheng/core/tickets/kinds.py`, what follows them in `huisheng/journey/reactions.py`. Payloads hold ids and codes,
never names, phones or text. Each effect runs alone, is tried up to five times and is safe to run twice.

`python manage.py write_events_page` writes this page; a test holds it equal to the code.

| kind | meaning | on the timeline | what follows |
|---|---|---|---|
"""


def events_page() -> str:
    """The page as the code is now, with the Chinese sentences of the timeline."""
    with translation.override("zh-hans"):
        return HEAD + "".join(_row(kind) for kind in KINDS)


def _row(kind: Kind) -> str:
    effects = [_said(effect) for effect in REACTIONS.get(kind.name, ())]
    follows = "<br>".join([*effects, *([ASKED] if kind.name in HEARD else [])])
    return f"| `{kind.name}` | {kind.meaning} | {kind.sentence} | {follows or '–'} |\n"


def _said(effect: Effect) -> str:
    return f"`{effect.__name__}`: {(effect.__doc__ or '').strip().splitlines()[0]}"
