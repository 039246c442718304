"""Step 5, investigation: what departments were asked and answered, what colleagues noted."""

from django.utils.translation import pgettext

from huisheng.core.tickets.models import Message
from huisheng.stages.closure.models import Finding
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.collaboration.queries import Step
from huisheng.watch.dossier.case import Case, beside, facts, left_out, lines, moment, table, yes_no
from huisheng.watch.dossier.paper import Block, Part, Words
from huisheng.watch.dossier.steps.respond import saying_of, talk


def investigated(case: Case) -> Part:
    blocks: list[Block] = []
    for request in case.known.requests:
        blocks += _request(case, request)
    return Part("investigate", pgettext("dossier", "5. Investigation"), (*blocks, *_notes(case), *_finding(case)))


def _request(case: Case, one: CollabRequest) -> list[Block]:
    own = beside(moment(one.customer_due_at), case.text(one.customer_due_why))
    head = pgettext("dossier", "Request %(n)s to %(team)s") % {"n": one.seq, "team": one.team.label}
    head = beside(head, case.place(one))
    steps = [_step(case, step) for step in case.known.steps.get(one.pk, ())]
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "Step"),
        pgettext("dossier", "By whom"),
        pgettext("dossier", "Words and files"),
    )
    return [
        *facts(
            (head, CollabRequest.State(one.state).label),  # type: ignore[arg-type]
            (pgettext("dossier", "Problem"), case.text(one.problem)),
            (pgettext("dossier", "Need"), case.text(one.need)),
            (pgettext("dossier", "Answer due"), moment(one.due_at)),
            (pgettext("dossier", "The customer's own time"), own),
            (pgettext("dossier", "Answer"), lines(moment(one.answered_at), case.text(one.answer))),
            (pgettext("dossier", "Told to the customer"), moment(one.told_customer_at)),
        ),
        *table("", heads, (3, 2, 2, 7), steps),
    ]


def _step(case: Case, one: Step) -> tuple[str, ...]:
    until = pgettext("dossier", "until %(at)s") % {"at": moment(one.step.until)} if one.step.until else ""
    files = beside(*(case.text(file.name) for file in one.files))
    label = str(CollabStep.Kind(one.step.kind).label)
    return moment(one.step.at), label, one.who, lines(case.text(one.step.text), until, files)


def _notes(case: Case) -> list[Block]:
    notes = [one for one in case.known.messages if one.kind == Message.Kind.NOTE]
    title = pgettext("dossier", "Internal notes")
    if notes and not case.notes:
        return [Words(left_out(len(notes)), quiet=True)]
    return talk(title, [saying_of(case, one) for one in notes])


def _finding(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for one in case.known.findings:
        blocks += _found(case, one)
    return blocks


def _found(case: Case, one: Finding) -> list[Block]:
    return facts(
        (pgettext("dossier", "Root cause"), beside(one.cause.label if one.cause else "", case.place(one))),
        (pgettext("dossier", "What was found"), case.text(one.words)),
        (pgettext("dossier", "Whose it was"), one.team.label if one.team else ""),
        (pgettext("dossier", "To be improved"), yes_no(one.improve) if one.improve is not None else ""),
        (pgettext("dossier", "Found"), beside(moment(one.at), case.who(one))),
    )
