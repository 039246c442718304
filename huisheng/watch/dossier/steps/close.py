"""Step 8, closing: how it ended and what was learned; callbacks and surveys afterwards."""

from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from huisheng.stages.closure.models import Closure, Reopening
from huisheng.stages.followup.completeness import NAMES, answers_in, problem_names, written_in
from huisheng.stages.followup.models import Callback, CallRecord, CallTry
from huisheng.stages.followup.script import said
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.survey.models import Answer, Invitation, Question
from huisheng.stages.winback.models import Lost
from huisheng.watch.dossier.case import Case, beside, day, facts, lines, moment, stars, table, yes_no
from huisheng.watch.dossier.paper import Block, Part


def ended(case: Case) -> Part:
    blocks = [*_state(case), *_endings(case), *_improvements(case)]
    for callback in case.known.callbacks:
        blocks += _callback(case, callback)
    blocks += [*_surveys(case), *_after(case)]
    return Part("close", pgettext("dossier", "8. Closing"), tuple(blocks))


def _state(case: Case) -> list[Block]:
    ticket = case.known.ticket
    if not ticket.is_closed:
        return facts(
            (_("Status"), pgettext("dossier", "not closed: %(status)s") % {"status": ticket.get_status_display()})
        )
    last = case.known.own_closures[-1] if case.known.own_closures else None
    return facts(
        (_("Closed"), moment(ticket.closed_at)),
        (pgettext("dossier", "How it ended"), Closure.Kind(last.kind).label if last else ""),  # type: ignore[arg-type]
    )


def _endings(case: Case) -> list[Block]:
    rows: list[tuple[Any, ...]] = [
        (
            one.at,
            beside(_("Closed"), Closure.Kind(one.kind).label, case.place(one)),
            case.text(one.reason),
            case.who(one),
        )
        for one in case.known.closures
    ]
    rows += [
        (
            one.at,
            beside(pgettext("dossier", "Opened again"), Reopening.Why(one.why).label, case.place(one)),
            "",
            case.who(one),
        )
        for one in case.known.reopenings
    ]
    rows.sort(key=lambda row: row[0])
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "What happened"),
        pgettext("dossier", "Reason"),
        _("Who did it"),
    )
    title = pgettext("dossier", "Endings and reopenings")
    return table(title, heads, (3, 5, 5, 2), [(moment(at), *rest) for at, *rest in rows])


def _improvements(case: Case) -> list[Block]:
    rows = [
        (
            lines(one.title, one.action),
            beside(one.team.label if one.team else "", one.owner.name, day(one.due_on)),
            lines(str(Improvement.State(one.state).label), moment(one.done_at), one.done_words),
            _checked(one),
        )
        for one in case.known.improvements
    ]
    heads = (
        pgettext("dossier", "Action"),
        pgettext("dossier", "Who, by when"),
        pgettext("dossier", "Done"),
        pgettext("dossier", "Did it work"),
    )
    return table(pgettext("dossier", "Improvements"), heads, (5, 4, 4, 4), rows)


def _checked(one: Improvement) -> str:
    who = beside(moment(one.checked_at), one.checked_by.name if one.checked_by else "")
    counted = f"{one.before} → {one.after}" if one.before is not None and one.after is not None else ""
    return lines(who, counted, one.check_words) or beside(pgettext("dossier", "to be checked"), day(one.check_on))


def _callback(case: Case, one: Callback) -> list[Block]:
    record: CallRecord | None = getattr(one, "record", None)
    tries = [_call(case, two) for two in one.attempts.all()]
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "What became of it"),
        pgettext("dossier", "Talk"),
        _("Note"),
        _("Who did it"),
    )
    by = beside(one.assignee.name if one.assignee else "", pgettext("dossier", "the handler") if one.by_handler else "")
    return [
        *facts(
            (
                pgettext("dossier", "Callback"),
                beside(one.scenario.label, Callback.State(one.state).label, case.place(one)),
            ),
            (pgettext("dossier", "Due"), moment(one.due_at)),
            (pgettext("dossier", "Called by"), by),
            *(_record(case, one, record) if record else ()),
        ),
        *table("", heads, (3, 3, 2, 4, 2), tries),
    ]


def _call(case: Case, one: CallTry) -> tuple[object, ...]:
    talked = f"{one.talk_s // 60}:{one.talk_s % 60:02}" if one.talk_s is not None else ""
    return moment(one.at), CallTry.Outcome(one.outcome).label, talked, case.text(one.note), case.who(one)


def _record(case: Case, call: Callback, one: CallRecord) -> list[tuple[str, str]]:
    by = pgettext("dossier", "by %(at)s") % {"at": moment(one.follow_up_by)} if one.follow_up_by else ""
    return [
        (str(NAMES["problem"]), problem_names(case.known.kinds).get(one.problem, one.problem)),
        (pgettext("dossier", "Solved"), yes_no(one.solved)),
        (pgettext("dossier", "Satisfied"), stars(one.stars)),
        *((said(asked, "text", get_language() or ""), case.text(words)) for asked, words in answers_in(one, call)),
        *((field.label, case.text(words)) for field, words in written_in(one, case.known.record_fields)),
        (pgettext("dossier", "In the customer's words"), case.text(one.words)),
        (pgettext("dossier", "What follows"), beside(case.text(one.follow_up), by)),
        (pgettext("dossier", "Recorded"), beside(moment(one.recorded_at), case.who(one))),
    ]


def _surveys(case: Case) -> list[Block]:
    rows = [(moment(one.sent_at or one.made_at), one.survey.label, _asked(one), "") for one in case.known.invitations]
    for response in case.known.responses:
        answers = lines(*(_answered(case, one) for one in response.answers.all()))
        rows.append((moment(response.at), response.survey.label, pgettext("dossier", "answered"), answers))
    heads = (
        pgettext("dossier", "Time"),
        pgettext("dossier", "Survey"),
        pgettext("dossier", "What happened"),
        pgettext("dossier", "Answers"),
    )
    return table(pgettext("dossier", "Surveys"), heads, (3, 3, 4, 6), rows)


def _asked(one: Invitation) -> str:
    if one.held_why:
        return pgettext("dossier", "not asked: %(why)s") % {"why": Invitation.Held(one.held_why).label}
    return pgettext("dossier", "asked")


def _answered(case: Case, one: Answer) -> str:
    english = one.question.text_en if _("yes") == "yes" else ""
    most = {Question.Kind.CSAT.value: 5, Question.Kind.NPS.value: 10, Question.Kind.CES.value: 7}.get(one.question.kind)
    said = f"{one.raw}/{most}" if one.raw is not None and most else "" if one.raw is None else str(one.raw)
    return f"{english or one.question.text}: {beside(said, *one.chosen, case.text(one.words))}"


def _after(case: Case) -> list[Block]:
    wishes = [beside(one.suggestion.title, one.suggestion.get_status_display()) for one in case.known.proposals]
    kind = [case.text(one.words) for one in case.known.praise]
    lost = [
        beside(moment(one.flagged_at), Lost.Why(one.why).label, Lost.State(one.state).label) for one in case.known.lost
    ]
    return facts(
        (pgettext("dossier", "Suggestions kept"), case.text(lines(*wishes))),
        (pgettext("dossier", "Praise"), lines(*kind)),
        (pgettext("dossier", "Win-back"), lines(*lost)),
    )
