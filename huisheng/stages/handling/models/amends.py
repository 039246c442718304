"""What a customer is given for the trouble, and up to which amount who may give it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.base.models import DoneBy
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Ticket


class Compensation(DoneBy):
    """What a customer is given for the trouble: proposed, allowed within somebody's limit, given (requirements S0, S1).

    `by` proposed it. Amounts are fen (1/100 yuan), what it costs the house.
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
    reference = models.CharField(max_length=80, blank=True, default="")  # coupon code, payment number

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket"], name="compensation_of_ticket"),
            models.Index(fields=["asked_at"], name="compensation_open", condition=Q(state="asked")),
            models.Index(fields=["-given_at"], name="compensation_ledger", condition=Q(state="given")),
        ]

    def __str__(self) -> str:
        return f"compensation {self.pk}"


class CompensationLimit(models.Model):
    """Up to which amount a role may give without asking, for feedback of a grade or (None) of any other."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "grade"], name="limit_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} {self.grade_id}: {self.fen}"
