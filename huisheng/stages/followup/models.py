"""Scenarios with their questions; lists; callbacks, the tries of each, and its record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket


class Scenario(Named):
    """Why customers are rung up, by whom, in which hours, with which words (requirements A6, S2)."""

    class Trigger(models.TextChoices):
        EVENT = "event", _("after something happened")
        SEGMENT = "segment", _("for a group of customers, now and then")
        LIST = "list", _("for a list that somebody brings")
        PROTOCOL = "protocol", _("when the customer has not answered us")

    class Medium(models.TextChoices):
        PHONE = "phone", pgettext_lazy("medium", "phone")
        VIDEO = "video", pgettext_lazy("medium", "video")
        VISIT = "visit", pgettext_lazy("medium", "visit")
        CHAT = "chat", pgettext_lazy("medium", "chat")

    class Who(models.TextChoices):
        ANYBODY = "anybody", _("anybody of the team")
        NOT_HANDLER = "not_handler", _("anybody but who handled it")
        SENIOR = "senior", _("senior colleagues")
        OWN_AGENT = "own_agent", _("the customer's own agent")

    code = models.SlugField(unique=True)
    aim = models.CharField(max_length=300)
    aim_en = models.CharField(max_length=300, blank=True, default="")
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    event = models.CharField(max_length=30, blank=True, default="")  # of EVENT: a kind of core/tickets/kinds.py
    selector = models.JSONField(default=dict, blank=True)  # which tickets or customers: see `segments`
    medium = models.CharField(max_length=6, choices=Medium.choices, default=Medium.PHONE)
    who = models.CharField(max_length=12, choices=Who.choices, default=Who.ANYBODY)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wait_hours = models.PositiveSmallIntegerField(default=0)  # after its event, before the first try
    due_hours = models.PositiveSmallIntegerField(default=24)  # hours from the event by which the callback is owed
    needs_consent = models.BooleanField(default=False)  # it speaks of offers: only who agreed to hear them is rung up
    every_days = models.PositiveSmallIntegerField(default=0)  # of SEGMENT: days between two for one customer
    tries = models.PositiveSmallIntegerField(default=3)
    minutes_from = models.PositiveSmallIntegerField(default=5)  # the talk's usual length, 5-8 minutes (S2)
    minutes_most = models.PositiveSmallIntegerField(default=15)
    opening = models.TextField()
    opening_en = models.TextField(blank=True, default="")
    closing = models.TextField()
    closing_en = models.TextField(blank=True, default="")
    labels = models.JSONField(default=list, blank=True)  # what the card shows of the customer, by code
    priority = models.SmallIntegerField(default=0)  # higher is rung up first
    endings = models.JSONField(default=list, blank=True)  # after a closing: of which kinds (Closure.Kind); empty = any
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.code


class ScriptQuestion(models.Model):
    """One of the three to five questions of a scenario; open ones let the customer talk, closed ones are ticked (S2)."""

    class Kind(models.TextChoices):
        OPEN = "open", pgettext_lazy("question", "open")
        CLOSED = "closed", _("closed: yes or no")
        CHOICE = "choice", _("closed: one of several")
        STARS = "stars", _("closed: 1-5")

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True, default="")
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["scenario", "code"], name="script_question_once")]

    def __str__(self) -> str:
        return self.code


class RecordField(Named):
    """A field of the record form, of one scenario or (None) of all: name, number, level and the house's own (S2)."""

    class Kind(models.TextChoices):
        LINE = "line", _("a line")
        TEXT = "text", _("several lines")
        CHOICE = "choice", _("one of several")
        DATE = "date", _("a date")
        NUMBER = "number", _("a number")

    scenario = models.ForeignKey(Scenario, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.LINE)
    choices = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]


