"""What makes our templates quick: a page calls thousands of small macros and says hundreds of words."""

import time
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

from django.utils.translation import get_language, gettext
from jinja2.runtime import Context, Macro
from markupsafe import Markup

KEPT = 20_000  # pieces of HTML and words; a piece is some hundred bytes


class QuickContext(Context):
    """Calls macros and plain functions as they are. Jinja2 looks at each callable three times before it does."""

    def call(self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        kind = type(__obj)
        if kind is not Macro and (kind is not FunctionType or hasattr(__obj, "jinja_pass_arg")):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


def said(message: str, **variables: Any) -> str:
    """`_()` of templates. As Jinja2 does, every text is a format string: "%%" is a percent sign."""
    language = get_language()
    return _with(language, message) % variables if variables else _plain(language, message)


def remembered(macro: Macro, *, minutes: bool = False) -> Callable[..., str]:
    """The same macro, each piece of HTML made once a language: for macros that look at nothing but their arguments.

    The types count, too: safe markup and a text that reads the same are two different things. A macro that speaks of
    time (`minutes`) is asked again each minute.
    """

    @lru_cache(maxsize=KEPT)
    def kept(
        _when: tuple[str | None, int], _types: tuple[type, ...], args: tuple[Any, ...], names: tuple[str, ...]
    ) -> str:
        named = len(args) - len(names)
        return macro(*args[:named], **dict(zip(names, args[named:], strict=True)))

    def call(*args: Any, **kwargs: Any) -> str:
        given = (*args, *kwargs.values())
        when = (get_language(), int(time.time()) // 60 if minutes else 0)
        return kept(when, tuple(map(type, given)), given, tuple(kwargs))

    return call


@lru_cache(maxsize=KEPT)
def _with(_language: str | None, message: str) -> Markup:
    return Markup(gettext(message))  # noqa: S704  (our own words; what is filled in is escaped)


@lru_cache(maxsize=KEPT)
def _plain(language: str | None, message: str) -> Markup:
    return _with(language, message) % {}
