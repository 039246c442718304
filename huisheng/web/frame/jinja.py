"""The Jinja2 environment of all our screens (Django's engine stays for allauth's)."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as static_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, Undefined

from huisheng.kit.mask import mask_name, mask_phone

from . import filters
from .menu import address
from .quick import QuickContext, remembered, said
from .spoken import typed_as

FILTERS = (
    filters.when,
    filters.time_of_day,
    filters.before,
    filters.ago,
    filters.left,
    filters.size,
    filters.nl2p,
    filters.iso,
    mask_name,
    mask_phone,
    typed_as,
)


def environment(**options: Any) -> Environment:
    """Autoescaped, translated, and strict about unknown names while we develop and test."""
    strict = settings.DEBUG or getattr(settings, "TESTING", False)
    options |= {
        "autoescape": True,
        "undefined": StrictUndefined if strict else Undefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], **options)  # noqa: S701  (it is in options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.context_class = QuickContext
    env.globals.update(_=said, gettext=said, remembered=remembered, language=get_language)
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(url=url, url_if_any=address, static=static, now=timezone.now)
    env.filters.update({one.__name__: one for one in FILTERS})
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page; NoReverseMatch for a name no door has. Rows ask for the same ones again and again."""
    return _address(settings.ROOT_URLCONF, name, args, tuple(kwargs.items()))


@lru_cache(maxsize=20_000)
def _address(_urlconf: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def static(path: str) -> str:
    """The address of one of our own static files; the plain one while its hashed copy is not collected yet."""
    try:
        return _static(settings.STATIC_URL, path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@lru_cache(maxsize=1_000)
def _static(_base: str, path: str) -> str:
    return static_url(path)
