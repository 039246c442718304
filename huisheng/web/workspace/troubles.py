"""What stands still or is not saved, said on the desks of those who can do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.queries import calendars_to_confirm
from huisheng.core.accounts.rights import Right
from huisheng.core.base.queue import WAITING_TOO_LONG_S, oldest_waiting_s
from huisheng.core.base.saved import ROOM_LEAST_MB, free_mb, how_saved
from huisheng.core.channels.connectors.email.monitor import stops
from huisheng.core.channels.hold import letters_held, mail_is_held
from huisheng.stages.rectify.days import is_on, overdue
from huisheng.stages.rectify.queries import unsigned

MOST_DAYS = 3  # named in one sentence


@dataclass(frozen=True, slots=True)
class Trouble:
    """One sentence, where to look (`href`), and where a button may mend it (`action`, a POST); `calm`: in good time."""

    text: str
    href: str = ""
    action: str = ""
    button: str = ""
    calm: bool = False


def troubles_of(staff: Staff) -> list[Trouble]:
    """For supervisors what holds up their people, for admins also what only they can mend; about seven small queries."""
    found: list[Trouble] = []
    if staff.allows(Right.SETTINGS) or staff.allows(Right.BE_TOLD):
        found += queue_stuck()
    if staff.allows(Right.BE_TOLD) or staff.allows(Right.CHECK):
        found += days_unsigned(staff)
    if staff.allows(Right.SETTINGS):
        found += [*mail_held(), *mail_stopped(), *not_saved(), *disk_nearly_full(), *years_to_confirm()]
    return found


def queue_stuck() -> Iterator[Trouble]:
    waited = oldest_waiting_s()
    if waited > WAITING_TOO_LONG_S:
        words = _(
            "Work has been waiting for %(minutes)s min: notices, warnings and letters come late, nothing is lost."
        )
        yield Trouble(words % {"minutes": int(waited // 60)} + " " + _("`huisheng doctor` says why."))


def days_unsigned(staff: Staff) -> Iterator[Trouble]:
    """From the set hour on: the days of this person's teams whose missed promises nobody has signed off."""
    waiting = unsigned(staff) if is_on() else []
    late = overdue([one.day for one in waiting], at=timezone.now()) if waiting else []
    if late:
        words = _("Missed promises of %(days)s are not signed off yet.")
        late = late[-MOST_DAYS:]
        text = words % {"days": _(", ").join(f"{day:%m-%d}" for day in late)}
        yield Trouble(
            text, f"{reverse('desk:check')}?day={late[0]}" if staff.allows(Right.CHECK) else reverse("desk:board")
        )


def mail_held() -> Iterator[Trouble]:
    if mail_is_held():
        count = letters_held()
        words = ngettext(
            "This house was restored from a backup, and its mail is held: %(count)s letter waits, no mailbox is fetched.",
            "This house was restored from a backup, and its mail is held: %(count)s letters wait, no mailbox is fetched.",
            count,
        )
        hint = _("Make sure that the old house is switched off, then let mail go.")
        outbox = reverse("settings:outbox") + "?state=waiting"
        yield Trouble(f"{words % {'count': count}} {hint}", outbox, reverse("settings:mail_release"), _("Let mail go"))


def mail_stopped() -> Iterator[Trouble]:
    for stop in stops():
        yield Trouble(stop.sentence, reverse("settings:mailboxes" if stop.subject else "settings:outbox"))


def not_saved() -> Iterator[Trouble]:
    state = how_saved()
    if state.error:
        yield Trouble(_("The last backup failed: %(error)s") % {"error": state.error}, reverse("settings:index"))
    elif state.overdue:
        yield Trouble(_("There was no backup for more than a day."), reverse("settings:index"))


def disk_nearly_full() -> Iterator[Trouble]:
    free = free_mb(settings.HUISHENG_HOME)
    if free < ROOM_LEAST_MB:
        yield Trouble(
            _("The disk is nearly full: %(free)s MB are left. Make room before the house stops.") % {"free": free}
        )


def years_to_confirm() -> Iterator[Trouble]:
    """A year that promises reach into while its holidays are not known here."""
    names: dict[int, list[str]] = {}
    for calendar, year in calendars_to_confirm():
        names.setdefault(year, []).append(calendar.label)
    for year, labels in names.items():
        words = _(
            "The holidays of %(year)s are not confirmed yet in: %(calendars)s. Until they are, every day counts as its weekday does."
        )
        yield Trouble(words % {"year": year, "calendars": " · ".join(labels)}, reverse("settings:calendars"), calm=True)
