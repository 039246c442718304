"""Step 2, tracking: who had it when, which times were promised and what became of them."""

from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.tickets.status import Status
from huisheng.stages.handling.models import Promise
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.stages.routing.sentences import why_assigned
from huisheng.stages.sla.models import Clock, ClockKind, Pause
from huisheng.stages.sla.queries import clock_row
from huisheng.watch.dossier.case import Case, beside, lines, moment, span, table
from huisheng.watch.dossier.paper import Block, Part


def tracked(case: Case) -> Part:
    blocks = [*_owners(case), *_states(case), *_promised(case), *_pauses(case), *_own_promises(case)]
    return Part("track", pgettext("dossier", "2. Tracking"), tuple(blocks))


def _owners(case: Case) -> list[Block]:
    rows = [(one.at, lines(_why(case, one), case.place(one)), case.who(one)) for one in case.known.assignments]
    rows += [(one.asked_at, lines(_handed(case, one), case.place(one)), case.who(one)) for one in case.known.hand_overs]
    rows.sort(key=lambda row: row[0])
    heads = (pgettext("dossier", "Time"), pgettext("dossier", "On whose desk, and why"), _("Who did it"))
    return table(pgettext("dossier", "Owners"), heads, (3, 8, 2), [(moment(at), why, who) for at, why, who in rows])


def _why(case: Case, one: Assignment) -> str:
    """Why it lay there; what colleagues wrote to one another about it is an internal note."""
    if not case.notes:
        one = copy(one)
        one.note = ""
    return why_assigned(one)


def _handed(case: Case, one: HandOver) -> str:
    asked = pgettext("dossier", "%(name)s is asked to take over") % {"name": one.to.name}
    note = one.note if case.notes else ""
    if one.answered_at is None:
        return lines(asked, note)
    said = pgettext("dossier", "accepted %(at)s") if one.accepted else pgettext("dossier", "declined %(at)s")
    return lines(beside(asked, said % {"at": moment(one.answered_at)}), note)


def _states(case: Case) -> list[Block]:
    labels = {code: str(label) for code, label in Status.choices}
    rows = [
        (
            moment(one.at),
            f"{labels.get(one.payload['before'], '')} → {labels.get(one.payload['after'], '')}",
            case.who(one),
        )
        for one in case.known.events
        if one.kind == "status_changed"
    ]
    heads = (pgettext("dossier", "Time"), _("Status"), _("Who did it"))
    return table(pgettext("dossier", "Course of the status"), heads, (3, 8, 2), rows)


def _promised(case: Case) -> list[Block]:
    rows = [_clock(one) for one in case.known.clocks]
    heads = (
        pgettext("dossier", "Promise"),
        pgettext("dossier", "From"),
        pgettext("dossier", "Due"),
        pgettext("dossier", "Outcome"),
        pgettext("dossier", "Because of"),
    )
    return table(pgettext("dossier", "Promised times"), heads, (4, 4, 4, 5, 6), rows)


def _clock(clock: Clock) -> tuple[str, ...]:
    row = clock_row(clock)
    again = pgettext("dossier", "after reopening %(n)s") % {"n": clock.round - 1} if clock.round > 1 else ""
    return lines(row.label, again), moment(row.started_at), moment(row.due_at), _outcome(clock), row.why


def _outcome(clock: Clock) -> str:
    late = pgettext("dossier", "overdue since %(at)s") % {"at": moment(clock.breached_at)} if clock.breached_at else ""
    if clock.met_at:
        return lines(pgettext("dossier", "kept %(at)s") % {"at": moment(clock.met_at)}, late)
    if clock.stopped_at:
        return lines(pgettext("dossier", "ended %(at)s, not needed any more") % {"at": moment(clock.stopped_at)}, late)
    return late or (_("paused") if clock.held_at else _("running"))


def _pauses(case: Case) -> list[Block]:
    labels = {code: str(label) for code, label in Status.choices}
    rows = [
        (_kind(one), labels.get(one.reason, one.reason), moment(one.since), _until(one)) for one in case.known.pauses
    ]
    heads = (
        pgettext("dossier", "Promise"),
        pgettext("dossier", "Waited because"),
        pgettext("dossier", "From"),
        pgettext("dossier", "Until"),
    )
    return table(pgettext("dossier", "Pauses of these times"), heads, (4, 5, 4, 6), rows)


def _kind(one: Pause) -> str:
    return str(ClockKind(one.clock.kind).label)


def _until(one: Pause) -> str:
    return lines(moment(one.until), span(one.since, one.until)) if one.until else pgettext("dossier", "still waiting")


def _own_promises(case: Case) -> list[Block]:
    rows = [
        (
            moment(one.given_at),
            lines(case.text(one.words), case.place(one)),
            moment(one.clock.due_at) if one.clock else "",
            _kept(one),
            case.who(one),
        )
        for one in case.known.promises
    ]
    heads = (
        pgettext("dossier", "Given"),
        pgettext("dossier", "In these words"),
        pgettext("dossier", "Due"),
        pgettext("dossier", "Outcome"),
        _("Who did it"),
    )
    return table(pgettext("dossier", "Promises that colleagues gave"), heads, (3, 5, 3, 4, 2), rows)


def _kept(one: Promise) -> str:
    broken = _("overdue") if one.is_broken else ""
    if one.kept_at:
        return lines(pgettext("dossier", "kept %(at)s") % {"at": moment(one.kept_at)}, broken)
    if one.withdrawn_at:
        return lines(pgettext("dossier", "taken back %(at)s") % {"at": moment(one.withdrawn_at)}, one.withdrawn_why)
    return broken or (_("running") if one.is_open else _("ended"))
