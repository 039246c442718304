"""Step 7, communicating the decision: how the customer was asked, and what the customer said."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.stages.closure.models import Asking, Confirmation, Try
from huisheng.watch.dossier.case import Case, beside, lines, moment, stars, table, yes_no
from huisheng.watch.dossier.paper import Block, Part


def decided(case: Case) -> Part:
    blocks = [*_tries(case), *_answers(case), *_raised(case)]
    return Part("decide", pgettext("dossier", "7. Communicating the decision"), tuple(blocks))


def _tries(case: Case) -> list[Block]:
    rows = [_try(case, asking, one) for asking in case.known.askings for one in asking.tries.all()]
    heads = (
        pgettext("dossier", "No."),
        pgettext("dossier", "Time"),
        pgettext("dossier", "Way"),
        pgettext("dossier", "What became of it"),
        pgettext("dossier", "Evidence"),
        _("Who did it"),
    )
    return table(pgettext("dossier", "How the customer was asked"), heads, (1, 3, 2, 3, 4, 2), rows)


def _try(case: Case, asking: Asking, one: Try) -> tuple[object, ...]:
    letter = next((two for two in case.known.letters if two.pk == one.outbound_id), None)
    proof = lines(letter.message_id if letter else "", one.origin, case.text(one.note))
    way, result = Try.Way(one.way).label, Try.Result(one.result).label
    return (
        lines(f"{asking.solution.round}.{one.seq}", case.place(asking)),
        moment(one.at),
        way,
        result,
        proof,
        case.who(one),
    )


def _answers(case: Case) -> list[Block]:
    rows = [_answer(case, one) for one in case.known.confirmations]
    heads = (
        pgettext("dossier", "No."),
        pgettext("dossier", "Time"),
        pgettext("dossier", "Solved"),
        pgettext("dossier", "Satisfied"),
        pgettext("dossier", "In the customer's words"),
        pgettext("dossier", "Answered by"),
    )
    return table(pgettext("dossier", "The customer's answers"), heads, (1, 3, 2, 2, 6, 2), rows)


def _answer(case: Case, one: Confirmation) -> tuple[object, ...]:
    round_ = lines(str(one.solution.round), case.place(one))
    by = lines(case.who(one), _("written down by who handled it") if one.by_handler else "")
    return round_, moment(one.at), yes_no(one.solved), stars(one.stars), case.text(one.word), by


def _raised(case: Case) -> list[Block]:
    rows = [
        (
            moment(one.at),
            lines(_level(one.level), case.place(one)),
            one.staff.name if one.staff else "",
            moment(one.ended_at),
        )
        for one in case.known.raised
    ]
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "Level"),
        pgettext("dossier", "Looked after by"),
        pgettext("dossier", "Until"),
    )
    return table(pgettext("dossier", "One level higher"), heads, (3, 4, 3, 3), rows)


def _level(level: int) -> str:
    names = {
        1: pgettext("dossier level", "supervisor"),
        2: pgettext("dossier level", "head of the department"),
        3: pgettext("dossier level", "the house"),
    }
    return beside(level, names.get(level, ""))
