"""Why this room says no."""

from huisheng.kit.errors import Refused


class AccountRefused(Refused):
    """A person, team or token cannot be kept like this. `fields` names the form field at fault."""

    code = "account_refused"


class CalendarRefused(Refused):
    """Working hours or a day that cannot be read."""

    code = "calendar_refused"


class RosterRefused(Refused):
    """Duty that cannot be: shifts that overlap, an absence that ends before it begins. `fields` names the form field."""

    code = "roster_refused"
