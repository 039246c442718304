"""Step 6, response: the conversation in full, what was offered, what was given."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.tickets.models import Message
from huisheng.stages.handling.models import Compensation
from huisheng.watch.dossier.case import Case, beside, lines, moment, table, yuan
from huisheng.watch.dossier.paper import Block, Part, Saying, Side, Talk

SIDES: dict[str, Side] = {"customer": "customer", "reply": "house", "receipt": "receipt", "note": "note"}


def responded(case: Case) -> Part:
    said = [saying_of(case, one) for one in case.known.messages if one.kind != Message.Kind.NOTE]
    blocks = [*_solutions(case), *_compensations(case), *talk(pgettext("dossier", "Everything that was said"), said)]
    return Part("respond", pgettext("dossier", "6. Response"), tuple(blocks))


def talk(title: str, sayings: Sequence[Saying]) -> list[Block]:
    """A conversation, or nothing where nobody spoke."""
    return [Talk(title, tuple(sayings))] if sayings else []


def saying_of(case: Case, one: Message) -> Saying:
    """A message in full, its files with their numbers in the list of attachments."""
    known = case.known
    files = tuple(f"[{case.numbers[file.pk]}] {case.text(file.name)}" for file in known.files.get(one.pk, ()))
    label = {Message.Kind.RECEIPT.value: _("automatic receipt"), Message.Kind.NOTE.value: _("internal")}.get(
        one.kind, ""
    )
    number = case.place(one)
    solution = next((two for two in known.solutions if two.message_id == one.pk), None)
    offered = pgettext("dossier", "solution, round %(n)s") % {"n": solution.round} if solution else ""
    by = case.who(one) if one.kind == Message.Kind.CUSTOMER and one.by_kind != "customer" else ""
    taken = pgettext("dossier", "taken down by %(name)s") % {"name": by} if by else ""
    return Saying(
        who=case.customer if one.kind == Message.Kind.CUSTOMER else case.who(one),
        at=moment(one.at),
        side=SIDES[one.kind],
        label=beside(label, offered, taken, number, one.written_from),
        text=case.text(one.text),
        quoted=case.text(one.quoted),
        files=files,
    )


def _solutions(case: Case) -> list[Block]:
    rows = [
        (
            lines(str(one.round), case.place(one)),
            moment(one.offered_at),
            case.text(one.measure),
            one.timing,
            one.responsible,
            case.who(one),
        )
        for one in case.known.solutions
    ]
    heads = (
        pgettext("dossier", "No."),
        pgettext("dossier", "Offered"),
        pgettext("dossier", "Measure"),
        pgettext("dossier", "Timing"),
        pgettext("dossier", "Person"),
        _("Who did it"),
    )
    return table(pgettext("dossier", "Solutions that were offered"), heads, (1, 3, 6, 3, 2, 2), rows)


def _compensations(case: Case) -> list[Block]:
    rows = [
        (
            beside(Compensation.Kind(one.kind).label, case.text(one.words)),
            yuan(one.fen),
            case.text(one.why),
            beside(moment(one.asked_at), case.who(one), case.place(one)),
            _decision(case, one),
        )
        for one in case.known.compensations
    ]
    heads = (
        pgettext("dossier", "Compensation"),
        pgettext("dossier", "Cost"),
        pgettext("dossier", "Reason"),
        pgettext("dossier", "Proposed"),
        pgettext("dossier", "Decided and given"),
    )
    return table(pgettext("dossier", "Compensation"), heads, (4, 2, 4, 3, 5), rows)


def _decision(case: Case, one: Compensation) -> str:
    decided = beside(moment(one.decided_at), one.decided_by.name if one.decided_by else "", case.text(one.decided_why))
    given = pgettext("dossier", "given %(at)s") % {"at": moment(one.given_at)} if one.given_at else ""
    return lines(str(Compensation.State(one.state).label), decided, beside(given, one.reference))
