"""The dossier of a ticket as this desk tells it: its rows, and the ledger in the timeline's sentences."""

from datetime import datetime

from huisheng.core.tickets.models import Ticket
from huisheng.watch.dossier.annexes import LedgerLine
from huisheng.watch.dossier.case import moment
from huisheng.watch.dossier.compose import dossier_of
from huisheng.watch.dossier.known import known_of
from huisheng.watch.dossier.paper import Dossier
from huisheng.web.workspace.timeline import Names, lines_of


def dossier_for(
    ticket: Ticket, *, maker: str, opened: bool = False, notes: bool = True, at: datetime | None = None
) -> Dossier:
    """Composed in the active language; `ticket` is as the gate gave it. The number of queries is fixed."""
    known = known_of(ticket)
    found = lines_of(known.events, Names(ticket, known.events), known.gradings, known.clocks, told=moment)
    ledger = [LedgerLine(line.at, line.text, line.who) for line in reversed(found)]
    return dossier_of(known, ledger, opened=opened, notes=notes, maker=maker, at=at)
