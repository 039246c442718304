"""Hold a condition against facts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from huisheng.kit.conditions.patterns import compiled
from huisheng.kit.conditions.quantities import FAMILY, SIZE, Quantity, quantities
from huisheng.kit.conditions.shapes import Condition, ConditionError, Evidence, Hit, group_of, words_of
from huisheng.kit.conditions.words import Folded, Span, counted, excuses, fold_word, folded, found

Facts = Mapping[str, object]
Words = tuple[str, ...]
NEAR = 12  # characters between a word and its amount when a condition does not say
CLOSE = 1  # an amount this close belongs to the word: 延迟1天,5天前买的 is a delay of one day


def evaluate(condition: Condition, facts: Facts) -> Hit:
    """Whether the condition holds for the facts, with the words that decided. `{}` always holds.

    A fact that is missing or None is empty: nothing is found in it and it compares with nothing.
    Raises ConditionError for a condition that `validate` would refuse.
    """
    if not condition:
        return Hit(True)
    group = group_of(condition)
    if group == "not":
        return Hit(not evaluate(condition["not"], facts))
    if group == "all":
        return _all([dict(part) for part in condition["all"]], facts)
    if group == "any":
        return next((hit for part in condition["any"] if (hit := evaluate(part, facts))), Hit(False))
    return _leaf(condition, facts)


def _all(parts: list[Condition], facts: Facts) -> Hit:
    evidence: list[Evidence] = []
    for part in parts:
        hit = evaluate(part, facts)
        if not hit:
            return Hit(False)
        evidence.extend(hit.evidence)
    return Hit(True, tuple(evidence))


def _leaf(leaf: Condition, facts: Facts) -> Hit:
    try:
        field, question = leaf["field"], QUESTIONS[leaf["op"]]
    except (KeyError, TypeError) as unknown:
        raise ConditionError(_("it names no field or an unknown comparison")) from unknown
    words = question(leaf, facts.get(field))
    return Hit(False) if words is None else Hit(True, (Evidence(field, words),) if words else ())


# Each question answers with the words that decided (perhaps none), or None for "no".


def _has_any(leaf: Condition, fact: object) -> Words | None:
    text, words = _text(fact), words_of(leaf.get("value"))
    present = [word for word in words if fold_word(word) in text.text]  # most texts hold none of the words
    if not present or (excused := excuses(text, words_of(leaf.get("unless")), words)) is None:
        return None
    spans = [span for word in present if (span := _found(text, word, leaf, excused))]
    return _written(text, spans) if spans else None


def _has_all(leaf: Condition, fact: object) -> Words | None:
    text, words = _text(fact), words_of(leaf.get("value"))
    excused = excuses(text, words_of(leaf.get("unless")), words)
    if excused is None:
        return None
    spans = [span for word in words if (span := _found(text, word, leaf, excused))]
    return _written(text, spans) if len(spans) == len(words) else None


def _found(text: Folded, word: str, leaf: Condition, excused: list[Span]) -> Span | None:
    return found(text, word, negation=leaf.get("negation", True), excused=excused)


def _matches(leaf: Condition, fact: object) -> Words | None:
    text = _text(fact)
    hit = compiled(leaf.get("value") or "").search(text.text)
    if hit is None:
        return None
    return (text.words(hit.span()),) if hit[0] else ()


def _quantity(leaf: Condition, fact: object) -> Words | None:
    wish, text = leaf["value"], _text(fact)
    family, size = FAMILY[wish["unit"]], SIZE[wish["unit"]]
    amounts = [amount for amount in quantities(text.text) if amount.family == family]
    fitting = [amount for amount in amounts if _fits(amount, size, wish)]
    words = words_of(wish.get("words"))
    if not fitting or not words:
        return _written(text, [fitting[0].span]) if fitting else None
    within = NEAR if wish.get("within") is None else wish["within"]
    places = chain.from_iterable(counted(text, word, negation=leaf.get("negation", True)) for word in words)
    pairs = [
        (gap, place, amount.span)
        for place in places
        for gap, amount in _near(place, amounts, within)
        if amount in fitting
    ]
    if not pairs:
        return None
    _gap, place, span = min(pairs)
    return _written(text, sorted({place, span}))


def _fits(amount: Quantity, size: float, wish: Mapping[str, Any]) -> bool:
    least, most = wish.get("at_least"), wish.get("at_most")
    return (least is None or amount.low / size >= least) and (most is None or amount.high / size <= most)


def _near(place: Span, amounts: list[Quantity], within: int) -> list[tuple[int, Quantity]]:
    """The amounts that may belong to a word; when one stands right beside it, that one alone."""
    gaps = [(max(amount.span[0] - place[1], place[0] - amount.span[1], 0), amount) for amount in amounts]
    beside = [pair for pair in gaps if pair[0] <= CLOSE]
    return beside or [pair for pair in gaps if pair[0] <= within]


def _is(leaf: Condition, fact: object) -> Words | None:
    return _said(fact) if _same(fact, leaf.get("value")) else None


def _is_not(leaf: Condition, fact: object) -> Words | None:
    return None if _same(fact, leaf.get("value")) else _said(fact)


def _in(leaf: Condition, fact: object) -> Words | None:
    return _said(fact) if any(_same(fact, value) for value in words_of(leaf.get("value"))) else None


def _not_in(leaf: Condition, fact: object) -> Words | None:
    return None if any(_same(fact, value) for value in words_of(leaf.get("value"))) else _said(fact)


def _any_of(leaf: Condition, fact: object) -> Words | None:
    wanted = words_of(leaf.get("value"))
    hits = [item for item in _items(fact) if any(_same(item, value) for value in wanted)]
    return tuple(str(item) for item in hits) or None


def _none_of(leaf: Condition, fact: object) -> Words | None:
    return () if _any_of(leaf, fact) is None else None


def _is_empty(leaf: Condition, fact: object) -> Words | None:
    return () if _empty(fact) else None


def _is_not_empty(leaf: Condition, fact: object) -> Words | None:
    return None if _empty(fact) else ()


def _compared(answer: Callable[[Any, Any], bool]) -> Callable[[Condition, object], Words | None]:
    def question(leaf: Condition, fact: object) -> Words | None:
        if _empty(fact):
            return None
        left, right = _comparable(fact, leaf.get("value"))
        return _said(fact) if answer(left, right) else None

    return question


def _text(fact: object) -> Folded:
    if isinstance(fact, str) or fact is None:
        return folded(fact or "")
    return folded("\n".join(str(item) for item in _items(fact)))


def _written(text: Folded, spans: list[Span]) -> Words:
    return tuple(dict.fromkeys(text.words(span) for span in spans))


def _said(fact: object) -> Words:
    """Yes and no are no words of anybody."""
    return () if fact is None or isinstance(fact, bool) else (str(fact),)


def _items(fact: object) -> list[object]:
    if fact is None:
        return []
    return list(fact) if isinstance(fact, list | tuple | set | frozenset) else [fact]


def _empty(fact: object) -> bool:
    return (
        fact is None
        or (isinstance(fact, str) and not fact.strip())
        or (not isinstance(fact, str) and fact in ([], (), set()))
    )


def _same(fact: object, value: object) -> bool:
    if isinstance(fact, bool) or isinstance(value, bool):
        return fact is value
    if isinstance(fact, str) and isinstance(value, str):
        return fold_word(fact) == fold_word(value)
    if fact is None or value is None:
        return fact is value
    if isinstance(fact, int | float | Decimal | date):
        left, right = _comparable(fact, value)
        return bool(left == right)
    return str(fact) == str(value)


def _comparable(fact: object, value: object) -> tuple[Any, Any]:
    """Both as instants, dates or exact numbers. Raises ConditionError when the value is not of the fact's kind."""
    try:
        if isinstance(fact, datetime):
            return fact, _instant(value, fact)
        if isinstance(fact, date):
            return fact, value if isinstance(value, date) else date.fromisoformat(str(value))
        return Decimal(str(fact)), Decimal(str(value))
    except (ValueError, InvalidOperation) as misfit:
        raise ConditionError(_("its value cannot be compared with the field")) from misfit


def _instant(value: object, like: datetime) -> datetime:
    """A time as written in a condition; without a zone it is meant in the fact's own."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo or not like.tzinfo else moment.replace(tzinfo=like.tzinfo)


QUESTIONS: dict[str, Callable[[Condition, object], Words | None]] = {
    "has_any": _has_any,
    "has_all": _has_all,
    "matches": _matches,
    "quantity": _quantity,
    "is": _is,
    "is_not": _is_not,
    "in": _in,
    "not_in": _not_in,
    "any_of": _any_of,
    "none_of": _none_of,
    "is_empty": _is_empty,
    "is_not_empty": _is_not_empty,
    "gte": _compared(lambda left, right: left >= right),
    "lte": _compared(lambda left, right: left <= right),
    "gt": _compared(lambda left, right: left > right),
    "lt": _compared(lambda left, right: left < right),
}
