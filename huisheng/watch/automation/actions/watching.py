"""No rule fails silently: after three failures in a row, or when one ticket was too much, the admins hear of it."""

from datetime import timedelta

from huisheng.core.tickets.actions import record_event
from huisheng.kit.party import SYSTEM
from huisheng.watch.automation.models import Run

from .rules import switch_rule

IN_A_ROW = 3  # failures after which the admins are told, once until it works again
Outcome = Run.Outcome


def note_trouble(run: Run) -> bool:
    """Tell the admins at the third failure in a row, and switch the rule off where it wishes so; returns whether it was
    the third. One query.
    """
    last = list(
        Run.objects.filter(rule=run.rule, dry=False).order_by("-id").values_list("outcome", flat=True)[: IN_A_ROW + 1]
    )
    failed = [one in Run.TROUBLE for one in last]
    if len(last) < IN_A_ROW or not all(failed[:IN_A_ROW]) or all(failed[IN_A_ROW:] or [False]):
        return False
    switched_off = run.rule.off_after_failures
    if switched_off:
        switch_rule(run.rule, enabled=False, by=SYSTEM)
    why = "off" if switched_off else "failing"
    record_event(run.ticket, "rule_troubled", by=SYSTEM, rule=run.rule_id, named=run.rule.name, run=run.pk, why=why)
    return True


def tell_of_brake(run: Run, *, within: timedelta) -> bool:
    """Tell the admins that rules were stopped on this ticket, once within this time; returns whether they are told now."""
    earlier = Run.objects.filter(
        ticket=run.ticket, outcome=Outcome.BRAKED, dry=False, at__gt=run.at - within, pk__lt=run.pk
    )
    if earlier.exists():
        return False
    record_event(run.ticket, "rule_troubled", by=SYSTEM, rule=run.rule_id, named=run.rule.name, run=run.pk, why="brake")
    return True
