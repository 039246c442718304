"""Surveys, their questions, who was invited, what was answered."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import DoneBy, Named
from huisheng.core.base.vault import vault
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket

USUAL = ["confirmed"]


def usual_closings() -> list[str]:
    """Endings after which a survey asks unless the house says otherwise."""
    return list(USUAL)


def in_words(chinese: str, english: str) -> str:
    """The text in the reader's language; the Chinese one where no English was given."""
    return english if english and (get_language() or "").startswith("en") else chinese


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
    closings = models.JSONField(default=usual_closings)  # of CLOSED: the endings after which it asks (Closure.Kind)
    sample = models.PositiveIntegerField(default=0)  # of REGULAR: customers asked on one day at most
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.code

    @property
    def said_first(self) -> str:
        return in_words(self.opening, self.opening_en)

    @property
    def said_last(self) -> str:
        return in_words(self.thanks, self.thanks_en)


class Question(models.Model):
    """One question. `show_if` names another question by code and the answers after which this one is asked.

    What was answered stays what it was: a question that is changed after an answer is retired, and one with the same code
    goes on (`actions/setting_up.py`).
    """

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
        constraints = [
            models.UniqueConstraint(fields=["survey", "code"], name="question_code_once", condition=Q(active=True))
        ]

    SCALES = {Kind.CSAT: (1, 5), Kind.NPS: (0, 10), Kind.CES: (1, 7), Kind.YES_NO: (0, 1)}

    def __str__(self) -> str:
        return self.code

    @property
    def asked(self) -> str:
        """The question in the reader's language."""
        return in_words(self.text, self.text_en)

    @property
    def options(self) -> list[tuple[str, str]]:
        """(code, words) of a choice, in the reader's language."""
        return [(one["code"], in_words(one["name"], one.get("name_en", ""))) for one in self.choices]


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

    @property
    def secret(self) -> str:
        """The unguessable half of the link; derived from the house key, so no table can leak it."""
        return vault().sign("survey-link", f"{self.pk}:{self.link_version}", length=32)

    @property
    def public_path(self) -> str:
        """The customer's page, to be put behind the house's public address."""
        return f"/s/{self.pk}/{self.secret}/"

    def is_over(self, now: datetime | None = None) -> bool:
        return self.expires_at <= (now or timezone.now())


class Response(DoneBy):
    """What one customer answered, by the page or told on the phone."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)  # page, phone
    at = models.DateTimeField()  # the first answer
    finished_at = models.DateTimeField(null=True, blank=True)  # None: some questions are open; what was said counts
    low = models.BooleanField(default=False)  # somebody should ring up: see `actions`
    low_told_at = models.DateTimeField(null=True, blank=True)  # once: who changes an answer again rings no second bell
    by_handler = models.BooleanField(default=False)  # told to the very colleague it is about: counted, and marked so

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="response_by_time"),
            models.Index(fields=["survey", "at"], name="response_of_survey"),  # results of a survey in a period
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

    @property
    def value(self) -> Any:
        """As it was given: a number, a list of codes, or words."""
        if self.raw is not None:
            return self.raw
        return self.chosen or self.words


class OptOut(DoneBy):
    """不再问我: this customer gets no surveys. Taken back by a colleague when the customer says so."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="opted_out_once", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"no surveys for {self.customer_id}"
