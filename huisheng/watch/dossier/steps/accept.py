"""Step 1, receipt: what came, from whom, by which way, when."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.tickets.models import Link, Message
from huisheng.stages.triage.sentences import why_category
from huisheng.watch.dossier.case import Case, beside, day, facts, lines, moment, table
from huisheng.watch.dossier.paper import Block, Part
from huisheng.watch.dossier.steps.respond import saying_of, talk


def accepted(case: Case) -> Part:
    blocks = [*_what(case), *_who(case), *_first_words(case), *_kin(case)]
    return Part("accept", pgettext("dossier", "1. Receipt"), tuple(blocks))


def _what(case: Case) -> list[Block]:
    known, ticket = case.known, case.known.ticket
    first = known.messages[0] if known.messages else None
    return facts(
        (_("Number"), ticket.number),
        (_("Received at"), moment(ticket.created_at)),
        (_("Came by"), ticket.channel.label),
        (pgettext("dossier", "Taken in by"), case.who(first) if first and first.by_kind != "customer" else ""),
        (pgettext("dossier", "Happened at"), moment(ticket.occurred_at)),
        (pgettext("dossier", "Order number"), ticket.order_number),
        (_("Category"), lines(*map(_category, known.categories)) or (ticket.category.label if ticket.category else "")),
        (_("Tags"), beside(*known.tags)),
        (pgettext("dossier", "First owner"), ticket.first_owner.name if ticket.first_owner else ""),
    )


def _category(change: object) -> str:
    return beside(moment(change.at), why_category(change))  # type: ignore[attr-defined, arg-type]


def _who(case: Case) -> list[Block]:
    customer = case.known.ticket.customer
    contacts = [f"{one.identity.get_kind_display()} {case.veil.identity(one.identity)}" for one in case.known.addresses]
    return facts(
        (_("Customer"), case.customer),
        (pgettext("dossier", "Contact"), lines(*contacts)),
        (_("Kind of customer"), customer.tier.label if customer.tier else ""),
        (pgettext("dossier", "Customer since"), day(customer.customer_since)),
        (pgettext("dossier", "Own agent"), customer.agent.name if customer.agent else ""),
    )


def _first_words(case: Case) -> list[Block]:
    first = next((one for one in case.known.messages if one.kind == Message.Kind.CUSTOMER), None)
    return talk(pgettext("dossier", "The complaint in the customer's words"), [saying_of(case, first)] if first else [])


def _kin(case: Case) -> list[Block]:
    ticket = case.known.ticket
    rows = [
        (one.number, pgettext("dossier", "merged into this one"), moment(one.created_at)) for one in case.known.merged
    ]
    for link in case.known.links:
        other = link.other if link.ticket_id == ticket.pk else link.ticket
        rows.append((other.number, Link.Kind(link.kind).label, moment(other.created_at)))  # type: ignore[arg-type]
    heads = (_("Number"), pgettext("dossier", "How it belongs here"), _("Received at"))
    return table(pgettext("dossier", "Feedback that belongs to it"), heads, (3, 4, 3), rows)
