"""Customers and their identities. Phones and emails are sealed; blind indexes find them whole or by the last four."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import DoneBy, Named
from huisheng.core.base.vault import vault
from huisheng.kit.contact import display_phone
from huisheng.kit.party import Party


class Tier(Named):
    """新客户 / 老客户 / 核心客户 (requirements S4)."""

    code = models.SlugField(unique=True)
    rank = models.SmallIntegerField(default=0)


class Customer(models.Model):
    """Somebody who gave us feedback. Anonymous ones have no identity at all."""

    name = models.CharField(max_length=80, blank=True, default="")
    spelled = models.TextField(
        blank=True, default="", db_default=""
    )  # the name in pinyin (kit/pinyin), for search; follows `name`
    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")  # 专属客服
    customer_since = models.DateField(null=True, blank=True)
    yearly_spend = models.PositiveIntegerField(
        null=True, blank=True
    )  # yuan in a year, as the shop says (requirements S4)
    language = models.CharField(max_length=10, blank=True, default="")
    timezone = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # "Asia/Tokyo"; empty = the house's
    note = models.TextField(blank=True, default="")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="customer_by_name")]  # search by name

    def __str__(self) -> str:
        return f"customer {self.pk}"

    @property
    def party(self) -> Party:
        return Party("customer", self.pk, self.name)


class IdentityKind(models.TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("email")
    EXTERNAL = "external", _("external number")
    WECHAT = "wechat", _("WeChat")


class Identity(models.Model):
    """One way to know a customer. The value is sealed; `blind` finds it whole, `tail` by the last four digits."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    kind = models.CharField(max_length=10, choices=IdentityKind.choices)
    sealed = models.BinaryField()
    blind = models.CharField(max_length=32)
    tail = models.CharField(max_length=32, blank=True, default="")  # blind index of a phone's last four digits
    masked = models.CharField(max_length=120)  # 138****1234, for lists
    verified = models.BooleanField(default=False)  # an agent or a system said so; a web form alone does not
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "blind"], name="identity_once")]
        indexes = [models.Index(fields=["tail"], name="identity_by_tail", condition=~models.Q(tail=""))]

    def __str__(self) -> str:
        return self.masked

    @property
    def value(self) -> str:
        """The open value. Show it on the ticket page only."""
        return vault().open(bytes(self.sealed))

    @property
    def shown(self) -> str:
        return display_phone(self.value) if self.kind == IdentityKind.PHONE else self.value


class IdentityConflict(models.Model):
    """Two identities given together belong to two customers: an agent decides, the machine never merges."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conflicts")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    noticed_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=10, blank=True, default="")  # merged, separate

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "other"], condition=models.Q(resolved_at=None), name="conflict_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}≠{self.other_id}"


class Consent(DoneBy):
    """What a customer agreed to: purpose, text version, where and when; withdrawn, never erased."""

    class Purpose(models.TextChoices):
        SERVICE = "service", _("handle this feedback")
        MARKETING = "marketing", _("receive offers")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    text_version = models.CharField(max_length=20)
    channel = models.SlugField()
    given_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.purpose
