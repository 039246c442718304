"""The demo company uses three of the shipped rules; they hear what happens from now on."""

from huisheng.kit.party import SYSTEM
from huisheng.watch.automation.actions import switch_rule
from huisheng.watch.automation.models import Rule

IN_USE = ("third_message", "sharp_words", "red_unowned")


def use_rules() -> None:
    """Switch them on."""
    for rule in Rule.objects.filter(code__in=IN_USE):
        switch_rule(rule, enabled=True, by=SYSTEM)
