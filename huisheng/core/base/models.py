"""Tables of the cellar, and the small parents that other rooms' tables share."""

from typing import cast

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.lookups import AnyOf
from huisheng.kit.party import Party, PartyKind

models.Field.register_lookup(AnyOf)
models.ForeignKey.register_lookup(AnyOf)


class Named(models.Model):
    """A word of the house with a Chinese and an English name."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language; the Chinese one where no English was given."""
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class DoneBy(models.Model):
    """Who did it: kind and id of a Party, without a foreign key so that people may go and the record stays."""

    by_kind = models.CharField(max_length=10, default="system")
    by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def by(self) -> Party:
        return Party(cast(PartyKind, self.by_kind), self.by_id)


class File(models.Model):
    """Stored bytes, once per content. Where they lie follows from the sha256 (`core/base/storage.py`)."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    family = models.CharField(max_length=10)  # image, audio, video, document, archive, text
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]


class Setting(models.Model):
    """A house setting that differs from its default (`core/base/house.py` lists all)."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.key


class SettingChange(DoneBy):
    """The audit of everything that is set up: house settings and the rooms' own tables. Secrets appear as '***'."""

    subject = models.CharField(max_length=80)  # "house.name", "triage.GradeRule:12"
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="base_change_latest")]  # the audit page, newest first

    def __str__(self) -> str:
        return self.subject


class Backup(models.Model):
    """One backup that was made, or could not be. Shown to admins; the file itself tells all the rest."""

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", _("every night")
        UPGRADE = "upgrade", _("before an upgrade")
        BY_HAND = "by_hand", _("by hand")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    began_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    path = models.CharField(max_length=500)
    size = models.BigIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["-began_at"], name="base_backup_latest")]  # the banner asks for the last one

    def __str__(self) -> str:
        return self.path
