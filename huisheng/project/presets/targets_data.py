"""The tracks that the sources set themselves (requirements A14): off until a house switches them on, from a day it names."""

from .shapes import TargetPreset

DAYS, HOURS = 86400, 3600

TARGETS: tuple[TargetPreset, ...] = (
    # the first answer and the first contact: goals of S0 for the week after; a month is the shortest track there is
    TargetPreset("within_30", 0.77, 0.95, 1, "S0"),  # the 77 % were measured at an hour
    TargetPreset("once", 0.78, 0.85, 1, "S0"),
    TargetPreset("complaint_p50", 24 * HOURS, 2 * HOURS, 12, "S4"),
    TargetPreset("cycle_mean", 7 * DAYS, 3 * DAYS, 12, "S4"),
    TargetPreset("once_complaints", 0.55, 0.90, 24, "S4"),
    TargetPreset("appealed", 0.18, 0.03, 24, "S4"),
    TargetPreset("long_wait", None, 0.05, 24, "S4"),
    TargetPreset("collab_mean", 48 * HOURS, 12 * HOURS, 12, "S4"),
    TargetPreset("csat", None, 90, 0, "S3"),
    TargetPreset("csat_complaints", 65, 90, 18, "S4"),
    TargetPreset("csat_core", None, 95, 18, "S4"),
    TargetPreset("nps", 30, 75, 18, "S4"),
    TargetPreset("warm", None, 0.90, 0, "S0"),
    TargetPreset("call_rating", None, 4.5, 0, "S2"),
    TargetPreset("once_calls", None, 0.85, 0, "S2"),
    TargetPreset("record_complete", None, 1.0, 0, "S2"),
    TargetPreset("talk_mean", None, -20, 6, "S2", kind="change"),  # a fifth shorter; the half year is ours
)
