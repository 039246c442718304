"""Small builders for conditions over the text of a piece of feedback."""

from ..shapes import Condition


def says(words: str, unless: str = "") -> Condition:
    """The text holds one of the words (parted by |) outside the `unless` phrases."""
    leaf: Condition = {"field": "text", "op": "has_any", "value": words.split("|")}
    return {**leaf, "unless": unless.split("|")} if unless else leaf


def like(pattern: str) -> Condition:
    """The text matches the expression."""
    return {"field": "text", "op": "matches", "value": pattern}


def lasts(words: str, days: int, within: int = 10) -> Condition:
    """At least so many days are said within some characters of one of the words (parted by |)."""
    return {
        "field": "text",
        "op": "quantity",
        "value": {"words": words.split("|"), "unit": "day", "at_least": days, "within": within},
    }


def every(*parts: Condition) -> Condition:
    return {"all": [one for part in parts for one in part.get("all", [part])]}


def some(*parts: Condition) -> Condition:
    return {"any": [one for part in parts for one in part.get("any", [part])]}


def never(*parts: Condition) -> Condition:
    """None of the parts holds."""
    return {"not": some(*parts)}
