"""`python manage.py write_events_page`: bring `docs/events.md` up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from huisheng.journey.document import PAGE, events_page


class Command(BaseCommand):
    """Write the page; nothing else."""

    help = "Write docs/events.md from the kinds of events and the table of reactions."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(events_page(), encoding="utf-8")
