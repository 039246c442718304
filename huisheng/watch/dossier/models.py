"""Dossiers that were handed out: which, to whom of us, in which form, and the file itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.base.models import DoneBy, File
from huisheng.core.base.vault import vault
from huisheng.core.tickets.models import Ticket
from huisheng.watch.dossier.paper import Dossier, unpacked


class Made(DoneBy):
    """One dossier made into a file, or (ZIP) into both with the attachments. `seq` counts those of a ticket from 1.

    The document waits sealed until the file is there, and is emptied then: the file is what was handed out.
    """

    class Shape(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word")
        ZIP = "zip", _("ZIP")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("dossier", "being made")
        READY = "ready", pgettext_lazy("dossier", "ready")
        FAILED = "failed", pgettext_lazy("dossier", "failed")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    shape = models.CharField(max_length=4, choices=Shape.choices)
    opened = models.BooleanField(default=False)  # personal data stands in it as it is
    notes = models.BooleanField(default=False)  # internal notes, too
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    sealed = models.BinaryField(default=b"")
    name = models.CharField(max_length=200)  # of the file, as it is downloaded
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="dossier_seq_once")]

    def __str__(self) -> str:
        return f"dossier {self.seq} of {self.ticket_id}"

    @property
    def document(self) -> Dossier:
        """What is to be set. Only while it waits."""
        return unpacked(vault().open(bytes(self.sealed)))
