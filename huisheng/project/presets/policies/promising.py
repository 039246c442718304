"""How the shipped promises warn: the owner at half and at four fifths, owner and supervisors when it is overdue."""

from huisheng.project.presets.shapes import CommitmentPreset, Unit, WarnStep

TO_ASSIGNEE = (WarnStep(("assignee",), percent=50), WarnStep(("assignee",), percent=80))
ON_BREACH = (WarnStep(("assignee", "supervisor"), percent=100),)
SILENT_HOUR = (WarnStep(("supervisor",), minutes=60),)  # requirements S4: over 1 h without a response
WARN = TO_ASSIGNEE + ON_BREACH
LATE_ONLY = (WarnStep(("assignee",), percent=80), *ON_BREACH)
DAY = {"work_day": 480, "natural_day": 1440, "end_of_day": 1440, "hour": 720, "minute": 60}  # of the promise's own time


def respond(amount: int, unit: Unit, source: str, chain: str = "") -> CommitmentPreset:
    """A first human answer in time; an hour of silence always reaches the supervisor."""
    return CommitmentPreset("first_response", amount, unit, WARN + SILENT_HOUR, source, chain)


def promise(kind: str, amount: int, unit: Unit, source: str, chain: str = "") -> CommitmentPreset:
    return CommitmentPreset(kind, amount, unit, WARN, source, chain)


def report(amount: int, unit: Unit, chain: str = "", kind: str = "regulator_reply") -> CommitmentPreset:
    """An answer to an outside body: the supervisors hear of it a day (half a day for hours) before it is due."""
    soon = WarnStep(("assignee", "supervisor"), minutes=DAY[unit], before=True, ways=("app", "email"))
    silence = SILENT_HOUR if kind == "first_response" else ()
    return CommitmentPreset(kind, amount, unit, (*TO_ASSIGNEE[:1], soon, *ON_BREACH, *silence), "", chain)
