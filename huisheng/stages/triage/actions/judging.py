"""Say what a ticket is and how grave: by the rules, or by a person who gives a reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.rows import store
from huisheng.core.catalogue.models import Category, Grade, MatrixCell, Tag
from huisheng.core.tickets.actions import lock_ticket, record_event, save_columns
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.triage.facts import facts_of
from huisheng.stages.triage.models import CategoryChange, CategoryRule, GradeRule, Grading, Incident, TicketTag
from huisheng.stages.triage.rulebook import Graded, RuleBook, Words, answers, classified, graded, rulebook

MACHINE = ("rule", "system")  # kinds of Party; everybody else is a person or speaks for one


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why: the next person will want to know.")


class OutOfUse(Refused):
    code = "out_of_use"
    message = _("“%(name)s” is out of use. Please choose another one.")


@transaction.atomic(savepoint=False)
def classify_ticket(
    ticket: Ticket,
    message: Message,
    *,
    category: str = "",
    tags: Iterable[str] = (),
    book: RuleBook | None = None,
    at: datetime | None = None,
) -> None:
    """Set category and tags of a ticket the caller created or locked.

    A `category` code in use that came with it wins and counts as chosen by the sender; else the ordered rules speak.
    Tags: the given ones and those of every rule that hits. A category set by a person stays. Unknown codes are
    passed over: feedback is never refused for a wrong code. `book` saves a query when the caller has it at hand.
    """
    at, book, is_fresh = at or timezone.now(), book or rulebook(), ticket.category_id is None
    found = classified(book, facts_of(ticket, message.text, book.asked_to_classify, counted=0))
    chosen = book.categories.get(category)
    if not _category_by_hand(ticket):
        if chosen:
            _put_category(ticket, chosen, by=message.by, at=at)
        elif found.category:
            _put_category(ticket, found.category, by=_rule(found.rule), at=at, rule=found.rule, words=found.words)
    given = [book.tags[code] for code in tags if code in book.tags]
    _put_tags(ticket, answers([*given, *found.tags]), by=message.by if given else SYSTEM, at=at, is_fresh=is_fresh)


@transaction.atomic(savepoint=False)
def grade_ticket(
    ticket: Ticket, message: Message, *, book: RuleBook | None = None, at: datetime | None = None
) -> Grading | None:
    """Grade a ticket the caller created or locked by the rules of the first scheme that applies; keep why.

    A grade given by a person stays, and its Grading is returned. None when no scheme is switched on for it.
    """
    if by_hand := _grade_by_hand(ticket):
        return by_hand
    book = book or rulebook()
    found = graded(book, facts_of(ticket, message.text, book.asked_to_grade, counted=0))
    if found is None:
        return None
    return _put_found(ticket, found, at=at)


def raise_grade(
    ticket: Ticket, message: Message, *, incident: Incident, counted: int, at: datetime | None = None
) -> Grading | None:
    """Grade a locked ticket anew as one of `counted` similar ones: never lower, never over a person's grade.

    Returns the decision where the grade rose.
    """
    if _grade_by_hand(ticket):
        return None
    book = rulebook()
    found = graded(book, facts_of(ticket, message.text, book.asked_to_grade, counted=counted))
    if found is None or found.grade.severity <= ticket.severity:
        return None
    return _put_found(ticket, found, at=at, incident=incident)


@transaction.atomic
def regrade(
    ticket: Ticket,
    *,
    grade: Grade,
    reason: str,
    by: Party,
    cell: MatrixCell | None = None,
    at: datetime | None = None,
) -> Ticket:
    """A person changes the grade and says why; from now on no rule touches it. Raises ReasonMissing.

    With a `cell` of the matrix impact and urgency are kept, too; it is the caller's word that the cell gives the grade.
    """
    ticket = lock_ticket(ticket)
    if not reason.strip():
        raise ReasonMissing(reason=_("Please fill this in."))
    levels = {"impact": cell.impact, "urgency": cell.urgency} if cell else {}
    _put_grade(ticket, Grading(grade=grade, scheme=grade.scheme, reason=reason.strip(), **levels), by=by, at=at)
    return ticket


@transaction.atomic
def set_category(
    ticket: Ticket, *, category: Category, by: Party, reason: str = "", at: datetime | None = None
) -> Ticket:
    """A person says what it is; from now on no rule touches it. Raises OutOfUse for a retired category."""
    ticket = lock_ticket(ticket)
    if category.retired_at:
        raise OutOfUse(name=category.label)
    _put_category(ticket, category, by=by, at=at or timezone.now(), reason=reason)
    return ticket


@transaction.atomic
def tag_ticket(
    ticket: Ticket, *, by: Party, add: Iterable[Tag] = (), remove: Iterable[Tag] = (), at: datetime | None = None
) -> Ticket:
    """Add and remove tags; a new answer to a question with a single answer replaces the old one. Raises OutOfUse."""
    ticket = lock_ticket(ticket)
    new = list(add)
    for tag in new:
        if tag.retired_at:
            raise OutOfUse(name=tag.label)
    single = [tag.group_id for tag in new if not tag.group.multiple]
    there = TicketTag.objects.filter(ticket=ticket)
    going = there.filter(tag__in=list(remove)) | there.filter(tag__group__in=single)
    leaving = going.exclude(tag__in=new).select_related("tag")
    gone = [row.tag.code for row in leaving]
    leaving.delete()
    _put_tags(ticket, answers(new), by=by, at=at or timezone.now(), gone=gone)
    return ticket


def _put_category(
    ticket: Ticket,
    category: Category,
    *,
    by: Party,
    at: datetime,
    rule: CategoryRule | None = None,
    words: Words | None = None,
    reason: str = "",
) -> None:
    before, ticket.category = ticket.category, category
    save_columns(ticket, "category")
    store(
        CategoryChange(
            ticket=ticket,
            category=category,
            rule=rule,
            words=words or [],
            reason=reason.strip(),
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
    )
    because: dict[str, Any] = {"because": reason.strip()} if reason.strip() else {}
    record_event(
        ticket,
        "category_set",
        by=by,
        at=at,
        category=category.code,
        before=before.code if before else None,
        rule=rule.pk if rule else None,
        source="rule" if by.kind in MACHINE else "person",
        **because,
    )


def _put_tags(
    ticket: Ticket, tags: Iterable[Tag], *, by: Party, at: datetime, gone: Iterable[str] = (), is_fresh: bool = False
) -> None:
    """Add what is not there yet. A ticket just opened has none, so there we need not look."""
    new, gone = list(tags), list(gone)
    look = bool(new) and not is_fresh
    there = set(TicketTag.objects.filter(ticket=ticket).values_list("tag_id", flat=True)) if look else set()
    new = [tag for tag in new if tag.pk not in there]
    if not new and not gone:
        return
    rows = [TicketTag(ticket=ticket, tag=tag, by_kind=by.kind, by_id=by.id) for tag in new]
    store(*rows, unless_there=True)
    record_event(ticket, "tags_changed", by=by, at=at, added=[tag.code for tag in new], removed=gone)


def _put_found(ticket: Ticket, found: Graded, *, at: datetime | None, incident: Incident | None = None) -> Grading:
    grading = Grading(
        grade=found.grade,
        scheme=found.scheme,
        rule=found.rule,
        words=found.words,
        impact=found.impact,
        urgency=found.urgency,
        incident=incident,
    )
    return _put_grade(ticket, grading, by=_rule(found.rule), at=at)


def _put_grade(ticket: Ticket, grading: Grading, *, by: Party, at: datetime | None) -> Grading:
    """Keep the decision, write the ticket's columns and the ledger."""
    at, grade = at or timezone.now(), grading.grade
    before = ticket.grade.code if ticket.grade_id and ticket.grade else None
    grading.ticket, grading.at, grading.by_kind, grading.by_id = ticket, at, by.kind, by.id
    store(grading)
    ticket.grade, ticket.severity = grade, grade.severity
    save_columns(ticket, "grade", "severity")
    record_event(
        ticket,
        "ticket_graded",
        by=by,
        at=at,
        grade=grade.code,
        before=before,
        rule=grading.rule_id,
        source="rule" if by.kind in MACHINE else "person",
        grading=grading.pk,
    )
    return grading


def _rule(rule: CategoryRule | GradeRule | None) -> Party:
    return Party("rule", rule.pk, rule.name) if rule else SYSTEM


def _category_by_hand(ticket: Ticket) -> bool:
    if ticket.category_id is None:
        return False
    last = CategoryChange.objects.filter(ticket=ticket).order_by("-id").first()
    return last is not None and last.by_kind not in MACHINE


def _grade_by_hand(ticket: Ticket) -> Grading | None:
    if ticket.grade_id is None:
        return None
    last = Grading.objects.filter(ticket=ticket).order_by("-id").first()
    return last if last is not None and last.by_kind not in MACHINE else None
