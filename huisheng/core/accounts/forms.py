"""What the screens for people, teams, tokens and calendars ask."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.hours import read_spans, write_spans
from huisheng.core.accounts.models import ApiToken, Calendar, CalendarDay, Role, Skill, Staff, StaffSkill, Team
from huisheng.core.base.forms import ActionForm
from huisheng.kit.errors import Refused

HOURS_HINT = _("For example 09:00-12:00 13:00-18:00. Empty means closed, 00:00-24:00 the whole day.")


class PersonForm(ActionForm):
    """A colleague. `teams` and `leads` are lists of codes."""

    name = forms.CharField(label=_("Full name"), max_length=60)
    email = forms.CharField(label=_("Email"), max_length=254, required=False, widget=forms.EmailInput)
    role = forms.ChoiceField(label=_("Role"))
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple)
    leads = forms.MultipleChoiceField(
        label=_("Leads"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Is told when promised times of these teams run out."),
    )
    senior = forms.BooleanField(
        label=_("Senior"), required=False, help_text=_("Grades that ask for it go to senior colleagues first.")
    )
    capacity = forms.IntegerField(
        label=_("Work at once, in units"),
        min_value=0,
        max_value=500,
        help_text=_("New feedback is handed out up to this number. Most feedback counts one unit; see “Weights”."),
    )

    rostered = forms.BooleanField(
        label=_("Works by the roster"),
        required=False,
        help_text=_("On duty only inside the own shifts; otherwise whenever online."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = [(team.code, team.label) for team in Team.objects.order_by("-active", "rank", "id")]
        self.fields["role"].choices = [(role.code, role.label) for role in Role.objects.order_by("id")]  # type: ignore[attr-defined]
        for name in ("teams", "leads"):
            self.fields[name].choices = teams  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """For `add_staff` and `change_staff`: who leads a team sits in it."""
        given = dict(self.cleaned_data)
        given["teams"] = list(dict.fromkeys([*given["teams"], *given["leads"]]))
        return given


class NewPersonForm(PersonForm):
    username = forms.CharField(label=_("Login name"), max_length=150, help_text=_("Letters and digits, no spaces."))
    field_order = ("username", "name")


def person_initial(staff: Staff) -> dict[str, Any]:
    seats = list(staff.memberships.select_related("team"))
    return {
        "name": staff.name,
        "email": staff.email,
        "role": staff.role.code,
        "teams": [seat.team.code for seat in seats],
        "leads": [seat.team.code for seat in seats if seat.leads],
        "senior": staff.senior,
        "capacity": staff.capacity_most,
        "rostered": staff.rostered,
    }


class TeamForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, required=False)


class ChangeTeamForm(TeamForm):
    head = forms.ChoiceField(
        label=_("Head of the department"),
        required=False,
        help_text=_("Hears of a missed promise after the supervisor, where the chain of escalation says so."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Staff.objects.filter(is_active=True).order_by("name", "pk")
        named = [(one.username, one.name) for one in people]
        self.fields["head"].choices = [("", pgettext_lazy("head", "nobody")), *named]  # type: ignore[attr-defined]


class NewTeamForm(TeamForm):
    code = forms.SlugField(label=_("Code"), help_text=_("What rules and the API call it. It stays for ever."))
    field_order = ("name", "name_en", "code")


def team_initial(team: Team) -> dict[str, Any]:
    head = team.head.username if team.head else ""
    return {"name": team.name, "name_en": team.name_en, "rank": team.rank, "head": head}


class TokenForm(ActionForm):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[("read", _("read feedback")), ("write", _("enter and change feedback"))],
        initial=list(ApiToken.SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )


class HoursField(forms.CharField):
    """Hours as people write them, stored intervals inside."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 120, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return write_spans(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        try:
            return read_spans(super().clean(value))
        except Refused as error:
            raise forms.ValidationError(str(error)) from error


class CalendarForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    timezone = forms.CharField(label=_("Time zone"), initial="Asia/Shanghai")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"day{day}"] = HoursField(label=WEEKDAYS[day], help_text=HOURS_HINT if day == 0 else "")

    def answers(self) -> dict[str, Any]:
        """For `save_calendar`."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("day")}
        return {**given, "weekly": {str(day): self.cleaned_data[f"day{day}"] for day in range(7)}}


class NewCalendarForm(CalendarForm):
    code = forms.SlugField(label=_("Code"), help_text=_("What rules and the API call it. It stays for ever."))
    field_order = ("name", "name_en", "code")


def calendar_initial(calendar: Calendar) -> dict[str, Any]:
    days = {f"day{day}": calendar.weekly.get(str(day), []) for day in range(7)}
    return {"name": calendar.name, "name_en": calendar.name_en, "timezone": calendar.timezone, **days}


class DayForm(ActionForm):
    """One date that differs from its weekday."""

    day = forms.DateField(widget=forms.HiddenInput)
    intervals = HoursField(label=_("Hours on this day"), help_text=HOURS_HINT)
    note = forms.CharField(label=_("Why"), max_length=80, required=False)


def day_initial(day: CalendarDay | None) -> dict[str, Any]:
    return {"intervals": day.intervals, "note": day.note} if day else {}


class DaysForm(ActionForm):
    """Days of a calendar as CSV or iCalendar, pasted or as a file. `lines` is its text."""

    lines = forms.CharField(
        label=_("Lines"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One day a line: date, hours, note. For example 2027-02-17,,New Year or 2027-02-20,09:00-18:00,Working Saturday"
        ),
    )
    file = forms.FileField(
        label=_("or a file (CSV or iCalendar)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.ics,text/csv,text/calendar"}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if file := given.get("file"):
            given["lines"] = text_of(file)
        if not given.get("lines", "").strip() and not self.errors:
            raise forms.ValidationError(_("Please paste lines or choose a file."))
        return given


MAX_BYTES = 500_000  # a year of days is 20 KB


def text_of(file: "UploadedFile[bytes]") -> str:
    """The text of a file a person chose: UTF-8, or what a Chinese Excel saves. Raises ValidationError."""
    if (file.size or 0) > MAX_BYTES:
        raise forms.ValidationError(_("This file is too large: at most %(kb)s KB."), params={"kb": MAX_BYTES // 1000})
    data = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return str(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("This file is no text. Save it as CSV (UTF-8) and try again."))


class SkillForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)


class NewSkillForm(SkillForm):
    code = forms.SlugField(label=_("Code"), help_text=_("What rules and the API call it. It stays for ever."))
    field_order = ("name", "name_en", "code")


class LevelsForm(ActionForm):
    """How well somebody can do each living skill; the field names are the codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(0, _("no")), *StaffSkill.Level.choices]
        for skill in Skill.objects.filter(active=True):
            self.fields[skill.code] = forms.TypedChoiceField(label=skill.label, choices=levels, coerce=int)