class CallList(DoneBy):
    """A list that was brought (file or API): what it held, what was taken, what was refused and why."""

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("list", "read, not taken yet")
        TAKING = "taking", pgettext_lazy("list", "being taken")
        DONE = "done", pgettext_lazy("list", "taken")
        DROPPED = "dropped", pgettext_lazy("list", "thrown away")

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.DONE)
    columns = models.JSONField(default=list, blank=True)  # what each column of the file holds, by code; "" = nothing
    sealed = models.BinaryField(null=True)  # rows that wait, later those that were refused: lines as JSON, sealed
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # were on the same list before, or in it twice
    refused = models.JSONField(default=list, blank=True)  # [[line number, code of the reason]]: nobody's data
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Callback(DoneBy):
    """One customer is to be rung up. `reason` is what it is for, once: "closure:12", "silence:7", "list:3", "care:2026-11".

    `due_at` is promised; `slot_at` is the hour it is planned for, inside the window that suits. Its clocks: those of its
    ticket (`stages/sla`, subject "callback:ID") where it has one, else `due_at` and `record_due_at` themselves.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("callback", "planned")
        TALKING = "talking", pgettext_lazy("callback", "on the phone")
        TO_RECORD = "to_record", pgettext_lazy("callback", "to be recorded")
        DONE = "done", pgettext_lazy("callback", "done")
        UNREACHED = "unreached", pgettext_lazy("callback", "not reached")
        CANCELLED = "cancelled", pgettext_lazy("callback", "not needed any more")

    OPEN = (State.PLANNED, State.TALKING, State.TO_RECORD)

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(CallList, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    medium = models.CharField(max_length=6, choices=Scenario.Medium.choices, default=Scenario.Medium.PHONE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    not_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # the handler
    by_handler = models.BooleanField(default=False)  # nobody else was there: marked so
    priority = models.SmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    slot_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField(
        null=True, blank=True
    )  # what was promised before a talk was booked; numbers ask it
    tries = models.PositiveSmallIntegerField(default=0)
    dedicated = models.BooleanField(default=False)  # a talk that was booked for its own hour
    booked_why = models.CharField(max_length=300, blank=True, default="")  # who asked for that hour, and what about
    dialled_at = models.DateTimeField(null=True, blank=True)  # the number was dialled, and nobody has answered yet
    called_at = models.DateTimeField(null=True, blank=True)  # the talk began
    hung_up_at = models.DateTimeField(null=True, blank=True)
    record_due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)  # what the list or segment said of the customer: codes of LABELS
    ring_at = models.DateTimeField(
        null=True, blank=True
    )  # when the bell looks at it next; None = its ticket's clock rings
    rung_late_at = models.DateTimeField(null=True, blank=True)  # when its lateness was told by the callback itself

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "customer", "reason"], name="callback_once"),
            # two colleagues never ring the same customer at once, whatever the two screens say
            models.UniqueConstraint(fields=["customer"], name="one_talk_per_customer", condition=Q(state="talking")),
            # and nobody talks with two customers, whatever the two tabs say
            models.UniqueConstraint(fields=["assignee"], name="one_talk_per_caller", condition=Q(state="talking")),
        ]
        indexes = [
            # my list and the team's: who is to be rung up next
            models.Index(
                fields=["assignee", "-priority", "slot_at", "id"],
                name="callback_mine",
                condition=Q(state__in=["planned", "talking", "to_record"]),
            ),
            models.Index(
                fields=["team", "-priority", "slot_at", "id"],
                name="callback_team",
                condition=Q(state__in=["planned", "talking", "to_record"]),
            ),
            # the bell: what is about to be late, or is, without a clock of a ticket to say so
            models.Index(fields=["ring_at"], name="callback_due", condition=Q(ring_at__isnull=False)),
            # the planner: how many begin at each minute on a team's list
            models.Index(fields=["team", "slot_at"], name="callback_slots", condition=Q(state="planned")),
            models.Index(fields=["ticket"], name="callback_of_ticket", condition=Q(ticket__isnull=False)),
            models.Index(fields=["customer", "-planned_at"], name="callback_of_customer"),
            models.Index(fields=["due_at"], name="callback_owed"),  # numbers: what was owed in a period
            models.Index(fields=["ended_at"], name="callback_ended", condition=Q(ended_at__isnull=False)),  # numbers
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"

    @property
    def subject(self) -> str:
        """How its clocks call it."""
        return f"callback:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class CallTry(DoneBy):
    """One attempt to reach the customer, kept whatever came of it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", pgettext_lazy("call", "reached")
        NO_ANSWER = "no_answer", pgettext_lazy("call", "no answer")
        BUSY = "busy", pgettext_lazy("call", "busy or rejected")
        WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "wrong number")
        REFUSED = "refused", pgettext_lazy("call", "does not want to talk")
        BOOKED = "booked", pgettext_lazy("call", "another time was booked")

    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="attempts")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    at = models.DateTimeField()
    opening_s = models.PositiveIntegerField(null=True, blank=True)  # seconds until who and why were said (15: S2)
    talk_s = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.callback_id}"


class CallRecord(DoneBy):
    """What was said: the answers, how satisfied, what follows and until when; complete within ten minutes (S2)."""

    callback = models.OneToOneField(Callback, on_delete=models.PROTECT, related_name="record")
    answers = models.JSONField(default=dict, blank=True)  # question code -> text, choice, or 1-5
    asked = models.JSONField(default=list, blank=True)  # the script in the words in which it was asked, once complete
    fields = models.JSONField(default=dict, blank=True)  # RecordField code -> value
    problem = models.CharField(max_length=60, blank=True, default="")  # 问题类型
    solved = models.BooleanField(null=True, blank=True)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)  # satisfaction 1-5
    unsaid = models.JSONField(default=list, blank=True)  # asked, and not said by the customer: "solved", "stars"
    follow_up = models.TextField(blank=True, default="")  # 跟进事项
    follow_up_by = models.DateTimeField(null=True, blank=True)  # 截止时间
    nothing_follows = models.BooleanField(default=False)  # said, not forgotten: then neither of the two is asked for
    words = models.TextField(blank=True, default="")  # the customer's own words, as far as they were written down
    warm = models.BooleanField(null=True, blank=True)  # the caller's tick: the customer felt looked after (S0)
    warm_words = models.JSONField(default=list, blank=True)  # what the detector found in `words` and the answers
    robotic = models.BooleanField(default=False)  # "you sounded like a robot" (S0)
    complete = models.BooleanField(default=False)  # every required field is there
    missing = models.JSONField(default=list, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)  # when it was complete; None = a draft

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="call_stars_1_to_5")
        ]

    def __str__(self) -> str:
        return f"record of {self.callback_id}"


class Became(DoneBy):
    """What the words of a callback became with one click: each at most once. `target` is its row in a higher room."""

    class Kind(models.TextChoices):
        TICKET = "ticket", pgettext_lazy("became", "feedback")
        SUGGESTION = "suggestion", pgettext_lazy("became", "suggestion")
        PRAISE = "praise", pgettext_lazy("became", "praise")

    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="became")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    target = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["callback", "kind"], name="became_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.callback_id}"
