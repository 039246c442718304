"""The places of the desk and of the settings, as data: url name, words, icon, right, key."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house


@dataclass(frozen=True, slots=True)
class Place:
    url_name: str
    label: str | Promise
    icon: str
    right: str = ""
    setting: str = ""  # of the house: the place is there only while it is on
    group: str | Promise = ""
    thumb: bool = False  # of the rail: within reach on a phone, too; the others are under "more" there
    folded: bool = False  # of the rail: under "more" everywhere


RAIL = (
    Place("desk:queue", _("Queue"), "inbox", thumb=True),
    Place("desk:board", pgettext_lazy("rail", "Board"), "layout-kanban", right="numbers"),
    Place("desk:progress", pgettext_lazy("rail", "Progress"), "progress"),
    Place("desk:search", _("Search"), "search", thumb=True),
    Place("desk:requests", pgettext_lazy("rail", "Requests"), "users", thumb=True),
    Place("desk:callbacks", pgettext_lazy("rail", "Callbacks"), "phone-call", right="answer", thumb=True),
    Place("desk:confirmations", pgettext_lazy("rail", "Their yes"), "user-check"),
    Place("desk:entry", pgettext_lazy("rail", "Enter"), "phone", right="enter"),
    Place("desk:notices", _("Notices"), "bell", thumb=True),
    Place("desk:incidents", pgettext_lazy("rail", "Faults"), "urgent", right="be_told"),
    Place("desk:winback", pgettext_lazy("rail", "Lost"), "heart", right="be_told", folded=True),
    Place("desk:ideas", pgettext_lazy("rail", "Wishes"), "bulb", folded=True),
    Place("desk:praise", pgettext_lazy("rail", "Praise"), "mood-smile", folded=True),
    Place("desk:numbers", pgettext_lazy("rail", "Numbers"), "chart-bar", right="numbers"),
    Place("desk:surveys", pgettext_lazy("rail", "Surveys"), "star", right="numbers", folded=True),
    Place("desk:improvements", pgettext_lazy("rail", "Improve"), "tool", folded=True),
    Place("desk:roster", pgettext_lazy("rail", "Duty"), "users-group"),
    Place("desk:check", pgettext_lazy("rail", "Check"), "list-check", right="check", setting="check.on"),
    Place("settings:index", _("Settings"), "settings", right="settings"),
)

VOCABULARY, PROMISES, WORDS, PEOPLE, HOUSE = (
    _("What it is"),
    _("What we promise"),
    _("How we speak"),
    _("Who works here"),
    _("The house"),
)
SETTINGS = (
    Place("settings:categories", _("Categories"), "category", group=VOCABULARY),
    Place("settings:tags", _("Tags"), "tags", group=VOCABULARY),
    Place("settings:schemes", _("Grading schemes"), "flag", group=VOCABULARY),
    Place("settings:grade_rules", _("Grade rules"), "bulb", group=VOCABULARY),
    Place("settings:category_rules", _("Category rules"), "filter", group=VOCABULARY),
    Place("settings:routing_rules", _("Routing rules"), "arrows-exchange", group=VOCABULARY),
    Place("settings:auto_rules", _("Rules"), "bolt", group=VOCABULARY),
    Place("settings:weights", _("Weights"), "scale", group=VOCABULARY),
    Place("settings:policies", _("Promised times"), "clock", group=PROMISES),
    Place("settings:amends_limits", _("Limits of compensation"), "receipt", group=PROMISES),
    Place("settings:targets", _("Targets"), "report-analytics", group=PROMISES),
    Place("settings:filing", _("Before filing"), "clipboard", group=PROMISES),
    Place("settings:chains", _("Escalation chains"), "urgent", group=PROMISES),
    Place("settings:calendars", _("Working calendars"), "calendar", group=PROMISES),
    Place("settings:reply_templates", _("Reply templates"), "message", group=WORDS),
    Place("settings:scenarios", _("Callback scenarios"), "phone", group=WORDS),
    Place("settings:phrases", _("Wording to avoid"), "sparkles", group=WORDS),
    Place("settings:warmth", _("Marks of warmth"), "mood-smile", group=WORDS),
    Place("settings:surveys", _("Surveys"), "star", group=WORDS),
    Place("settings:notice_templates", _("Notice templates"), "mail", group=WORDS),
    Place("settings:robots", _("Group robots"), "robot", group=WORDS),
    Place("settings:people", _("People"), "users", group=PEOPLE),
    Place("settings:teams", _("Teams"), "building", group=PEOPLE),
    Place("settings:contacts", _("Emergency contacts"), "phone", group=PEOPLE),
    Place("desk:roster", _("Roster"), "calendar-event", group=PEOPLE),
    Place("settings:skills", _("Skills"), "star", group=PEOPLE),
    Place("settings:roles", _("Roles"), "shield", group=PEOPLE),
    Place("settings:tokens", _("API tokens"), "key", group=PEOPLE),
    Place("settings:channels", _("Channels"), "world", group=HOUSE),
    Place("settings:mailboxes", _("Mailboxes"), "mail", group=HOUSE),
    Place("settings:letters", _("Letters"), "inbox", group=HOUSE),
    Place("settings:start", _("Getting started"), "bulb", group=HOUSE),
    Place("settings:house", pgettext_lazy("settings", "General"), "home", group=HOUSE),
    Place("desk:opinions", _("Opinions about this system"), "bulb", group=HOUSE),
    Place("settings:audit", _("Change log"), "history", group=HOUSE),
    Place("settings:outbox", _("Sent messages"), "send", group=HOUSE),
)


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    label: str
    icon: str
    group: str
    url_name: str
    current: bool
    thumb: bool = False
    folded: bool = False


def links(places: Iterable[Place], staff: Staff | None, here: str) -> list[Link]:
    """The places this person may enter, with addresses; `here` is the url name of the page. Unbuilt ones are left out."""
    return [
        Link(
            href,
            str(place.label),
            place.icon,
            str(place.group),
            place.url_name,
            place.url_name == here,
            place.thumb,
            place.folded,
        )
        for place in places
        if _may_enter(place, staff) and (href := address(place.url_name))
    ]


def _may_enter(place: Place, staff: Staff | None) -> bool:
    allowed = not place.right or (staff is not None and staff.allows(place.right))
    return allowed and (not place.setting or bool(house(place.setting)))


def address(url_name: str) -> str:
    """The address of a page without arguments, "" if no door has it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
