"""Facts as pieces: what is looked up for each row, the columns it gives, and the pieces it leans on. Pure.

A question gathers only the pieces whose columns it names: a list behind one number looks up what that number needs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NAMES = re.compile(r"[a-z_][a-z_0-9]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """`join`: how it is joined; `columns`: name → expression; `needs`: names of pieces whose rows `join` or `columns` use."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    join: str = ""
    needs: tuple[str, ...] = ()


def gathered(pieces: Sequence[Piece], said: str) -> list[Piece]:
    """The pieces that a question needs: the first, those with a column it names, and those they lean on, in their order."""
    named = set(NAMES.findall(said))
    wanted = {pieces[0].name, *(one.name for one in pieces if named & one.columns.keys())}
    for one in reversed(pieces):
        if one.name in wanted:
            wanted.update(one.needs)
    return [one for one in pieces if one.name in wanted]


def selected(pieces: Iterable[Piece]) -> tuple[str, str]:
    """The columns and the joins of these pieces, ready for SELECT … FROM."""
    rows = list(pieces)
    columns = ", ".join(f"{said} AS {name}" for one in rows for name, said in one.columns.items())
    return columns, "\n".join(one.join for one in rows if one.join)
