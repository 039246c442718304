"""The one table of the frame: who knocked how often."""

from django.db import models


class Hit(models.Model):
    """Tries of one key within a running window (`ratelimit.py`). Rows of past windows are swept."""

    key = models.CharField(max_length=64, primary_key=True)  # blind index: addresses and phones are not kept in clear
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="frame_hit_until")]  # the sweep

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
