"""What a customer is given for the trouble, and up to which amount who may give it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.base.models import DoneBy
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Ticket
from huisheng.kit.money import yuan


class Compensation(DoneBy):
    """What a customer is given for the trouble: proposed, allowed within somebody's limit, given (requirements S0, S1).

    `by` proposed it. Amounts are fen (1/100 yuan), what it costs the house. What lies within the proposer's own limit is
    approved at once: it has `decided_at`, and nobody who decided.
    """

    class Kind(models.TextChoices):
        COUPON = "coupon", pgettext_lazy("compensation", "coupon")
        REFUND = "refund", pgettext_lazy("compensation", "refund")
        GIFT = "gift", pgettext_lazy("compensation", "gift")
        POINTS = "points", pgettext_lazy("compensation", "points")
        OTHER = "other", pgettext_lazy("compensation", "something else")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("compensation", "to be approved")
        APPROVED = "approved", pgettext_lazy("compensation", "approved")
        REFUSED = "refused", pgettext_lazy("compensation", "refused")
        GIVEN = "given", pgettext_lazy("compensation", "given")
        WITHDRAWN = "withdrawn", pgettext_lazy("compensation", "withdrawn")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    fen = models.PositiveIntegerField()
    words = models.CharField(max_length=120)  # "50 yuan coupon, no minimum"
    why = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_why = models.CharField(max_length=300, blank=True, default="")
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, blank=True, default="")  # coupon code, payment number
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket"], name="compensation_of_ticket"),
            # the ledger of what waits, whenever it was proposed, newest first
            models.Index(
                fields=["-asked_at", "-id"], name="compensation_waiting", condition=Q(state__in=["asked", "approved"])
            ),
            # the ledger of a period: what was refused
            models.Index(fields=["-asked_at", "-id"], name="compensation_by_time"),
            # the ledger of what was given, newest first
            models.Index(fields=["-given_at", "-id"], name="compensation_given", condition=Q(state="given")),
        ]

    def __str__(self) -> str:
        return f"compensation {self.pk}"

    @property
    def yuan(self) -> str:
        return yuan(self.fen)

    @property
    def is_asked(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_within_limit(self) -> bool:
        """Whether it needed nobody else's yes."""
        return self.decided_at is not None and self.decided_by_id is None

    @property
    def offer(self) -> str:
        """How the customer is told: the words, and the code where it was given."""
        if not self.reference:
            return self.words
        return gettext("%(words)s (%(code)s)") % {"words": self.words, "code": self.reference}


class CompensationLimit(models.Model):
    """Up to which amount a role (or its seniors) may give without asking, for feedback of a grade or (None) of any other."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    senior = models.BooleanField(default=False)
    grade = models.ForeignKey(Grade, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "senior", "grade"], name="limit_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.grade_id}: {self.fen}"
