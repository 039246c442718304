"""What stands behind the steps: the complainant's form, the follow-up form, the attachments, the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.tickets.models import Attachment, Link, Message
from huisheng.stages.closure.models import Closure
from huisheng.stages.collaboration.models import CollabFile
from huisheng.stages.handling.models import Compensation

from .case import Case, beside, facts, lines, moment, size, table, yuan
from .paper import Annexed, Block, Part, Ticks, Words
from .steps.assess import assessment_of

AS_IS, SIGNED = "", "＿＿＿＿＿＿＿＿"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One event as a sentence; the door that knows all the sentences writes it."""

    at: datetime
    text: str
    who: str


def annexes_of(case: Case, ledger: Sequence[LedgerLine]) -> tuple[Part, ...]:
    return (_complainant(case), _follow_up(case), _attachments(case), _ledger(case, ledger))


def _complainant(case: Case) -> Part:
    """The complainant's form of the standard, filled with what the customer told us."""
    known, ticket = case.known, case.known.ticket
    first = next((one for one in known.messages if one.kind == Message.Kind.CUSTOMER), None)
    contacts = lines(*(case.veil.identity(one.identity) for one in known.addresses))
    files = [case.text(one.name) for one in known.files.get(first.pk, ())] if first else []
    blocks = [
        *facts(
            (pgettext("dossier", "Complainant"), case.customer),
            (pgettext("dossier", "Contact"), contacts),
            (pgettext("dossier", "Product or order"), ticket.order_number or pgettext("dossier", "not said")),
            (pgettext("dossier", "When it happened"), moment(ticket.occurred_at) or pgettext("dossier", "not said")),
            (pgettext("dossier", "What happened"), case.text(first.text) if first else ""),
            (pgettext("dossier", "Enclosures"), lines(*files) or pgettext("dossier", "none")),
            (pgettext("dossier", "Remedy wanted"), SIGNED),
            (pgettext("dossier", "Date"), moment(ticket.created_at)),
            (pgettext("dossier", "Signature"), SIGNED),
        )
    ]
    return Part("complainant", pgettext("dossier", "Annex A. Complainant's form"), tuple(blocks))


def _follow_up(case: Case) -> Part:
    """The form of those who handle it: receipt, problem, assessment, actions, tracking."""
    ticket = case.known.ticket
    blocks = [
        *facts(
            (_("Number"), ticket.number),
            (_("Received at"), moment(ticket.created_at)),
            (_("Came by"), ticket.channel.label),
            (pgettext("dossier", "Complainant"), case.customer),
            (_("Category"), ticket.category.label if ticket.category else ""),
            (_("Grade"), ticket.grade.label if ticket.grade else ""),
        ),
        Ticks(
            pgettext("dossier", "Problem came before"),
            _yes_or_no(_came_before(case)),
        ),
        *assessment_of(case),
        Ticks(pgettext("dossier", "Action taken"), _actions(case)),
        *_tracking(case),
    ]
    return Part("follow_up", pgettext("dossier", "Annex B. Follow-up form"), tuple(blocks))


def _came_before(case: Case) -> bool:
    """It was told again while it was open, or it follows one that was closed (二次申诉), in any of what went into it."""
    ours = {case.known.ticket.pk, *(one.pk for one in case.known.merged)}
    links = [
        one
        for one in case.known.links
        if one.kind == Link.Kind.REPEAT or (one.kind == Link.Kind.FOLLOWS and one.ticket_id in ours)
    ]
    return bool(links) or any(one.kind == "complaint_refiled" for one in case.known.events)


def _yes_or_no(yes: bool) -> tuple[tuple[str, bool], ...]:
    return ((_("yes"), yes), (_("no"), not yes))


def _actions(case: Case) -> tuple[tuple[str, bool], ...]:
    given = [one for one in case.known.compensations if one.state == Compensation.State.GIVEN]
    kinds = {one.kind for one in given}
    total = yuan(sum(one.fen for one in given))
    return (
        (pgettext("dossier", "answer or apology"), any(one.kind == "reply" for one in case.known.messages)),
        (pgettext("dossier", "solution offered"), bool(case.known.solutions)),
        (pgettext("dossier", "money back"), "refund" in kinds),
        (beside(pgettext("dossier", "compensation"), total if given else ""), bool(given)),
        (pgettext("dossier", "improvement in the house"), bool(case.known.improvements)),
    )


