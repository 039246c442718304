"""The first steps of an empty house: what is done follows from the data, and the last step sends a test ticket."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import change_setting
from huisheng.core.base.house import BY_KEY, house
from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.actions import take_in
from huisheng.core.channels.models import Inbound, Mailbox
from huisheng.core.tickets.access import has_tickets, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive
from huisheng.kit.party import Party

CHANNEL, KEY = "web", "guide:"
HIDDEN = "house.guided"
NOBODYS_PHONE = "13800000000"
TEST_NAME = gettext_lazy("Trial run")
TEST_TEXT = gettext_lazy(
    "This is a trial run: where does feedback land, who gets it, and by when is it answered? It may be closed as withdrawn."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do before the first customer comes."""

    code: str
    title: str | Promise
    why: str | Promise
    done: bool
    href: str
    state: str = ""  # what the data says, in words


def steps() -> list[Step]:
    """In the order in which a house is best set up; the test ticket comes after them."""
    return [_name(), _people(), _words(), _mail(), _form()]


def is_open(staff: Staff) -> bool:
    """Whether the guide is still offered: to who sets up the house, until it is hidden; never in the demo."""
    return staff.allows(Right.SETTINGS) and not house(HIDDEN) and not house("house.demo")


def comes_first(staff: Staff) -> bool:
    """Whether it is shown instead of the empty desk."""
    return is_open(staff) and not has_tickets()


def hide(*, by: Party) -> None:
    """It is not offered any more; the general settings bring it back."""
    change_setting(HIDDEN, True, by=by)


def send_test(staff: Staff) -> Ticket:
    """A real piece of feedback by the way of the public form; letters go to the one who tries it out.

    Raises ChannelClosed where the form is shut.
    """
    content = {
        "text": str(TEST_TEXT),
        "name": str(TEST_NAME),
        "phone": "" if staff.email else NOBODYS_PHONE,
        "email": staff.email,
        "order_number": "",
    }
    inbound, _new = take_in(CHANNEL, content, by=Party("customer"), key=f"{KEY}{uuid.uuid4().hex}")
    return receive(inbound).ticket


def last_test(staff: Staff) -> Ticket | None:
    """The newest test ticket, with what shows where it landed."""
    last = Inbound.objects.filter(channel__code=CHANNEL, key__startswith=KEY).order_by("-id").first()
    if last is None:
        return None
    shown = tickets_for(staff).select_related("grade", "category", "team", "assignee")
    return shown.filter(messages__inbound=last).first()


def _name() -> Step:
    name = str(house("house.name"))
    return Step(
        "name",
        gettext_lazy("Give the house its name"),
        gettext_lazy("Customers read it on the form, on their pages and in letters."),
        name != BY_KEY["house.name"].default,
        reverse("settings:house"),
        name,
    )


def _people() -> Step:
    count = Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER]).count()
    return Step(
        "people",
        gettext_lazy("Bring in the people who answer"),
        gettext_lazy("New feedback goes to somebody who is at the desk; without people it waits in the pool."),
        count > 1,
        reverse("settings:people"),
        _("%(n)s can answer customers") % {"n": count},
    )


def _words() -> Step:
    count = Category.objects.filter(retired_at=None).count()
    seen = SettingChange.objects.filter(subject__startswith="catalogue.").exists()
    return Step(
        "words",
        gettext_lazy("Look through categories and grades"),
        gettext_lazy(
            "They are ready to use. Rename what your house calls otherwise, and retire what it does not need."
        ),
        seen,
        reverse("settings:categories"),
        _("%(n)s categories") % {"n": count},
    )


def _mail() -> Step:
    box = Mailbox.objects.order_by("pk").values_list("address", flat=True).first()
    server = str(house("mail.host"))
    return Step(
        "mail",
        gettext_lazy("Connect the mail"),
        gettext_lazy("Without a server letters are only kept under “Sent messages”, and nobody gets them."),
        bool(server or box),
        reverse("settings:mailboxes"),
        box or server,
    )


def _form() -> Step:
    address = str(house("house.public_url")).rstrip("/")
    return Step(
        "form",
        gettext_lazy("Put the form where customers are"),
        gettext_lazy(
            "Tell us the public address of this system, then link to it from your site, parcels and messages."
        ),
        bool(address),
        reverse("settings:house"),
        f"{address}{reverse('portal:form')}" if address else "",
    )
