"""What changes people, teams, presence, tokens and calendars. Each change of how the house is set up is audited."""

from huisheng.core.accounts.errors import AccountRefused, CalendarRefused

from .calendars import (
    clear_calendar_day,
    confirm_year,
    import_calendar_days,
    save_calendar,
    set_calendar_day,
)
from .people import (
    add_staff,
    change_staff,
    deactivate_staff,
    reactivate_staff,
    reset_password,
    set_presence,
)
from .teams import add_team, change_team
from .tokens import create_token, revoke_token, token_by_secret

__all__ = [
    "AccountRefused",
    "CalendarRefused",
    "add_staff",
    "add_team",
    "change_staff",
    "change_team",
    "clear_calendar_day",
    "confirm_year",
    "create_token",
    "deactivate_staff",
    "import_calendar_days",
    "reactivate_staff",
    "reset_password",
    "revoke_token",
    "save_calendar",
    "set_calendar_day",
    "set_presence",
    "token_by_secret",
]
