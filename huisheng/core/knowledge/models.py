"""Reply templates."""

from django.db import models

from huisheng.core.base.models import Named

from .folders import folder_label


class ReplyTemplate(Named):
    """Wording for a reply, with variables {customer} {number} {order} {owner} {expected} {progress} {link}."""

    code = models.SlugField(unique=True)
    folder = models.CharField(max_length=40, blank=True, default="")
    body = models.TextField()
    body_en = models.TextField(blank=True, default="")
    active = models.BooleanField(default=True)
    rank = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["folder", "rank", "id"]

    @property
    def folder_label(self) -> str:
        """The folder's name in the reader's language."""
        return folder_label(self.folder)
