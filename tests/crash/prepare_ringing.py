"""Furnish a house whose alarms all ring soon. Run as a program of its own: `python -m tests.crash.prepare_ringing COUNT SPAN_S`.

Each ticket keeps one clock, whose alarms (a warning, the breach, an escalation in turn) tell owner and supervisor; they
ring one after the other over SPAN_S seconds, which begin LEAD_S after this program ends.
"""

import sys
from datetime import timedelta
from importlib import import_module
from typing import Any

from huisheng.project import boot

LEAD_S = 6
STEPS = ("warn", "breach", "escalate")


def main(count: int, span_s: float) -> None:
    with boot.house():
        set_up: Any = import_module("huisheng.project.set_up")  # rooms can be loaded only now
        people: Any = import_module("huisheng.core.accounts.tests.make")
        house: Any = import_module("huisheng.core.base.actions")
        made: Any = import_module("huisheng.journey.tests.make")
        party: Any = import_module("huisheng.kit.party")
        set_up.set_up(lambda _words: None, with_demo=False)
        house.change_setting("notices.quiet", False, by=party.SYSTEM)
        lin = people.make_staff("lin", name="林晓", teams=["cs1"])
        people.make_staff("chen", name="陈蔚", role="supervisor", teams=["cs1"], leads=True)
        tickets = [made.make_received(owner=lin) for _ in range(-(-count // len(STEPS)))]
        set_alarms(tickets, count, span_s)


def set_alarms(tickets: list[Any], count: int, span_s: float) -> None:
    sla: Any = import_module("huisheng.stages.sla.models")
    timezone: Any = import_module("django.utils.timezone")
    sla.Alarm.objects.all().delete()
    first = timezone.now() + timedelta(seconds=LEAD_S)
    sla.Alarm.objects.bulk_create(
        sla.Alarm(
            clock=sla.Clock.objects.filter(ticket=tickets[number // len(STEPS)]).earliest("pk"),
            step=STEPS[number % len(STEPS)],
            level=1 if STEPS[number % len(STEPS)] == "escalate" else 0,
            tell=["assignee", "supervisor"],
            ring_at=first + timedelta(seconds=span_s * number / count),
        )
        for number in range(count)
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
