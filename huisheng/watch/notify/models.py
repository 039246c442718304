"""Notices, their templates, and what was sent to whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket

OCCASIONS = {
    "ticket_opened": _("feedback came in"),
    "reply_sent": _("a colleague answered"),
    "customer_asked": _("a colleague asks the customer something"),
    "solution_offered": _("a solution is offered"),
    "ticket_closed": _("it is solved and filed"),
    "ticket_reopened": _("it is open again"),
    "ticket_assigned": _("it lands on somebody's desk"),
    "message_added": _("the customer wrote again"),
    "clock_warned": _("a promised time is near, or an hour passed without an answer"),
    "clock_breached": _("a promised time is over"),
    "confirmation_rejected": _("the customer says it is not solved"),
    "letter_bounced": _("a letter to the customer did not arrive"),
    "hand_over_asked": _("a colleague asks to hand over"),
    "hand_over_answered": _("the hand-over was answered"),
}
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

    code = models.SlugField()  # what happened: ticket_opened, reply_sent, solution_offered, clock_warned ...
    audience = models.CharField(max_length=10, choices=Audience.choices)
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
    """One line in a colleague's bell."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField()
    audience = models.CharField(max_length=10, choices=NoticeTemplate.Audience.choices)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "event", "code"], name="notice_once")]
        indexes = [
            models.Index(fields=["staff", "-id"], name="notice_latest"),
            models.Index(fields=["staff"], name="notice_unread", condition=Q(read_at=None)),
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
