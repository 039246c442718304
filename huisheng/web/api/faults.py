"""What is wrong with a field, said to the caller: pydantic's error types in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

WITH_ZONE = _("Please give the time with its zone, such as 2026-11-21T10:00:00+08:00.")
WORDS = {
    "missing": _("Please fill this in."),
    "extra_forbidden": _("There is no such field."),
    "string_too_long": _("At most %(max_length)s characters."),
    "string_too_short": _("At least %(min_length)s characters."),
    "string_pattern_mismatch": _("This holds characters that are not allowed here."),
    "too_long": _("At most %(max_length)s entries."),
    "literal_error": _("This must be one of: %(expected)s."),
    "greater_than_equal": _("At least %(ge)s."),
    "less_than_equal": _("At most %(le)s."),
}
FAMILIES = {  # the beginning of the type -> words
    "string": _("This must be text."),
    "bool": _("This must be true or false."),
    "int": _("This must be a whole number."),
    "datetime": WITH_ZONE,
    "timezone": WITH_ZONE,
    "list": _("This must be a list."),
    "model": _("This must be an object with fields."),
    "dict": _("This must be an object with fields."),
}


def place_of(error: Mapping[str, Any]) -> str:
    """The field's path as the caller wrote it: customer.phone; "body" for the whole."""
    source, *path = error["loc"]
    if source == "body":
        path = path[1:]  # the name of our own argument
    return ".".join(str(part) for part in path) or "body"


def said(error: Mapping[str, Any]) -> str:
    """One sentence about one of pydantic's errors."""
    kind = str(error["type"])
    words = WORDS.get(kind) or FAMILIES.get(kind.split("_", maxsplit=1)[0]) or _("This is not valid.")
    return str(words) % dict(error.get("ctx") or {})
