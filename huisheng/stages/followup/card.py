"""What the card beside a call shows of the customer (requirements S2): codes of a scenario's `labels`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

LABELS: dict[str, str | Promise] = {
    "source": gettext_lazy("Signed up by"),
    "registered": gettext_lazy("Signed up on"),
    "first_visit": gettext_lazy("First visit"),
    "batch": gettext_lazy("Trial group"),
    "last_contact": gettext_lazy("Last contact"),
    "tier": gettext_lazy("Kind of customer"),
    "spend": gettext_lazy("Spends a year"),
    "since": gettext_lazy("Customer since"),
    "problem": gettext_lazy("Category"),
    "progress": pgettext_lazy("callback", "Progress"),
    "handler": gettext_lazy("Handled by"),
    "grade": gettext_lazy("Grade"),
    "result": gettext_lazy("Result"),
    "stars": gettext_lazy("Rating"),
    "order": gettext_lazy("Order"),
    "idea": pgettext_lazy("callback", "Suggestion"),
    "answer": pgettext_lazy("callback", "Our answer"),
}
