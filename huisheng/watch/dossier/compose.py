"""Put a dossier together: the cover, the eight steps, the annexes."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from huisheng.core.base.house import house

from .annexes import LedgerLine, annexed_of, annexes_of
from .case import Case, beside, left_out, moment
from .known import Known
from .paper import Cover, Dossier, veiled
from .steps import STEPS
from .veil import Veil


def dossier_of(
    known: Known,
    ledger: Sequence[LedgerLine],
    *,
    opened: bool = False,
    notes: bool = True,
    maker: str = "",
    at: datetime | None = None,
) -> Dossier:
    """The document in the active language. Without `opened` names, phones and addresses are masked, also in texts;
    without `notes` internal notes are counted and left out. No query.
    """
    at = at or timezone.now()
    name = known.ticket.customer.name
    numbers = {one.pk: n for n, one in enumerate(known.attachments, 1)}
    proof = {known.ticket.order_number, *(one.message_id for one in known.letters)} - {""}
    veil = Veil(opened, (name,) if name else (), frozenset(proof))
    case = Case(known, veil, notes, numbers)
    words = {
        "contents": pgettext("dossier", "Contents"),
        "nothing": pgettext("dossier", "Nothing of this so far."),
        "page": pgettext("dossier", "Page {n} of {all}"),
        "made": beside(pgettext("dossier", "Made %(at)s") % {"at": moment(at)}, maker),
        "quoted": pgettext("dossier", "Quoted:"),
        "files": _("Files:") + " ",
        "comma": _(", "),
        "folder": pgettext("dossier", "attachments"),
        "index": pgettext("dossier", "list of files"),
        "columns": pgettext("dossier", "No.|File|Bytes|SHA-256|When|From whom"),
        "lost": pgettext("dossier", "(this file is no longer in the store)"),
    }
    steps = tuple(step(case) for step in STEPS)
    cover, annexes = _cover(case, at=at, maker=maker), annexes_of(case, ledger)
    return veiled(Dossier(get_language() or "", cover, steps, annexes, words, annexed_of(case)), veil.lines)


def _cover(case: Case, *, at: datetime, maker: str) -> Cover:
    ticket = case.known.ticket
    zone = timezone.localtime(at)
    return Cover(
        house=str(house("house.name")),
        title=pgettext("dossier", "Complaint dossier"),
        subject=case.text(ticket.subject),
        facts=(
            (_("Number"), ticket.number),
            (_("Customer"), case.customer),
            (_("Received at"), moment(ticket.created_at)),
            (_("Status"), str(ticket.get_status_display())),
            (
                _("Assignee"),
                beside(ticket.assignee.name if ticket.assignee else "", ticket.team.label if ticket.team else ""),
            ),
            (pgettext("dossier", "Made"), beside(moment(at), maker)),
        ),
        notes=tuple(_notes(case, f"UTC{zone:%z}")),
    )


def _notes(case: Case, zone: str) -> list[str]:
    order = pgettext(
        "dossier", "In the order of the steps of GB/T 19012-2019 (ISO 10002:2018). All times are local: %(zone)s."
    ) % {"zone": zone}
    masked = pgettext(
        "dossier", "The customer's name, phone numbers, addresses and card numbers are masked in this copy."
    )
    opened = pgettext(
        "dossier", "This copy shows personal data openly. Keep it safe, and pass it on only where the law asks for it."
    )
    n = sum(one.kind == "note" for one in case.known.messages)
    return [order, opened if case.veil.opened else masked, *([left_out(n)] if n and not case.notes else [])]
