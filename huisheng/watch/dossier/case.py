"""What the steps write with: the rows, the veil, and the ways times, names and amounts are put in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huisheng.kit import money
from huisheng.kit.durations import describe_minutes

from .known import Known
from .paper import Block, Facts, Table
from .veil import Veil


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket on its way to paper. `notes`: internal notes are written out, too."""

    known: Known
    veil: Veil
    notes: bool
    numbers: dict[int, int] = field(default_factory=dict)  # attachment → its number in the list, from 1

    @property
    def customer(self) -> str:
        return self.veil.name(self.known.ticket.customer.name) or _("No name given")

    def who(self, row: object) -> str:
        """Who did it; the house's own name stands where nobody did."""
        if getattr(row, "by_kind", "") == "customer":
            return self.customer
        return self.known.people.of(row) or _("Huisheng")

    def place(self, row: object) -> str:
        """The number of the merged ticket it happened on; "" for what happened on this one."""
        return self.known.number_of(getattr(row, "ticket_id", None))

    def text(self, text: str) -> str:
        return self.veil.text(text)


def moment(at: datetime | None) -> str:
    """2026-11-28 14:05 in the house's zone; paper has no today."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def day(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else ""


def yuan(fen: int) -> str:
    """An amount kept in fen, in yuan."""
    return _("%(yuan)s yuan") % {"yuan": money.yuan(fen)}


def span(begin: datetime, end: datetime) -> str:
    """How long, in the two largest parts."""
    return describe_minutes((end - begin).total_seconds() / 60)


def stars(count: int | None) -> str:
    return f"{count}/5" if count else ""


def yes_no(value: bool | None) -> str:
    return pgettext("dossier", "not said") if value is None else _("yes") if value else _("no")


def size(count: int) -> str:
    return ngettext("%(n)s byte", "%(n)s bytes", count) % {"n": f"{count:,}"}


def facts(*rows: tuple[str, str]) -> list[Block]:
    """Those that say something."""
    said = tuple((str(name), str(value)) for name, value in rows if str(value).strip())
    return [Facts(said)] if said else []


def table(title: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[object]]) -> list[Block]:
    """A table, or nothing where there are no rows."""
    lines = tuple(tuple(str(cell) for cell in row) for row in rows)
    return [Table(str(title), tuple(map(str, heads)), lines, tuple(widths))] if lines else []


def lines(*texts: str) -> str:
    """One below the other, empty ones left out."""
    return "\n".join(str(text) for text in texts if str(text).strip())


def beside(*texts: object) -> str:
    """One after the other, empty ones left out."""
    return " · ".join(str(text) for text in texts if str(text or "").strip())


def left_out(count: int) -> str:
    """What stands in the place of internal notes."""
    said = ngettext(
        "%(n)s internal note is left out of this copy.", "%(n)s internal notes are left out of this copy.", count
    )
    return said % {"n": count}
