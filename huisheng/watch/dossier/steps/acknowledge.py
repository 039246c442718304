"""Step 3, acknowledgement: what the customer was told at once, and what left the house."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.channels.connectors.email.bounces import bounce_words
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Message
from huisheng.watch.dossier.case import Case, facts, lines, moment, span, table
from huisheng.watch.dossier.paper import Block, Part
from huisheng.watch.dossier.steps.respond import saying_of, talk


def acknowledged(case: Case) -> Part:
    receipts = [saying_of(case, one) for one in case.known.messages if one.kind == Message.Kind.RECEIPT]
    title = pgettext("dossier", "Receipts")
    blocks = [*_first_answer(case), *talk(title, receipts), *_letters(case), *_readings(case)]
    return Part("acknowledge", pgettext("dossier", "3. Acknowledgement"), tuple(blocks))


def _first_answer(case: Case) -> list[Block]:
    ticket, replies = case.known.ticket, [one for one in case.known.messages if one.kind == Message.Kind.REPLY]
    receipt = next((one for one in case.known.messages if one.kind == Message.Kind.RECEIPT), None)
    after = pgettext("dossier", "%(at)s, %(span)s after receipt")
    said = {
        "receipt": after % {"at": moment(receipt.at), "span": span(ticket.created_at, receipt.at)} if receipt else "",
        "reply": after % {"at": moment(replies[0].at), "span": span(ticket.created_at, replies[0].at)}
        if replies
        else "",
    }
    return facts(
        (pgettext("dossier", "Automatic receipt"), said["receipt"] or pgettext("dossier", "none")),
        (pgettext("dossier", "First answer by a person"), said["reply"] or pgettext("dossier", "none yet")),
    )


def _letters(case: Case) -> list[Block]:
    rows = [
        (
            moment(one.sent_at or one.created_at),
            one.masked_to if not case.veil.opened else one.to,
            case.text(one.writing.subject),
            _arrived(one),
        )
        for one in case.known.letters
    ]
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "To"),
        _("Subject"),
        pgettext("dossier", "What became of it"),
    )
    return table(pgettext("dossier", "Letters that left the house"), heads, (3, 4, 6, 4), rows)


def _arrived(one: Outbound) -> str:
    state = str(Outbound.State(one.state).label)
    if one.state == Outbound.State.BOUNCED:
        return lines(state, moment(one.bounced_at), bounce_words(one.bounce_kind))
    return lines(state, one.trouble if one.state == Outbound.State.FAILED else "")


def _readings(case: Case) -> list[Block]:
    if not case.known.readings:
        return []
    first, last = case.known.readings[0].at, case.known.readings[-1].at
    return facts((pgettext("dossier", "Customer's page opened"), f"{moment(first)} – {moment(last)}"))
