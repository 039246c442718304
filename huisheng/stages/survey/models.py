"""Surveys, their questions, who was invited, what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import DoneBy, Named
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket


class Survey(Named):
    """A set of questions for one moment, in one channel or (None) in all of them."""

    class Moment(models.TextChoices):
        CLOSED = "closed", _("after feedback was closed")
        CALLED = "called", _("after a callback")
        REGULAR = "regular", _("now and then, for the relation (NPS)")
        BY_HAND = "by_hand", _("only when somebody sends it")

    code = models.SlugField(unique=True)
    moment = models.CharField(max_length=10, choices=Moment.choices)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opening = models.TextField(blank=True, default="")
    opening_en = models.TextField(blank=True, default="")
    thanks = models.TextField(blank=True, default="")
    thanks_en = models.TextField(blank=True, default="")
    open_days = models.PositiveSmallIntegerField(default=14)  # how long an invitation may be answered
    rest_days = models.PositiveSmallIntegerField(default=30)  # days in which one customer is not asked again by it
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    """One question. `show_if` names another question by code and the answers after which this one is asked."""

    class Kind(models.TextChoices):
        CSAT = "csat", _("satisfaction, 1-5")
        NPS = "nps", _("recommendation, 0-10")
        CES = "ces", _("effort, 1-7")
        YES_NO = "yes_no", _("yes or no")
        ONE = "one", _("one of several")
        SEVERAL = "several", _("several of several")
        WORDS = "words", _("own words")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True, default="")
    choices = models.JSONField(default=list, blank=True)  # [{"code", "name", "name_en"}] of ONE and SEVERAL
    required = models.BooleanField(default=False)
    show_if = models.JSONField(default=dict, blank=True)  # {"question": code, "in": [...]}, empty = always
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="question_code_once")]

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """One customer was asked, or (`held_why`) was spared. The link's secret is derived, never stored (decision 0003)."""

    class Held(models.TextChoices):
        RATED = "rated", _("rated already when it was confirmed")
        TIRED = "tired", _("asked a short while ago")
        UNREACHABLE = "unreachable", _("no way to reach the customer")
        OPTED_OUT = "opted_out", _("does not want to be asked")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(max_length=40)  # "closure:12", "callback:3", "regular:2026-11": asked once for each
    way = models.CharField(max_length=10, blank=True, default="")  # email, link, phone
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    held_why = models.CharField(max_length=12, choices=Held.choices, blank=True, default="")
    expires_at = models.DateTimeField()
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "customer", "occasion"], name="invited_once")]
        indexes = [
            models.Index(fields=["customer", "-made_at"], name="invited_lately"),  # fatigue: what was sent lately
            models.Index(fields=["made_at"], name="invited_by_time"),  # response rate of a period
            models.Index(fields=["ticket"], name="invited_of_ticket", condition=Q(ticket__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Response(DoneBy):
    """What one customer answered, by the page or told on the phone."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)  # page, phone
    at = models.DateTimeField()
    low = models.BooleanField(default=False)  # somebody should ring up: see `actions`

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="response_by_time"),
            models.Index(fields=["ticket"], name="response_of_ticket", condition=Q(ticket__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Answer(models.Model):
    """One answer: as it was given, and (scales) on 0-100. CES counts effort: 7 = very easy = 100."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    raw = models.SmallIntegerField(null=True, blank=True)
    normal = models.FloatField(null=True, blank=True)  # 0-100
    chosen = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once"),
            models.CheckConstraint(condition=Q(normal=None) | Q(normal__range=(0, 100)), name="normal_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
