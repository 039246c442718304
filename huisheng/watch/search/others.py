"""What else the words find: customers, reply templates, the grading handbook. The house has no articles yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, QuerySet, Value

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Grade
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.core.knowledge.queries import shared_with
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.pinyin import reads
from huisheng.kit.text import excerpt, fold
from huisheng.watch.search.marks import Part, marked
from huisheng.watch.search.queries import contact_of, spelled_like
from huisheng.watch.search.question import Question
from huisheng.watch.search.sql import Folded, Matches, bitmaps_only
from huisheng.watch.search.walk import holding

MOST = 200  # customers of a name that are looked at: 女士 is everybody


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with the tickets of theirs that one may see."""

    customer: Customer
    name: list[Part]
    masked: str
    tickets: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A reply template or a grade of the handbook."""

    title: list[Part]
    folder: str
    parts: list[Part]
    text: str
    anchor: str = ""


def people_found(staff: Staff, question: Question, limit: int = 20) -> list[Person]:
    """Customers by name, pinyin, phone or email, newest ticket first; only whom a visible ticket speaks of."""
    if not question.words or question.number:
        return []
    with bitmaps_only():
        found = [pk for rows in _named(question) for pk in rows.values_list("pk", flat=True)[:MOST]]
    seen = tickets_for(staff).filter(customer__in=found).order_by().values("customer")
    newest = list(seen.annotate(n=Count("pk"), last=Max("pk")).order_by("-last")[:limit])
    rows = Customer.objects.select_related("tier").in_bulk([one["customer"] for one in newest])
    masked = _masked(rows)
    return [
        Person(who, _marked_name(who, question), masked.get(who.pk, ""), one["n"])
        for one in newest
        if (who := rows.get(one["customer"]))
    ]


def _named(question: Question) -> Iterable[QuerySet[Customer]]:
    if contact := contact_of(question):
        yield Customer.objects.filter(pk__in=Identity.objects.filter(contact).values("customer"))
    if question.spelled:
        yield Customer.objects.filter(spelled_like(question))
    name = Customer.objects.filter(Matches(F("name"), Value(question.words))).alias(folded=Folded(F("name")))
    yield name.filter(holding(question.terms, "folded"))


def _masked(rows: dict[int, Customer]) -> dict[int, str]:
    known = Identity.objects.filter(customer__in=list(rows)).order_by("-pk").values_list("customer", "masked")
    return dict(known)


def _marked_name(who: Customer, question: Question) -> list[Part]:
    if question.spelled and reads(question.spelled, who.name):
        return [Part(who.name, hit=True)]
    return marked(who.name, question.terms)


def templates_found(staff: Staff, question: Question, limit: int = 20) -> list[Wording]:
    """Reply templates one may use, by name (pinyin too) or text, for who answers customers."""
    if not question.terms or not staff.allows(Right.ANSWER):
        return []
    found = [
        one
        for one in ReplyTemplate.objects.filter(shared_with(staff), active=True)
        if _says(question, one.name, one.name_en, one.body)
    ]
    found.sort(key=lambda one: not _says(question, one.name, one.name_en))
    return [_wording(one.label, one.folder_label, one.body, question) for one in found[:limit]]


def grades_found(question: Question, limit: int = 20) -> list[Wording]:
    """Grades of the handbook by name, criteria or example."""
    if not question.terms:
        return []
    grades = Grade.objects.filter(scheme__enabled=True).select_related("scheme")
    texts = [(one, " ".join([one.criteria, *map(str, one.examples)])) for one in grades]
    return [
        _wording(one.label, one.scheme.label, text, question, f"{one.scheme.code}-{one.code}")
        for one, text in texts
        if _says(question, one.name, one.name_en, text)
    ][:limit]


def _says(question: Question, *texts: str) -> bool:
    said = [fold(text) for text in texts if text]
    if all(any(term in text for text in said) for term in question.terms):
        return True
    return bool(question.spelled) and reads(question.spelled, texts[0])


def _wording(title: str, folder: str, text: str, question: Question, anchor: str = "") -> Wording:
    shown = excerpt(text, question.terms, 120)
    return Wording(marked(title, question.terms), folder, marked(shown, question.terms), text, anchor)
