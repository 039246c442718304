"""Notices, their templates, what was sent to whom; robots of groups, and what each person wishes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.vault import vault
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket

OCCASIONS = {
    "ticket_opened": _("feedback came in"),
    "reply_sent": _("a colleague answered"),
    "customer_asked": _("a colleague asks the customer something"),
    "solution_offered": _("a solution is offered"),
    "ticket_closed": _("it is solved and filed"),
    "confirmation_asked": _("the customer is asked once more whether it is solved"),
    "closed_unconfirmed": _("it is closed without the customer's answer"),
    "ticket_reopened": _("it is open again"),
    "ticket_assigned": _("it lands on somebody's desk"),
    "message_added": _("the customer wrote again"),
    "clock_warned": _("a promised time is near, or an hour passed without an answer"),
    "clock_breached": _("a promised time is over"),
    "clock_escalated": _("a broken promise goes up one level"),
    "clock_digest": _("many promised times ring at once"),
    "miss_found": _("the daily check wants a miss put right"),
    "confirmation_rejected": _("the customer says it is not solved"),
    "compensation_asked": _("a compensation is to be approved"),
    "compensation_allowed": _("a compensation was approved"),
    "compensation_refused": _("a compensation was refused"),
    "ticket_raised": _("after a no it comes to somebody one level higher"),
    "raised_offered": _("a new offer on what was raised to one"),
    "improvement_given": _("an improvement is given to one"),
    "improvement_due": _("an improvement is due"),
    "improvement_check": _("whether an improvement worked is to be looked at"),
    "callbacks_reviewed": _("the review of callbacks is ready, once a week and once a month"),
    "target_behind": _("a number is behind its target two months in a row"),
    "winback_given": _("a customer is to be won back by one"),
    "winback_due": _("a win-back is due"),
    "winback_returned": _("a lost customer came back"),
    "letter_bounced": _("a letter to the customer did not arrive"),
    "customer_urged": _("the customer urges"),
    "colleague_called": _("a colleague calls one by name"),
    "watched": _("something happens to feedback one watches"),
    "part_told": _("a word to the owners of the parts"),
    "repeat_contact": _("the customer writes about an open matter under a new number"),
    "complaint_refiled": _("the customer complains again about what was closed"),
    "incident_found": _("similar feedback comes in numbers"),
    "incident_told": _("news about a group of similar feedback"),
    "reply_stopped": _("an answer that waited for its time did not leave"),
    "reply_still_leaves": _("the customer wrote while an answer is planned"),
    "ticket_woke": _("feedback that was put off is back"),
    "requests_stuck": _("requests to departments are stuck, every two working hours"),
    "opinion_answered": _("an opinion about this system was answered"),
    "opinions_new": _("new opinions about this system, once a day"),
    "praise_shared": _("a customer praises one"),
    "colleague_praised": _("a customer praises somebody of one's team"),
    "ideas_packed": _("the suggestions of the month are ready, once a month"),
    "requests_moving": _("no request to a department is stuck"),
    "hand_over_asked": _("a colleague asks to hand over"),
    "hand_over_answered": _("the hand-over was answered"),
    "department_asked": _("a department is asked"),
    "department_answered": _("the department answers"),
    "department_declined": _("the department declines"),
    "request_said": _("a further word on a request"),
    "request_urged": _("a request is urged"),
    "request_supervised": _("a supervisor looks after a request"),
    "request_withdrawn": _("a request is withdrawn"),
    "extension_asked": _("the department asks for more time"),
    "extension_decided": _("more time was granted or refused"),
    "callback_due_soon": _("a callback is due soon"),
    "callback_late": _("a callback is overdue"),
    "callback_passed_on": _("a callback is passed on to a colleague"),
    "callback_unsolved": _("the customer says in a callback that it is not solved"),
    "callback_low": _("a customer gives one or two stars in a callback"),
    "rule_told": _("a rule of the house tells somebody"),
    "rule_troubled": _("a rule of the house fails or was stopped"),
    "survey_invited": _("the customer is asked how it felt"),
    "survey_regular": _("a regular survey asks a customer"),
    "survey_low": _("a customer gives a low score"),
    "survey_low_regular": _("a customer gives a low score in a regular survey"),
}
ALARMS = ("clock_warned", "clock_breached", "clock_escalated")
DIGEST = "clock_digest"  # the one line of the bell that stands for many alarms
HELD = {  # why an automatic letter was held back
    "robot": _("nobody reads letters at that address"),
    "too_many": _("that address got too many automatic letters within the hour"),
}


class NoticeTemplate(models.Model):
    """Wording of one notice for one audience, with {number} {progress} {expected} {owner} {customer} {link} ..."""

    class Audience(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        ASSIGNEE = "assignee", _("assignee")
        SUPERVISOR = "supervisor", _("supervisor")
        DEPARTMENT_HEAD = "department_head", _("head of department")
        DUTY_MANAGER = "duty_manager", _("manager on duty")
        DEPARTMENT = "department", _("department that is asked")

    code = models.SlugField()  # what happened: ticket_opened, reply_sent, solution_offered, clock_warned ...
    audience = models.CharField(max_length=16, choices=Audience.choices)
    subject = models.CharField(max_length=160)
    subject_en = models.CharField(max_length=200)
    body = models.TextField()
    body_en = models.TextField()
    by_email = models.BooleanField(default=True)  # to staff only while they are not at the desk
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["audience", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "audience"], name="notice_template_once")]

    def __str__(self) -> str:
        return f"{self.code}/{self.audience}"

    @property
    def occasion(self) -> str:
        """When it is sent, in words."""
        return str(OCCASIONS.get(self.code, self.code))


class Notice(models.Model):
    """One line in a colleague's bell; one that is in a `digest` is shown on that line's page only.

    Most are about an event of a ticket. Those about the house itself have a `key` (twice is once), the `path` they open
    and what their wording is filled with (`said`: numbers and codes, nobody's data).
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="")
    said = models.JSONField(default=dict)
    code = models.SlugField()
    audience = models.CharField(max_length=16, choices=NoticeTemplate.Audience.choices)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "event", "code"], name="notice_once"),
            models.UniqueConstraint(fields=["staff", "key"], name="notice_key_once", condition=~Q(key="")),
            models.CheckConstraint(
                condition=Q(key="", event__isnull=False, ticket__isnull=False) | (~Q(key="") & Q(event=None)),
                name="notice_has_home",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "-id"], name="notice_latest", condition=Q(digest=None)),
            models.Index(fields=["staff"], name="notice_unread", condition=Q(read_at=None, digest=None)),
            models.Index(  # how many alarms rang at this person a moment ago
                fields=["staff", "at"], name="notice_alarms", condition=Q(code__in=[*ALARMS, DIGEST], digest=None)
            ),
            models.Index(fields=["digest", "id"], name="notice_of_digest", condition=Q(digest__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.staff_id}"


class Delivery(models.Model):
    """One letter for one event and reader; unique, so that a repeated reaction sends nothing twice."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField()
    reader = models.CharField(max_length=40)  # "staff:3", "identity:17"
    outbound = models.OneToOneField(Outbound, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "code", "reader"], name="delivery_once")]
        indexes = [models.Index(fields=["reader", "-at"], name="delivery_latest")]  # how many within the hour

    def __str__(self) -> str:
        return f"{self.code} to {self.reader}"


class Robot(models.Model):
    """The webhook of a group chat. Its address holds the group's key: sealed, written once and never shown again."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")
        PLAIN = "plain", _("plain JSON")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # null = the house
    language = models.CharField(max_length=10, blank=True, default="")
    enabled = models.BooleanField(default=True)
    sealed_url = models.BinaryField()
    sealed_secret = models.BinaryField(default=b"")  # for the signature of DingTalk and Feishu
    host = models.CharField(max_length=200)  # of the address, to tell robots apart
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    last_ok_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return vault().open(bytes(self.sealed_url))

    @property
    def secret(self) -> str:
        return vault().open(bytes(self.sealed_secret)) if bytes(self.sealed_secret) else ""


class RobotMessage(models.Model):
    """One message to a robot: waits, is tried, is sent or given up. Holds numbers, grades and times, nobody's data."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    MAX_TRIES = 6

    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, related_name="messages")
    said = models.JSONField()  # {"title", "items": [{"number", "grade", "kind", "due", "link", ...}], "link", "code"}
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_try_at"], name="robot_waiting", condition=Q(state="waiting")),
            models.Index(fields=["robot", "tried_at"], name="robot_rate"),  # how many within the minute
            models.Index(fields=["robot", "-id"], name="robot_latest"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} to {self.robot_id}"


class Telling(models.Model):
    """An alarm on its way to one reader beside the bell: by letter, by robot, or as the bell's digest after quiet hours.

    It waits until `due_at`, then goes out alone or with others in one digest; unique, so that nobody hears it twice.
    """

    class Way(models.TextChoices):
        APP = "app", _("the bell")
        EMAIL = "email", _("email")
        ROBOT = "robot", _("group robot")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField()
    audience = models.CharField(max_length=16, blank=True, default="")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    robot = models.ForeignKey(Robot, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=5, choices=Way.choices)
    quiet = models.BooleanField(default=False)  # it waits for the end of the quiet hours
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Outbound, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    message = models.ForeignKey(RobotMessage, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "code", "staff", "way"], name="telling_once", condition=Q(robot=None)
            ),
            models.UniqueConstraint(
                fields=["event", "code", "robot"], name="telling_once_by_robot", condition=Q(staff=None)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="telling_waiting", condition=Q(told_at=None)),  # what goes out next
            models.Index(fields=["staff", "way", "-told_at"], name="telling_of_staff"),  # how many a moment ago
            models.Index(fields=["robot", "-told_at"], name="telling_of_robot", condition=Q(robot__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.event_id}"


class Wish(models.Model):
    """How one person wants to be told; who wrote none gets what the house does."""

    class Quiet(models.TextChoices):
        HOUSE = "house", _("as the house does")
        OWN = "own", _("my own hours")
        NEVER = "never", _("never quiet")

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="+")
    ways = models.JSONField(default=dict)  # {"clock_warned": {"bell": true, "email": "away"}}
    quiet = models.CharField(max_length=5, choices=Quiet.choices, default=Quiet.HOUSE)
    quiet_from = models.CharField(max_length=5, default="22:00")
    quiet_until = models.CharField(max_length=5, default="08:00")

    def __str__(self) -> str:
        return f"wish of {self.staff_id}"
