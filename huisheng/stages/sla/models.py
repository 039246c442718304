"""Policies and their commitments; clocks, pauses and alarms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.models import Named
from huisheng.core.catalogue.models import GradingScheme
from huisheng.core.tickets.models import Ticket


class ServicePolicy(Named):
    """One version of a promise of times. An edit retires this row and writes version + 1: old clocks keep their promise.

    It matches where its scheme graded the ticket (or any, if empty) and its condition holds.
    """

    code = models.SlugField()
    version = models.PositiveIntegerField(default=1)
    enabled = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)  # local days of the calendar, both included
    valid_until = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    scheme = models.ForeignKey(GradingScheme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    condition = models.JSONField(default=dict, blank=True)  # kit/conditions over the ticket's facts
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    family = models.CharField(
        max_length=16, blank=True, default=""
    )  # P-RYG, ... (families.py); empty = the house's own
    source = models.CharField(max_length=200, blank=True, default="")  # "requirements S0", or the law it comes from
    verified_on = models.DateField(null=True, blank=True)  # the day somebody read the source itself; None = nobody yet
    note = models.TextField(blank=True, default="")
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(retired_at=None), name="one_living_policy_version"),
        ]


class ClockKind(models.TextChoices):
    HUMAN_PICKUP = "human_pickup", pgettext_lazy("clock", "Picked up by a person")
    FIRST_RESPONSE = "first_response", pgettext_lazy("clock", "First response")
    NEXT_REPLY = "next_reply", pgettext_lazy("clock", "Next reply")
    START_HANDLING = "start_handling", pgettext_lazy("clock", "Work begun")
    GIVE_PLAN = "give_plan", pgettext_lazy("clock", "Plan")
    PROGRESS_UPDATE = "progress_update", pgettext_lazy("clock", "Progress")
    RESOLVE = "resolve", pgettext_lazy("clock", "Solved")
    FORMAL_REPLY = "formal_reply", pgettext_lazy("clock", "Formal reply")
    COLLAB_REPLY = "collab_reply", pgettext_lazy("clock", "Department's answer")
    RESULT_CONFIRM = "result_confirm", pgettext_lazy("clock", "Result confirmed")
    CALLBACK = "callback", pgettext_lazy("clock", "Callback")
    CALLBACK_RECORD = "callback_record", pgettext_lazy("clock", "Callback recorded")
    PROMISE = "promise_to_customer", pgettext_lazy("clock", "Promise to the customer")
    DAILY_TRACKING = "daily_tracking", pgettext_lazy("clock", "Daily tracking")
    REGULATOR_REPLY = "regulator_reply", pgettext_lazy("clock", "Answer to the regulator")
    RECTIFY = "rectify", pgettext_lazy("clock", "Miss put right")


class Unit(models.TextChoices):
    MINUTE = "minute", _("minutes")
    HOUR = "hour", _("hours")
    WORK_DAY = "work_day", _("working days")
    NATURAL_DAY = "natural_day", _("days")
    END_OF_DAY = "end_of_day", _("days later, by 24:00")


class EscalationChain(Named):
    """Who hears it, level by level, while nobody acts: owner, supervisor, department head, manager on duty."""

    code = models.SlugField(unique=True)
    enabled = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class EscalationLevel(models.Model):
    """One level: so many working minutes after the due time (0 = at it), these people, by these ways."""

    chain = models.ForeignKey(EscalationChain, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()  # 1 first
    minutes = models.PositiveIntegerField(default=0)  # of the promise's own time, after it fell due
    tell = models.JSONField(
        default=list
    )  # audience codes: assignee, first_owner, supervisor, department_head, duty_manager, role:x
    ways = models.JSONField(default=list)  # app, email, robot

    class Meta:
        ordering = ["level"]
        constraints = [models.UniqueConstraint(fields=["chain", "level"], name="escalation_level_once")]

    def __str__(self) -> str:
        return f"level {self.level} of {self.chain_id}"


class Commitment(models.Model):
    """One promised time of a policy. `warn` lists steps: {"percent": 80, "tell": ["assignee"]},
    {"minutes": 60, "tell": ["supervisor"]} counted from the start, or {"minutes": 30, "before": true, ...} counted back
    from the due time; "ways" are app, email, robot (absent = app). At the due time everybody in
    `breach_tells` is told, and `chain` goes on from there.

    `start_event`, `stop_events` and `pauses_in` empty = the kind's own (see `occasions.py`).
    """

    policy = models.ForeignKey(ServicePolicy, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=24, choices=ClockKind.choices)
    start_event = models.SlugField(blank=True, default="")  # codes of occasions.Occasion
    stop_events = models.JSONField(default=list, blank=True)
    pauses_in = models.JSONField(null=True, blank=True)  # statuses in which it waits; [] = never
    chain = models.ForeignKey(EscalationChain, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    grade_code = models.SlugField(blank=True, default="")  # empty = every grade
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.MINUTE)
    overrides = models.BooleanField(default=False)  # wins over earlier ones of other policies
    warn = models.JSONField(default=list)
    breach_tells = models.JSONField(default=list)  # assignee, supervisor
    target_percent = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.unit}"


class Clock(models.Model):
    """One run of one promise. Ends in exactly one of met_at, stopped_at; breached_at may stand beside either.

    A promise that a colleague gave has no commitment: its `amount` and `unit` stand here, or neither for an instant.

    `due_at` moves by the working minutes paused; `held_at` is set while it waits (paused clocks do not ring).
    `round` counts the lives of the ticket: 1, and one more with each reopening.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=24, choices=ClockKind.choices)
    subject = models.CharField(max_length=40, blank=True, default="")  # of several at once: "request:12", "promise:3"
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=12, choices=Unit.choices, blank=True, default="")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    calendar_version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "subject"],
                condition=Q(met_at=None, stopped_at=None),
                name="one_running_clock_per_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "kind"], name="clock_of_ticket"),
            # after an edit of a calendar: the open clocks on it that were measured by an older version
            models.Index(
                fields=["calendar", "calendar_version"],
                name="clock_open_on_calendar",
                condition=Q(met_at=None, stopped_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def state(self) -> str:
        """running, held, late, met, met_late or stopped: what a screen shows."""
        if self.stopped_at:
            return "stopped"
        if self.met_at:
            return "met_late" if self.breached_at else "met"
        if self.held_at:
            return "held"
        return "late" if self.breached_at else "running"


class Pause(models.Model):
    """A stretch in which a clock waited."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=24)  # waiting_customer, awaiting_confirmation
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until=None), name="one_open_pause_per_clock")
        ]
        indexes = [models.Index(fields=["until"], name="pause_until")]  # the pause audit asks for those of thirty days

    def __str__(self) -> str:
        return f"pause of {self.clock_id}"


class Alarm(models.Model):
    """One step of one clock: will ring, rang, or is silent because the clock ended, or waits (`ring_at` moves then)."""

    class Step(models.TextChoices):
        WARN = "warn", _("warning")
        BREACH = "breach", _("overdue")
        ESCALATE = "escalate", _("escalated")

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    step = models.CharField(max_length=8, choices=Step.choices)
    level = models.PositiveSmallIntegerField(default=0)  # of its escalation chain; 0 = the owner's own affair
    rule = models.JSONField(default=dict)  # the warn step it came from: {"percent": 80} or {"minutes": 60}
    tell = models.JSONField(default=list)
    ways = models.JSONField(default=list)  # app, email, robot; empty = app
    ring_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True)
    silenced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [  # the bell asks only this: who rings next; cost does not grow with the tickets
            models.Index(fields=["ring_at", "id"], name="alarm_next", condition=Q(rung_at=None, silenced_at=None)),
            models.Index(fields=["clock"], name="alarm_of_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.clock_id}"
