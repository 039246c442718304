"""What the command bar offers beside the moves that stand on the page: only what this person may do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.watch.automation.queries import views_for
from huisheng.watch.search.models import Recent
from huisheng.web.frame.menu import RAIL, SETTINGS, Link, links
from huisheng.web.frame.spoken import typed_as
from huisheng.web.workspace.desk_views import VIEWS
from huisheng.web.workspace.offers import macros_for, offers_for


@dataclass(frozen=True, slots=True)
class Command:
    """One line: `words` is all it may be typed as; `only` = shown only when asked for; `insert` goes into the reply,
    `posts` is told of it; `looks` is fetched into a dialog."""

    name: str
    label: str
    words: str
    icon: str
    href: str = ""
    insert: str = ""
    hint: str = ""
    posts: str = ""
    looks: str = ""
    only: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    commands: list[Command]


def commands_for(staff: Staff, ticket: Ticket | None = None) -> list[Group]:
    """Recent first, then wording for the open ticket, views, places, settings. Three queries, a fixed number more with a ticket."""
    groups = [
        *_for_ticket(staff, ticket),
        Group(gettext("Views"), list(_views(staff))),
        Group(gettext("Go to"), list(_places(links(RAIL, staff, "")))),
        Group(gettext("Settings"), list(_settings(staff))),
    ]
    by_name = {one.name: one for group in groups for one in group.commands}
    lately = [by_name[name] for name in recent_commands(staff) if name in by_name][:5]
    taken = {one.name for one in lately}
    rest = [Group(group.title, [one for one in group.commands if one.name not in taken]) for group in groups]
    shown = [_always(one) for one in lately]
    return [group for group in [Group(gettext("Lately"), shown), *rest] if group.commands]


def _for_ticket(staff: Staff, ticket: Ticket | None) -> Iterator[Group]:
    if ticket and not ticket.is_closed and staff.allows(Right.ANSWER):
        yield Group(gettext("Macros"), list(_macros(staff, ticket)))
        yield Group(gettext("Put wording into the reply"), list(_wording(staff, ticket)))


def recent_commands(staff: Staff) -> list[str]:
    """Names of what was run lately, newest first."""
    return list(Recent.objects.filter(staff=staff, kind=Recent.Kind.COMMAND).values_list("words", flat=True))


def _always(one: Command) -> Command:
    return replace(one, only=False)


def _views(staff: Staff) -> Iterator[Command]:
    base = reverse("desk:queue")
    for code, label in VIEWS.items():
        yield Command(f"view:{code}", str(label), typed_as(str(label)), "inbox", f"{base}?view={code}")
    for view in views_for(staff):
        yield Command(
            f"view:{view.pk}", view.label, typed_as(view.label), "inbox", f"{base}?view={view.code}", only=True
        )


def _places(places: Iterable[Link], *, only: bool = False) -> Iterator[Command]:
    for place in places:
        yield Command(f"page:{place.url_name}", place.label, typed_as(place.label), place.icon, place.href, only=only)


def _settings(staff: Staff) -> Iterator[Command]:
    if staff.allows(Right.SETTINGS):
        yield from _places(links(SETTINGS, staff, ""), only=True)


def _wording(staff: Staff, ticket: Ticket) -> Iterator[Command]:
    """The templates this person may use, filled for the ticket; that one was put in is counted."""
    for one in offers_for(ticket, staff):
        name, used = one.template.label, reverse("desk:template_use", args=[one.template.pk])
        kept = f"wording:{one.template.pk}"
        yield Command(kept, name, typed_as(name), "message", insert=one.text, hint=one.text, posts=used, only=True)


def _macros(staff: Staff, ticket: Ticket) -> Iterator[Command]:
    """Macros are looked over first, as from the composer."""
    for one in macros_for(staff):
        look = reverse("desk:macro", args=[ticket.number, one.pk])
        yield Command(f"macro:{one.pk}", one.label, typed_as(one.label), "bolt", looks=look, only=True)
