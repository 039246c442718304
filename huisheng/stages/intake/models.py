"""Why something looked like spam."""

from django.db import models

from huisheng.core.channels.models import Inbound


class SpamVerdict(models.Model):
    """What the shield saw in one item; suspicious ones are still tickets, only marked, so that nothing is lost."""

    inbound = models.OneToOneField(Inbound, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)  # codes: honeypot, too_fast, many_links
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return ",".join(self.reasons)
