"""Staff, teams, roles, skills, calendars, tokens."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import Named
from huisheng.kit.party import Party
from huisheng.kit.worktime import WorkCalendar

from .rights import Right


class Role(Named):
    """A set of rights (codes of `rights.Right`)."""

    code = models.SlugField(unique=True)
    rights = models.JSONField(default=list)

    def allows(self, right: Right | str) -> bool:
        return str(right) in self.rights


class Team(Named):
    """A department or group: a desk that tickets lie on."""

    code = models.SlugField(unique=True)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)
    head = models.ForeignKey("Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Presence(models.TextChoices):
    ONLINE = "online", _("online")
    AWAY = "away", _("away")
    OFFLINE = "offline", _("offline")


class Staff(AbstractUser):
    """Somebody who works here and may log in. Left ones are switched off (`is_active`), never deleted."""

    first_name = None  # type: ignore[assignment]  # Chinese names are one word
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="holders")
    teams = models.ManyToManyField(Team, through="Membership", related_name="people")
    senior = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=12)  # units of work at once; most tickets count one
    capacity_most = models.PositiveSmallIntegerField(default=12)  # up to which the person may set the own capacity
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.OFFLINE)
    presence_since = models.DateTimeField(null=True, blank=True)
    presence_reason = models.CharField(max_length=30, blank=True, default="")  # why away: a word of `desk.breaks`
    rostered = models.BooleanField(default=False)  # on duty only inside the own shifts; else whenever at the desk
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=10, blank=True, default="")

    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        indexes = [  # routing asks who is at the desk now
            models.Index(fields=["presence"], name="staff_present", condition=models.Q(presence="online")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def party(self) -> Party:
        return Party("staff", self.pk, self.name)

    @cached_property
    def team_ids(self) -> list[int]:
        """The teams this person sits in. One query; `person_by_id` brings them along."""
        return list(self.memberships.values_list("team", flat=True))

    def allows(self, right: Right | str) -> bool:
        return self.is_active and self.role.allows(right)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Membership(models.Model):
    """Who sits in which team, and who leads it."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "team"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.staff_id}@{self.team_id}"


class Skill(Named):
    """Something only some can do well: a language, a line of goods, a delicate kind of case. Routing rules ask for it."""

    code = models.SlugField(unique=True)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class StaffSkill(models.Model):
    """Who can do it, and how well."""

    class Level(models.IntegerChoices):
        LEARNING = 1, _("learning")
        SURE = 2, _("sure")
        EXPERT = 3, _("expert")

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holders")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.SURE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "skill"], name="staff_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="skill_level_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.skill_id}:{self.level}"


class Shift(models.Model):
    """A stretch of duty in the roster: at the desk, or as the manager on duty whom the last escalation reaches."""

    class Kind(models.TextChoices):
        DESK = "desk", _("at the desk")
        MANAGER = "manager", _("manager on duty")

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DESK)
    since = models.DateTimeField()
    until = models.DateTimeField()
    note = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="shift_has_length"),
            models.UniqueConstraint(fields=["staff", "kind", "since"], name="shift_once"),
        ]
        indexes = [models.Index(fields=["kind", "until"], name="shift_now")]  # who is on duty now

    def __str__(self) -> str:
        return f"{self.staff_id} {self.since}"


class Absence(models.Model):
    """Somebody is away for a while (leave, illness, training), and who stands in."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    since = models.DateTimeField()
    until = models.DateTimeField()
    substitute = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="absence_length")]
        indexes = [models.Index(fields=["staff", "until"], name="absence_now")]

    def __str__(self) -> str:
        return f"{self.staff_id} away {self.since}"


class Calendar(Named):
    """Working hours: a week of intervals, with days that differ. `weekly` maps "0".."6" to [["09:00","18:00"], ...]."""

    code = models.SlugField(unique=True)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    weekly = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    confirmed_years = models.JSONField(default=list)  # years whose holidays are known; the others follow the week

    @property
    def closes(self) -> bool:
        """Whether some day of its week has no hours: only then do holidays matter."""
        return any(not self.weekly.get(str(day)) for day in range(7))

    def overrides_between(self, first: date, last: date) -> dict[date, list[list[str]]]:
        """The days that differ from the week, both ends included. One query."""
        return dict(self.days.filter(day__range=(first, last)).values_list("day", "intervals"))

    def hours_by(self, day: date, overrides: Mapping[date, list[list[str]]]) -> list[list[str]]:
        """What is in force on a date, given the days that differ."""
        return overrides[day] if day in overrides else self.weekly.get(str(day.weekday()), [])

    def hours_on(self, day: date) -> list[list[str]]:
        """What is in force on a date. One query."""
        return self.hours_by(day, self.overrides_between(day, day))

    def as_work_calendar(self) -> WorkCalendar:
        """The pure value the time arithmetic works on. One query for the days that differ, from last year on."""
        days = self.days.filter(day__gte=timezone.localdate() - timedelta(days=400))
        return WorkCalendar(
            tz=ZoneInfo(self.timezone),
            weekly={int(day): times_of(spans) for day, spans in self.weekly.items()},
            overrides={day.day: times_of(day.intervals) for day in days},
        )


class CalendarDay(models.Model):
    """A date that differs from the week: a holiday (no intervals), a 调休 working Saturday, a half day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    intervals = models.JSONField(default=list)
    note = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Contact(models.Model):
    """A line of the emergency table (requirements S0): whom a department is asked through, when, and who else.

    Most have no account: they answer by a link. `weekly` is written as a Calendar's; empty = always. On days that
    `calendar` marks as free nobody is expected.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="contacts")
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=80, blank=True, default="")  # what to ask this person for
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    weekly = models.JSONField(default=dict)
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    backup = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.name


def times_of(spans: list[list[str]]) -> list[tuple[time, time]]:
    """Stored hours as times of day."""
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans]


class ApiToken(models.Model):
    """A machine's key: only its hash is kept."""

    SCOPES = ("read", "write")

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # sha256 of the token
    hint = models.CharField(max_length=8)  # first characters, to tell tokens apart
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def party(self) -> Party:
        return Party("token", self.pk, self.name)

    def allows(self, scope: str) -> bool:
        return self.revoked_at is None and scope in self.scopes
