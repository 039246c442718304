"""Every address of the house, walked from the URL table, with real objects in the place of `<int:staff_id>`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver, reverse

from tests.outsider.world import World

PUBLIC = (
    "healthz",
    "readyz",
    "metrics",
    "accounts/",
    "language/",
    "theme/",
    "design/",
    "f/",
    "c/",
    "ideas/",
    "s/",
    "wall/",
    "api/v1/",
)
STAFF, HOUSE = "desk/", "settings/"
API, DESCRIPTION = "api", {"openapi-json", "api-root"}  # the API's operations are tried in test_api.py
TICKET = "desk/tickets/<str:number>/"


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the URL table; `name` is what `reverse` knows it by."""

    route: str
    name: str
    asks: tuple[str, ...]  # the names of its parts: number, secret, staff_id ...

    def path(self, world: World, **changes: object) -> str:
        """The address of something real. Fails with the sentence that says what to add."""
        if not self.asks:
            return reverse(self.name) if self.name else f"/{self.route}"
        return reverse(self.name, kwargs={part: world.value(part, self.name) for part in self.asks} | changes)

    def __str__(self) -> str:
        return f"/{self.route}"


def addresses() -> list[Address]:
    """All of them, the API's operations aside (`operations` knows those)."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, space: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, ":".join(filter(None, (space, pattern.namespace))))
        elif space != API or pattern.name in DESCRIPTION:
            name = ":".join(filter(None, (space, pattern.name))) if pattern.name else ""
            yield Address(route, name, tuple(pattern.pattern.regex.groupindex))


def below(start: str) -> list[Address]:
    return [one for one in addresses() if one.route.startswith(start)]