def _tracking(case: Case) -> list[Block]:
    """The table of the standard: what was done, when, by whom, remarks."""
    known, ticket = case.known, case.known.ticket
    receipt = next((one for one in known.messages if one.kind == Message.Kind.RECEIPT), None)
    graded = known.assessment or (known.gradings[0] if known.gradings else None)
    asked = known.requests[0] if known.requests else None
    offered = known.solutions[-1] if known.solutions else None
    said = known.confirmations[-1] if known.confirmations else None
    closed = known.own_closures[-1] if known.own_closures and ticket.is_closed else None
    checked = next((one for one in known.improvements if one.checked_at), None)
    rows = [
        (pgettext("dossier", "Receipt confirmed to the customer"), moment(receipt.at if receipt else None), receipt and case.who(receipt), ""),
        (pgettext("dossier", "Assessed"), moment(graded.at if graded else None), graded and case.who(graded), ""),
        (pgettext("dossier", "Looked into"), moment(asked.asked_at if asked else None), asked and asked.team.label, ""),
        (pgettext("dossier", "Solution found"), moment(offered.offered_at if offered else None), offered and case.who(offered), ""),
        (pgettext("dossier", "Customer's decision known"), moment(said.at if said else None), said and case.who(said), case.text(said.word) if said else ""),
        (pgettext("dossier", "Improvement checked"), moment(checked.checked_at if checked else None), checked and checked.checked_by, ""),
        (_("Closed"), moment(closed.at if closed else None), closed and case.who(closed), Closure.Kind(closed.kind).label if closed else ""),
    ]  # fmt: skip
    heads = (pgettext("dossier", "Action"), pgettext("dossier", "Date"), pgettext("dossier", "Name"), _("Remarks"))
    shown = [(what, at or "–", who or "–", remark) for what, at, who, remark in rows]
    return table(pgettext("dossier", "Tracking"), heads, (5, 4, 3, 5), shown)


def annexed_of(case: Case) -> tuple[Annexed, ...]:
    """Every file that came with a message or with a department's answer; those of notes only where notes are shown."""
    messages = {one.pk: one for one in case.known.messages}
    found = [
        _annexed(case, str(case.numbers[one.pk]), one, messages[one.message_id].at, case.who(messages[one.message_id]))
        for one in case.known.attachments
        if case.notes or messages[one.message_id].kind != Message.Kind.NOTE
    ]
    for request in case.known.requests:
        files = [(one.step.at, file) for one in case.known.steps.get(request.pk, ()) for file in one.files]
        found += [
            _annexed(case, lines(f"{request.seq}.{n}", case.place(request)), file, at, request.team.label)
            for n, (at, file) in enumerate(files, 1)
        ]
    return tuple(found)


def _annexed(case: Case, number: str, one: Attachment | CollabFile, at: datetime, who: str) -> Annexed:
    file = one.file
    return Annexed(number, case.text(one.name), moment(at), who, file.content_type, file.size, file.sha256, file.pk)


def _attachments(case: Case) -> Part:
    rows = [
        (one.number, one.name, beside(one.at, one.who), lines(one.content_type, size(one.size)), one.sha256)
        for one in annexed_of(case)
    ]
    heads = (_("No."), _("Name"), pgettext("dossier", "Came"), pgettext("dossier", "Kind and size"), "SHA-256")
    listed = table("", heads, (2, 7, 6, 5, 12), rows)
    hint = pgettext(
        "dossier",
        "The same SHA-256 means the same bytes: whoever holds a file can prove that it is the one listed here.",
    )
    return Part(
        "attachments", pgettext("dossier", "Annex C. Attachments"), (*listed, Words(hint, quiet=True)) if listed else ()
    )


def _ledger(case: Case, ledger: Sequence[LedgerLine]) -> Part:
    rows = [
        (f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}", case.text(one.text), case.text(one.who)) for one in ledger
    ]
    heads = (pgettext("dossier", "Time"), pgettext("dossier", "What happened"), _("Who did it"))
    return Part("ledger", pgettext("dossier", "Annex D. Ledger"), tuple(table("", heads, (4, 10, 3), rows)))
