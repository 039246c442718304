"""The presets a house starts with, as families, and where their sources disagree (requirements A0)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN = "own"  # in addresses and lists: the policies no preset brought


@dataclass(frozen=True, slots=True)
class Family:
    """A preset: policies that belong together and are switched together."""

    code: str
    label: str | Promise
    says: str | Promise


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where presets disagree, and what the house does about it. Shown to the reader, never hidden."""

    families: tuple[str, ...]
    text: str | Promise


FAMILIES: tuple[Family, ...] = (
    Family(
        "P-RYG",
        _("Red, yellow, green"),
        _("By grade, around the clock: how soon we answer, give a plan, solve or reply formally."),
    ),
    Family("P-CH", _("Complaints by channel"), _("By the way they come in, around the clock; core customers first.")),
    Family("P-CHECK", _("Daily check"), _("What the daily check finds is put right soon.")),
    Family("P-123", _("Three levels of complaints"), _("By level: who leads, and how soon it starts.")),
    Family("P-NU", _("Normal, urgent, most urgent"), _("By urgency: how soon we answer.")),
    Family("P-CB", _("Callbacks and results"), _("After the work: was it solved, was it good, and is it on record?")),
    Family("P-TEAM", _("Inside the house"), _("How soon departments answer, and who looks after it every day.")),
    Family(
        "P-REG",
        _("Outside bodies"),
        _("Times that laws, authorities and platforms set. Ask your counsel before you rely on them."),
    ),
    Family("P-OURS", _("Our suggestions"), _("In no source; made by us because it helps.")),
)
BY_CODE = {one.code: one for one in FAMILIES}

CONFLICTS: tuple[Conflict, ...] = (
    Conflict(
        ("P-CH", "P-123"),
        _(
            "Online complaints have 2 hours by channel, level 1 has 30 minutes by grade. When both apply, the earlier"
            " due time of the same kind counts."
        ),
    ),
    Conflict(
        ("P-RYG", "P-CH"),
        _(
            "Email complaints may wait 24 hours by channel; red, yellow and green all answer within 1 hour. The earlier"
            " one counts, so customers hear sooner."
        ),
    ),
    Conflict(
        ("P-RYG",),
        _(
            "The goal is 95% answered within 30 minutes while green promises 1 hour. Goal and promise are counted"
            " apart."
        ),
    ),
    Conflict(("P-NU",), _("The most urgent level has no time in its source; an admin fills it in.")),
    Conflict(
        ("P-CB",),
        _(
            "One source calls back within 24 hours, another within a week. These are two promises: the result is"
            " confirmed within 24 hours, the relation is looked after within a week."
        ),
    ),
    Conflict(
        ("P-CB", "P-RYG"),
        _(
            "A case is archived only with the customer's yes, and no source says what to do when nobody can be"
            " reached. Until then it stays open; closing otherwise needs a reason and is counted as unconfirmed."
        ),
    ),
)


def conflicts_of(*families: str) -> list[Conflict]:
    """The disagreements in which one of these presets takes part."""
    return [one for one in CONFLICTS if set(families) & set(one.families)]
