"""What changes people, teams, presence, tokens and calendars. Each change of how the house is set up is audited."""

from huisheng.core.accounts.errors import AccountRefused, CalendarRefused, RosterRefused

from .absences import add_absence, end_absence
from .calendars import (
    clear_calendar_day,
    confirm_year,
    import_calendar_days,
    save_calendar,
    set_calendar_day,
)
from .contacts import save_contact, switch_contact
from .people import (
    add_staff,
    change_staff,
    deactivate_staff,
    reactivate_staff,
    reset_password,
    set_own_capacity,
    set_presence,
)
from .roster import add_shifts, change_shift, clear_week, copy_week, plan_shifts, remove_shifts
from .skills import add_skill, change_skill, set_skills, skills_of
from .teams import add_team, change_team
from .tokens import create_token, revoke_token, token_by_secret

__all__ = [
    "AccountRefused",
    "CalendarRefused",
    "RosterRefused",
    "add_absence",
    "add_shifts",
    "add_skill",
    "add_staff",
    "add_team",
    "change_shift",
    "change_skill",
    "change_staff",
    "change_team",
    "clear_calendar_day",
    "clear_week",
    "confirm_year",
    "copy_week",
    "create_token",
    "deactivate_staff",
    "end_absence",
    "import_calendar_days",
    "plan_shifts",
    "reactivate_staff",
    "remove_shifts",
    "reset_password",
    "revoke_token",
    "save_calendar",
    "save_contact",
    "set_calendar_day",
    "set_own_capacity",
    "set_presence",
    "set_skills",
    "skills_of",
    "switch_contact",
    "token_by_secret",
]
